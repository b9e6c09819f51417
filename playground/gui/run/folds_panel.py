"""Cross-validation in the tab "Training": how many folds, of which kind, and the button that begins it. Edits go through the document."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from playground.datasets import Folds, check_folds
from playground.fields import SettingError
from playground.gui.document import Document
from playground.gui.forms import Form
from playground.gui.label import plain_tip
from playground.gui.run.trouble import task_of
from playground.language import _
from playground.runs.folds import folds_of


class FoldsPanel(QWidget):
    """The section "Cross-validation". Where the project says nothing, it shows what suits the data.

    Signals:
        begin_requested: The button was pressed.
    """

    begin_requested = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folds_panel")
        self._document = document
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._form = Form(self._folds, label_width=94, check=self._trouble)
        self._form.changed.connect(self._changed)
        column.addWidget(self._form)
        self._button = QPushButton(_("Cross-validate"))
        self._button.setObjectName("cross_validate_button")
        tip = _("Trains one network per fold and shows mean and standard deviation of the validation loss.")
        self._button.setToolTip(plain_tip(tip))
        self._button.setAccessibleDescription(tip)
        self._button.clicked.connect(self.begin_requested)
        column.addWidget(self._button)
        for signal in (document.training_changed, document.dataset_changed, document.shapes_changed):
            signal.connect(self.refresh)

    def refresh(self) -> None:
        """Shows the folds of the document."""
        self._form.set_values(self._folds)

    @property
    def _folds(self) -> Folds:
        return folds_of(self._document.project, task_of(self._document))

    def _trouble(self, name: str, value: object) -> str:
        try:
            check_folds(replace(self._folds, **{name: value}), task_of(self._document))  # type: ignore[arg-type]  # the field has checked it
        except SettingError as error:
            return error.reason
        return ""

    def _changed(self, name: str, value: object) -> None:
        folds: Folds = replace(self._folds, **{name: value})  # type: ignore[arg-type]  # the field has checked the value
        training = replace(self._document.project.training, folds=folds)
        self._document.change_training(training, _("Cross-validation"), f"training.folds.{name}")
