"""A confusion matrix that paints itself: rows are true classes, columns predicted ones; a cell can be clicked."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.gui.plots.axes import Numbers
from playground.gui.theme import BODY, SMALL, theme
from playground.language import _

_STRONG = 0.8
"""Strength of a colour from which text on it has the colour of text on the accent."""

_INSIDE = 6
"""Pixels at 100 % between the text of a cell and its edges, together."""


def _strength(share: float) -> float:
    """How strong the colour of a cell is: the root lets a few mistakes among many samples be seen."""
    return float(0.04 + 0.82 * share**0.5)


class Matrix(QWidget):
    """Counts by true and predicted class.

    Signals:
        cell_chosen: The user wants the samples of a cell (true class, predicted class).
        cell_pointed: The mouse or the keyboard is at another cell, or at none.
    """

    cell_chosen = Signal(int, int)
    cell_pointed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.counts: Numbers = np.zeros((0, 0))
        self.pointed: tuple[int, int] | None = None
        self._classes: tuple[str, ...] = ()
        self.setMouseTracking(True)
        self.setAccessibleName(_("Confusion matrix"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self.update)

    def show_counts(self, counts: Numbers, classes: tuple[str, ...]) -> None:
        """Takes ``(classes, classes)`` counts and the labels of the classes."""
        self.counts, self._classes = counts, classes
        if self.pointed is not None and max(self.pointed) >= len(counts):
            self.pointed = None
        self.update()

    def words(self, cell: tuple[int, int]) -> str:
        """A cell in words."""
        true, said = cell
        text = _("true {true}, predicted {said}: {count:,.0f} of {all:,.0f} ({share:.1%})")
        count, whole = float(self.counts[true, said]), float(self.counts[true].sum())
        share = count / whole if whole else 0.0
        return text.format(true=self.label(true), said=self.label(said), count=count, all=whole, share=share)

    def label(self, number: int) -> str:
        """The label of a class."""
        return self._classes[number] if number < len(self._classes) else str(number)

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 200)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        count = len(self.counts)
        if not count:
            return
        painter = QPainter(self)
        font = QFont(self.font())
        colours = theme().colours
        wholes = self.counts.sum(axis=1)
        for true in range(count):
            for said in range(count):
                cell = self.cell_rect(true, said)
                share = float(self.counts[true, said] / wholes[true]) if wholes[true] else 0.0
                colour = QColor(colours.accent if true == said else colours.danger)
                colour.setAlphaF(_strength(share))
                painter.fillRect(cell.adjusted(1, 1, -1, -1), colour)
                self._write(painter, font, cell, float(self.counts[true, said]), share)
        self._write_labels(painter, font)
        if self.pointed is not None:
            painter.setPen(QColor(colours.text))
            painter.drawRect(self.cell_rect(*self.pointed).adjusted(1, 1, -1, -1))
        painter.end()

    def _write(self, painter: QPainter, font: QFont, cell: QRectF, count: float, share: float) -> None:
        """The count of a cell, and its share of the true class where there is room."""
        if not count:
            return
        size, text = words_within(font, f"{count:,.0f}", f"{share:.1%}", cell.size())
        font.setPixelSize(size)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.on_accent if _strength(share) > _STRONG else theme().colours.text))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)

    def _write_labels(self, painter: QPainter, font: QFont) -> None:
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.dim))
        metrics, (left, _top, side, height) = painter.fontMetrics(), self._frame()
        elide = Qt.TextElideMode.ElideRight
        for number in range(len(self.counts)):
            row, column = self.cell_rect(number, 0), self.cell_rect(0, number)
            if height >= metrics.height() * 0.8:
                place = QRectF(0, row.top(), left - 6, row.height())
                text = metrics.elidedText(self.label(number), elide, int(left - 6))
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            bottom = self.cell_rect(len(self.counts) - 1, number).bottom()
            text = metrics.elidedText(self.label(number), elide, int(side))
            place = QRectF(column.left(), bottom + 2, side, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        below = QRectF(left, self.height() - metrics.height(), self.width() - left, metrics.height())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, _("predicted"))
        painter.drawText(QRectF(0, 0, left - 6, metrics.height()), Qt.AlignmentFlag.AlignRight, _("true"))

    def _frame(self) -> tuple[float, float, float, float]:
        """Left and top of the cells, and the width and height of one."""
        line = float(self.fontMetrics().height())
        longest = max((self.fontMetrics().horizontalAdvance(self.label(n)) for n in range(len(self.counts))), default=0)
        left = min(max(longest, theme().pixels(34)) + 10.0, self.width() * 0.3)
        top, bottom = line, 2 * line + 2
        count = max(len(self.counts), 1)
        return left, top, max(self.width() - left - 2, 1) / count, max(self.height() - top - bottom, 1) / count

    def cell_rect(self, true: int, said: int) -> QRectF:
        left, top, width, height = self._frame()
        return QRectF(left + said * width, top + true * height, width, height)

    def _cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        left, top, width, height = self._frame()
        true, said = int((y - top) // height), int((x - left) // width)
        return (true, said) if 0 <= true < len(self.counts) and 0 <= said < len(self.counts) else None

    def point_at(self, cell: tuple[int, int] | None) -> None:
        """Marks a cell, or none."""
        if cell != self.pointed:
            self.pointed = cell
            self.setCursor(Qt.CursorShape.PointingHandCursor if cell is not None else Qt.CursorShape.ArrowCursor)
            self.update()
            self.cell_pointed.emit()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._cell_at(event.position().x(), event.position().y()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position().x(), event.position().y())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self.cell_chosen.emit(*cell)


def words_within(font: QFont, count: str, share: str, room: QSizeF) -> tuple[int, str]:
    """What of count and share can be written in a cell, and its pixels: both, the count alone, or nothing."""
    both = f"{count}\n{share}"
    for size, text in ((BODY, both), (SMALL, both), (BODY, count), (SMALL, count)):
        font.setPixelSize(theme().pixels(size))
        needed = QFontMetricsF(font).boundingRect(QRectF(0, 0, 1e4, 1e4), 0, text)
        if needed.width() + theme().pixels(_INSIDE) <= room.width() and needed.height() <= room.height():
            return theme().pixels(size), text
    return theme().pixels(SMALL), ""
