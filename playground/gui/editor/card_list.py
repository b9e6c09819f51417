"""The network as a list of cards: which are selected, where each is, and the live gradients on them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QToolTip, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.editor.layer_card import CardDelegate
from playground.gui.editor.live_gradients import gradients_now, update_ratios_now
from playground.gui.editor.network_model import NetworkModel
from playground.gui.label import plain_tip
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.language import _
from playground.layers import Layer

_FRAME_MS = 33


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
        self._network_model = NetworkModel(document, self)
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
        theme().changed.connect(self._relayout)

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

    # tooltips

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tip(self._tip(self.indexAt(event.pos()))), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, index: QModelIndex) -> str:
        layer = self._network_model.layer(index.row() - 1)
        if layer is None:
            return ""
        value = self._cards.gradients.get(index.row() - 1)
        if value is None:
            return _(layer.summary)
        text = _("gradient RMS {value}").format(value=number_text(float(f"{value:.2e}")))
        ratio = update_ratios_now(self._runs, self._document.network).get(index.row() - 1)
        if ratio is not None:
            text += " · " + _("update ratio {ratio}").format(ratio=number_text(float(f"{ratio:.2e}")))
        return text

    # gradients

    def _gradients_later(self) -> None:
        if not self._frame.isActive():
            self._frame.start()

    def _draw_gradients(self) -> None:
        """Repaints the bars whose value changed, and nothing else."""
        now = gradients_now(self._runs, self._document.network)
        before, self._cards.gradients = self._cards.gradients, now
        if not self.isVisible():
            return
        visible = self.viewport().rect()
        for position in now.keys() | before.keys():
            if now.get(position) != before.get(position):
                bar = self._cards.bar_rect(self.visualRect(self._network_model.index(position + 1)), position)
                if bar.intersects(visible):
                    self.viewport().update(bar.adjusted(-1, -1, 1, 1))

    def _shapes_changed(self) -> None:
        self._cards.gradients = gradients_now(self._runs, self._document.network)
        self._relayout()

    def _relayout(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not len(self._document.network) and self._cards.gap is None:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme().colours.dim))
            text = _("Drag a layer here,\nor choose one in the palette and press Enter.")
            room = self.viewport().rect().adjusted(8, 0, -8, 0)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
            painter.end()
