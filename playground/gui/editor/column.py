"""A column beside the cards: a number per layer and run, as distance along one scale that stands once, at its top.

The top with title, unit, ticks and legend is ``ColumnHead``; ``Column`` has the lines down the rows. It paints alone: the cards
beside it are not painted when values change.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QToolTip, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.editor.fonts import font
from playground.gui.editor.live_gradients import RunLine
from playground.gui.editor.markers import arrow, marker
from playground.gui.label import plain_tip
from playground.gui.theme import SMALL, theme

_APART = 6
"""Pixels between two names."""


@dataclass(frozen=True)
class LogScale:
    """A logarithmic scale.

    Attributes:
        low: log10 of its left end.
        high: log10 of its right end.
        step: Powers of ten from tick to tick.
    """

    low: float
    high: float
    step: int

    @property
    def ticks(self) -> list[float]:
        """The values at which it is labelled."""
        return [10.0**power for power in range(round(self.low), round(self.high) + 1, self.step)]

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1: below 0 or above 1 beyond the ends, infinite for 0 and infinity."""
        if value <= 0:
            return -math.inf
        return (math.log10(value) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Rows:
    """How a column sees the rows beside it.

    Attributes:
        middle: The y of the middle of the card at a position, in pixels of the viewport.
        in_sight: The first and the last position that can be seen; -1 is the input.
        band: Top and height of the selected cards.
        tip: What is told of a row.
    """

    middle: Callable[[int], float]
    in_sight: Callable[[], tuple[int, int]]
    band: Callable[[], list[tuple[int, int]]]
    tip: Callable[[int], str]


def edge_width() -> int:
    """The room beside the scale, for half a label of its first and last tick, in pixels."""
    return theme().pixels(13)


class Column(QWidget):
    """The lines of runs down the rows of a list, in its right margin. What is dropped here lands in the row, as on the cards.

    Signals:
        pressed: The mouse was pressed at a height (y in pixels of the viewport).
    """

    pressed = Signal(int)

    def __init__(self, view: QListView, rows: Rows, scale: LogScale) -> None:
        super().__init__(view)
        self._view, self._rows, self.scale = view, rows, scale
        self.lines: tuple[RunLine, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)

    def show_lines(self, lines: tuple[RunLine, ...]) -> None:
        """Shows the values of runs; painted anew only if they are others."""
        if lines != self.lines:
            self.lines = lines
            self.update()

    def x_of(self, value: float) -> float:
        """Where a value stands, in pixels; what lies beyond the scale stands at its edge."""
        edge = edge_width()
        return edge + min(max(self.scale.share(value), 0.0), 1.0) * (self.width() - 2 * edge)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.DragLeave, QEvent.Type.Drop):
            return self._view.viewportEvent(event)  # same height, so the same row
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._rows.tip(event.pos().y())), self)
            return True
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit(event.position().toPoint().y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what was pressed here is let go here

    # painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colours.ground))
        for top, height in self._rows.band():
            painter.fillRect(QRect(0, top, self.width(), height), QColor(colours.card))
        painter.setPen(QPen(QColor(colours.line), 1, Qt.PenStyle.DashLine))
        for tick in self.scale.ticks:
            x = round(self.x_of(tick))
            painter.drawLine(x, 0, x, self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = self._rows.in_sight()
        for index, line in enumerate(self.lines):
            self._paint_line(painter, line, index, first, last)
        if first < 0 and self.lines:
            self._paint_names(painter)
        painter.end()

    def _paint_line(self, painter: QPainter, line: RunLine, index: int, first: int, last: int) -> None:
        """One run, as far as it can be seen; the line ends where a value is no number."""
        positions = list(line.values)
        begin, end = max(bisect_left(positions, first) - 1, 0), bisect_right(positions, last) + 1
        wider = theme().lines
        radius = max(theme().pixels(7) / 2 if line.own else theme().pixels(6) / 2, 3 * wider)
        path, marks, open_ = QPainterPath(), QPainterPath(), False
        words: list[tuple[QPointF, str]] = []
        for position in positions[begin:end]:
            value = line.values[position]
            finite = math.isfinite(value)
            share = self.scale.share(value) if finite else math.inf
            at = QPointF(self.x_of(value) if finite else self.width() - edge_width(), self._rows.middle(position))
            if finite:
                (path.lineTo if open_ else path.moveTo)(at)
            open_ = finite
            if not finite or value == 0:
                words.append((at, number_text(value)))
            elif 0 <= share <= 1:
                marks.addPath(marker(line.symbol, radius).translated(at))
            else:
                marks.addPath(arrow(radius, left=share < 0).translated(at))
        painter.setPen(QPen(line.colour, max(theme().pixels(4) / 2, 2 * wider) if line.own else 1.2 * wider))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.fillPath(marks, line.colour)
        for at, text in words:  # those of several runs beside each other
            self._paint_word(painter, line, at, text, index)

    def _paint_word(self, painter: QPainter, line: RunLine, at: QPointF, text: str, index: int) -> None:
        """A value that has no place on the scale, at its edge: exactly 0, or no number."""
        painter.setFont(font(SMALL, bold=line.own))
        painter.setPen(line.colour)
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        left = at.x() < self.width() / 2
        x = at.x() - width / 2 + index * (width + 4) * (1 if left else -1)
        x = min(max(x, 1), self.width() - width - 1)
        box = QRect(round(x) - 1, round(at.y() - metrics.height() / 2), width + 2, metrics.height())
        painter.fillRect(box, QColor(theme().colours.ground))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_names(self, painter: QPainter) -> None:
        """Beside the input, above the first layers: the run's name at its line; one for which there is no room stands in the head alone."""
        taken: list[QRect] = []
        middle = round(self._rows.middle(-1))
        for line in reversed(self.lines):
            if not line.values:
                continue
            painter.setFont(font(SMALL, bold=line.own))
            metrics = painter.fontMetrics()
            width = metrics.horizontalAdvance(line.title)
            value = next(iter(line.values.values()))
            x = self.x_of(value) if math.isfinite(value) else self.width() - edge_width()
            left = min(max(round(x - width / 2), 1), self.width() - width - 1)
            for other in taken:
                if abs(2 * left + width - 2 * other.center().x()) < width + other.width() + 2 * _APART:
                    left = other.right() + _APART if x >= other.center().x() else other.left() - width - _APART
            box = QRect(left, middle - metrics.height() // 2, width, metrics.height())
            free = not any(box.adjusted(2 - _APART, 0, _APART - 2, 0).intersects(other) for other in taken)
            if free and left >= 0 and left + width <= self.width():
                taken.append(box)
                painter.setPen(line.colour)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, line.title)
