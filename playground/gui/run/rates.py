"""Learning rates before a run: their course over the epochs, and the range test that proposes one. Asked of the engine."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from playground.gui.document import Document
from playground.gui.run.engine_process import EngineProcess
from playground.runs import messages as m
from playground.runs.project import project_to_plain

_DEBOUNCE_MS = 150


class Rates(QObject):
    """What the engine says of the learning rates of the document. Main thread only.

    Attributes:
        curve: The learning rate of every epoch beforehand; None while it is not known, or constant.
        test: The range test, as far as it is; None if there is none.
        possible: The engine is ready.

    Signals:
        curve_changed: ``curve`` changed.
        test_changed: ``test`` changed.
    """

    curve_changed = Signal()
    test_changed = Signal()

    def __init__(self, document: Document, engine: EngineProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._engine = engine
        self._request = self._test_request = 0
        self.curve: m.ScheduleCurve | None = None
        self.test: m.LearningRateTest | None = None
        self.possible = False
        self.reports: dict[type[m.Report], Callable[..., None]] = {
            m.ScheduleCurve: self._previewed,
            m.LearningRateTest: self._tested,
        }
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._ask)
        document.training_changed.connect(self._changed)
        document.opened.connect(self._changed)

    def set_possible(self, possible: bool) -> None:
        """The engine is ready, or gone."""
        self.possible = possible
        if possible:
            self._changed()
        elif self.test is not None and not self.test.done:
            self.forget_test()

    def find(self, folder: str) -> None:
        """Begins the range test."""
        if self.possible:
            self.test = None
            project = project_to_plain(self._document.project)
            self._test_request = self._engine.send(m.FindLearningRate(project=project, folder=folder))
            self.test_changed.emit()

    def cancel(self) -> None:
        """Ends the range test."""
        self._engine.send(m.CancelLoading())

    def forget_test(self) -> None:
        """The range test is of no use any more."""
        self._test_request = 0
        self.test = None
        self.test_changed.emit()

    def refused(self, request: int) -> bool:
        """The engine would not carry out a command; whether that was one of these."""
        if request and request == self._test_request:
            self.forget_test()
            return True
        return bool(request) and request == self._request

    def close(self) -> None:
        """Nothing is asked any more."""
        self._debounce.stop()
        self.possible = False

    def _changed(self) -> None:
        if self._document.project.training.scheduler is None:
            self._debounce.stop()
            self._request = 0
            if self.curve is not None:
                self.curve = None
                self.curve_changed.emit()
        elif self.possible:
            self._debounce.start()

    def _ask(self) -> None:
        if self.possible:
            self._request = self._engine.send(m.PreviewSchedule(project=project_to_plain(self._document.project)))

    def _previewed(self, report: m.ScheduleCurve) -> None:
        if report.request == self._request:
            self.curve = report
            self.curve_changed.emit()

    def _tested(self, report: m.LearningRateTest) -> None:
        if self._test_request:
            self.test = report
            self.test_changed.emit()
