"""How a row of the network is painted: the card of a layer, the input, the output, and the gap of a drop."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from playground.gui.editor.fonts import font
from playground.gui.editor.network_model import AnyIndex, NetworkModel
from playground.gui.theme import SMALL, theme
from playground.language import _
from playground.layers import LAYERS, Layer
from playground.network import Problem

_SPACE = 2
_LOWEST, _HIGHEST, _END, _GAP = 22, 28, 20, 24
"""Heights in pixels at 100 %: of a layer, of input and output, and of the gap where something would land."""

_FLATTEST, _TEXT_SHARE = 16, 0.8
"""Of cards that shall all be seen: the least height in pixels, at any text size, and the part of it that text may take."""

_MARGINS = 20
"""Of a row, beside its words, in pixels."""

_WRAP = int(Qt.TextFlag.TextWordWrap)


class CardDelegate(QStyledItemDelegate):
    """Paints rows of ``NetworkModel``.

    The view sets ``gap`` (where a drop would land), ``pressed`` (whose button is held down) and ``dense`` (all cards shall be seen, with number
    and name alone).
    """

    dense = False
    gap: int | None = None
    pressed: int | None = None

    def __init__(self, parent: QListView, model: NetworkModel) -> None:
        super().__init__(parent)
        self._view = parent
        self._model = model
        self._height = _HIGHEST

    # sizes

    def fit(self, height: int) -> bool:
        """Takes the height of cards with which, if one will do, all are seen in so many pixels; whether it is another than before."""
        rows, pixels = max(self._model.rowCount(), 3), theme().pixels
        room = (height - 2 * (pixels(_END) + _SPACE)) // (rows - 2) - _SPACE
        least = pixels(_LOWEST)
        if self.dense and room < pixels(_END):  # input and output are as flat as the layers
            room, least = height // rows - _SPACE, _FLATTEST
        before, self._height = self._height, min(max(room, least), pixels(_HIGHEST))
        return self._height != before

    def least_width(self) -> int:
        """Of a row, for the number and the whole name of whatever layer, in pixels."""
        bold = QFontMetrics(self._font(SMALL + 2, bold=True))
        layers = (self._model.layer(position) for position in range(self._model.rowCount() - 2))
        names = [layer.name for layer in layers if layer is not None] if self.dense else LAYERS
        return _MARGINS + self._number_width() + theme().pixels(6) + max(map(bold.horizontalAdvance, names), default=0)

    def _number_width(self) -> int:
        return QFontMetrics(self._font(SMALL)).horizontalAdvance("0" * max(len(str(self._model.rowCount() - 2)), 2))

    def _font(self, size: int, bold: bool = False) -> QFont:
        """A font no larger than a card has room for."""
        made = font(size, bold)
        made.setPixelSize(min(made.pixelSize(), round(self._height * _TEXT_SHARE)))
        return made

    def card_height(self, position: int) -> int:
        """Height of a card without gap, spacing and problem."""
        return self._height if self._model.layer(position) is not None else min(theme().pixels(_END), self._height)

    def _gap_height(self, position: int) -> int:
        return theme().pixels(_GAP) if self.gap is not None and self.gap == position and position >= 0 else 0

    def _problem_height(self, position: int, width: int) -> int:
        problem = self._model.problem(position)
        if problem is None:
            return 0
        height = _wrapped(problem.message, width - 27) + 6
        return height + (_button_height(problem.repair.label, width) + 5 if problem.repair is not None else 0)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        position = index.row() - 1
        width = self._view.viewport().width()
        height = self.card_height(position) + _SPACE + self._gap_height(position) + self._problem_height(position, width)
        return QSize(120, height)

    def card_rect(self, rect: QRect, position: int) -> QRect:
        """The card within the rectangle of its row."""
        return rect.adjusted(1, self._gap_height(position), -2, -_SPACE)

    def repair_rect(self, rect: QRect, position: int) -> QRect:
        """The repair button within the rectangle of its row; empty if there is none."""
        problem = self._model.problem(position)
        if problem is None or problem.repair is None:
            return QRect()
        card = self.card_rect(rect, position)
        width = QFontMetrics(font(SMALL)).horizontalAdvance(problem.repair.label) + 20
        height = _button_height(problem.repair.label, rect.width())
        return QRect(card.left() + 10, card.bottom() - height - 5, min(width, card.width() - 18), height)

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
        painter.drawRoundedRect(gap.adjusted(1, 1, -1, -1), 5, 5)
        painter.setFont(font(SMALL + 1))
        painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, _("drop here"))

    def _paint_end(self, painter: QPainter, rect: QRect, position: int) -> None:
        """Input or output: dashed, with what the data gives or the task wants."""
        colours = theme().colours
        card = self.card_rect(rect, position)
        problem = self._model.problem(position) if position >= 0 else None
        painter.setPen(QPen(QColor(colours.danger if problem is not None else colours.line), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(card, 5, 5)
        line = QRect(card.left() + 6, card.top(), card.width() - 11, self.card_height(position))
        left, right = (_("Input"), self._model.input_text()) if position < 0 else (_("Output"), self._model.output_text())
        painter.setFont(self._font(SMALL))
        painter.setPen(QColor(colours.dim))
        metrics = painter.fontMetrics()
        right = "" if self.dense else right
        if metrics.horizontalAdvance(left + right) + 5 <= line.width():  # what it is says more than that it stands at an end
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, left)
        right = metrics.elidedText(right, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        if problem is not None:
            self._paint_problem(painter, rect, position, problem)

    def _paint_card(self, painter: QPainter, rect: QRect, position: int, layer: Layer, state: QStyle.StateFlag) -> None:
        colours = theme().colours
        card = self.card_rect(rect, position)
        problem, unknown = self._model.problem(position), self._model.unknown(position)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        edge = colours.danger if problem is not None else colours.accent if chosen else colours.line
        painter.setPen(QPen(QColor(edge), 2 if chosen or problem is not None else 1))
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(QColor(colours.hover if hovered else colours.card))
        painter.drawRoundedRect(card, 5, 5)
        if state & QStyle.StateFlag.State_HasFocus and chosen:
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card.adjusted(2, 2, -2, -2), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.family(layer.family))
        painter.drawRoundedRect(QRect(card.left() + 1, card.top() + 1, 4, card.height() - 1), 2, 2)
        self._paint_words(painter, card, position, layer, colours.dim if unknown else colours.text)
        if problem is not None:
            self._paint_problem(painter, rect, position, problem)

    def _paint_words(self, painter: QPainter, card: QRect, position: int, layer: Layer, colour: str) -> None:
        """Number and name, which are never shortened; on the right what it does to the shape, and its settings: of these the end."""
        colours = theme().colours
        line = QRect(card.left() + 8, card.top(), card.width() - 14, self.card_height(position))
        painter.setFont(self._font(SMALL))
        painter.setPen(QColor(colours.dim))
        number = QRect(line.left(), line.top(), self._number_width(), line.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(position + 1))
        painter.setFont(self._font(SMALL + 2, bold=True))
        painter.setPen(QColor(colour))
        line.setLeft(number.right() + theme().pixels(6))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, layer.name)
        line.setLeft(line.left() + painter.fontMetrics().horizontalAdvance(layer.name) + 6)
        painter.setFont(self._font(SMALL))
        painter.setPen(QColor(colours.dim))
        metrics = painter.fontMetrics()
        if not self.dense and line.width() > metrics.horizontalAdvance("0…"):
            text = metrics.elidedText(" · ".join(self._model.facts(position)), Qt.TextElideMode.ElideLeft, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _paint_problem(self, painter: QPainter, rect: QRect, position: int, problem: Problem) -> None:
        colours = theme().colours
        card = self.card_rect(rect, position)
        painter.setFont(font(SMALL))
        painter.setPen(QColor(colours.danger))
        text = QRect(card.left() + 10, card.top() + self.card_height(position), card.width() - 24, card.height())
        painter.drawText(text, _WRAP, problem.message)
        button = self.repair_rect(rect, position)
        if problem.repair is not None:
            painter.setPen(QColor(colours.danger))
            painter.setBrush(QColor(colours.line if self.pressed == position else colours.hover))
            painter.drawRoundedRect(button, 5, 5)
            painter.setPen(QColor(colours.text))
            painter.drawText(button.adjusted(8, 0, -8, 0), int(Qt.AlignmentFlag.AlignCenter) | _WRAP, problem.repair.label)


def _wrapped(text: str, width: int) -> int:
    """How high a small text is in a width."""
    return QFontMetrics(font(SMALL)).boundingRect(QRect(0, 0, width, 1000), _WRAP, text).height()


def _button_height(label: str, width: int) -> int:
    """How high the button of a repair is on a card of a width: its words are wrapped, never cut."""
    return max(_wrapped(label, width - 21 - 16) + 8, theme().pixels(24))
