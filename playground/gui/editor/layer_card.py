"""How a row of the network is painted: the card of a layer with its live gradient bar, the input, the output, and the gap of a drop."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from playground.gui.colours import Colours
from playground.gui.editor.network_model import AnyIndex, NetworkModel
from playground.gui.runs import GRADIENT_SCALE
from playground.gui.theme import SMALL, theme
from playground.language import _, ngettext
from playground.layers import Layer, shape_text
from playground.network import Problem

_SPACE = 5


class CardDelegate(QStyledItemDelegate):
    """Paints rows of ``NetworkModel``. The view sets ``gap`` (where a drop would land) and ``gradients`` (RMS by position)."""

    gap: int | None = None
    pressed: int | None = None

    def __init__(self, parent: QListView, model: NetworkModel) -> None:
        super().__init__(parent)
        self._view = parent
        self._model = model
        self.gradients: dict[int, float] = {}

    # sizes

    def card_height(self, position: int) -> int:
        """Height of a card without gap, spacing and problem."""
        return theme().pixels(38 if self._model.layer(position) is not None else 28)

    def _gap_height(self, position: int) -> int:
        return theme().pixels(30) if self.gap is not None and self.gap == position and position >= 0 else 0

    def _problem_height(self, position: int, width: int) -> int:
        problem = self._model.problem(position)
        if problem is None:
            return 0
        metrics = QFontMetrics(self._font(SMALL))
        text = metrics.boundingRect(QRect(0, 0, width - 28, 1000), int(Qt.TextFlag.TextWordWrap), problem.message).height()
        return text + 6 + (theme().pixels(30) if problem.repair is not None else 0)

    def _extra(self, position: int) -> int:
        """The last row also holds the sum of parameters."""
        return theme().pixels(26) if position == self._model.rowCount() - 2 else 0

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        position = index.row() - 1
        width = self._view.viewport().width()
        height = self.card_height(position) + _SPACE + self._gap_height(position) + self._problem_height(position, width)
        return QSize(120, height + self._extra(position))

    def card_rect(self, rect: QRect, position: int) -> QRect:
        """The card within the rectangle of its row."""
        return rect.adjusted(1, self._gap_height(position), -2, -_SPACE - self._extra(position))

    def bar_rect(self, rect: QRect, position: int) -> QRect:
        """The gradient bar within the rectangle of its row."""
        card = self.card_rect(rect, position)
        top = card.top() + self.card_height(position) - theme().pixels(10)
        return QRect(card.left() + 15, top, card.width() - 26, 4)

    def repair_rect(self, rect: QRect, position: int) -> QRect:
        """The repair button within the rectangle of its row; empty if there is none."""
        problem = self._model.problem(position)
        if problem is None or problem.repair is None:
            return QRect()
        card = self.card_rect(rect, position)
        width = QFontMetrics(self._font(SMALL)).horizontalAdvance(problem.repair.label) + 20
        height = theme().pixels(24)
        return QRect(card.left() + 14, card.bottom() - height - 5, min(width, card.width() - 20), height)

    def _font(self, size: int, bold: bool = False) -> QFont:
        font = QFont()
        font.setPixelSize(theme().pixels(size))
        font.setBold(bold)
        return font

    # painting

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        position = index.row() - 1
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._gap_height(position):
            self._paint_gap(painter, rect, position)
        layer = self._model.layer(position)
        if layer is None:
            self._paint_end(painter, rect, position)
        else:
            self._paint_card(painter, rect, position, layer, state)
        painter.restore()

    def _paint_gap(self, painter: QPainter, rect: QRect, position: int) -> None:
        colours = theme().colours
        gap = QRect(rect.left() + 1, rect.top(), rect.width() - 3, self._gap_height(position) - _SPACE)
        pen = QPen(QColor(colours.accent), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(gap.adjusted(1, 1, -1, -1), 7, 7)
        painter.setFont(self._font(SMALL + 1))
        painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, _("drop here"))

    def _paint_end(self, painter: QPainter, rect: QRect, position: int) -> None:
        """Input or output: dashed, with what the data gives or the task wants."""
        colours = theme().colours
        card = self.card_rect(rect, position)
        problem = self._model.problem(position) if position >= 0 else None
        painter.setPen(QPen(QColor(colours.danger if problem is not None else colours.line), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card, 7, 7)
        line = QRect(card.left() + 10, card.top(), card.width() - 20, self.card_height(position))
        left, right = (_("Input"), self._model.input_text()) if position < 0 else (_("Output"), self._model.output_text())
        painter.setFont(self._font(SMALL + 1))
        painter.setPen(QColor(colours.dim))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, left)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        if problem is not None:
            self._paint_problem(painter, rect, position, problem)
        count = self._model.parameters()
        if self._extra(position) and count is not None:
            total = QRect(card.left(), card.bottom() + _SPACE, card.width(), self._extra(position))
            text = ngettext("{n:,} parameter", "{n:,} parameters", count).format(n=count)
            painter.setPen(QColor(colours.dim))
            painter.drawText(total, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_card(self, painter: QPainter, rect: QRect, position: int, layer: Layer, state: QStyle.StateFlag) -> None:
        colours = theme().colours
        card = self.card_rect(rect, position)
        problem, unknown = self._model.problem(position), self._model.unknown(position)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        edge = colours.danger if problem is not None else colours.accent if chosen else colours.line
        painter.setPen(QPen(QColor(edge), 2 if chosen or problem is not None else 1))
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(QColor(colours.hover if hovered else colours.card))
        painter.drawRoundedRect(card, 7, 7)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(3, 3, -3, -3), 5, 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.family(layer.family))
        painter.drawRoundedRect(QRect(card.left() + 1, card.top() + 1, 5, card.height() - 1), 2, 2)
        self._paint_words(painter, card, position, layer, colours.dim if unknown else colours.text)
        if layer.has_weights() and not unknown:
            self._paint_bar(painter, self.bar_rect(rect, position), self.gradients.get(position))
        if problem is not None:
            self._paint_problem(painter, rect, position, problem)

    def _paint_words(self, painter: QPainter, card: QRect, position: int, layer: Layer, colour: str) -> None:
        """Name, what it does to the shape, its settings in short; on the right its parameters."""
        colours = theme().colours
        shape = self._model.layer_shape(position)
        height = self.card_height(position) - (theme().pixels(9) if layer.has_weights() else 0)
        line = QRect(card.left() + 15, card.top(), card.width() - 25, height)
        painter.setFont(self._font(SMALL + 2, bold=True))
        painter.setPen(QColor(colour))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, layer.name)
        used = painter.fontMetrics().horizontalAdvance(layer.name) + 7
        painter.setFont(self._font(SMALL + 1))
        painter.setPen(QColor(colours.dim))
        count = f"{shape.parameters:,}" if shape is not None and shape.parameters else ""
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        room = line.width() - used - (painter.fontMetrics().horizontalAdvance(count) + 8 if count else 0)
        words = []
        if shape is not None and (layer.has_weights() or shape.input != shape.output):
            words.append(f"{shape_text(shape.input)} → {shape_text(shape.output)}")
        elif shape is None:
            words.append("?")
        if layer.description():
            words.append(layer.description())
        text = painter.fontMetrics().elidedText(" · ".join(words), Qt.TextElideMode.ElideRight, room)
        painter.drawText(line.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_bar(self, painter: QPainter, bar: QRect, value: float | None) -> None:
        colours = theme().colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(bar, 2, 2)
        share = bar_share(value)
        if share is not None:
            painter.setBrush(bar_colour(value, colours))
            painter.drawRoundedRect(QRect(bar.left(), bar.top(), max(round(bar.width() * share), 3), bar.height()), 2, 2)

    def _paint_problem(self, painter: QPainter, rect: QRect, position: int, problem: Problem) -> None:
        colours = theme().colours
        card = self.card_rect(rect, position)
        painter.setFont(self._font(SMALL))
        painter.setPen(QColor(colours.danger))
        text = QRect(card.left() + 14, card.top() + self.card_height(position), card.width() - 24, card.height())
        painter.drawText(text, int(Qt.TextFlag.TextWordWrap), problem.message)
        button = self.repair_rect(rect, position)
        if problem.repair is not None:
            painter.setPen(QColor(colours.danger))
            painter.setBrush(QColor(colours.line if self.pressed == position else colours.hover))
            painter.drawRoundedRect(button, 6, 6)
            painter.setPen(QColor(colours.text))
            painter.drawText(button, Qt.AlignmentFlag.AlignCenter, problem.repair.label)


def bar_share(value: float | None) -> float | None:
    """How full the bar of a gradient is, from 0 to 1: where its RMS is on ``GRADIENT_SCALE``; None if there is none."""
    if value is None or not math.isfinite(value):
        return None
    if value <= 0:
        return 0.0
    low, high = GRADIENT_SCALE
    return min(max((math.log10(value) - low) / (high - low), 0.0), 1.0)


def bar_colour(value: float | None, colours: Colours) -> QColor:
    """The colour of a bar, which only repeats its length: below 1e-5, below 1e-3, above."""
    if value is None or value < 1e-5:
        return QColor(colours.danger)
    return QColor(colours.warning if value < 1e-3 else colours.good)
