"""The table of the data: as many rows as there are, of which only the pages that someone sees are fetched from the engine."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget
from typing_extensions import override

from playground.datasets.overview import DataOverview
from playground.gui.label import plain_tip
from playground.gui.split_bar import part_colours, part_names
from playground.gui.theme import theme
from playground.language import _
from playground.runs.messages import RowsRead

PAGE = 200
KEPT_PAGES = 60
BY_ROW, BY_PART = -1, -2
"""What ``ReadRows`` calls the order of the rows, and that of their parts."""

_AnyIndex = QModelIndex | QPersistentModelIndex
_Row = tuple[int, int, tuple[str, ...]]


class ReadsRows(Protocol):
    """What the table needs of whoever asks the engine."""

    def read_rows(
        self, first: int, count: int, sort: int, descending: bool, answered: Callable[[RowsRead | None], None]
    ) -> None: ...


class RowsModel(QAbstractTableModel):
    """Rows of the data: number, part, the time where there is one, and the columns of the table."""

    def __init__(self, reader: ReadsRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._look: DataOverview | None = None
        self._heads: list[str] = []
        self._pages: OrderedDict[int, list[_Row]] = OrderedDict()
        self._order = 0  # grows whenever other rows, or another order, are shown
        self._asked = False
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._sort, self._descending = BY_ROW, False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(15)
        self._soon.timeout.connect(self._ask)

    def show(self, look: DataOverview | None) -> None:
        """Shows other data, in the order of their rows."""
        self.beginResetModel()
        self._look = look
        self._heads = [_("Row"), _("Part")]
        if look is not None:
            self._heads += [*([_("Time")] if look.has_times else []), *(column.name for column in look.columns)]
        self._sort, self._descending = BY_ROW, False
        self._forget()
        self.endResetModel()

    @property
    def heads(self) -> list[str]:
        """Names of all columns that are shown."""
        return list(self._heads)

    def longest(self, column: int) -> str:
        """The longest text of a column, of the rows that are here; of the first two, which have little to say, none."""
        texts = (cells[column - 2] for page in self._pages.values() for _number, _part, cells in page if column >= 2)
        return max(texts, key=len, default="")

    def row(self, place: int) -> _Row | None:
        """Number, part and cells of a row; None (and asked for) while they are not here."""
        page = self._pages.get(place // PAGE)
        if page is not None:
            return page[place % PAGE] if place % PAGE < len(page) else None
        self._want(place // PAGE)
        return None

    @override
    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() or self._look is None else self._look.rows

    @override
    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() or self._look is None else len(self._heads)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._heads):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain_tip(self._heads[section]) if role == Qt.ItemDataRole.ToolTipRole else self._heads[section]
        return None

    @override
    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = self._is_text(index.column())
            return int((Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight) | Qt.AlignmentFlag.AlignVCenter)
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.BackgroundRole)
        if role not in (*wanted, Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        number, part, cells = row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            text = (f"{number + 1:,}", part_names()[part], *cells)[index.column()]
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.DecorationRole:
            return part_colours()[part] if index.column() == 1 else None
        if role == Qt.ItemDataRole.BackgroundRole:
            colour = QColor(part_colours()[part])
            colour.setAlphaF(0.10 if theme().dark else 0.12)
            return colour if part else None
        return QColor(theme().colours.dim) if index.column() < 2 else None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self._look is None:
            return
        first = 3 if self._look.has_times else 2
        chosen = column - first if column >= first else BY_PART if column == 1 else BY_ROW
        if (chosen, order == Qt.SortOrder.DescendingOrder) == (self._sort, self._descending):
            return
        self.layoutAboutToBeChanged.emit()
        self._sort, self._descending = chosen, order == Qt.SortOrder.DescendingOrder
        self._forget()
        self.layoutChanged.emit()

    def _is_text(self, column: int) -> bool:
        if self._look is None or column in (1, 2 if self._look.has_times else 1):
            return True
        place = column - (3 if self._look.has_times else 2)
        return place >= 0 and bool(self._look.columns[place].labels)

    def _forget(self) -> None:
        self._pages.clear()
        self._order += 1
        self._asked = False
        self._wanted.clear()

    def _want(self, page: int) -> None:
        """Notes that a page is seen; the newest are asked for first, one at a time, so that nothing piles up while someone scrolls."""
        self._wanted[page] = None
        self._wanted.move_to_end(page)
        while len(self._wanted) > 3:
            self._wanted.popitem(last=False)
        if not self._asked and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        while self._wanted and not self._asked:
            page = self._wanted.popitem()[0]
            if page not in self._pages:
                self._asked = True
                arrived = partial(self._arrived, page, self._order)
                self._reader.read_rows(page * PAGE, PAGE, self._sort, self._descending, arrived)

    def _arrived(self, page: int, order: int, report: RowsRead | None) -> None:
        if order != self._order or self._look is None:
            return
        self._asked = False
        if report is None:
            return
        self._pages[page] = [
            (int(number), int(part), cells)
            for number, part, cells in zip(report.numbers, report.parts, report.cells, strict=True)
        ]
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)
        last = min((page + 1) * PAGE, self._look.rows) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._heads) - 1))
        self._ask()


class RowsTable(QTableView):
    """The table itself: sorted by a click on a head, copied with Ctrl+C."""

    def __init__(self, reader: ReadsRows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self.setAccessibleName(_("Rows of the data"))
        self._model = RowsModel(reader, self)
        self.setModel(self._model)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme().pixels(24))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerItem)
        self.setTabKeyNavigation(False)  # Tab leaves it; arrow keys go through it
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)
        self._fitted = False  # the columns fit the rows that came first
        self._model.dataChanged.connect(self._fit)
        theme().changed.connect(self._restyle)

    @property
    def rows(self) -> RowsModel:
        """The model."""
        return self._model

    def show_look(self, look: DataOverview | None) -> None:
        """Shows other data."""
        self._model.show(look)
        self.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self._fitted = False
        self._size()

    def copy(self) -> None:
        """Puts the selected rows on the clipboard, cells apart by tabs; those that have not arrived are left out."""
        places = [index.row() for index in self.selectionModel().selectedRows()]
        rows = [row for place in sorted(places) if (row := self._model.row(place)) is not None]
        lines = [self._model.heads, *([str(number + 1), part_names()[part], *cells] for number, part, cells in rows)]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme().pixels(24))
        self._size()

    def _fit(self) -> None:
        """The first rows are here: the columns take the width that they want, once, so that nothing moves while someone scrolls."""
        if not self._fitted:
            self._fitted = True
            self._size()

    def _size(self) -> None:
        """Columns as wide as their heads and what is known to stand below, and not narrower than a number."""
        metrics = self.fontMetrics()
        for place, head in enumerate(self._model.heads):
            least = theme().pixels(100 if place == 1 else 64)
            room = max(metrics.horizontalAdvance(head) + theme().pixels(30), least)
            room = max(room, metrics.horizontalAdvance(self._model.longest(place)) + theme().pixels(20))
            self.setColumnWidth(place, min(room, theme().pixels(200)))
