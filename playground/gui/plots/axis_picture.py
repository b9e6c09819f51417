"""What an axis looks like between two changes of its range: lines, and numbers whose glyphs are laid out already."""

from __future__ import annotations

from itertools import groupby

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QStaticText
from PySide6.QtWidgets import QGraphicsWidget

Line = tuple[QPen, QPointF, QPointF]
Text = tuple[QRectF, Qt.AlignmentFlag, str]
Laid = tuple[QPointF, QStaticText]

_GAP, _AIR = 2, 0.08
"""Pixels on both sides of a text beside which nothing stands; share of a line's height above and below its letters."""


class AxisPicture:
    """Drawn for every frame. It is drawn anew rather than kept as pixels, so that it is sharp at every scale and upon every ground."""

    def __init__(self, axis: pg.AxisItem, painter: QPainter, spine: Line, ticks: list[Line], texts: list[Text]) -> None:
        """Lays out what ``generateDrawSpecs`` of an axis found; ``painter`` is the one that it will be drawn with."""
        self._lines = [(pen, [QLineF(begin, end) for _pen, begin, end in lines]) for pen, lines in _by_pen([spine, *ticks])]
        self._font, self._pen = axis.style["tickFont"], axis.textPen()
        whole = axis.parentItem()
        self._room = axis.mapRectFromItem(whole, whole.rect()) if isinstance(whole, QGraphicsWidget) else axis.boundingRect()
        painter.save()
        painter.setFont(self._font)
        laid = [_laid_out(painter, *text) for text in texts]
        painter.restore()
        self._texts = apart(laid, self._room, axis.orientation in ("top", "bottom"))

    @property
    def labels(self) -> list[tuple[str, QRectF]]:
        """What stands at the ticks, and where, in the axis' own coordinates."""
        return [(text.text(), QRectF(place, text.size())) for place, text in self._texts]

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
        for place, text in self._texts:
            if QRectF(place, text.size()).intersects(seen):
                painter.drawStaticText(place, text)


def apart(texts: list[Laid], room: QRectF, level: bool) -> list[Laid]:
    """The texts that can be read: one at an end is moved into the room, one that would lie on another is left out.

    Args:
        texts: From one end of the axis to the other.
        room: What can be seen.
        level: They stand beside each other, not over each other.
    """
    kept: list[Laid] = []
    taken: list[QRectF] = []
    for place, text in texts:
        rect = QRectF(place, text.size())
        rect.moveLeft(max(min(rect.left(), room.right() - rect.width()), room.left()))
        rect.moveTop(max(min(rect.top(), room.bottom() - rect.height()), room.top()))
        near = rect.adjusted(-_GAP, 0, _GAP, 0) if level else rect.adjusted(0, rect.height() * _AIR, 0, -rect.height() * _AIR)
        if not any(near.intersects(other) for other in taken):
            taken.append(near)
            kept.append((rect.topLeft(), text))
    return kept


def _by_pen(lines: list[Line]) -> list[tuple[QPen, list[Line]]]:
    """Lines that follow each other with the same pen together."""
    return [(group[0][0], group) for _pen, found in groupby(lines, key=lambda line: id(line[0])) for group in [list(found)]]


def _laid_out(painter: QPainter, room: QRectF, flags: Qt.AlignmentFlag, text: str) -> Laid:
    """Where a text begins, and its glyphs."""
    laid = QStaticText(text)
    laid.setTextFormat(Qt.TextFormat.PlainText)
    laid.prepare(painter.transform(), painter.font())
    return painter.boundingRect(room, int(flags), text).topLeft(), laid
