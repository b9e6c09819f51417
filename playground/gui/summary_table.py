"""The network as a table: shapes and parameters of every layer, and their sums."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.document import Document
from playground.language import _
from playground.layers import shape_text

_AnyIndex = QModelIndex | QPersistentModelIndex


class SummaryModel(QAbstractTableModel):
    """One row per layer of the document."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._heads = (_("#"), _("Layer"), _("Output"), _("Params"), _("Share"))
        document.shapes_changed.connect(self._reset)

    @override
    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._document.network)

    @override
    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._heads)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._heads[section]
        return None

    @override
    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = index.column() not in (1,)
            return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._cells(index.row())[index.column()]

    def _cells(self, row: int) -> tuple[str, str, str, str, str]:
        layer, shapes = self._document.network.layers[row], self._document.shapes
        if shapes is None or row >= len(shapes.layers):
            return (str(row + 1), layer.name, "?", "?", "")
        known = shapes.layers[row]
        share = f"{known.parameters / shapes.parameters:.0%}" if known.parameters and shapes.parameters else ""
        return (str(row + 1), layer.name, shape_text(known.output), f"{known.parameters:,}" if known.parameters else "–", share)

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()


class SummaryTable(QWidget):
    """The table with its sums below."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary_table")
        self._document = document
        self._view = QTableView()
        self._view.setModel(SummaryModel(document, self))
        self._view.verticalHeader().hide()
        self._view.setShowGrid(False)
        self._view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._view.horizontalHeader().setMinimumSectionSize(20)
        self._view.horizontalHeader().setStretchLastSection(True)
        self._view.verticalHeader().setDefaultSectionSize(26)
        self._view.setAccessibleName(_("Layers, shapes and parameters"))
        self._total = QLabel()
        self._total.setProperty("role", "dim")
        self._total.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._total)
        document.shapes_changed.connect(self._sum)
        self._sum()

    def _sum(self) -> None:
        shapes = self._document.shapes
        if shapes is None:
            self._total.setText(_("The shapes are known as soon as the data has been read."))
        elif shapes.problem is not None:
            self._total.setText(shapes.problem.message)
        else:
            size = shapes.parameters * 4 / 2**20
            text = _("{parameters:,} parameters, {size:.2f} MB as 32-bit numbers")
            self._total.setText(text.format(parameters=shapes.parameters, size=size))
