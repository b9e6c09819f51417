"""The page "Look at the data": it takes the place of network and plots while someone looks."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets import DatasetInfo
from playground.datasets.overview import DataOverview
from playground.gui.data.columns import ColumnsView
from playground.gui.data.samples import SamplesView
from playground.gui.data.series import SeriesView
from playground.gui.data.table import ReadsRows, RowsTable
from playground.gui.data.target import TargetView
from playground.gui.label import Label
from playground.gui.split_bar import SplitBar, SplitWords
from playground.gui.theme import theme
from playground.language import _


class ShowsData(ReadsRows, Protocol):
    """What the page needs of whoever asks the engine."""

    seen: SignalInstance
    failed: SignalInstance

    def look(self) -> None: ...


class KnowsData(Protocol):
    """What the page needs of the controller."""

    dataset_changed: SignalInstance

    @property
    def info(self) -> DatasetInfo | None: ...

    @property
    def data_name(self) -> str: ...


class DataPage(QFrame):
    """Columns, table and samples of the document's data. It asks for them only while it is seen.

    Signals:
        close_requested: The user wants the network and the plots back.
    """

    close_requested = Signal()

    def __init__(self, controller: KnowsData, looking: ShowsData, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_page")
        self._controller = controller
        self._looking = looking
        self._stale = True
        self._name = ""
        self.columns, self.target = ColumnsView(), TargetView()
        self.table = RowsTable(looking)
        self.samples, self.series = SamplesView(), SeriesView()
        self._build()
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)  # wherever the focus is: it is a page of the window
        escape.activated.connect(self.close_requested)
        controller.dataset_changed.connect(self._changed)
        looking.seen.connect(self._seen)
        looking.failed.connect(self._failed)
        theme().changed.connect(self._restyle)

    def _build(self) -> None:
        both = QWidget()
        self._side_by_side = QHBoxLayout(both)
        self._side_by_side.setContentsMargins(0, 0, 0, 0)
        self._side_by_side.addWidget(self.columns, 5)
        self._side_by_side.addWidget(self.target, 3)
        self._tabs = QTabBar()
        self._tabs.setObjectName("data_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._views = QStackedWidget()
        for view, text in (
            (both, _("Columns")),
            (self.table, _("Table")),
            (self.samples, _("Samples")),
            (self.series, _("Series")),
        ):
            self._views.addWidget(view)
            self._tabs.addTab(text)
        self._tabs.currentChanged.connect(self._views.setCurrentIndex)
        self._title, self._split_text = Label(), SplitWords()
        self._title.setProperty("role", "title")
        self._bar = SplitBar()
        self._empty = Label(_("The data is being loaded …"))
        self._empty.setProperty("role", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        back = QPushButton(_("Back to the network"))
        back.setObjectName("data_back")
        back.clicked.connect(self.close_requested)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._split_text)
        head.addSpacing(12)
        head.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._tabs)
        column.addWidget(self._views, 1)
        column.addWidget(self._empty, 1)
        self._show(None)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_if_stale()

    def _changed(self) -> None:
        self._stale = True
        if self._controller.info is None:
            self._empty.setText(_("The data is being loaded …"))
            self._show(None)
        elif self.isVisible():
            self._look_if_stale()

    def _look_if_stale(self) -> None:
        if self._stale and self._controller.info is not None:
            self._stale = False
            self._looking.look()

    def _seen(self, look: DataOverview) -> None:
        if self._controller.info is not None:
            self._stale = False  # whoever asked
            self._show(look)

    def _failed(self, message: str) -> None:
        self._empty.setText(message)
        self._show(None)

    def _show(self, look: DataOverview | None) -> None:
        """Shows what was seen of the data; None: there is nothing to see yet."""
        for widget in (self._bar, self._tabs, self._views, self._split_text):
            widget.setVisible(look is not None)
        self._empty.setVisible(look is None)
        for view in (self.columns, self.target, self.samples, self.series):
            view.show_look(look)
        self.table.show_look(look)
        self._look = look
        info = self._controller.info
        if look is None or info is None:
            self._title.setText("")
            return
        self._title.setText(_("{name} – {rows:,} rows").format(name=self._controller.data_name, rows=look.rows))
        self._bar.set_parts(look.sizes)
        self._restyle()
        self._tabs.setTabVisible(2, look.points is not None or look.pictures is not None)
        self._tabs.setTabText(2, _("Pictures") if look.pictures is not None else _("Points"))
        self._tabs.setTabVisible(3, look.series is not None)
        if info.name != self._name:
            self._name = info.name
            self._tabs.setCurrentIndex(self._most_telling(look))

    def _most_telling(self, look: DataOverview) -> int:
        """The view that other data are shown in first: a picture of the samples where one shows all of them."""
        if look.series is not None:
            return 3
        whole_plane = look.points is not None and len(look.columns) <= 3
        return 2 if whole_plane or look.pictures is not None else 0

    def _restyle(self) -> None:
        """The room between, and the sizes of the parts, each with its colour."""
        self._side_by_side.setSpacing(theme().pixels(20))
        if self._look is None:
            return
        self._split_text.show_sizes(self._look.sizes)
