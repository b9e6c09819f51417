"""The window: cause on the left, effect on the right. It makes the panels, connects their signals, and remembers how it was left.

Left to right: lesson, data, training and runs as tabs; the palette with the settings of the selected layer; the network; the plots.
The plots are made after the first paint, bit by bit: see ``LateParts``.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.dropped_files import TakesFiles
from playground.gui.files import Files
from playground.gui.finding_strip import FindingStrip
from playground.gui.findings import Findings
from playground.gui.fixes import Fixes
from playground.gui.importing import Importing
from playground.gui.keeping import Keeping
from playground.gui.late_parts import LateParts
from playground.gui.layout import Layout
from playground.gui.message_bar import MessageBar
from playground.gui.notices import OF_RUNS, Notice
from playground.gui.presentation import Presentation
from playground.gui.run.toolbar import Toolbar
from playground.gui.run.under_way import RUNNING
from playground.gui.settings import COLOURS, LANGUAGE, LAST, PLOTS, SCALE
from playground.gui.tab_order import move_focus
from playground.gui.theme import icon, theme
from playground.gui.work import Work
from playground.gui.workplace import Workplace
from playground.language import _
from playground.lessons import Lesson

if TYPE_CHECKING:
    from playground.gui.plots.area import PlotArea

log = logging.getLogger(__name__)

_PLOTS_AFTER_MS = 40
"""Time for what the user does first."""


class MainWindow(TakesFiles):
    """The main window. ``document`` is what is open, ``controller`` steers the engine, ``runs`` are the runs of the session.

    Signals:
        language_chosen: The user wants another language (its code): the window has to be made anew.
    """

    language_chosen = Signal(str)

    def __init__(self, work: Work) -> None:
        """Builds the window around ``work``, which it takes for its own, and starts the engine if there is none yet."""
        super().__init__()
        work.setParent(self)
        self.work = work
        self.setObjectName("main_window")
        self.setMinimumSize(900, 600)
        self._settings = work.settings
        self.document, self.runs, self.controller, self.journal = work.document, work.runs, work.controller, work.journal
        self.files = Files(self.document, self._settings, self)
        self.importing = Importing(self.document, self.files, self.controller.conversation, self)
        self.plots: PlotArea | None = None
        self._late = LateParts(self.controller, self.runs, self)
        self._late.made.connect(self._take_plots)
        self._ending = False
        self._build()
        self.keeping = Keeping(self.document, self.files, self.journal, self)
        self.presentation = Presentation(self, self.document, self.workplace, (self.toolbar, self.finding_strip))
        self._layout = Layout(self, self._settings, self.workplace, self.workplace.palette_parts)
        self._connect()
        self._layout.restore()
        self._retitle()
        work.begin()  # last of all: it takes the other core, and the window's own speed with it
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
        self.findings = Findings(self.document, self.runs, self.controller.together, self)
        fixes = Fixes(self.document, self.controller, self.network_view, self)
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
        self.message_bar.lie_over(self.workplace, self.workplace.tabs)

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
            self._late.begin(_PLOTS_AFTER_MS)
        return super().eventFilter(watched, event)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        return move_focus(self, forward)

    def build_plots(self) -> None:
        """Makes the plots at once; by themselves they are made bit by bit after the first paint."""
        self._late.finish()

    def _take_plots(self) -> None:
        self.plots, self.time_row, self.runs_table = self._late.plots, self._late.time_row, self._late.runs_table
        self.data_page = self._late.data_page
        self.data_page.close_requested.connect(self.workplace.show_network)
        self.plots.pictures_wanted.connect(self.controller.watch)
        self.controller.watch(self.plots.wanted)
        self.plots.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.document.opened.connect(self.plots.decide_anew)
        self.workplace.take(self.plots, self.runs_table, self.data_page)
        self._footer_place.addWidget(self.time_row)
        self.presentation.plots = self.plots
        self.plots.lead_with(self.lesson_panel.leading)
        self.plots.restore_state(self._settings.get(PLOTS))
        self._task_changed()

    def _connect(self) -> None:
        places = self.workplace
        places.palette_panel.add_requested.connect(self.network_view.edits.add_after_selection)
        self.network_view.selection_changed.connect(places.inspector.show_positions)
        self.network_view.edit_requested.connect(places.edit_layer)
        self.network_view.message.connect(lambda text: self.message_bar.show_notice(Notice("warning", text)))
        places.data_panel.look_requested.connect(self.look_at_data)
        places.code_view.message.connect(lambda text: self.message_bar.show_notice(Notice("error", text)))
        self.message_bar.focus_left.connect(self.network_view.setFocus)
        self.controller.message.connect(self.message_bar.show_notice)
        self.controller.show_problem.connect(places.show_layer)
        self.controller.state_changed.connect(self._state_changed)
        self.files.message.connect(self.message_bar.show_notice)
        self.files.settled.connect(lambda: self.message_bar.dismiss("file"))
        self.document.opened.connect(self._opened)
        self.files.lesson_opened.connect(self._lesson_opened)
        places.settings_panel.folds.begin_requested.connect(self.controller.cross_validate)
        self.runs.folds_begun.connect(self._show_folds)
        self.importing.opened.connect(partial(places.show_tab, "data"))
        places.data_panel.import_wanted.connect(self.importing.change)
        places.data_panel.table_wanted.connect(self.files.choose_table)
        self.lesson_panel.open_lesson.connect(self.files.open_lesson)
        self.lesson_panel.solution_wanted.connect(self.files.solve)
        self.lesson_panel.point_at.connect(self.point_at)
        self.keeping.message.connect(self.message_bar.show_notice)
        self.keeping.works.connect(lambda: self.message_bar.dismiss("unkept"))
        self.keeping.restored.connect(lambda: self.lesson_panel.show_lesson(None))
        self.document.shapes_changed.connect(self._shapes_changed)
        self.document.state_changed.connect(self._retitle)
        self.runs.turned.connect(self._turned)
        self.document.project_changed.connect(self._retitle)
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

    def _opened(self) -> None:
        self.message_bar.dismiss("file")

    def _turned(self) -> None:
        self.message_bar.dismiss(*OF_RUNS)  # they spoke of other data

    def _shapes_changed(self) -> None:
        self.message_bar.dismiss("problem")
        self._task_changed()

    def _task_changed(self) -> None:
        if self.plots is not None and self.document.signature is not None:
            self.plots.set_design(self.document.network, self.document.signature)

    def _state_changed(self) -> None:
        if self.controller.state not in RUNNING:
            self.message_bar.dismiss("busy")
        if self.controller.state != "paused":
            self.message_bar.dismiss("diverged")  # it says that a run waits
        if self.controller.state == "training":
            self.message_bar.dismiss("problem", "left", "died", *OF_RUNS)
            self.workplace.show_network()

    def _show_folds(self) -> None:
        if self.plots is not None:
            self.plots.open_now("folds_plot")

    def _lesson_opened(self, lesson: Lesson | None) -> None:
        self.lesson_panel.show_lesson(lesson)
        if lesson is not None:
            self.workplace.show_tab("lesson")
        if self.plots is not None:
            self.plots.lead_with(self.lesson_panel.leading)

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
        """Remembers the language; the window is made anew in it."""
        self._settings.put(LANGUAGE, code)
        self.language_chosen.emit(code)

    def toggle_full_screen(self) -> None:
        """Full screen, or back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    # the end

    def remember(self) -> None:
        """Keeps how the window is left."""
        self.presentation.end()
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
        self._late.stop()
        self.remember()
        self.work.end(keep=self._ending)
        if self.plots is not None:
            self.plots.close_windows()
        super().closeEvent(event)
