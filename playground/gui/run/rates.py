"""Learning rates before a run: their course over the epochs, and the range test that proposes one. Asked of the engine."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from playground.gui.document import Document
from playground.gui.notices import refusal
from playground.gui.run.conversation import Conversation, Question
from playground.gui.run.under_way import UnderWay
from playground.runs import messages as m
from playground.runs.project import Project, project_to_plain

_DEBOUNCE_MS = 150


class Rates(QObject):
    """What the engine says of the learning rates of the document. Main thread only.

    Attributes:
        curve: The learning rate of every epoch beforehand; None while it is not known, or constant.
        test: The range test, as far as it is; None if there is none.

    Signals:
        curve_changed: ``curve`` changed.
        test_changed: ``test`` changed.
        message: Something the user should know (a ``Notice``).
    """

    curve_changed = Signal()
    test_changed = Signal()
    message = Signal(object)

    def __init__(
        self, document: Document, conversation: Conversation, under_way: UnderWay, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._conversation = conversation
        self._under_way = under_way
        under_way.readied.connect(self._changed)
        self._preview: Question | None = None
        self._trial: Question | None = None
        self._tried: Project | None = None
        self.curve: m.ScheduleCurve | None = None
        self.test: m.LearningRateTest | None = None
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self._ask)
        document.training_changed.connect(self._changed)
        document.dataset_changed.connect(self._changed)
        document.opened.connect(self._forget)
        document.project_changed.connect(self._project_changed)

    def find(self, folder: str, lower: bool = False) -> None:
        """Begins the range test; ``lower``: it proposes a rate below the present one."""
        self.test = None
        self._tried = _without_rate(self._document.project)
        command = m.FindLearningRate(project=project_to_plain(self._document.project), folder=folder, lower=lower)
        self._trial = self._conversation.ask(command, self._tested, self._refused, self.forget_test, instead_of=self._trial)
        self.test_changed.emit()

    def cancel(self) -> None:
        """Ends the range test."""
        self._conversation.order(m.CancelLoading())

    def forget_test(self) -> None:
        """The range test is of no use any more."""
        if self._trial is not None:
            self._trial.drop()
        self.test = self._tried = None
        self.test_changed.emit()

    def close(self) -> None:
        """Nothing is asked any more."""
        self._debounce.stop()

    def _changed(self) -> None:
        if self._document.project.training.scheduler is None:
            self._debounce.stop()
            self._forget_curve()
        elif self._under_way.ready:
            self._debounce.start()

    def _project_changed(self, _old: Project, new: Project) -> None:
        """A rate is proposed for one network on one dataset; another one that is taken is no reason to forget it."""
        if self._tried is not None and _without_rate(new) != self._tried:
            self._forget_trial()

    def _forget(self) -> None:
        """Another project is about to be opened."""
        self._forget_trial()
        self._forget_curve()
        if self._under_way.ready:
            self._debounce.start()

    def _forget_trial(self) -> None:
        if self._trial is not None and self._trial.open:
            self.cancel()
        self.forget_test()

    def _forget_curve(self) -> None:
        if self._preview is not None:
            self._preview.drop()
        if self.curve is not None:
            self.curve = None
            self.curve_changed.emit()

    def _ask(self) -> None:
        if self._under_way.ready and self._document.project.training.scheduler is not None:
            command = m.PreviewSchedule(project=project_to_plain(self._document.project))
            self._preview = self._conversation.ask(command, self._previewed, self._tell, instead_of=self._preview)

    def _previewed(self, report: m.ScheduleCurve) -> None:
        self.curve = report
        self.curve_changed.emit()

    def _tested(self, report: m.LearningRateTest) -> None:
        self.test = report
        self.test_changed.emit()

    def _refused(self, message: str) -> None:
        self.forget_test()
        self._tell(message)

    def _tell(self, message: str) -> None:
        self.message.emit(refusal(message))


def _without_rate(project: Project) -> Project:
    """What a rate is proposed for: the project without its name, the rate itself, how long and on what folds it is trained."""
    training = project.training
    optimizer = replace(training.optimizer, lr=1.0)
    return replace(
        project,
        name="",
        training=replace(training, optimizer=optimizer, scheduler=None, early_stopping=None, epochs=1, folds=None),
    )
