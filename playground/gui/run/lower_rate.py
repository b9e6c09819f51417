"""A lower learning rate that works: asked of the learning-rate test, and put in as one step that can be undone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.run.controller import Controller
from playground.language import _
from playground.runs.optimizers import lower_rate
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
        self._controller.find_learning_rate()
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
            self._settle(_("Looking for a rate … {rate}").format(rate=number_text(float(f"{test.rates[-1]:.0e}"))), going_on=True)
            return
        asked = self._asked
        self._settle("")
        if asked == self._document.project and len(test.rates):
            optimizer = asked.training.optimizer
            lower = lower_rate(optimizer, test.proposed)
            self._document.change_training(
                replace(asked.training, optimizer=replace(optimizer, lr=lower)),
                _("Learning rate {rate}").format(rate=number_text(lower)),
            )

    def _settle(self, text: str, going_on: bool = False) -> None:
        self.text = text
        if not going_on:
            self._asked = None
        self.changed.emit()
