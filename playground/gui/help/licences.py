"""The licences of everything that is in the app: a list that can be searched, and the text of what is selected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.about import Package, licence_text, packages
from playground.gui.help.background import Job
from playground.gui.help.parts import label, reader
from playground.gui.theme import SMALL, theme
from playground.language import _, ngettext

_PACKAGE = Qt.ItemDataRole.UserRole + 1
_SEARCHED = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


class _TwoLines(QStyledItemDelegate):
    """Name and version, and below them the licence in a few words."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme().pixels(44))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        package: Package = index.data(_PACKAGE)
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = theme().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(rect.adjusted(0, 1, -2, -1), 6, 6)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRect(rect.left(), rect.top() + 10, 3, rect.height() - 20), 1.5, 1.5)
        inner, font = rect.adjusted(12, 5, -12, -5), QFont(option.font)
        for text, size, weight, colour, side in (
            (package.name, 0, QFont.Weight.DemiBold, colours.text, Qt.AlignmentFlag.AlignTop),
            (package.version, SMALL, QFont.Weight.Normal, colours.dim, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight),
            (package.licence or _("see the text"), SMALL, QFont.Weight.Normal, colours.dim, Qt.AlignmentFlag.AlignBottom),
        ):
            font.setPixelSize(theme().pixels(size) if size else option.font.pixelSize())
            font.setWeight(weight)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(inner, side, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width()))
        painter.restore()


class Licences(QWidget):
    """The list and the text. Both are read beside the window: the list when this is first shown, a text when it is selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list_job: Job | None = None
        self._text_job: Job | None = None
        self._model = QStandardItemModel(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterRole(_SEARCHED)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._build_list())
        parts.addWidget(self._build_text())
        parts.setStretchFactor(1, 1)
        parts.setSizes([theme().pixels(250), theme().pixels(650)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.addWidget(parts)

    def _build_list(self) -> QWidget:
        self.search = QLineEdit()
        self.search.setObjectName("licence_search")
        self.search.setPlaceholderText(_("Search by name or licence"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.list = QListView()
        self.list.setObjectName("licence_list")
        self.list.setAccessibleName(_("Packages"))
        self.list.setModel(self._shown)
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._selected)
        self._count = label(_("Looking …"), "small")
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(8)
        for widget in (self.search, self.list, self._count):
            column.addWidget(widget)
        return part

    def _build_text(self) -> QWidget:
        self._title, self._about = label("", "title"), label("", "dim")
        self.text = reader("licence_text", _("Text of the licence"))
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self._title, self._about):
            column.addWidget(widget)
        column.addWidget(self.text, 1)
        return part

    def load(self) -> None:
        """Fills the list, once."""
        if self._list_job is None:
            self._list_job = Job(packages)
            self._list_job.done.connect(self._listed)
            self._list_job.start()

    def _listed(self, job: Job) -> None:
        if not isinstance(job.result, tuple):
            self._count.setText(_("The list cannot be read: {reason}").format(reason=job.error))
            return
        for package in job.result:
            item = QStandardItem(package.name)
            item.setData(package, _PACKAGE)
            item.setData(f"{package.name} {package.licence}", _SEARCHED)
            item.setData(f"{package.name} {package.version}, {package.licence}", Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(item)
        self._search(self.search.text())

    def _search(self, text: str) -> None:
        self._shown.setFilterFixedString(text.strip())
        found = self._shown.rowCount()
        self._count.setText(ngettext("{n} package", "{n} packages", found).format(n=found))
        if not self.list.currentIndex().isValid() and found:
            self.list.setCurrentIndex(self._shown.index(0, 0))

    def _selected(self, index: Index) -> None:
        package = index.data(_PACKAGE)
        if not isinstance(package, Package):
            return
        self._title.setText(f"{package.name} {package.version}".strip())
        self._about.setText(" · ".join(part for part in (package.licence, package.note) if part))
        self.text.setPlainText("")
        self._text_job = Job(partial(licence_text, package))
        self._text_job.done.connect(self._read)
        self._text_job.start()

    def _read(self, job: Job) -> None:
        if job is self._text_job:  # else another one was selected meanwhile
            nothing = _("The package brings no text of its licence along; the words above are what it says of itself.")
            self.text.setPlainText(str(job.error or job.result or nothing))
