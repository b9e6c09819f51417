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
from PySide6.QtWidgets import QMainWindow, QMenu, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.document import Document
from playground.gui.files import Files, fresh_project
from playground.gui.finding_strip import FindingStrip
from playground.gui.findings import Findings
from playground.gui.fixes import Fixes
from playground.gui.importing import Importing
from playground.gui.journal import Journal
from playground.gui.keeping import Keeping
from playground.gui.layout import Layout
from playground.gui.message_bar import MessageBar
from playground.gui.notices import Notice
from playground.gui.run.controller import Controller
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.toolbar import Toolbar
from playground.gui.run.under_way import RUNNING
from playground.gui.runs import Runs
from playground.gui.settings import COLOURS, LANGUAGE, LAST, PLOTS, SCALE, Settings
from playground.gui.theme import icon, theme
from playground.gui.workplace import Workplace
from playground.language import _
from playground.lessons import Lesson

if TYPE_CHECKING:
    from playground.gui.plots.area import PlotArea

log = logging.getLogger(__name__)

_PLOTS_AFTER_MS = 40
"""Time for what the user does first; loading pyqtgraph then keeps the event loop busy for about a quarter of a second, once."""


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
        self.importing = Importing(self.document, self.files, self.controller.conversation, self)
        self.journal = Journal(self.document, parent=self)
        self.plots: PlotArea | None = None
        self._ending = False
        self._build()
        self.keeping = Keeping(self.document, self.files, self.journal, self)
        self._layout = Layout(self, self._settings, self.workplace, self.workplace.palette_parts)
        self._connect()
        self._layout.restore()
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
        self.workplace = Workplace(self.document, self.controller, self.runs)
        self.network_view, self.lesson_panel = self.workplace.network_view, self.workplace.lesson_panel
        self.findings, fixes = Findings(self.runs, self), Fixes(self.document, self.controller, self.network_view, self)
        self.finding_strip = FindingStrip(self.findings, fixes, self.controller, self.runs)
        self.finding_strip.fix_requested.connect(fixes.carry_out)
        self.finding_strip.layer_wanted.connect(self.workplace.show_layer)
        central = QWidget()
        central.setObjectName("ground")
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self.finding_strip)
        column.addWidget(self.workplace, 1)
        self._footer_place = QVBoxLayout()
        column.addLayout(self._footer_place)
        self.setCentralWidget(central)
        self.message_bar.lie_over(self.workplace)

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

        self.data_page = DataPage(self.controller, self.controller.data_questions)
        self.data_page.close_requested.connect(self.workplace.show_network)
        self.plots = PlotArea(self.runs)
        self.plots.pictures_wanted.connect(self.controller.watch)
        self.controller.watch(self.plots.wanted)
        self.plots.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.document.opened.connect(self.plots.decide_anew)
        self.time_row = TimeRow(self.runs)
        self.runs_table = RunsTable(self.runs)
        self.workplace.take(self.plots, self.runs_table, self.data_page)
        self._footer_place.addWidget(self.time_row)
        self.plots.restore_state(self._settings.get(PLOTS))
        self._task_changed()

    def _connect(self) -> None:
        places = self.workplace
        places.palette_panel.add_requested.connect(self.network_view.edits.add_after_selection)
        self.network_view.selection_changed.connect(places.inspector.show_positions)
        self.network_view.edit_requested.connect(places.inspector.focus_first)
        self.network_view.message.connect(lambda text: self.message_bar.show_notice(Notice("warning", text)))
        places.data_panel.look_requested.connect(self.look_at_data)
        places.code_view.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.message_bar.focus_left.connect(self.network_view.setFocus)
        self.controller.message.connect(self.message_bar.show_notice)
        self.controller.show_problem.connect(places.show_layer)
        self.controller.state_changed.connect(self._state_changed)
        self.files.message.connect(self.message_bar.show_notice)
        self.files.settled.connect(lambda: self.message_bar.dismiss("file"))
        self.document.opened.connect(lambda: self.message_bar.dismiss("file"))
        self.files.lesson_opened.connect(self._lesson_opened)
        places.settings_panel.folds.begin_requested.connect(self.controller.cross_validate)
        self.runs.folds_begun.connect(self._show_folds)
        self.importing.opened.connect(partial(places.show_tab, "data"))
        places.data_panel.import_wanted.connect(self.importing.change)
        self.lesson_panel.open_lesson.connect(self.files.open_lesson)
        self.lesson_panel.solution_wanted.connect(self.files.solve)
        self.lesson_panel.point_at.connect(self.point_at)
        self.keeping.message.connect(self.message_bar.show_notice)
        self.keeping.works.connect(lambda: self.message_bar.dismiss("unkept"))
        self.keeping.restored.connect(lambda: self.lesson_panel.show_lesson(None))
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
        if self.controller.state not in RUNNING:
            self.message_bar.dismiss("busy")
        if self.controller.state == "training":
            for key in ("problem", "diverged", "reset", "ended"):
                self.message_bar.dismiss(key)
            self.workplace.show_network()

    def _show_folds(self) -> None:
        if self.plots is not None:
            self.plots.open_now("folds_plot")

    def _lesson_opened(self, lesson: Lesson | None) -> None:
        self.lesson_panel.show_lesson(lesson)
        if lesson is not None:
            self.workplace.show_tab("lesson")

    def show_lessons(self) -> None:
        """Brings the lessons to the front."""
        self.workplace.show_tab("lesson")

    def look_at_data(self) -> None:
        """Shows the data in the place of network and plots."""
        self.build_plots()
        self.workplace.show_data()

    def point_at(self, name: str) -> None:
        """Shows where a control is, by its name."""
        if self.plots is not None and name in self.plots.plots:
            self.plots.open_now(name)
        if (widget := self.findChild(QWidget, name)) is not None:
            self.workplace.point_at(widget)

    # view

    def set_menu(self, menu: QMenu) -> None:
        """What the button on the left of the toolbar opens."""
        self._menu_button.setMenu(menu)

    def restyle(self, choice: str, scale: float) -> None:
        """Takes colours and text size, and remembers them."""
        larger = scale != theme().scale
        theme().apply(choice, scale)
        if larger:
            self._layout.size_columns()
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
        path = self.document.path
        self._settings.put(LAST, str(path) if path is not None else "")
        if self.plots is not None:
            self._settings.put(PLOTS, self.plots.save_state())
        self._layout.remember()
        self._settings.keep()

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
