"""The first rows of a table that is about to be used; its header shows type and role of each column, and changes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget
from typing_extensions import override

from playground.datasets.config import TYPES
from playground.datasets.table_preview import ColumnGuess, TablePreview
from playground.gui.label import plain_tip
from playground.gui.theme import BODY, SMALL, theme
from playground.language import N_, _

ROLES = (("feature", N_("feature")), ("target", N_("target")), ("time", N_("time")), ("ignored", N_("ignored")))
_TYPE_NAMES = dict(TYPES)
_ROLE_NAMES = dict(ROLES)
_LEAST, _MOST = 116, 240

Index = QModelIndex | QPersistentModelIndex


def type_text(name: str) -> str:
    """A type on screen."""
    return _(_TYPE_NAMES[name]) if name in _TYPE_NAMES else _("unusable")


class PreviewModel(QAbstractTableModel):
    """Rows of texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[ColumnGuess, ...] = ()
        self._rows: tuple[tuple[str, ...], ...] = ()

    def show(self, preview: TablePreview | None) -> None:
        """Takes other rows."""
        self.beginResetModel()
        self.columns = preview.columns if preview is not None else ()
        self._rows = preview.rows if preview is not None else ()
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own way
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as above
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()].replace("\n", "⏎")
        if role == Qt.ItemDataRole.ForegroundRole and column.role == "ignored":
            return QColor(theme().colours.dim)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.type == "number":
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return super().headerData(section, orientation, role)
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            words = _("{name}: {type}, {role}. Click to change.")
            text = words.format(name=column.name, type=type_text(column.type), role=_(_ROLE_NAMES[column.role]))
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None


class ColumnHeader(QHeaderView):
    """Name, type and role of each column, with a bar in the colour of the role. Emits ``chosen`` when one is clicked."""

    chosen = Signal(int)

    def __init__(self, columns: Callable[[], tuple[ColumnGuess, ...]], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme().pixels(60))
        self.setDefaultSectionSize(theme().pixels(_LEAST))
        self.sectionClicked.connect(self.chosen)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.viewport().update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().pixels(60))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        columns = self._columns()
        if logicalIndex >= len(columns):
            return
        column, colours = columns[logicalIndex], theme().colours
        colour = {"target": colours.activation, "feature": colours.core, "time": colours.recurrent}.get(column.role, colours.line)
        dim = column.role == "ignored"
        painter.save()
        painter.fillRect(rect, QColor(colours.panel))
        painter.fillRect(QRect(rect.left() + 1, rect.top(), rect.width() - 2, 4), QColor(colour))
        inner = rect.adjusted(8, 9, -8, -5)
        for pixels, text, shade, top in (
            (BODY, column.name, colours.dim if dim else colours.text, 0),
            (SMALL, type_text(column.type), colours.dim, 18),
            (SMALL, _(_ROLE_NAMES[column.role]) + " ▾", colours.dim if dim else colours.legible(colour), 32),
        ):
            font = painter.font()
            font.setPixelSize(theme().pixels(pixels))
            font.setBold(pixels == BODY)
            painter.setFont(font)
            painter.setPen(QColor(shade))
            place = QRect(inner.left(), inner.top() + theme().pixels(top), inner.width(), theme().pixels(17))
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setPen(QColor(colours.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()


class PreviewTableView(QTableView):
    """The table. A click on the header of a column, or Return in it, opens the menu of its type and role.

    Signals:
        type_chosen: Another type for a column (name, type).
        role_chosen: Another role for a column (name, role).
    """

    type_chosen = Signal(str, str)
    role_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_preview")
        self.setAccessibleName(_("First rows"))
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.header = ColumnHeader(lambda: self.rows.columns, self)
        self.setHorizontalHeader(self.header)
        self.header.chosen.connect(self.open_menu)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves it; arrow keys go through it
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setDefaultSectionSize(theme().pixels(24))

    def show_preview(self, preview: TablePreview | None) -> None:
        """Shows other rows, and keeps the place where the user was."""
        scroll, same = self.horizontalScrollBar().value(), self.rows.columns
        self.rows.show(preview)
        if preview is not None and [c.name for c in same] != [c.name for c in preview.columns]:
            metrics = self.fontMetrics()
            for place, column in enumerate(preview.columns[:300]):
                texts = [column.name, *(row[place] for row in preview.rows[:20])]
                wanted = max(metrics.horizontalAdvance(text[:40]) for text in texts) + 30
                self.setColumnWidth(place, min(max(wanted, theme().pixels(_LEAST)), theme().pixels(_MOST)))
        self.horizontalScrollBar().setValue(scroll)

    def menu_of(self, place: int) -> QMenu:
        """What can be chosen for a column."""
        column = self.rows.columns[place]
        menu = QMenu(self)
        menu.addSection(_("Type"))
        for name, label in TYPES:
            action = menu.addAction(_(label), partial(self.type_chosen.emit, column.name, name))
            action.setCheckable(True)
            action.setChecked(name == column.type)
        menu.addSection(_("Role"))
        for name, label in ROLES:
            action = menu.addAction(_(label), partial(self.role_chosen.emit, column.name, name))
            action.setCheckable(True)
            action.setChecked(name == column.role)
        return menu

    def open_menu(self, place: int) -> None:
        """Opens the menu of a column below its header."""
        menu = self.menu_of(place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = QPoint(self.header.sectionViewportPosition(place), self.header.height())
        menu.popup(self.header.mapToGlobal(corner))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.open_menu(self.currentIndex().column())
            return
        super().keyPressEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid():
            self.open_menu(index.column())
