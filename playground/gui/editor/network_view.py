"""The network as a list of cards: drag, drop, reorder, cut, copy, paste, by mouse and by keyboard. Every edit goes through the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu, QToolTip, QWidget
from typing_extensions import override

from playground.fields import SettingError, number_text
from playground.gui.document import Document
from playground.gui.editor.clipboard import MIME, from_mime, to_mime
from playground.gui.editor.layer_card import CardDelegate
from playground.gui.editor.live_gradients import gradients_now, update_ratios_now
from playground.gui.editor.network_model import NetworkModel
from playground.gui.label import plain_tip
from playground.gui.records import Runs
from playground.gui.theme import theme
from playground.language import _, ngettext
from playground.layers import FAMILIES, LAYERS, Layer
from playground.network import MOST_LAYERS, Network

_FRAME_MS = 33


class NetworkView(QListView):
    """The network, input at the top.

    Signals:
        selection_changed: Other layers are selected (their positions, a tuple).
        edit_requested: The user wants to edit the settings of the selected layer.
        message: Something the user should know (a text).
    """

    selection_changed = Signal(object)
    edit_requested = Signal()
    message = Signal(str)

    def __init__(self, document: Document, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_view")
        self.setAccessibleName(_("Network"))
        self._document = document
        self._runs = runs
        self._told: tuple[int, ...] = ()
        self._actions = self._make_actions()
        self._network_model = NetworkModel(document, self)
        self.setModel(self._network_model)
        self._cards = CardDelegate(self, self._network_model)
        self.setItemDelegate(self._cards)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAutoScroll(True)
        self._dragged: tuple[int, ...] = ()
        self._frame = QTimer(self)
        self._frame.setSingleShot(True)
        self._frame.setInterval(_FRAME_MS)
        self._frame.timeout.connect(self._draw_gradients)
        runs.updated.connect(self._gradients_later)
        runs.epoch_changed.connect(self._gradients_later)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(lambda _record: self._gradients_later())
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
        self._enable_actions()

    def _tell_selection(self) -> None:
        """Also after an edit before the selected layers, which moves them without a word from Qt."""
        if self.positions != self._told:
            self._told = self.positions
            self.selection_changed.emit(self._told)

    # edits

    def add_after_selection(self, layer: Layer) -> None:
        """Puts a layer after the selected ones, or at the end, before a last layer that gives the output."""
        positions = self.positions
        self.insert(positions[-1] + 1 if positions else len(self._document.network), [layer])

    def insert(self, position: int, layers: Sequence[Layer], text: str = "") -> None:
        """Puts layers before a position and selects them."""
        if not layers:
            return
        one = _("Add {layer}").format(layer=layers[0].name)
        many = ngettext("Add {n} layer", "Add {n} layers", len(layers)).format(n=len(layers))
        if self._change(self._document.network.inserted(position, layers), text or (one if len(layers) == 1 else many)):
            self.select(range(position, position + len(layers)))
            self.scroll_to(position + len(layers) - 1)

    def move_layers(self, positions: Sequence[int], target: int) -> None:
        """Moves layers before the layer that is now at ``target`` and keeps them selected."""
        network = self._document.network.moved(positions, target)
        if network == self._document.network or not positions:
            return
        text = ngettext("Move {n} layer", "Move {n} layers", len(positions)).format(n=len(positions))
        start = target - sum(1 for position in positions if position < target)
        self._change(network, text)
        self.select(range(start, start + len(positions)))

    def swap_activations(self, layer: Layer) -> None:
        """Replaces every hidden activation."""
        text = _("Swap activations for {layer}").format(layer=layer.name)
        self._change(self._document.network.with_activations(layer), text)

    def repair(self) -> None:
        """Makes the repair that the first problem offers."""
        shapes = self._document.shapes
        problem = shapes.problem if shapes is not None else None
        if problem is not None and problem.repair is not None:
            self._change(self._document.network.repaired(problem.position, problem.repair), problem.repair.label)

    def _change(self, network: Network, text: str) -> bool:
        """Makes an edit; refuses, with a word, a network that no project file could hold."""
        if len(network) > MOST_LAYERS:
            self.message.emit(_("A network has {most} layers at most.").format(most=MOST_LAYERS))
            return False
        self._document.change_network(network, text)
        return True

    def _selected_layers(self) -> list[Layer]:
        return [self._document.network.layers[position] for position in self.positions]

    def _copy(self) -> None:
        if layers := self._selected_layers():
            QGuiApplication.clipboard().setMimeData(to_mime(layers))

    def _cut(self) -> None:
        self._copy()
        self._remove(_("Cut"))

    def _paste(self) -> None:
        try:
            layers = from_mime(QGuiApplication.clipboard().mimeData())
        except SettingError:
            self.message.emit(_("The clipboard holds no layers."))
            return
        positions = self.positions
        self.insert(positions[-1] + 1 if positions else len(self._document.network), layers, _("Paste"))

    def _duplicate(self) -> None:
        if layers := self._selected_layers():
            self.insert(self.positions[-1] + 1, layers, _("Duplicate"))

    def _delete(self) -> None:
        self._remove(ngettext("Delete {n} layer", "Delete {n} layers", len(self.positions)).format(n=len(self.positions)))

    def _remove(self, text: str) -> None:
        if positions := self.positions:
            self._change(self._document.network.removed(positions), text)
            if len(self._document.network):
                self.select([min(positions[0], len(self._document.network) - 1)])

    def _move_up(self) -> None:
        if (positions := self.positions) and positions[0] > 0:
            self.move_layers(positions, positions[0] - 1)

    def _move_down(self) -> None:
        if (positions := self.positions) and positions[-1] < len(self._document.network) - 1:
            self.move_layers(positions, positions[-1] + 2)

    def _select_all(self) -> None:
        self.select(range(len(self._document.network)))

    # actions

    def edit_actions(self) -> list[QAction]:
        """Cut, copy, paste and so on, for the Edit menu; their shortcuts work while the network has the focus."""
        return list(self._actions.values())

    def _make_actions(self) -> dict[str, QAction]:
        standard = QKeySequence.StandardKey
        table: tuple[tuple[str, str, QKeySequence | QKeySequence.StandardKey | str, Callable[[], None]], ...] = (
            ("cut", _("Cut"), standard.Cut, self._cut),
            ("copy", _("Copy"), standard.Copy, self._copy),
            ("paste", _("Paste"), standard.Paste, self._paste),
            ("duplicate", _("Duplicate"), "Ctrl+D", self._duplicate),
            ("delete", _("Delete"), standard.Delete, self._delete),
            ("select_all", _("Select all"), standard.SelectAll, self._select_all),
            ("move_up", _("Move up"), "Alt+Up", self._move_up),
            ("move_down", _("Move down"), "Alt+Down", self._move_down),
            ("repair", _("Repair the first problem"), "Ctrl+R", self.repair),
        )
        made = {}
        for name, text, keys, slot in table:
            action = QAction(text, self)
            action.setObjectName(name)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)
            made[name] = action
        return made

    def _enable_actions(self) -> None:
        chosen = bool(self.selectedIndexes())
        for name in ("cut", "copy", "duplicate", "delete", "move_up", "move_down"):
            self._actions[name].setEnabled(chosen)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            self._delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.positions:
            self.edit_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and self.positions:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position = self.indexAt(event.pos()).row() - 1
        if self._network_model.layer(position) is not None and position not in self.positions:
            self.select([position])
        menu = QMenu(self)
        for name in ("cut", "copy", "paste", "duplicate", "delete"):
            menu.addAction(self._actions[name])
        menu.addSeparator()
        before = menu.addMenu(_("Insert before"))
        self._fill_with_layers(before, None, lambda layer: self.insert(max(position, 0), [layer]))
        layer = self._network_model.layer(position)
        if layer is not None:
            other = menu.addMenu(_("Replace by"))
            self._fill_with_layers(other, layer.family, lambda new: self._replace(position, new))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def _fill_with_layers(self, menu: QMenu, family: str | None, choose: Callable[[Layer], None]) -> None:
        """Entries for all layers, or for those of one family."""
        for name, label in FAMILIES.items():
            if family is None or family == name:
                place = menu.addMenu(_(label)) if family is None else menu
                for kind in LAYERS.values():
                    if kind.family == name:
                        place.addAction(kind.__name__, partial(_choose, choose, kind))

    def _replace(self, position: int, layer: Layer) -> None:
        text = _("Replace by {layer}").format(layer=layer.name)
        self._change(self._document.network.replaced(position, layer), text)

    # drag and drop

    @override
    def startDrag(self, supported: Qt.DropAction) -> None:
        positions = self.positions
        if not positions:
            return
        drag = QDrag(self)
        drag.setMimeData(to_mime(self._selected_layers()))
        drag.setPixmap(self._drag_picture(positions))
        drag.setHotSpot(QPoint(24, 14))
        self._dragged = positions
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)
        self._dragged = ()
        self._set_gap(None)

    def _drag_picture(self, positions: Sequence[int]) -> QPixmap:
        """The first card that is dragged; the number of the others on it."""
        index = self._network_model.index(positions[0] + 1)
        card = self._cards.card_rect(self.visualRect(index), positions[0]).intersected(self.viewport().rect())
        picture = self.viewport().grab(card)
        if len(positions) > 1 and not picture.isNull():
            painter = QPainter(picture)
            painter.setPen(QColor(theme().colours.accent))
            painter.drawText(picture.rect().adjusted(0, 2, -8, 0), Qt.AlignmentFlag.AlignRight, f"+{len(positions) - 1}")
            painter.end()
        return picture

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self._set_gap(self.drop_position(event.position().toPoint()))
        else:
            event.ignore()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not event.mimeData().hasFormat(MIME):
            event.ignore()
            return
        super().dragMoveEvent(event)  # scrolls at the edges
        self._set_gap(self.drop_position(event.position().toPoint()))
        event.acceptProposedAction()

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._set_gap(None)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        target = self.drop_position(event.position().toPoint())
        self._set_gap(None)
        own = event.source() is self and event.dropAction() != Qt.DropAction.CopyAction and bool(self._dragged)
        try:
            layers = from_mime(event.mimeData(), text=False)
        except SettingError:
            event.ignore()
            self.message.emit(_("What was dropped holds no layers."))
            return
        if own:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
            self.move_layers(self._dragged, target)
        else:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.insert(target, layers)
        self.setFocus()

    def drop_position(self, point: QPoint) -> int:
        """Before which layer something dropped at a point of the viewport would land."""
        count = len(self._document.network)
        for position in range(count):
            rect = self.visualRect(self._network_model.index(position + 1))
            card = self._cards.card_rect(rect, position)
            middle = card.top() + self._cards.card_height(position) // 2
            if point.y() < middle:
                return position
        return count

    def _set_gap(self, position: int | None) -> None:
        if position != self._cards.gap:
            self._cards.gap = position
            self._relayout()

    # repair button, tooltips

    def _repair_at(self, point: QPoint) -> int | None:
        index = self.indexAt(point)
        position = index.row() - 1
        hit = index.isValid() and self._cards.repair_rect(self.visualRect(index), position).contains(point)
        return position if hit else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._cards.pressed = self._repair_at(event.position().toPoint())
        if self._cards.pressed is None:
            super().mousePressEvent(event)
        self.viewport().update()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._cards.pressed = self._cards.pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
        elif pressed == self._repair_at(event.position().toPoint()):
            self.repair()
        self.viewport().update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._repair_at(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        if self._cards.pressed is None:
            super().mouseMoveEvent(event)

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
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, text)
            painter.end()


def _choose(choose: Callable[[Layer], None], kind: type[Layer]) -> None:
    choose(kind())
