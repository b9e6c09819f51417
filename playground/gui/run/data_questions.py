"""Questions about the data: asks the engine for what can be seen of them, and for pages of their table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.gui.run.conversation import Conversation, Question
from playground.gui.run.engine_process import died_over
from playground.gui.run.loading import DataLoading
from playground.runs import messages as m


class DataQuestions(QObject):
    """Questions about the document's data. Main thread only.

    Signals:
        seen: What can be seen of the data (a ``DataOverview``): the answer to the last ``look``.
        failed: The data could not be looked at (why, in words).
    """

    seen = Signal(object)
    failed = Signal(str)

    def __init__(self, loading: DataLoading, conversation: Conversation, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._loading = loading
        self._conversation = conversation
        self._question: Question | None = None
        self._under_way: dict[str, Any] | None = None  # what is being looked at
        self._suspect: dict[str, Any] | None = None  # the data that the last engine was looking at when it died

    def look(self) -> None:
        """Asks what can be seen of the data; not by itself what the last engine died of."""
        source = self._loading.source
        suspect, self._suspect = self._suspect, None
        if suspect == source:
            self.failed.emit(died_over(source["dataset"].get("path") or source["dataset"]["name"]))
            return
        if self._under_way == source:
            return  # whoever asked hears it with all others
        self._under_way = source
        command = m.DescribeData(project=source, folder=self._loading.folder)
        self._question = self._conversation.ask(command, self._answered, self._failed, self._lost, instead_of=self._question)

    def read_rows(
        self, first: int, count: int, sort: int, descending: bool, answered: Callable[[m.RowsRead | None], None]
    ) -> None:
        """Asks for a page of the table (see ``ReadRows``); ``answered`` is called with it, or with None if there is none."""
        loading = self._loading
        self._conversation.ask(
            m.ReadRows(project=loading.source, folder=loading.folder, first=first, count=count, sort=sort, descending=descending),
            lambda report: answered(report if isinstance(report, m.RowsRead) else None),
            lambda _message: answered(None),
            self._lost,
        )

    def _failed(self, message: str) -> None:
        self._under_way = None
        self.failed.emit(message)

    def _answered(self, report: m.DataDescribed | m.DataUnavailable) -> None:
        self._under_way = None
        if isinstance(report, m.DataDescribed):
            self.seen.emit(report.look)
        else:
            self.failed.emit(report.message)

    def _lost(self) -> None:
        """What the engine was asked just before it died is not asked again by itself."""
        self._under_way, self._suspect = None, self._loading.source
