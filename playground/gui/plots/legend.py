"""Which line, marker or area of a plot is what: samples with their names, in as many lines as they need. No name is ever cut."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.gui.plots.pens import faded, line_pen
from playground.gui.theme import SMALL, theme

_SAMPLE, _BETWEEN, _GAP = 22, 5, 12
"""Pixels at 100 %: width of a sample, from it to its name, and from there to the next sample."""


@dataclass(frozen=True)
class Entry:
    """One thing that is drawn.

    Attributes:
        name: What it is called, translated.
        colour: As ``#rrggbb``, or ``#aarrggbb``.
        style: Of its line; None: it has none.
        symbol: Its marker, by pyqtgraph's name; empty: it has none.
        width: Of its line, in pixels.
        area: It is an area in this colour.
    """

    name: str
    colour: str
    style: Qt.PenStyle | None = None
    symbol: str = ""
    width: int = 1
    area: bool = False


class Legend(QWidget):
    """A flow of entries, as high as it must be. It paints itself, and only when what it names has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("legend")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.entries: tuple[Entry, ...] = ()
        self.hide()

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Names other things."""
        if entries != self.entries:
            self.entries = entries
            self.setAccessibleName(", ".join(entry.name for entry in entries))
            self.setVisible(bool(entries))
            self.fit()
            self.update()

    def fit(self) -> None:
        """Takes the height that the entries need in the present width."""
        needed = self.height_for(self.width())
        if needed != self.height():
            self.setFixedHeight(needed)

    @property
    def line(self) -> int:
        """Height of one line, in pixels."""
        return QFontMetrics(_font()).height() + 1

    def height_for(self, width: int) -> int:
        """Pixels that the entries need in such a width."""
        return max((rect.bottom() + 1 for rect in self.places(width)), default=self.line)

    def places(self, width: int) -> list[QRect]:
        """The room of each entry, its sample included, in a legend of such a width; a name longer than a line goes on in the next one."""
        metrics, lead = QFontMetrics(_font()), theme().pixels(_SAMPLE + _BETWEEN)
        places: list[QRect] = []
        left = top = 0
        for entry in self.entries:
            wanted = lead + metrics.horizontalAdvance(entry.name) + 2
            if left and left + wanted > width:
                left, top = 0, places[-1].bottom() + 1
            high = self.line
            if wanted > width:
                wanted = max(width, lead + 1)
                room = QRect(0, 0, wanted - lead, 10_000)
                high = metrics.boundingRect(room, _WRAPPED, entry.name).height()
            places.append(QRect(left, top, wanted, high))
            left += wanted + theme().pixels(_GAP)
        return places

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint(painter, self.width())
        painter.end()

    def paint(self, painter: QPainter, width: int) -> None:
        """Draws the entries in such a width, from where the painter stands."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font())
        lead = theme().pixels(_SAMPLE + _BETWEEN)
        for entry, place in zip(self.entries, self.places(width), strict=True):
            sample = QRectF(place.left(), place.top(), theme().pixels(_SAMPLE), self.line)
            _paint_sample(painter, entry, sample)
            painter.setPen(QColor(theme().colours.dim))
            painter.drawText(place.adjusted(lead, 0, 0, 0), _WRAPPED, entry.name)


_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWrapAnywhere)


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(theme().pixels(SMALL))
    return font


def _paint_sample(painter: QPainter, entry: Entry, place: QRectF) -> None:
    """A piece of the line, the marker on it, or a piece of the area."""
    colour = QColor(entry.colour)
    if entry.area:
        painter.fillRect(place.adjusted(4, 3, -4, -3), faded(colour, max(colour.alphaF(), 0.3)))
    if entry.style is not None:
        painter.setPen(line_pen(colour, max(entry.width, 2), entry.style))
        painter.drawLine(QPointF(place.left(), place.center().y()), QPointF(place.right(), place.center().y()))
    if entry.symbol:
        painter.save()
        painter.translate(place.center())
        size = theme().pixels(8)
        painter.scale(size, size)
        painter.setPen(Qt.PenStyle.NoPen if entry.symbol not in ("x", "+") else pg.mkPen(colour, width=1.5, cosmetic=True))
        painter.setBrush(colour)
        painter.drawPath(Symbols[entry.symbol])
        painter.restore()
