"""Lists whose rows are pictures: each has words too, for tool tips and screen readers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QListView, QStyledItemDelegate
from typing_extensions import override

from playground.gui.label import plain_tip
from playground.gui.theme import theme

AnyIndex = QModelIndex | QPersistentModelIndex
VALUE = Qt.ItemDataRole.UserRole
"""The role of what a delegate draws."""


class DrawnRows(QAbstractListModel):
    """Values with the words that say them to a screen reader."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._values: list[tuple[Any, str]] = []

    def show(self, values: list[tuple[Any, str]]) -> None:
        """Other values, each with its words."""
        self.beginResetModel()
        self._values = values
        self.endResetModel()

    @override
    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._values)

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        value, words = self._values[index.row()]
        if role == VALUE:
            return value
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(words)
        return words if role == Qt.ItemDataRole.AccessibleTextRole else None


class DrawnList(QListView):
    """A list whose rows are drawn by a delegate."""

    def __init__(self, name: str, delegate: QStyledItemDelegate) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.rows = DrawnRows(self)
        self.setModel(self.rows)
        delegate.setParent(self)
        self.setItemDelegate(delegate)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        theme().changed.connect(self.doItemsLayout)
