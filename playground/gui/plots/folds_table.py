"""The figures of a cross-validation as a table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from playground.language import _


class FoldsTable(QTableWidget):
    """A row per fold, and mean and standard deviation in the last two."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("folds_table")
        self.setAccessibleName(_("Figures of every fold"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.hide()

    def show_rows(self, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        """Shows these texts; only what changed is touched."""
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(heads)
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = self.item(row, column)
                if item is None:
                    item = QTableWidgetItem()
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                    self.setItem(row, column, item)
                if item.text() != text:
                    item.setText(text)
                font = item.font()
                if font.bold() != (row >= len(rows) - 2):
                    font.setBold(row >= len(rows) - 2)
                    item.setFont(font)
