"""One step of a lesson, as the panel shows it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from playground.gui.label import LessonLabel, spoken
from playground.gui.theme import SMALL, theme
from playground.language import _
from playground.lessons import LessonStep


class StepNumber(QWidget):
    """The number of a step in a circle, or that it is done; a click says so by hand, or takes it back."""

    clicked = Signal()

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._done = False
        self.setToolTip(_("Done, or not"))
        self.setFixedSize(theme().pixels(20), theme().pixels(20))
        theme().changed.connect(self._restyle)

    def set_done(self, done: bool) -> None:
        """Shows whether the step is done."""
        self._done = done
        self.update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.good if self._done else theme().colours.accent))
        circle = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(circle)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.on_accent))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, "✓" if self._done else str(self._number))
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(theme().pixels(20), theme().pixels(20))
        self.update()


class StepRow(QWidget):
    """One step; a click points at its control, one on its number says that it is done.

    Signals:
        clicked: The user wants to see the control.
        toggled: The user says that the step is done, or not.
    """

    clicked = Signal()
    toggled = Signal()

    def __init__(self, number: int, step: LessonStep) -> None:
        super().__init__()
        self._number = number
        self.setAccessibleDescription(spoken(step.text))
        self.setCursor(Qt.CursorShape.PointingHandCursor if step.control else Qt.CursorShape.ArrowCursor)
        if step.control:
            self.setToolTip(_("Show where"))
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = LessonLabel(step.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._circle = StepNumber(number)
        self._circle.clicked.connect(self.toggled)
        row.addWidget(self._circle, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        self.set_done(False)

    def set_done(self, done: bool) -> None:
        """Shows, and says, whether the step is done."""
        self._circle.set_done(done)
        name = _("Step {number}, done") if done else _("Step {number}")
        self.setAccessibleName(name.format(number=self._number))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)
