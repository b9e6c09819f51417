"""Pens and colours that plots draw with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.gui.theme import theme


def line_pen(colour: QColor, width: int = 1, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen whose width is in pixels as usual, whatever the scale of the plot; one pixel is by far the quickest."""
    pen = QPen(colour)
    pen.setWidth(round(width * theme().lines))
    pen.setStyle(style)
    pen.setCosmetic(True)
    return pen


def faded(colour: QColor, share: float) -> QColor:
    """The colour with that share of its opacity."""
    result = QColor(colour)
    result.setAlphaF(max(0.0, min(1.0, share)))
    return result
