"""What an axis looks like between two changes of its range: lines, and numbers whose glyphs are laid out already."""

from __future__ import annotations

from itertools import groupby

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QStaticText

Line = tuple[QPen, QPointF, QPointF]
Text = tuple[QRectF, Qt.AlignmentFlag, str]


class AxisPicture:
    """Drawn for every frame. It is drawn anew rather than kept as pixels, so that it is sharp at every scale and upon every ground."""

    def __init__(self, axis: pg.AxisItem, painter: QPainter, spine: Line, ticks: list[Line], texts: list[Text]) -> None:
        """Lays out what ``generateDrawSpecs`` of an axis found; ``painter`` is the one that it will be drawn with."""
        self._lines = [(pen, [QLineF(begin, end) for _pen, begin, end in lines]) for pen, lines in _by_pen([spine, *ticks])]
        self._font, self._pen = axis.style["tickFont"], axis.textPen()
        self._room = QRectF(axis.boundingRect().toAlignedRect())
        painter.save()
        painter.setFont(self._font)
        self._texts = [_laid_out(painter, *text) for text in texts]
        painter.restore()

    def draw(self, painter: QPainter, seen: QRectF) -> None:
        """Draws it where the axis is; numbers outside of what is painted just now (``seen``, in its coordinates) are left out."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)
        for pen, lines in self._lines:
            painter.setPen(pen)
            painter.drawLines(lines)
        painter.setFont(self._font)
        painter.setPen(self._pen)
        painter.setClipRect(self._room)
        for room, text in self._texts:
            if room.intersects(seen):
                painter.drawStaticText(room.topLeft(), text)


def _by_pen(lines: list[Line]) -> list[tuple[QPen, list[Line]]]:
    """Lines that follow each other with the same pen together."""
    return [(group[0][0], group) for _pen, found in groupby(lines, key=lambda line: id(line[0])) for group in [list(found)]]


def _laid_out(painter: QPainter, room: QRectF, flags: Qt.AlignmentFlag, text: str) -> tuple[QRectF, QStaticText]:
    """The room of a text, and its glyphs."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.prepare(painter.transform(), painter.font())
    return painter.boundingRect(room, int(flags), text), laid
