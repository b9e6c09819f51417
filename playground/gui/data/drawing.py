"""What the pictures of the page share: type, axes with round numbers, and bars that are stacked by part."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QWidget

from playground.datasets.overview import Floats
from playground.fields import number_text
from playground.gui.split_bar import part_colours
from playground.gui.theme import SMALL, theme

Span = tuple[float, float]


def small_font(widget: QWidget) -> QFont:
    """The font of a widget in the small size."""
    font = QFont(widget.font())
    font.setPixelSize(theme().pixels(SMALL))
    return font


def short(value: float) -> str:
    """A number in at most four digits."""
    return number_text(float(f"{value:.4g}")) if math.isfinite(value) else "–"


def round_values(low: float, high: float, most: int) -> list[float]:
    """Up to ``most`` round numbers within a span."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or most < 1:
        return []
    decade = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (decade * factor for factor in (1, 2, 5, 10, 20)):
        first, last = math.ceil(low / step), math.floor(high / step)
        if last - first < most:
            return [number * step for number in range(first, last + 1)]
    return []


class Frame:
    """A plotting area within a widget: from values to pixels."""

    def __init__(self, area: QRectF, x: Span, y: Span) -> None:
        self.area, self.x, self.y = area, x, y

    def to_x(self, value: float) -> float:
        """Pixels from the left edge of the widget."""
        return self.area.left() + (value - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0) * self.area.width()

    def to_y(self, value: float) -> float:
        """Pixels from the upper edge of the widget."""
        return self.area.bottom() - (value - self.y[0]) / ((self.y[1] - self.y[0]) or 1.0) * self.area.height()

    def points(self, x: Floats, y: Floats) -> list[QPointF]:
        """Values as points of the widget."""
        across = self.area.left() + (x - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0) * self.area.width()
        up = self.area.bottom() - (y - self.y[0]) / ((self.y[1] - self.y[0]) or 1.0) * self.area.height()
        return [QPointF(a, b) for a, b in zip(across.tolist(), up.tolist(), strict=True)]

    def value_at(self, x: float) -> float:
        """The value at a pixel from the left."""
        return self.x[0] + (x - self.area.left()) / max(self.area.width(), 1.0) * (self.x[1] - self.x[0])

    def draw_axes(self, painter: QPainter, across: list[tuple[float, str]] | None = None) -> None:
        """Thin lines at round values, with their numbers; ``across`` instead of numbers below."""
        colours = theme().colours
        line, text = QPen(QColor(colours.line)), QPen(QColor(colours.dim))
        height = painter.fontMetrics().height()
        for value in round_values(*self.y, max(2, int(self.area.height() / (height * 3)))):
            y = self.to_y(value)
            painter.setPen(line)
            painter.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
            painter.setPen(text)
            place = QRectF(0, y - height / 2, self.area.left() - 6, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short(value))
        marks = across or [(value, short(value)) for value in round_values(*self.x, max(2, int(self.area.width() / 90)))]
        for value, label in marks:
            place = QRectF(self.to_x(value) - 50, self.area.bottom() + 3, 100, height)
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, label)


def wider(values: Floats, share: float = 0.04) -> Span:
    """The span of values with a little room at both ends."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = (high - low) * share or abs(high) * 0.1 or 1.0
    return low - room, high + room


def draw_bars(painter: QPainter, area: QRectF, counts: Floats, gap: float = 1.0) -> None:
    """Bars of equal width on the lower edge of an area, each stacked by part; ``(3, bins)``."""
    totals = counts.sum(axis=0)
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), QColor(theme().colours.line))
    if not len(totals) or not totals.max() > 0:
        return
    width = area.width() / len(totals)
    for place in range(len(totals)):
        bottom = area.bottom()
        for part, colour in zip(counts[:, place], part_colours(), strict=False):
            height = area.height() * part / totals.max()
            if height > 0:
                painter.fillRect(QRectF(area.left() + place * width, bottom - height, max(width - gap, 1.0), height), colour)
            bottom -= height
