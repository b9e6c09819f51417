"""Marks a control for a moment, so that one sees which is meant."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QWidget
from typing_extensions import override

from playground.gui.folded import Folded
from playground.gui.theme import theme

_SHOWN_MS = 1800


class Ring(QWidget):
    """A frame in the accent colour over another widget; it lets every click through and goes away by itself."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target.window())
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        corner = target.mapTo(target.window(), target.rect().topLeft())
        self.setGeometry(QRect(corner, target.size()).adjusted(-4, -4, 4, 4))
        self.show()
        self.raise_()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.deleteLater)
        self._timer.start(_SHOWN_MS)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().colours.accent), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 9, 9)
        painter.end()


def point_at(widget: QWidget) -> None:
    """Unfolds its section, scrolls a widget into view, gives it the focus and marks it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, Folded) and not parent.is_open:
            parent.open()
            _settle(parent)
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
    if widget.isVisible():
        widget.setFocus()
        Ring(widget)


def _settle(widget: QWidget) -> None:
    """Gives all that lies around a widget its place now, so that one can scroll to it."""
    around: QWidget | None = widget
    while around is not None and not isinstance(around, QScrollArea):
        if (layout := around.layout()) is not None:
            layout.activate()
        around = around.parentWidget()
