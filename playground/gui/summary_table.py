"""The network as a table: what every layer does to a sample and costs, its parameters by name, and their sums."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QHeaderView, QPushButton, QTableView, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.document import Document
from playground.gui.label import Label
from playground.gui.theme import icon, theme
from playground.language import _
from playground.network.summary import Row, layer_heads, layer_rows, parameter_heads, parameter_rows, total_rows

_AnyIndex = QModelIndex | QPersistentModelIndex


class SummaryModel(QAbstractTableModel):
    """One row per layer of the document, or one per weight and bias (``by_name``)."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.by_name = False
        self._rows: list[Row] = []
        self._heads: Row = ()
        document.shapes_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Reads the document."""
        self.beginResetModel()
        network, shapes = self._document.network, self._document.shapes
        self._heads = parameter_heads() if self.by_name else layer_heads()
        self._rows = parameter_rows(network, shapes) if self.by_name else layer_rows(network, shapes)
        self.endResetModel()

    def text(self) -> str:
        """All cells, those of a row apart by tabs."""
        return "\n".join("\t".join(row) for row in (self._heads, *self._rows))

    @override
    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._rows)

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
            right = index.column() != (0 if self.by_name else 1)
            return int((Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter)
        return self._rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None


class SummaryTable(QWidget):
    """The table with its sums below."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary_table")
        self._document = document
        self._model = SummaryModel(document, self)
        self._view = QTableView()
        self._view.setTabKeyNavigation(False)  # Tab leaves it; arrow keys go through it
        self._view.setModel(self._model)
        self._view.verticalHeader().hide()
        self._view.setShowGrid(False)
        self._view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self._view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self._view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._view.horizontalHeader().setMinimumSectionSize(20)
        self._view.horizontalHeader().setStretchLastSection(True)
        self._view.verticalHeader().setDefaultSectionSize(26)
        self._view.setAccessibleName(_("Layers, shapes and parameters"))
        self._total = Totals()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addLayout(self._build_head())
        layout.addWidget(self._view, 1)
        layout.addWidget(self._total)
        document.shapes_changed.connect(self._sum)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._sum()

    def _build_head(self) -> QHBoxLayout:
        self._by_name = QToolButton()
        self._by_name.setText(_("Parameters by name"))
        self._by_name.setCheckable(True)
        self._by_name.setProperty("role", "small")
        self._by_name.setObjectName("parameters_by_name")
        self._by_name.toggled.connect(self._toggle)
        self._copy = QPushButton(_("Copy"))
        self._copy.clicked.connect(self.copy)
        head = QHBoxLayout()
        head.addWidget(self._by_name)
        head.addStretch(1)
        head.addWidget(self._copy)
        return head

    def copy(self) -> None:
        """Puts the table on the clipboard, and the sums with that of the layers."""
        shapes = self._document.shapes
        sums = total_rows(shapes) if shapes is not None and not self._model.by_name else []
        QGuiApplication.clipboard().setText("\n".join([self._model.text(), *("\t".join(row) for row in sums)]))

    def _toggle(self, by_name: bool) -> None:
        self._model.by_name = by_name
        self._model.refresh()

    def _restyle(self) -> None:
        self._copy.setIcon(icon("copy"))

    def _sum(self) -> None:
        shapes = self._document.shapes
        if shapes is None:
            self._total.show_text(_("The shapes are known as soon as the data has been read."))
        elif shapes.problem is not None:
            self._total.show_text(shapes.problem.message)
        else:
            note = _("For one sample, as 32-bit numbers; the pass as torchinfo estimates it.")
            self._total.show_rows(total_rows(shapes), note)


class Totals(QWidget):
    """Sums below the table, each with its name, or a sentence in their place."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(2, 1)
        self._labels: list[Label] = []

    def text(self) -> str:
        """Everything that is shown."""
        return " ".join(label.text() for label in self._labels)

    def show_text(self, text: str) -> None:
        """A sentence."""
        self._clear()
        self._grid.addWidget(self._label(text, "dim"), 0, 0, 1, 3)

    def show_rows(self, rows: list[tuple[str, ...]], note: str) -> None:
        """Names and values, and what must be known of them."""
        self._clear()
        for row, (name, value) in enumerate(rows):
            self._grid.addWidget(self._label(name, "dim"), row, 0)
            self._grid.addWidget(self._label(value, "dim"), row, 1, Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(self._label(note, "small"), len(rows), 0, 1, 3)

    def _label(self, text: str, role: str) -> Label:
        label = Label(text)
        label.setProperty("role", role)
        label.setWordWrap(role == "small" or "\n" in text or len(text) > 40)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._labels.append(label)
        return label

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._labels.clear()
