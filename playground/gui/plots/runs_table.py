"""All runs of the session as a table: show, rename, sort, remove, copy."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QPushButton, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.label import Label, plain_action
from playground.gui.plots.run_marks import draw_mark
from playground.gui.runs import RunRecord, Runs
from playground.language import _

_AnyIndex = QModelIndex | QPersistentModelIndex
_REFRESH_MS = 400


def _newest(record: RunRecord, name: str) -> float:
    if record.ended is not None and record.ended.best_epoch is not None:  # those of the weights that are kept
        return record.ended.figures.get(name, float("nan"))
    values = record.history.series(name)
    return float(values[-1]) if len(values) else float("nan")


def _first_gradient(record: RunRecord) -> float:
    table = record.history.table("grad_rms")
    return float(table[-1, 0]) if table.size else float("nan")


def _metric(record: RunRecord) -> float:
    if record.ended is not None and record.ended.best_epoch is not None:
        return record.ended.figures.get(f"val_{record.started.metrics[0]}", float("nan"))
    table = record.history.table("val_metrics")
    return float(table[-1, 0]) if table.size else float("nan")


def _epochs(record: RunRecord) -> float:
    return float(record.history.epochs[-1]) if len(record.history) else 0.0


def _seconds(record: RunRecord) -> float:
    return record.history.last.seconds if record.history.last is not None else 0.0


def _state(record: RunRecord, paused: bool) -> str:
    if record.ended is not None:
        return record.ended.reason
    return "ended" if not record.live else "paused" if paused else "training"


class RunsModel(QAbstractTableModel):
    """One row per run; the first column can be ticked and renamed."""

    def __init__(self, runs: Runs, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = runs
        self._columns: tuple[tuple[str, Callable[[RunRecord], object]], ...] = (
            (_("Run"), lambda record: record.title),
            (_("Epochs"), _epochs),
            (_("Train loss"), lambda record: _newest(record, "train_loss")),
            (_("Val. loss"), lambda record: _newest(record, "val_loss")),
            (_("Val. metric"), _metric),
            (_("First gradient"), _first_gradient),
            (_("Parameters"), lambda record: float(record.started.parameters)),
            (_("Optimizer"), lambda record: record.project.training.optimizer.name),
            (_("Learning rate"), lambda record: record.project.training.optimizer.lr),
            (_("Initial weights"), lambda record: record.project.training.init),
            (_("Seed"), lambda record: float(record.project.training.seed)),
            (_("Start"), lambda record: record.started.start),
            (_("Device"), lambda record: record.started.device),
            (_("Looks at test"), lambda record: float(record.looks)),
            (_("Seconds"), _seconds),
            (_("State"), lambda record: _state(record, runs.paused)),
        )

    @override
    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._runs.records)

    @override
    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._columns[section][0]
        return None

    @override
    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self._runs.records[index.row()]
        value = self._columns[index.column()][1](record)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text_of(value)
        if role == Qt.ItemDataRole.UserRole:
            return value
        if index.column() == 0 and role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if record.shown else Qt.CheckState.Unchecked
        if index.column() == 0 and role == Qt.ItemDataRole.DecorationRole:
            patch = QPixmap(12, 12)
            patch.fill(Qt.GlobalColor.transparent)
            painter = QPainter(patch)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_mark(painter, record, QPointF(6, 6), 9)
            painter.end()
            return QIcon(patch)
        return None

    @override
    def setData(self, index: _AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self._runs.records[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
            self._runs.change(record, lambda changed: setattr(changed, "shown", shown))
            return True
        title = str(value).strip()
        if role == Qt.ItemDataRole.EditRole and title:
            self._runs.change(record, lambda changed: setattr(changed, "title", title[:60]))
            return True
        return False

    def record(self, row: int) -> RunRecord:
        """The run in a row."""
        return self._runs.records[row]

    def reset(self) -> None:
        """Runs came or went."""
        self.beginResetModel()
        self.endResetModel()

    def refresh(self) -> None:
        """Figures changed."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def csv_text(self) -> str:
        """The whole table as CSV, with full precision."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([head for head, _value in self._columns])
        for record in self._runs.records:
            writer.writerow([value(record) for _head, value in self._columns])
        return out.getvalue()


def text_of(value: object) -> str:
    """A cell as text: four digits, thousands separated."""
    if not isinstance(value, float):
        return str(value)
    if not np.isfinite(value):
        return "–"
    return f"{value:,.0f}" if value.is_integer() and abs(value) < 1e9 else number_text(float(f"{value:.4g}"))


class RunsTable(QWidget):
    """The tab "Runs"."""

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_table")
        self._runs = runs
        self._model = RunsModel(runs, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self._view = QTableView()
        self._view.setTabKeyNavigation(False)  # Tab leaves it; arrow keys go through it
        self._view.setModel(self._sorted)
        self._view.setSortingEnabled(True)
        self._sorted.sort(-1)
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.verticalHeader().hide()
        self._view.setShowGrid(False)
        self._view.setAccessibleName(_("Runs of this session"))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._menu)
        self._empty = Label(_("Every run of this session appears here: tick it to draw it, double click its name to rename it."))
        self._empty.setProperty("role", "dim")
        self._empty.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for text, slot in ((_("Only this"), self.show_only), (_("Remove"), self.remove), (_("Copy"), self.copy)):
            button = QPushButton(text)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 10)
        column.addWidget(self._empty)
        column.addWidget(self._view, 1)
        column.addLayout(buttons)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        runs.updated.connect(self._later)
        runs.changed.connect(self._later)
        runs.added.connect(self._reset)
        runs.removed.connect(self._reset)
        self._reset()

    def chosen(self) -> list[RunRecord]:
        """The runs in the selected rows."""
        rows = {self._sorted.mapToSource(index).row() for index in self._view.selectionModel().selectedIndexes()}
        return [self._model.record(row) for row in sorted(rows)]

    def show_only(self) -> None:
        """Draws the selected runs and no others."""
        chosen = self.chosen()
        for record in self._runs.records if chosen else ():
            self._runs.change(record, lambda changed: setattr(changed, "shown", changed in chosen))

    def remove(self) -> None:
        """Takes the selected runs away, but for those that still train."""
        for record in self.chosen():
            if not record.live:
                self._runs.remove(record)

    def copy(self) -> None:
        """Puts the table on the clipboard, as CSV."""
        QGuiApplication.clipboard().setText(self._model.csv_text())

    def _menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(_("Show only this"), self.show_only)
        menu.addAction(_("Remove"), self.remove)
        menu.addAction(_("Copy table as CSV"), self.copy)
        columns = menu.addMenu(_("Columns"))
        header = self._view.horizontalHeader()
        for column in range(1, self._model.columnCount()):
            action = columns.addAction(plain_action(str(self._model.headerData(column, Qt.Orientation.Horizontal))))
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(column))
            action.toggled.connect(lambda on, column=column: header.setSectionHidden(column, not on))
        menu.exec(self._view.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        if self.isVisible():
            self._model.refresh()

    def _reset(self) -> None:
        self._model.reset()
        self._empty.setVisible(not self._runs.records)
        self._view.resizeColumnsToContents()
