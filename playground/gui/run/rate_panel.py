"""The learning rate before a run: its course with a scheduler, the true one over it, and a test that proposes a rate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.label import Label
from playground.gui.run.curve_picture import CurvePicture
from playground.gui.run.rates import Rates
from playground.gui.runs import Runs
from playground.language import _


class RatePanel(QWidget):
    """Stands below the scheduler in the tab "Training"."""

    def __init__(self, document: Document, rates: Rates, runs: Runs | None, find: Callable[[], None]) -> None:
        """Builds the panel.

        Args:
            document: What is open.
            rates: What the engine says of learning rates.
            runs: The runs of the session, for the true rates; None: there are none to show.
            find: Begins the range test.
        """
        super().__init__()
        self._document, self._rates, self._runs = document, rates, runs
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._course_text = self._label(column)
        self._course = CurvePicture(74)
        self._course.setObjectName("schedule_curve")
        self._course.setAccessibleName(_("Learning rate over the epochs"))
        column.addWidget(self._course)
        row = QHBoxLayout()
        self._find = QPushButton(_("Find a learning rate"))
        self._find.setObjectName("find_learning_rate")
        self._find.setToolTip(
            _("Tries rates from 1e-6 to 10 on fresh weights, one step each, and proposes one with which many steps work")
        )
        self._find.clicked.connect(find)
        self._cancel = QPushButton(_("Cancel"))
        self._cancel.clicked.connect(rates.cancel)
        self._use = QPushButton()
        self._use.setObjectName("use_learning_rate")
        self._use.clicked.connect(self._take)
        for button in (self._find, self._cancel):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self._use)
        self._test_text = self._label(column)
        self._test = CurvePicture(110, logarithmic=True)
        self._test.setObjectName("learning_rate_test")
        self._test.setAccessibleName(_("Loss over the learning rate"))
        column.addWidget(self._test)
        rates.curve_changed.connect(self._show_course)
        rates.test_changed.connect(self._show_test)
        if runs is not None:
            runs.updated.connect(self._show_course)
            runs.changed.connect(self._show_course)
        self._show_course()
        self._show_test()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_course()  # not drawn while it could not be seen

    def _label(self, column: QVBoxLayout) -> Label:
        label = Label()
        label.setProperty("role", "small")
        label.setWordWrap(True)
        column.addWidget(label)
        return label

    def _show_course(self) -> None:
        curve = self._rates.curve
        for widget in (self._course, self._course_text):
            widget.setVisible(curve is not None)
        if curve is None:
            return
        text = (
            _("Learning rate over the epochs")
            if curve.fixed
            else _("Learning rate while the loss falls; it drops when it does not")
        )
        curves = [(curve.epochs, curve.rates)]
        record = self._runs.current if self._runs is not None else None
        if record is not None and len(record.history) and record.project.training.scheduler is not None:
            curves.append((record.history.epochs, record.history.series("learning_rate")))
            text += " · " + _("in colour: the present run")
        self._course_text.setText(text)
        if self._course.isVisible():
            self._course.show_curves(*curves)

    def _show_test(self) -> None:
        test = self._rates.test
        shown = test is not None and len(test.rates) > 1
        self._test.setVisible(shown)
        self._test_text.setVisible(test is not None)
        self._cancel.setVisible(test is not None and not test.done)
        self._use.setVisible(test is not None and test.proposed is not None)
        if test is None:
            return
        if shown:
            self._test.show_curves((test.rates, test.losses), mark=test.proposed, end=None if test.done else 10.0)
        text = test.message or _("Loss over the learning rate, smoothed")
        if test.proposed is not None:
            text = _("The loss is least at about {best}. Many steps with {rate} were tried, and it fell.").format(
                best=number_text(float(f"{test.rates[test.losses.argmin()]:.0e}")), rate=number_text(test.proposed)
            )
            self._use.setText(_("Use {rate}").format(rate=number_text(test.proposed)))
        self._test_text.setText(text)

    def _take(self) -> None:
        test = self._rates.test
        if test is None or test.proposed is None:
            return
        training = self._document.project.training
        optimizer = replace(training.optimizer, lr=test.proposed)
        self._document.change_training(replace(training, optimizer=optimizer), _("Learning rate"))
