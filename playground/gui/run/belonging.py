"""Runs belong to their data: when other data are open, ``Runs`` is told, and what trains on the former data ends.

It ends, because a run that nobody sees would keep the buttons from what is open; nothing of it is lost: it stands in the table of runs with the
epochs that it has, and with its last checkpoint. An edit that leaves the data as they are lets it go on.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.open_data import OpenData, data_of
from playground.gui.run.launch import Launch
from playground.gui.run.starting import Starting
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import Runs
from playground.language import _, ngettext


class Belonging(QObject):
    """Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
    """

    message = Signal(object)

    def __init__(
        self, document: Document, runs: Runs, under_way: UnderWay, starting: Starting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._under_way, self._starting = under_way, starting
        self._data = data_of(document)
        runs.turn_to(self._data)
        document.project_changed.connect(self._look)
        document.state_changed.connect(self._look)  # a relative path leads elsewhere from another folder

    def _look(self) -> None:
        before, self._data = self._data, data_of(self._document)
        if before == self._data:
            return
        self._runs.turn_to(self._data)
        left = [launch for launch in self._under_way.launched.values() if launch.data != self._data]
        if left or before.opening != self._data.opening:  # what waits for other data is for the project it was wanted for
            self._starting.stop()
        if left:
            self.message.emit(Notice("info", self._ended_text(left, before), key="left"))

    def _ended_text(self, left: list[Launch], before: OpenData) -> str:
        names = ", ".join(f"“{launch.title}”" for launch in left)
        text = ngettext(
            "{names} ended: it belongs to what was open before. It stands under Runs, with the epochs it has.",
            "{names} ended: they belong to what was open before. They stand under Runs, with the epochs they have.",
            len(left),
        )
        if any(launch.fold for launch in left):
            text = _("The cross-validation on {dataset} ended: it belongs to what was open before.")
        return text.format(names=names, dataset=before.label(self._data))
