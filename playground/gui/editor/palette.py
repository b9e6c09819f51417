"""The palette: every layer type, grouped and searchable, to drag into the network or to add with Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.gui.document import Document
from playground.gui.editor.clipboard import to_mime
from playground.gui.editor.fonts import font
from playground.gui.editor.network_model import AnyIndex
from playground.gui.theme import BODY, SMALL, icon, theme
from playground.language import _
from playground.layers import FAMILIES, LAYERS, Layer
from playground.places import resources

_NAME = Qt.ItemDataRole.UserRole
_FAMILY = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2


_BEFORE_NAME, _AFTER_NAME = 14, 6
"""Pixels of a card before the name, besides its icon, and after it."""


def layer_icon(kind: type[Layer]) -> str:
    """The name of a layer's icon: its own, or, where none has been drawn, that of its family."""
    own = kind.__name__.lower()
    return own if (resources() / "icons" / f"{own}.svg").is_file() else kind.family


class PaletteModel(QStandardItemModel):
    """Headings of the families and their layers; a drag carries a layer with its default settings."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.filter("")

    def filter(self, words: str) -> None:
        """Shows only layers whose name, family or help contains all the words."""
        wanted = words.lower().split()
        self.clear()
        for family, label in FAMILIES.items():
            fitting = [
                kind
                for kind in LAYERS.values()
                if kind.family == family
                and all(word in f"{kind.__name__} {_(label)} {_(kind.summary)}".lower() for word in wanted)
            ]
            if wanted:
                fitting.sort(key=lambda kind: not kind.__name__.lower().startswith(wanted[0]))
            if fitting:
                self._add_heading(_(label))
                for kind in fitting:
                    self._add_layer(kind)

    def _add_heading(self, text: str) -> None:
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.appendRow(item)

    def _add_layer(self, kind: type[Layer]) -> None:
        item = QStandardItem(kind.__name__)
        item.setData(kind.__name__, _NAME)
        item.setData(kind.family, _FAMILY)
        item.setData(layer_icon(kind), _ICON)
        item.setToolTip(_(kind.summary))
        item.setAccessibleText(kind.__name__)
        item.setAccessibleDescription(_(kind.summary))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
        self.appendRow(item)

    @override
    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        names = [index.data(_NAME) for index in indexes]
        return to_mime([LAYERS[name]() for name in names if name])


class PaletteDelegate(QStyledItemDelegate):
    """Paints a heading, or a small card with the colour of its family."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        layer = index.data(_NAME)
        return QSize(60, theme().pixels(31 if layer else 24))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        colours = theme().colours
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        name = index.data(_NAME)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(BODY) if name else font(SMALL, bold=True))
        if not name:
            painter.setPen(QColor(colours.dim))
            heading = index.data()
            painter.drawText(rect.adjusted(1, 0, 0, -3), Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, heading)
        else:
            card = rect.adjusted(1, 1, -2, -2)
            chosen = bool(state & QStyle.StateFlag.State_Selected) and option.widget.hasFocus()  # else it would only linger
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            painter.setPen(QColor(colours.accent if chosen else colours.line))
            painter.setBrush(QColor(colours.hover if hovered else colours.card))
            painter.drawRoundedRect(card, 6, 6)
            family = index.data(_FAMILY)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.family(family))
            painter.drawRoundedRect(QRect(card.left(), card.top(), 4, card.height() + 1), 2, 2)
            size = theme().pixels(16)
            picture = icon(index.data(_ICON), colours.dim, size)
            picture.paint(painter, card.left() + 8, card.center().y() - size // 2 + 1, size, size)
            painter.setPen(QColor(colours.text))
            painter.drawText(card.adjusted(size + _BEFORE_NAME, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()


class PaletteList(QListView):
    """The list of the palette; Enter and double click choose."""

    chosen = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)


class SearchLine(QLineEdit):
    """The search box; Down goes to the list."""

    down = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)


class Palette(QWidget):
    """What can be dragged.

    Signals:
        add_requested: The user wants a layer after the selection (it, with its default settings).
    """

    add_requested = Signal(object)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self._search = SearchLine()
        self._search.setObjectName("palette_search")
        self._search.setPlaceholderText(_("Search layers"))
        self._search.setAccessibleName(_("Search layers"))
        self._search.setClearButtonEnabled(True)
        self._model = PaletteModel(self)
        self._list = PaletteList()
        self._list.setObjectName("palette_list")
        self._list.setAccessibleName(_("Layers to add"))
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteDelegate(self._list))
        self._list.setDragEnabled(True)
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self._list.setDefaultDropAction(Qt.DropAction.CopyAction)
        self._list.setMouseTracking(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 12, 4, 8)
        layout.setSpacing(6)
        layout.addWidget(self._search)
        layout.addWidget(self._list, 1)
        self._search.textChanged.connect(self._model.filter)
        self._search.returnPressed.connect(self._add_first)
        self._search.down.connect(self._to_list)
        self._list.chosen.connect(self._add_current)
        self._list.doubleClicked.connect(lambda _index: self._add_current())
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        """Every name is seen whole."""
        widest = max(QFontMetrics(font(BODY)).horizontalAdvance(name) for name in LAYERS)
        bar = self._list.verticalScrollBar().sizeHint().width()
        self._list.setMinimumWidth(theme().pixels(16) + _BEFORE_NAME + widest + _AFTER_NAME + bar)
        self._list.scheduleDelayedItemsLayout()

    def focus_search(self) -> None:
        """Puts the cursor into the search box."""
        self._search.setFocus()
        self._search.selectAll()

    def _to_list(self) -> None:
        self._list.setFocus()
        for row in range(self._model.rowCount()):
            if self._model.index(row, 0).data(_NAME):
                self._list.setCurrentIndex(self._model.index(row, 0))
                return

    def _add_first(self) -> None:
        for row in range(self._model.rowCount()):
            if name := self._model.index(row, 0).data(_NAME):
                self.add_requested.emit(LAYERS[name]())
                return

    def _add_current(self) -> None:
        if name := self._list.currentIndex().data(_NAME):
            self.add_requested.emit(LAYERS[name]())
