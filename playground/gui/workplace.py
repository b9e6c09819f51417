"""The columns of the window: tabs, palette and inspector, network, plots; or the data in the place of the last three.

It makes the panels and brings to the front what is wanted; the main window connects their signals.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QTabWidget, QVBoxLayout, QWidget

from playground.gui.code_view import CodeView
from playground.gui.columns import Columns
from playground.gui.document import Document
from playground.gui.editor.editor import Inspector, NetworkView, Palette
from playground.gui.highlight import point_at
from playground.gui.lessons.panel import LessonPanel
from playground.gui.run.controller import Controller
from playground.gui.run.data_panel import DataPanel
from playground.gui.run.settings_panel import SettingsPanel
from playground.gui.runs import Runs
from playground.gui.summary_table import SummaryTable
from playground.language import _

Tab = Literal["lesson", "data", "training", "runs"]
_TABS: tuple[Tab, ...] = ("lesson", "data", "training", "runs")


class Workplace(Columns):
    """Everything between the toolbar and the time row. ``take`` gives it what is made later. ``tabs`` and ``palette`` can be closed."""

    def __init__(self, document: Document, controller: Controller, runs: Runs) -> None:
        super().__init__()
        self._document, self._controller, self._runs = document, controller, runs
        self._data_page: QWidget | None = None
        self.add_closable("tabs", self._build_left(), 200)
        self.add_closable("palette", self._build_palette(), 130)
        for part in (self._build_network(), self._build_effect()):
            self.addWidget(part)
        self._parts = [part for part in map(self.widget, range(1, self.count())) if part is not None]
        for index, stretch in enumerate((0, 0, 0, 1)):
            self.setStretchFactor(index, stretch)

    def _build_left(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.setObjectName("left_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)  # the column is as wide as its tabs need
        self.lesson_panel = LessonPanel(self._runs)
        self._document.project_changed.connect(self.lesson_panel.project_changed)
        self.data_panel = DataPanel(self._document, self._controller)
        self.settings_panel = SettingsPanel(self._document, self._controller, self._runs)
        self._runs_place = QWidget()
        QVBoxLayout(self._runs_place).setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(self.lesson_panel, _("Lesson"))
        self.tabs.addTab(self.data_panel, _("Data"))
        self.tabs.addTab(self.settings_panel, _("Training"))
        self.tabs.addTab(self._runs_place, _("Runs"))
        return self.tabs

    def _build_palette(self) -> QWidget:
        self.palette_panel = Palette(self._document)
        self.inspector = Inspector(self._document)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.palette_panel)
        parts.addWidget(self.inspector)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        self.palette_parts = parts
        return parts

    def _build_network(self) -> QWidget:
        self.network_view = NetworkView(self._document, self._runs)
        self.summary_table = SummaryTable(self._document)
        self.code_view = CodeView(self._document)
        self._views = QStackedWidget()
        self._switch = QTabBar()
        self._switch.setObjectName("network_switch")
        self._switch.setDrawBase(False)
        self._switch.setExpanding(False)
        self._switch.setUsesScrollButtons(False)
        self._switch.setElideMode(Qt.TextElideMode.ElideNone)
        for view, text in ((self.network_view, _("Layers")), (self.summary_table, _("Summary")), (self.code_view, _("Code"))):
            self._views.addWidget(view)
            self._switch.addTab(text)
        self._switch.currentChanged.connect(self._views.setCurrentIndex)
        frame = QWidget()
        frame.setMinimumWidth(250)
        column = QVBoxLayout(frame)
        column.setContentsMargins(10, 2, 4, 8)
        column.setSpacing(6)
        column.addWidget(self._switch)
        column.addWidget(self._views, 1)
        return frame

    def _build_effect(self) -> QWidget:
        self._effect = QFrame()
        row = QHBoxLayout(self._effect)
        row.setContentsMargins(0, 0, 0, 0)
        self._effect.setMinimumWidth(260)
        return self._effect

    def take(self, plots: QWidget, runs_table: QWidget, data_page: QWidget) -> None:
        """Puts the parts that are made later in their places."""
        self._data_page = data_page
        data_page.hide()
        self.addWidget(data_page)
        for place, widget in ((self._effect.layout(), plots), (self._runs_place.layout(), runs_table)):
            assert place is not None
            place.addWidget(widget)

    def show_tab(self, name: Tab) -> None:
        """Brings a tab of the left column to the front."""
        self.set_open("tabs")
        self.tabs.setCurrentIndex(_TABS.index(name))

    @property
    def shows_data(self) -> bool:
        """Whether the data are in the place of network and plots."""
        return self._data_page is not None and not self._data_page.isHidden()

    def search_layers(self) -> None:
        """Puts the cursor into the search box of the palette."""
        self.set_open("palette")
        self.palette_panel.focus_search()

    def edit_layer(self) -> None:
        """Puts the cursor into the first setting of the selected layer."""
        self.set_open("palette")
        self.inspector.focus_first()

    def show_data(self) -> None:
        """Shows the data in the place of network and plots."""
        if self._data_page is None:
            return
        seen, (left, *others) = self._data_page.isVisible(), self.sizes()
        self._data_page.show()
        self.show_tab("data")
        self.data_panel.setFocus()  # else Qt hands the focus of what is hidden to a button of the toolbar
        for part in self._parts:
            part.hide()
        if not seen:
            self.setSizes([left, *others[:-1], sum(others)])

    def show_network(self) -> None:
        """Shows network and plots again."""
        if self._data_page is not None:
            self._data_page.hide()
        for part in self._parts:
            part.show()

    def present(self, wanted: bool) -> None:
        """Shows the whole network without what it is edited with, or again with it."""
        self._switch.setVisible(not wanted)
        self._views.setCurrentIndex(0 if wanted else self._switch.currentIndex())
        self.network_view.show_all(wanted)

    def go_on_from(self, other: Workplace) -> None:
        """Shows what another one shows: tab, view of the network, selected layers, or the data."""
        self.tabs.setCurrentIndex(other.tabs.currentIndex())
        self._switch.setCurrentIndex(other._switch.currentIndex())
        self.network_view.select(other.network_view.positions)
        if other.shows_data:
            self.show_data()

    def show_layer(self, position: int) -> None:
        """Brings a layer to the front."""
        self.show_network()
        self._switch.setCurrentIndex(0)
        self.network_view.select([position])
        self.network_view.scroll_to(position)
        self.network_view.setFocus()

    def point_at(self, widget: QWidget) -> None:
        """Brings the panel of a control to the front, and marks the control for a moment."""
        for index in range(self.tabs.count()):
            page = self.tabs.widget(index)
            if page is not None and page.isAncestorOf(widget):
                self.show_tab(_TABS[index])
        if any(part.isAncestorOf(widget) for part in self._parts):
            self.show_network()
        if self.palette_parts.isAncestorOf(widget):
            self.set_open("palette")
        point_at(widget)
