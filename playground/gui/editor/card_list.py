"""The network as a table: a card per layer, which are selected, where each is; beside them the column of live gradients."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.editor.column import Column, LogScale, Rows
from playground.gui.editor.column_head import ColumnHead
from playground.gui.editor.fonts import font
from playground.gui.editor.layer_card import CardDelegate
from playground.gui.editor.live_gradients import lines_now, update_ratios_now
from playground.gui.editor.network_model import NetworkModel
from playground.gui.label import plain_tip
from playground.gui.runs import GRADIENT_SCALE, Runs
from playground.gui.theme import SMALL, theme
from playground.language import _
from playground.layers import Layer

_FRAME_MS = 33

_CARDS, _NARROWEST_COLUMN = 0.54, 60
"""Of the width of the table, the part of the cards; and how narrow the column gets, in pixels at 100 %."""


class CardList(QListView):
    """The cards, input at the top. Positions count layers from 0.

    Signals:
        selection_changed: Other layers are selected (their positions, a tuple).
    """

    selection_changed = Signal(object)

    def __init__(self, document: Document, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._told: tuple[int, ...] = ()
        rows = Rows(self._middle, self._in_sight, self._band, lambda y: self._tip(self.indexAt(QPoint(4, y))))
        self._column = Column(self, rows, LogScale(*GRADIENT_SCALE, step=2))
        self._column.setAccessibleName(_("Gradient"))
        self._column.pressed.connect(self._press_row)
        self._head = ColumnHead(self, self._column, _("Gradient"), _("RMS of dL/dW"))
        self._network_model = NetworkModel(document, runs, self)
        self.setModel(self._network_model)
        self._cards = CardDelegate(self, self._network_model)
        self.setItemDelegate(self._cards)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME_MS)
        self._frame.timeout.connect(self._draw_gradients)
        runs.updated.connect(self._gradients_later)
        runs.epoch_changed.connect(self._gradients_later)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._gradients_later)
        document.network_changed.connect(self._tell_selection)
        document.shapes_changed.connect(self._shapes_changed)
        theme().changed.connect(self._restyle)
        self._shapes_changed()

    # selection

    @property
    def positions(self) -> tuple[int, ...]:
        """Positions of the selected layers, in order."""
        return tuple(sorted(index.row() - 1 for index in self.selectedIndexes()))

    def select(self, positions: Sequence[int]) -> None:
        """Selects layers; the last becomes the current one."""
        chosen = QItemSelection()
        valid = [position for position in positions if self._network_model.layer(position) is not None]
        for position in valid:
            index = self._network_model.index(position + 1)
            chosen.select(index, index)
        if valid:
            current = self._network_model.index(valid[-1] + 1)
            self.selectionModel().setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def scroll_to(self, position: int) -> None:
        """Brings a card into view; ``len(network)`` is the output."""
        self.scrollTo(self._network_model.index(position + 1))

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self._column.update()
        self._tell_selection()

    def _tell_selection(self) -> None:
        """Also after an edit before the selected layers, which moves them without a word from Qt."""
        if self.positions != self._told:
            self._told = self.positions
            self.selection_changed.emit(self._told)

    # places

    def layer_at(self, point: QPoint) -> tuple[int, Layer | None]:
        """The position of the card at a point of the viewport, and its layer; None where there is none."""
        position = self.indexAt(point).row() - 1
        return position, self._network_model.layer(position)

    def card_rect(self, position: int) -> QRect:
        """Where a card is in the viewport."""
        return self._cards.card_rect(self.visualRect(self._network_model.index(position + 1)), position)

    def repair_at(self, point: QPoint) -> int | None:
        """The layer whose button for a repair is at a point of the viewport."""
        index = self.indexAt(point)
        position = index.row() - 1
        hit = index.isValid() and self._cards.repair_rect(self.visualRect(index), position).contains(point)
        return position if hit else None

    def drop_position(self, point: QPoint) -> int:
        """Before which layer something dropped at a point of the viewport would land."""
        count = len(self._document.network)
        for position in range(count):
            if point.y() < self.card_rect(position).top() + self._cards.card_height(position) // 2:
                return position
        return count

    def show_gap(self, position: int | None) -> None:
        """Makes room where something would land; None: nowhere."""
        if position != self._cards.gap:
            self._cards.gap = position
            self._relayout()

    def show_pressed(self, position: int | None) -> None:
        """Shows the button for a repair as pressed; None: no longer."""
        self._cards.pressed = position
        self.viewport().update()

    def show_all(self, wanted: bool) -> None:
        """Makes all cards be seen at once, with number and name alone, however large text is; the column takes the room."""
        self._cards.dense = wanted
        self._shapes_changed()
        self._restyle()

    # tooltips

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._tip(self.indexAt(event.pos()))), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, index: QModelIndex) -> str:
        """All that is known of a layer, also what its card has no room for."""
        position = index.row() - 1
        layer = self._network_model.layer(position)
        if layer is None:
            return self._network_model.spoken(position) if index.isValid() else ""
        lines = [" · ".join((f"{position + 1} {layer.name}", *self._network_model.facts(position))), _(layer.summary)]
        shown = [line for line in self._column.lines if position in line.values]
        for line in reversed(shown):
            text = _("gradient RMS {value}").format(value=number_text(float(f"{line.values[position]:.2e}")))
            lines.append(f"{line.title}: {text}")
        ratio = update_ratios_now(self._runs, self._document.network).get(position)
        if ratio is not None and shown:
            lines.append(_("update ratio {ratio}").format(ratio=number_text(float(f"{ratio:.2e}"))))
        return "\n".join(lines)

    # the column of gradients

    def _middle(self, position: int) -> float:
        return self.card_rect(position).top() + self._cards.card_height(position) / 2

    def _in_sight(self) -> tuple[int, int]:
        last = self.indexAt(QPoint(4, self.viewport().height() - 1)).row() - 1
        return self.indexAt(QPoint(4, 0)).row() - 1, last if last >= 0 else len(self._document.network)

    def _band(self) -> list[tuple[int, int]]:
        rects = ((self.card_rect(position), self._cards.card_height(position)) for position in self.positions)
        return [(rect.top(), height) for rect, height in rects]

    def _press_row(self, y: int) -> None:
        position, layer = self.layer_at(QPoint(4, y))
        if layer is not None:
            self.select([position])
        self.setFocus()

    def _fit(self) -> None:
        """Divides the width between cards and column, and puts the column and its top into their places."""
        whole = self.contentsRect()
        bar = self.verticalScrollBar().sizeHint().width()  # its room is kept, so that nothing moves when it comes
        room = whole.width() - bar
        cards = max(0 if self._cards.dense else round(room * _CARDS), self._cards.least_width())
        width = max(room - cards, theme().pixels(_NARROWEST_COLUMN))
        top = self._head.height_wanted()
        self.setViewportMargins(0, top, width + (0 if self.verticalScrollBar().isVisible() else bar), 0)
        seen = self.viewport().geometry()
        self._column.setGeometry(seen.right() + 1, seen.top(), width, seen.height())
        self._head.setGeometry(whole.left(), whole.top(), whole.width() - bar, top)
        if self._cards.fit(seen.height()):
            self._relayout()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._fit()
        self._column.update()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._column.update()

    def _gradients_later(self) -> None:
        if not self._frame.isActive():
            self._frame.start()

    def _draw_gradients(self) -> None:
        """Repaints the column if a value changed, and no card."""
        self._column.show_lines(lines_now(self._runs, self._document.network))
        self._head.runs_changed()

    def _shapes_changed(self) -> None:
        self._draw_gradients()
        self._head.show_sum("" if self._cards.dense else self._network_model.parameters_text())
        self._relayout()

    def _restyle(self) -> None:
        self._fit()
        self._head.update()
        self._gradients_later()
        self._relayout()

    def _relayout(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
        self._column.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not len(self._document.network) and self._cards.gap is None:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme().colours.dim))
            text = _("Drag a layer here,\nor choose one in the palette and press Enter.")
            painter.setFont(font(SMALL + 1))
            room = self.viewport().rect().adjusted(6, 0, -6, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            painter.end()
