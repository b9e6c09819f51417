"""The learning rate of runs under way: it follows the document, while the document is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from playground.gui.document import Document
from playground.gui.notices import refusal
from playground.gui.run.conversation import Conversation
from playground.gui.run.launch import Launch
from playground.gui.run.under_way import UnderWay
from playground.language import _
from playground.runs import messages as m


class LiveRate(QObject):
    """Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
    """

    message = Signal(object)

    def __init__(
        self, document: Document, conversation: Conversation, under_way: UnderWay, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._conversation = conversation
        self._under_way = under_way
        self._lr: float | None = None  # of the runs under way, while the document is theirs
        document.training_changed.connect(self._changed)
        document.opened.connect(self.forget)

    def begin(self, launches: Iterable[Launch]) -> None:
        """Runs begin: the document is theirs if it has their optimizer and they are no folds."""
        optimizer = self._document.project.training.optimizer
        own = all(launch.project.training.optimizer.name == optimizer.name and not launch.fold for launch in launches)
        self._lr = optimizer.lr if own else None

    def forget(self) -> None:
        """The document is not that of the runs any more."""
        self._lr = None

    def lower(self, lr: float) -> None:
        """Gives the runs, and their document, another learning rate."""
        training = self._document.project.training
        if self._lr is not None:
            self._lr = lr
            self._document.change_training(replace(training, optimizer=replace(training.optimizer, lr=lr)), _("Learning rate"))
        self._set(lr)

    def _changed(self) -> None:
        lr = self._document.project.training.optimizer.lr
        if self._under_way.launched and self._lr not in (None, lr):
            self._lr = lr
            self._set(lr)

    def _set(self, lr: float) -> None:
        self._under_way.note_rate(lr)
        self._conversation.order(m.SetLearningRate(lr=lr), self._refused)

    def _refused(self, message: str) -> None:
        self.message.emit(refusal(message))
