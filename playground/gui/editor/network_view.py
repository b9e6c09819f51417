"""The network on screen: its cards, the edits of them, and the gestures of mouse and keyboard that lead to edits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.gui.document import Document
from playground.gui.editor.card_list import CardList
from playground.gui.editor.edits import Edits
from playground.gui.editor.gestures import CardDrag, LayerDrop, RepairPress
from playground.gui.editor.layer_menu import layer_menu
from playground.gui.runs import Runs
from playground.language import _


class NetworkView(CardList):
    """The network, input at the top.

    Attributes:
        edits: What can be done to its layers.

    Signals:
        edit_requested: The user wants to edit the settings of the selected layer.
        message: Something the user should know (a text).
    """

    edit_requested = Signal()
    message = Signal(str)

    def __init__(self, document: Document, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(document, runs, parent)
        self.setObjectName("network_view")
        self.setAccessibleName(_("Network"))
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAutoScroll(True)
        self.edits = Edits(document, self)
        self.edits.message.connect(self.message)
        self._drag = CardDrag(self, self.edits)
        self._drop = LayerDrop(self, self.edits, self._drag)
        self._press = RepairPress(self, self.edits)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Backspace:
            self.edits.delete()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.positions:
            self.edit_requested.emit()
        elif event.key() == Qt.Key.Key_Escape and self.positions:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        position, layer = self.layer_at(event.pos())
        if layer is not None and position not in self.positions:
            self.select([position])
        menu = layer_menu(self, self.edits, position, layer)
        menu.exec(event.globalPos())
        menu.deleteLater()

    @override
    def startDrag(self, supported: Qt.DropAction) -> None:
        self._drag.begin()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._drop.move(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        self._drop.move(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._drop.leave()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._drop.end(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._press.begin(event.position().toPoint()):
            super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._press.end(event.position().toPoint()):
            super().mouseReleaseEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._press.move(event.position().toPoint()):
            super().mouseMoveEvent(event)
