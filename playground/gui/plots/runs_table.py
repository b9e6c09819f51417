"""All runs of the session as a table: show, rename, sort, remove, copy.

It shows the columns that there is room for, so that nobody scrolls sideways; the others stand in words below, for the chosen run.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QMenu, QPushButton, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.label import Label, plain_action
from playground.gui.plots.runs_model import DATASET, LOSS, NAME, RunsModel
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _

_REFRESH_MS = 400
_NAME, _DATASET_MOST = 116, 110
"""Pixels at 100 % that a name needs, and a dataset takes at most."""


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
        self._view.setIconSize(QSize(20, 14))
        self._view.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._view.setWordWrap(False)
        self._view.horizontalHeader().setMinimumSectionSize(20)
        self._view.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self._wanted: dict[int, bool] = {}  # columns that the user shows or hides; the others are shown where there is room
        self._view.setAccessibleName(_("Runs of this session"))
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._menu)
        self._empty = Label(_("Every run of this session appears here: tick it to draw it, double click its name to rename it."))
        self._empty.setProperty("role", "dim")
        self._empty.setWordWrap(True)
        self._details = Label()
        self._details.setObjectName("run_details")
        self._details.setProperty("role", "small")
        self._details.setWordWrap(True)
        self._view.selectionModel().selectionChanged.connect(self._show_details)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for text, slot in ((_("Only this"), self.show_only), (_("Remove"), self.remove), (_("Copy"), self.copy)):
            button = QPushButton(text)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 10)
        column.addWidget(self._empty)
        column.addWidget(self._view, 1)
        column.addWidget(self._details)
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
        return [self._model.record(row) for row in self._rows()]

    def _rows(self) -> list[int]:
        return sorted({self._sorted.mapToSource(index).row() for index in self._view.selectionModel().selectedIndexes()})

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
        for column in range(1, self._model.columnCount()):
            action = columns.addAction(plain_action(str(self._model.headerData(column, Qt.Orientation.Horizontal))))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(column))
            action.toggled.connect(partial(self.want_column, column))
        menu.exec(self._view.viewport().mapToGlobal(point))
        menu.deleteLater()

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def want_column(self, column: int, wanted: bool) -> None:
        """Shows a column, or hides it, whether there is room or not."""
        self._wanted[column] = wanted
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def _refresh(self) -> None:
        if self.isVisible():
            self._model.refresh()
            self._fit()

    def _reset(self) -> None:
        self._model.reset()
        self._empty.setVisible(not self._runs.records)
        self._fit()

    def _fit(self) -> None:
        """Shows as many columns as there is room for beside the names, the loss first."""
        header, pixels = self._view.horizontalHeader(), theme().pixels
        room = self._view.width() - pixels(_NAME) - 2 * self._view.frameWidth()
        if self._model.rowCount() * self._view.rowHeight(0) > self._view.height() - header.height():
            room -= self._view.verticalScrollBar().sizeHint().width()
        others = [column for column in range(1, self._model.columnCount()) if column not in (LOSS, DATASET)]
        full = False
        for column in (LOSS, DATASET, *others):
            if full and column != DATASET and not self._wanted.get(column, False):
                header.setSectionHidden(column, True)
                continue
            head = header.fontMetrics().horizontalAdvance(str(self._model.headerData(column, Qt.Orientation.Horizontal)))
            width = max(self._view.sizeHintForColumn(column), head + pixels(14))
            if column == DATASET:
                width = min(width, pixels(_DATASET_MOST))
            full = full or (width > room and column != DATASET)
            fits = self._of_several() and width <= room if column == DATASET else not full
            shown = self._wanted.get(column, fits)
            header.setSectionHidden(column, not shown)
            if shown:
                header.resizeSection(column, width)
                room -= width
        self._show_details()

    def _of_several(self) -> bool:
        """Whether runs are of several datasets, that which is open counted in: only then does a column tell something apart."""
        datasets = {record.dataset for record in self._runs.records}
        return len(datasets) > 1 or any(record.earlier for record in self._runs.records)

    def _show_details(self) -> None:
        """What the table has no room for, of the chosen run or the newest."""
        rows = self._rows()
        last = self._model.rowCount() - 1
        self._details.setVisible(last >= 0)
        if last < 0:
            return
        row = rows[-1] if rows else last
        seen = [column for column in range(self._model.columnCount()) if not self._view.isColumnHidden(column)]
        text = " · ".join(self._model.words(row, seen))
        self._details.setText(f"{self._model.record(row).title}\n{text}")
