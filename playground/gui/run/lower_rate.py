"""A lower learning rate that works: asked of the learning-rate test, and put in as one step that can be undone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.run.controller import Controller
from playground.language import _
from playground.runs.messages import LearningRateTest
from playground.runs.project import Project


class LowerRate(QObject):
    """Looks for a rate when it is pressed; pressed again it gives up. Main thread only.

    Attributes:
        text: How far the search is, in words; empty if there is none.

    Signals:
        changed: ``text`` changed.
    """

    changed = Signal()

    def __init__(self, document: Document, controller: Controller, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._asked: Project | None = None
        self._begun = False
        self.text = ""
        controller.rates.test_changed.connect(self._tested)

    def press(self) -> None:
        """Begins to look, or gives up."""
        if self._asked is not None:
            self._settle("")
            self._controller.rates.cancel()
            return
        self._asked, self._begun = self._document.project, False
        self._settle(_("Looking for a rate …"), going_on=True)
        self._controller.find_learning_rate(lower=True)
        if not self._begun and self._controller.ready:  # it was refused, and the user was told why
            self._settle("")

    def _tested(self) -> None:
        test = self._controller.rates.test
        if self._asked is None:
            return
        if test is None:
            if self._begun:  # the engine refused, or is gone
                self._settle("")
            self._begun = True
            return
        if not test.done:
            self._settle(_how_far(test), going_on=True)
            return
        asked = self._asked
        self._settle("")
        if asked == self._document.project:
            self._take(test, asked)

    def _take(self, test: LearningRateTest, asked: Project) -> None:
        """Puts in what was found, and says so; or why there is nothing."""
        if test.proposed is None:
            self._controller.message.emit(Notice("warning", test.message, key="lower_rate"))
            return
        before, rate = number_text(asked.training.optimizer.lr), number_text(test.proposed)
        optimizer = replace(asked.training.optimizer, lr=test.proposed)
        undo = _("Learning rate {rate} instead of {before}").format(rate=rate, before=before)
        self._document.change_training(replace(asked.training, optimizer=optimizer), undo)
        text = _(
            "The learning rate is {rate} now, instead of {before}: many steps with it were tried, and the loss fell. Press Train."
        )
        self._controller.message.emit(Notice("good", text.format(rate=rate, before=before), key="lower_rate"))

    def _settle(self, text: str, going_on: bool = False) -> None:
        self.text = text
        if not going_on:
            self._asked = None
        self.changed.emit()


def _how_far(test: LearningRateTest) -> str:
    """What is being tried, in words."""
    if test.trying is not None:
        return _("Looking for a rate: many steps with {rate} …").format(rate=number_text(test.trying))
    if not len(test.rates):
        return _("Looking for a rate …")
    return _("Looking for a rate: one step with {rate} …").format(rate=number_text(float(f"{test.rates[-1]:.0e}")))
