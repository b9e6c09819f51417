"""A network view on the screen, and hands to use it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.editor.layer_card import CardDelegate
from playground.gui.editor.network_view import NetworkView
from playground.gui.runs import Runs
from playground.network import Network
from tests.gui.stage import names

MODIFIERS = {"ctrl": Qt.KeyboardModifier.ControlModifier, "alt": Qt.KeyboardModifier.AltModifier}


class Stage:
    """A shown view with its document, and hands to use it."""

    def __init__(self, qtbot: QtBot, project: Document) -> None:
        self.document = project
        self.runs = Runs()
        self.view = NetworkView(project, self.runs)
        qtbot.addWidget(self.view)
        self.messages: list[str] = []
        self.view.message.connect(self.messages.append)
        self.view.resize(280, 700)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.view.setFocus()
        self.settle()

    @property
    def names(self) -> list[str]:
        return names(self.document)

    @property
    def cards(self) -> CardDelegate:
        delegate = self.view.itemDelegate()
        assert isinstance(delegate, CardDelegate)
        return delegate

    def settle(self) -> None:
        self.view.doItemsLayout()
        QApplication.processEvents()

    def card(self, position: int) -> QPoint:
        """The middle of a card."""
        rect = self.view.visualRect(self.view.model().index(position + 1, 0))
        return self.cards.card_rect(rect, position).center()

    def above(self, position: int) -> QPoint:
        """A point where a drop lands before a layer; ``len`` is below the last one."""
        rect = self.view.visualRect(self.view.model().index(position + 1, 0))
        return QPoint(rect.center().x(), self.cards.card_rect(rect, position).top() + 2)

    def key(self, key: Qt.Key, *held: str) -> None:
        modifier = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifier |= MODIFIERS[name]
        QTest.keyClick(self.view, key, modifier)

    def enter(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        return event.isAccepted()

    def move(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDragMoveEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        self.settle()
        return event.isAccepted()

    def drop(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        self.settle()
        return event.isAccepted()

    def one_step(self, before: Network) -> None:
        """What was done is one step of undo, and one of redo."""
        after = self.document.network
        assert after != before
        self.document.undo_stack.undo()
        assert self.document.network == before
        self.document.undo_stack.redo()
        assert self.document.network == after
