"""The window: cause on the left, effect on the right. It makes the panels, connects their signals, and remembers how it was left.

Left to right: lesson, data, training and runs as tabs; the palette with the settings of the selected layer; the network; the plots.
The plots are made right after the first paint, because loading pyqtgraph takes longer than everything else together.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.gui.code_view import CodeView
from playground.gui.document import Document
from playground.gui.editor.editor import Inspector, NetworkView, Palette
from playground.gui.files import Files, fresh_project
from playground.gui.fixes import carry_out
from playground.gui.highlight import point_at
from playground.gui.importing import Importing
from playground.gui.journal import Journal
from playground.gui.keeping import Keeping
from playground.gui.lessons.panel import LessonPanel
from playground.gui.menus import Menus
from playground.gui.message_bar import MessageBar
from playground.gui.notices import Notice
from playground.gui.records import Runs
from playground.gui.run.controller import Controller
from playground.gui.run.data_panel import DataPanel
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.settings_panel import SettingsPanel
from playground.gui.run.toolbar import Toolbar
from playground.gui.settings import COLOURS, LANGUAGE, PLOTS, SCALE, Settings
from playground.gui.summary_table import SummaryTable
from playground.gui.theme import icon, theme
from playground.language import _
from playground.lessons import Lesson

if TYPE_CHECKING:
    from playground.gui.plots.area import PlotArea

log = logging.getLogger(__name__)

_PLOTS_AFTER_MS = 40
"""Time for what the user does first; loading pyqtgraph then keeps the event loop busy for about a quarter of a second, once."""

_TABS = ("lesson", "data", "training", "runs")


class MainWindow(QMainWindow):
    """The main window. ``document`` is what is open, ``controller`` steers the engine, ``runs`` are the runs of the session."""

    def __init__(self, settings: Settings | None = None, engine: EngineProcess | None = None) -> None:
        """Builds the window and starts the engine.

        Args:
            settings: What is remembered; None: the user's own.
            engine: What trains; None: an engine process.
        """
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setMinimumSize(900, 600)
        self._settings = settings or Settings()
        self.document = Document(fresh_project(), self)
        self.runs = Runs(self)
        self.controller = Controller(self.document, self.runs, self, engine)
        self.files = Files(self.document, self._settings, self)
        self.importing = Importing(self.document, self.files, self.controller.engine, self)
        self.journal = Journal(self.document, parent=self)
        self.plots: PlotArea | None = None
        self._ending = False
        self._build()
        self.keeping = Keeping(self, self._settings, self._columns, self._palette_parts)
        self._connect()
        self.menus = Menus(self)
        self._menu_button.setMenu(self.menus.root)
        self.keeping.restore()
        self._retitle()
        self.controller.start()  # last of all: it takes the other core, and the window's own speed with it
        QTimer.singleShot(0, self.keeping.offer_left_behind)

    # parts

    def _build(self) -> None:
        self.toolbar = Toolbar(self.document, self.controller, self.runs)
        self._menu_button = QToolButton()
        self._menu_button.setObjectName("menu_button")
        self._menu_button.setProperty("role", "quiet")
        self._menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu_button.setAccessibleName(_("Menu"))
        self._menu_button.setToolTip(_("Menu (Alt+M)"))
        self._menu_button.setShortcut("Alt+M")
        self.toolbar.lead_with(self._menu_button)
        self.message_bar = MessageBar()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._columns.setChildrenCollapsible(False)
        left, *self._workplace = self._build_left(), self._build_palette(), self._build_network(), self._build_effect()
        for part in (left, *self._workplace):
            self._columns.addWidget(part)
        for index, stretch in enumerate((0, 0, 0, 1)):
            self._columns.setStretchFactor(index, stretch)
        central = QWidget()
        central.setObjectName("ground")
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self.message_bar)
        column.addWidget(self._columns, 1)
        self._footer_place = QVBoxLayout()
        column.addLayout(self._footer_place)
        self.setCentralWidget(central)

    def _build_left(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.setObjectName("left_tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setMinimumWidth(200)
        self.lesson_panel = LessonPanel(self.runs)
        self.data_panel = DataPanel(self.document, self.controller)
        self.settings_panel = SettingsPanel(self.document, self.controller, self.runs)
        self._runs_place = QWidget()
        QVBoxLayout(self._runs_place).setContentsMargins(0, 0, 0, 0)
        self.tabs.addTab(self.lesson_panel, _("Lesson"))
        self.tabs.addTab(self.data_panel, _("Data"))
        self.tabs.addTab(self.settings_panel, _("Training"))
        self.tabs.addTab(self._runs_place, _("Runs"))
        return self.tabs

    def _build_palette(self) -> QWidget:
        self.palette_panel = Palette(self.document)
        self.inspector = Inspector(self.document)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setMinimumWidth(140)
        parts.addWidget(self.palette_panel)
        parts.addWidget(self.inspector)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        self._palette_parts = parts
        return parts

    def _build_network(self) -> QWidget:
        self.network_view = NetworkView(self.document, self.runs)
        self.summary_table = SummaryTable(self.document)
        self.code_view = CodeView(self.document)
        self._views = QStackedWidget()
        self._switch = QTabBar()
        self._switch.setObjectName("network_switch")
        self._switch.setDrawBase(False)
        self._switch.setExpanding(False)
        self._switch.setUsesScrollButtons(False)
        self._switch.setElideMode(Qt.TextElideMode.ElideRight)
        for view, text in ((self.network_view, _("Layers")), (self.summary_table, _("Summary")), (self.code_view, _("Code"))):
            self._views.addWidget(view)
            self._switch.addTab(text)
        self._switch.currentChanged.connect(self._views.setCurrentIndex)
        frame = QWidget()
        frame.setMinimumWidth(210)
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
        self._effect.setMinimumWidth(300)
        return self._effect

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.plots is None:
            self.network_view.setFocus()
            self.network_view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # the window stands: now there is time for the plots
            watched.removeEventFilter(self)
            QTimer.singleShot(_PLOTS_AFTER_MS, self.build_plots)
        return super().eventFilter(watched, event)

    def build_plots(self) -> None:
        """Makes the plots; called by itself after the first paint."""
        if self.plots is not None:
            return
        from playground.gui.data.page import DataPage
        from playground.gui.plots.area import PlotArea
        from playground.gui.plots.runs_table import RunsTable
        from playground.gui.plots.time_row import TimeRow

        self.data_page = DataPage(self.controller, self.controller.looking)
        self.data_page.hide()
        self.data_page.close_requested.connect(self.look_at_network)
        self._columns.addWidget(self.data_page)
        self.plots = PlotArea(self.runs)
        self.plots.pictures_wanted.connect(self.controller.watch)
        self.plots.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.document.opened.connect(self.plots.decide_anew)
        self.time_row = TimeRow(self.runs)
        self.runs_table = RunsTable(self.runs)
        for place, widget in ((self._effect.layout(), self.plots), (self._runs_place.layout(), self.runs_table)):
            assert place is not None
            place.addWidget(widget)
        self._footer_place.addWidget(self.time_row)
        self.plots.restore_state(self._settings.get(PLOTS))
        self._task_changed()

    def _connect(self) -> None:
        self.palette_panel.add_requested.connect(self.network_view.edits.add_after_selection)
        self.network_view.selection_changed.connect(self.inspector.show_positions)
        self.network_view.edit_requested.connect(self.inspector.focus_first)
        self.network_view.message.connect(lambda text: self.message_bar.show_notice(Notice("warning", text)))
        self.data_panel.look_requested.connect(self.look_at_data)
        self.code_view.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.controller.message.connect(self.message_bar.show_notice)
        self.controller.show_problem.connect(self._show_problem)
        self.controller.state_changed.connect(self._state_changed)
        self.files.message.connect(self.message_bar.show_notice)
        self.files.settled.connect(lambda: self.message_bar.dismiss("file"))
        self.document.opened.connect(lambda: self.message_bar.dismiss("file"))
        self.files.lesson_opened.connect(self._lesson_opened)
        self.settings_panel.folds.begin_requested.connect(self.controller.cross_validate)
        self.runs.folds_begun.connect(self._show_folds)
        self.importing.opened.connect(lambda: self.tabs.setCurrentIndex(_TABS.index("data")))
        self.data_panel.import_wanted.connect(self.importing.change)
        self.lesson_panel.open_lesson.connect(self.files.open_lesson)
        self.lesson_panel.solution_wanted.connect(self.files.solve)
        self.lesson_panel.point_at.connect(self.point_at)
        self.lesson_panel.fix_requested.connect(partial(carry_out, self.document, self.controller, self.network_view))
        self.document.shapes_changed.connect(self._shapes_changed)
        self.document.state_changed.connect(self._retitle)
        self.document.dataset_changed.connect(lambda: self.message_bar.dismiss("ended"))  # it spoke of other data
        self.document.project_changed.connect(lambda _old, _new: self._retitle())
        theme().changed.connect(self._restyled)
        self._restyled()

    # what signals lead to

    def _retitle(self) -> None:
        name = self.document.path.name if self.document.path is not None else self.document.project.name or _("Untitled")
        self.setWindowTitle(f"{name}[*] – Neural Playground")
        self.setWindowModified(self.document.unsaved)

    def _restyled(self) -> None:
        self._menu_button.setIcon(icon("menu"))
        self.setWindowIcon(icon("app", size=64))

    def _shapes_changed(self) -> None:
        self.message_bar.dismiss("problem")
        self._task_changed()

    def _task_changed(self) -> None:
        if self.plots is not None and self.document.signature is not None:
            self.plots.set_design(self.document.network, self.document.signature)

    def _state_changed(self) -> None:
        if self.controller.state == "training":
            for key in ("problem", "diverged", "reset", "ended"):
                self.message_bar.dismiss(key)
            self.look_at_network()

    def look_at_data(self) -> None:
        """Shows the data in the place of network and plots."""
        self.build_plots()
        seen, (left, *others) = self.data_page.isVisible(), self._columns.sizes()
        self.data_page.show()
        self.data_panel.setFocus()  # else Qt hands the focus of what is hidden to a button of the toolbar
        for part in self._workplace:
            part.hide()
        if not seen:
            self._columns.setSizes([left, *others[:-1], sum(others)])
        self.tabs.setCurrentIndex(_TABS.index("data"))

    def look_at_network(self) -> None:
        """Shows network and plots again."""
        if self.plots is not None:
            self.data_page.hide()
        for part in self._workplace:
            part.show()

    def _show_folds(self) -> None:
        if self.plots is not None:
            self.plots.open_now("folds_plot")

    def _show_problem(self, position: int) -> None:
        self.look_at_network()
        self._switch.setCurrentIndex(0)
        self.network_view.select([position])
        self.network_view.scroll_to(position)
        self.network_view.setFocus()

    def _lesson_opened(self, lesson: Lesson | None) -> None:
        self.lesson_panel.show_lesson(lesson)
        if lesson is not None:
            self.tabs.setCurrentIndex(_TABS.index("lesson"))

    def show_lessons(self) -> None:
        """Brings the lessons to the front."""
        self.tabs.setCurrentIndex(_TABS.index("lesson"))

    def point_at(self, name: str) -> None:
        """Shows where a control is: brings its panel to the front and marks it for a moment."""
        if self.plots is not None and name in self.plots.plots:
            self.plots.open_now(name)
        widget = self.findChild(QWidget, name)
        if widget is None:
            return
        for index in range(self.tabs.count()):
            page = self.tabs.widget(index)
            if page is not None and page.isAncestorOf(widget):
                self.tabs.setCurrentIndex(index)
        if any(part.isAncestorOf(widget) for part in self._workplace):
            self.look_at_network()
        point_at(widget)

    # view

    def restyle(self, choice: str, scale: float) -> None:
        """Takes colours and text size, and remembers them."""
        larger = scale != theme().scale
        theme().apply(choice, scale)
        if larger:
            self.keeping.size_columns()
        self._settings.put(COLOURS, choice)
        self._settings.put(SCALE, scale)

    def choose_language(self, code: str) -> None:
        """Remembers the language; it is used from the next start."""
        self._settings.put(LANGUAGE, code)
        self.message_bar.show_notice(Notice("info", _("The language changes at the next start."), key="language"))

    def toggle_full_screen(self) -> None:
        """Full screen, or back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # the end

    def _remember(self) -> None:
        self.keeping.remember()

    def end(self) -> None:
        """Closes without a question, as the system asks for: unsaved work stays in the journal and is offered at the next start."""
        self._ending = True
        self.journal.write()
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._ending and not self.files.may_lose():
            event.ignore()
            return
        self._remember()
        self.journal.close(keep=self._ending)
        self.controller.shutdown()
        if self.plots is not None:
            self.plots.close_windows()
        super().closeEvent(event)

    # files dropped onto the window

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            self.files.open_named(urls[0].toLocalFile())
