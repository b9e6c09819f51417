"""The parts of the window that are made after it is painted, one in each turn of the event loop, so that no key waits for all of them.

Loading numpy and pyqtgraph and making the plots takes longer than everything before together.
"""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from playground.gui.run.controller import Controller
from playground.gui.runs import Runs

if TYPE_CHECKING:
    from playground.gui.data.page import DataPage
    from playground.gui.plots.area import PlotArea
    from playground.gui.plots.runs_table import RunsTable
    from playground.gui.plots.time_row import TimeRow

_LOADED_FIRST = (
    *("numpy", "playground.runs.diagnosis"),
    *("pydoc", "xml.etree.ElementTree", "multiprocessing.connection", "PySide6.QtOpenGLWidgets", "PySide6.QtTest"),
    *("pyqtgraph", "playground.gui.plots", "playground.gui.plots.area"),
)
"""Modules that take long to load, each in a turn of its own; the first are what pyqtgraph loads."""

_COPIED = (QtCore, QtGui, QtWidgets)
"""Modules of which pyqtgraph copies every name: PySide then makes all their classes, which takes most of its time."""

P = TypeVar("P", bound=QWidget)

_AT_ONCE = 60
"""Names of them that are asked for in one turn."""


class LateParts(QObject):
    """Makes them; whoever needs them at once says so with ``finish``. Main thread only.

    Attributes:
        plots, time_row, runs_table, data_page: The parts, once they are made.

    Signals:
        made: All of them are there.
    """

    made = Signal()

    plots: PlotArea
    time_row: TimeRow
    runs_table: RunsTable
    data_page: DataPage

    def __init__(self, controller: Controller, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller, self._runs = controller, runs
        self._left = self._steps()
        self._parts: list[QWidget] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    def begin(self, milliseconds: int) -> None:
        """Begins after a while."""
        self._timer.start(milliseconds)

    def finish(self) -> None:
        """Makes what is not made yet."""
        self._timer.stop()
        for _step in self._left:
            pass

    def stop(self) -> None:
        """Makes no more, and deletes what nobody has taken: the window closes."""
        self._timer.stop()
        self._left.close()
        for part in self._parts:
            if part.parent() is None:
                part.deleteLater()
        self._parts.clear()

    def _go_on(self) -> None:
        if next(self._left, self) is not self:
            self._timer.start(0)

    def _steps(self) -> Generator[None, None, None]:
        """Each makes one part."""
        for copied in _COPIED:
            for number, name in enumerate(dir(copied)):
                getattr(copied, name, None)
                if number % _AT_ONCE == _AT_ONCE - 1:
                    yield
        for module in _LOADED_FIRST:
            import_module(module)
            yield
        from playground.gui.data.page import DataPage
        from playground.gui.plots import PLOTS
        from playground.gui.plots.area import PlotArea
        from playground.gui.plots.beforehand import Beforehand
        from playground.gui.plots.runs_table import RunsTable
        from playground.gui.plots.time_row import TimeRow

        yield
        self.data_page = self._kept(DataPage(self._controller, self._controller.data_questions))
        yield
        self.time_row, self.runs_table = self._kept(TimeRow(self._runs)), self._kept(RunsTable(self._runs))
        yield
        plots = {}
        for name, kind in PLOTS.items():
            plots[name] = self._kept(kind(self._runs))
            yield
        self.plots = self._kept(PlotArea(self._runs, plots))
        yield
        self.made.emit()
        Beforehand(self._controller, self._controller.data_questions, self.plots)
        self._parts.clear()

    def _kept(self, part: P) -> P:
        self._parts.append(part)
        return part
