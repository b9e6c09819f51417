"""What the table of runs tells of each: one row per run, one column per figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.label import plain_tip
from playground.gui.plots.run_names import sign_of
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import N_, _
from playground.runs.config import INITIALISATIONS

_AnyIndex = QModelIndex | QPersistentModelIndex

NAME, DATASET, LOSS = 0, 1, 4
"""Columns that the table must show."""


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


_STATES = {
    "finished": N_("finished"),
    "stopped": N_("stopped"),
    "early_stopping": N_("stopped early"),
    "diverged": N_("diverged"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
    "ended": N_("ended"),
    "paused": N_("paused"),
    "training": N_("training"),
}


def _state(record: RunRecord, paused: bool) -> str:
    now = "ended" if not record.live else "paused" if paused else "training"
    return _(_STATES[record.ended.reason if record.ended is not None else now])


def _initial(record: RunRecord) -> str:
    init = record.project.training.init
    return _(dict(INITIALISATIONS).get(init, init))


class RunsModel(QAbstractTableModel):
    """One row per run; the first column can be ticked and renamed."""

    def __init__(self, runs: Runs, parent: QWidget) -> None:
        super().__init__(parent)
        self._runs = runs
        self._columns: tuple[tuple[str, Callable[[RunRecord], object]], ...] = (
            (_("Run"), lambda record: record.name),
            (_("Dataset"), lambda record: record.dataset),
            (_("Epochs"), _epochs),
            (_("Train loss"), lambda record: _newest(record, "train_loss")),
            (_("Val. loss"), lambda record: _newest(record, "val_loss")),
            (_("Val. metric"), _metric),
            (_("First gradient"), _first_gradient),
            (_("Parameters"), lambda record: float(record.started.parameters)),
            (_("Optimizer"), lambda record: record.project.training.optimizer.name),
            (_("Learning rate"), lambda record: record.project.training.optimizer.lr),
            (_("Initial weights"), _initial),
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
            return sign_of(record)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(self.words(index.row())))
        if role == Qt.ItemDataRole.ForegroundRole and not record.shown:
            return QColor(theme().colours.dim)
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(value, float):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def words(self, row: int, leave_out: Collection[int] = ()) -> list[str]:
        """The cells of a row in words, each with the head of its column, but for some columns."""
        record = self._runs.records[row]
        columns = [column for place, column in enumerate(self._columns) if place not in leave_out]
        return [f"{head}: {text_of(value(record))}" for head, value in columns]

    @override
    def setData(self, index: _AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        record = self._runs.records[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            shown = Qt.CheckState(value) == Qt.CheckState.Checked
            self._runs.change(record, lambda changed: setattr(changed, "shown", shown))
            return True
        title = str(value).strip()
        if role == Qt.ItemDataRole.EditRole and title:
            self._runs.change(record, lambda changed: setattr(changed, "name", title[:60]))
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
