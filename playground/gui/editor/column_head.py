"""The top of the network's table: the sum of parameters over the cards; title, unit, runs and ticks over the column."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from playground.gui.editor.column import Column
from playground.gui.editor.fonts import font
from playground.gui.editor.live_gradients import RunLine
from playground.gui.editor.markers import marker
from playground.gui.label import plain_tip
from playground.gui.theme import SMALL, theme
from playground.language import _

_TICK = 4


class ColumnHead(QWidget):
    """Stands over the list and does not scroll."""

    def __init__(self, parent: QWidget, column: Column, title: str, unit: str) -> None:
        super().__init__(parent)
        self._column = column
        self._title, self._unit = title, unit
        self._sum = ""
        self._runs: list[tuple[str, str, str]] = []

    def height_wanted(self) -> int:
        """For three lines of text, in pixels."""
        return 3 * self._line_height() + theme().pixels(_TICK)

    def show_sum(self, text: str) -> None:
        """What stands over the cards."""
        if text != self._sum:
            self._sum = text
            self.update()

    def runs_changed(self) -> None:
        """Shows which lines the column has, if they are others."""
        runs = [(line.title, line.colour.name(), line.symbol) for line in self._column.lines]
        if runs != self._runs:
            self._runs = runs
            self.update()

    def _line_height(self) -> int:
        return QFontMetrics(font(SMALL + 1, bold=True)).height()

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            told = [f"{self._title}: {self._unit}", *(line.title for line in reversed(self._column.lines))]
            QToolTip.showText(event.globalPos(), plain_tip("\n".join(told)), self)
            return True
        return super().event(event)

    # painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRect(0, 0, self.width(), self._line_height())
        self._paint_title(painter, line)
        self._paint_runs(painter, line.translated(0, line.height()))
        self._paint_ticks(painter, line.translated(0, 2 * line.height()))
        painter.end()

    def _paint_title(self, painter: QPainter, line: QRect) -> None:
        """They begin over the column, or before it if they are wider."""
        colours = theme().colours
        right = line.adjusted(0, 0, self._column.geometry().right() + 1 - line.width(), 0)
        bold, small = font(SMALL + 1, bold=True), font(SMALL)
        title = QFontMetrics(bold).horizontalAdvance(self._title)
        unit = QFontMetrics(small).horizontalAdvance(self._unit) + 6
        start = min(self._column.x(), right.right() - title - unit)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(right.adjusted(start, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._title)
        painter.setFont(small)
        painter.setPen(QColor(colours.dim))
        painter.drawText(right.adjusted(start + title + 6, 0, 4, 0), Qt.AlignmentFlag.AlignVCenter, self._unit)

    def _paint_runs(self, painter: QPainter, line: QRect) -> None:
        """Marker and name of each run, the own one first; of those without room only how many there are."""
        lines = tuple(reversed(self._column.lines))
        right = self._column.geometry().right()
        if not lines:
            painter.setFont(font(SMALL))
            painter.setPen(QColor(theme().colours.dim))
            text = painter.fontMetrics().elidedText(_("not trained yet"), Qt.TextElideMode.ElideRight, right)
            painter.drawText(
                line.adjusted(0, 0, right - line.width(), 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text
            )
            return
        words, width = self._legend(lines, right)
        x = min(self._column.x(), right - width)
        for run, text in words:
            x = self._paint_run(painter, line, run, text, x)
        if len(words) < len(lines):
            painter.setFont(font(SMALL))
            painter.setPen(QColor(theme().colours.dim))
            painter.drawText(line.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"+{len(lines) - len(words)}")

    def _legend(self, lines: tuple[RunLine, ...], room: int) -> tuple[list[tuple[RunLine, str]], int]:
        """The runs that fit into the room with their names, and the width they take; the first one always does, shortened if need be."""
        gap, width = theme().pixels(18), 0
        words: list[tuple[RunLine, str]] = []
        more = QFontMetrics(font(SMALL)).horizontalAdvance("+99") + 4
        for index, run in enumerate(lines):
            metrics = QFontMetrics(font(SMALL, bold=run.own))
            rest = room - width - gap - (more if index + 1 < len(lines) else 0)
            text = run.title if index else metrics.elidedText(run.title, Qt.TextElideMode.ElideRight, rest)
            if metrics.horizontalAdvance(text) > rest:
                return words, width + more
            words.append((run, text))
            width += metrics.horizontalAdvance(text) + gap
        return words, width

    def _paint_run(self, painter: QPainter, line: QRect, run: RunLine, text: str, x: int) -> int:
        """One run of the legend; returns where the next one begins."""
        radius = theme().pixels(7) / 2
        middle = QPointF(x + radius, line.center().y() + 1)
        painter.fillPath(marker(run.symbol, radius).translated(middle), run.colour)
        painter.setFont(font(SMALL, bold=run.own))
        painter.setPen(QColor(theme().colours.text))
        left = x + round(2 * radius) + 3
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        return x + painter.fontMetrics().horizontalAdvance(text) + theme().pixels(18)

    def _paint_ticks(self, painter: QPainter, line: QRect) -> None:
        """As many labels as have room: all, or every second one, or the ends. Over the cards the sum."""
        colours = theme().colours
        painter.setFont(font(SMALL))
        painter.setPen(QColor(colours.dim))
        text = painter.fontMetrics().elidedText(self._sum, Qt.TextElideMode.ElideRight, self._column.x() - 4)
        painter.drawText(line.adjusted(2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        ticks = self._column.scale.ticks
        places = [self._column.x() + self._column.x_of(tick) for tick in ticks]
        widest = max(painter.fontMetrics().horizontalAdvance(_label(tick)) for tick in ticks)
        pitch = places[1] - places[0]
        every = next((step for step in (1, 2, 4) if pitch * step >= widest + 2), len(ticks) - 1)
        for index, (tick, x) in enumerate(zip(ticks, places, strict=True)):
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(round(x), line.bottom() + 1, round(x), self.height())
            if index % every == 0:
                painter.setPen(QColor(colours.dim))
                box = QRect(round(x) - widest, line.top(), 2 * widest, line.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, _label(tick))


def _label(tick: float) -> str:
    """A power of ten, always written as one, so that equal steps look equal."""
    return f"1e{round(math.log10(tick))}" if tick != 1 else "1"
