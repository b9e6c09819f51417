"""The menus of the window, behind one button: files, edits, runs, views, help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from playground.gui.label import plain_action
from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.gui.theme import CHOICES, theme
from playground.language import _, current_language, languages
from playground.layers import LAYERS, Layer, ReLU, Sigmoid

_LANGUAGES = {"en": "English", "ko": "한국어"}
_SCALES = (1.0, 1.25, 1.5)
_Keys = QKeySequence | QKeySequence.StandardKey | str


class Menus(QObject):
    """Makes the menus of a window once; entries that depend on its state are made when a menu opens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.root = QMenu(window)
        self._file()
        self._edit()
        self._run()
        self._view()
        self._help()

    def _action(self, menu: QMenu, text: str, slot: Callable[[], object], keys: _Keys = "") -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _checked=False: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
            self._window.addAction(action)  # works while the menu is closed
        menu.addAction(action)
        return action

    def _file(self) -> None:
        window, files, keys = self._window, self._window.files, QKeySequence.StandardKey
        menu = self.root.addMenu(_("File"))
        self._action(menu, _("New"), files.new, keys.New)
        self._action(menu, _("Open …"), files.open_dialog, keys.Open)
        self._recent = menu.addMenu(_("Open recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        menu.addSeparator()
        self._action(menu, _("Save"), files.save, keys.Save)
        self._action(menu, _("Save as …"), files.save_as, "Ctrl+Shift+S")
        menu.addSeparator()
        self._action(menu, _("Quit"), window.close, "Ctrl+Q")

    def _fill_recent(self) -> None:
        self._recent.clear()
        recent = self._window.files.recent
        for path in recent:
            self._recent.addAction(plain_action(str(path)), partial(self._window.files.open, path))
        if not recent:
            self._recent.addAction(_("Nothing yet")).setEnabled(False)

    def _edit(self) -> None:
        window, menu = self._window, self.root.addMenu(_("Edit"))
        stack = window.document.undo_stack
        for action, keys in (
            (stack.createUndoAction(window, _("Undo")), "Ctrl+Z"),
            (stack.createRedoAction(window, _("Redo")), "Ctrl+Shift+Z"),
        ):
            action.setShortcut(QKeySequence(keys))
            window.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        menu.addActions(list(window.network_view.edits.actions.values()))
        window.addAction(window.network_view.edits.actions["repair"])  # works wherever the focus is
        menu.addSeparator()
        swap = menu.addMenu(_("Swap all activations"))
        for kind in LAYERS.values():
            if kind.family == "activation":
                swap.addAction(kind.__name__, partial(self._swap, kind))
        self._action(menu, _("Search layers"), window.workplace.search_layers, "Ctrl+F")

    def _run(self) -> None:
        controller, menu = self._window.controller, self.root.addMenu(_("Run"))
        self._action(menu, _("Train"), controller.train, "F5")
        self._action(menu, _("Train anew"), controller.train_anew, "Ctrl+F5")
        self._action(menu, _("Pause"), controller.pause, "F6")
        self._action(menu, _("Step"), controller.step, "F7")
        self._action(menu, _("Stop"), controller.stop, "Shift+F5")
        self._action(menu, _("Reset weights"), controller.reset_weights, "Ctrl+Shift+R")
        menu.addSeparator()
        self._action(menu, _("Compare sigmoid and ReLU"), lambda: controller.compare(Sigmoid(), ReLU()), "F8")

    def _view(self) -> None:
        window, menu = self._window, self.root.addMenu(_("View"))
        self._plots = menu.addMenu(_("Plots"))
        self._plots.aboutToShow.connect(self._fill_plots)
        for name, text, keys in (("tabs", _("Lesson, data and training"), "F3"), ("palette", _("Palette"), "F4")):
            self._column(menu, name, text, keys)
        labels = {"system": _("As the system"), "light": _("Light"), "dark": _("Dark")}
        colours = menu.addMenu(_("Colours"))
        group = QActionGroup(window)
        for name in CHOICES:
            action = colours.addAction(labels[name], partial(self._colours, name))
            action.setCheckable(True)
            action.setChecked(theme().choice == name)
            group.addAction(action)
        sizes = menu.addMenu(_("Text size"))
        group = QActionGroup(window)
        for scale in _SCALES:
            action = sizes.addAction(f"{scale:.0%}", partial(self._size, scale))
            action.setCheckable(True)
            action.setChecked(theme().scale == scale)
            group.addAction(action)
        tongues = menu.addMenu(_("Language"))
        group = QActionGroup(window)
        for code in languages():
            action = tongues.addAction(_LANGUAGES.get(code, code), partial(window.choose_language, code))
            action.setCheckable(True)
            action.setChecked(current_language() == code)
            group.addAction(action)
        presentation = self._action(menu, _("Presentation"), self._present, "F9")
        presentation.setCheckable(True)
        window.presentation.ended.connect(self._presented)
        menu.aboutToShow.connect(lambda: presentation.setChecked(window.presentation.on))
        self._action(menu, _("Full screen"), window.toggle_full_screen, "F11")

    def _present(self) -> None:
        """Begins a presentation, or ends it."""
        window = self._window
        if window.presentation.on:
            window.presentation.end()
        else:
            window.build_plots()
            window.presentation.begin()
            window.message_bar.show_notice(
                Notice("info", _("Presentation. F9 or Esc brings everything back."), key="presentation")
            )

    def _presented(self) -> None:
        self._window.message_bar.dismiss("presentation")

    def _column(self, menu: QMenu, name: str, text: str, keys: str) -> None:
        """A column that can be closed."""
        columns = self._window.workplace
        action = self._action(menu, text, partial(columns.toggle, name), keys)
        action.setCheckable(True)
        menu.aboutToShow.connect(lambda: action.setChecked(columns.is_open(name)))

    def _fill_plots(self) -> None:
        self._plots.clear()
        if self._window.plots is not None:
            self._plots.addActions(self._window.plots.actions_for_menu())

    def _help(self) -> None:
        menu = self.root.addMenu(_("Help"))
        self._action(menu, _("Lessons"), self._window.show_lessons, "F1")
        self._action(menu, _("Keyboard"), self._keyboard)
        menu.addSeparator()
        self._action(menu, _("Report a problem …"), self._report)
        self._window.message_bar.report_wanted.connect(self._report)
        self._action(menu, _("Look for a newer version …"), self._look_for_newer)
        self._action(menu, _("About Neural Playground"), self._about)

    def _swap(self, kind: type[Layer]) -> None:
        self._window.network_view.edits.swap_activations(kind())

    def _colours(self, choice: str) -> None:
        self._window.restyle(choice, theme().scale)

    def _size(self, scale: float) -> None:
        self._window.restyle(theme().choice, scale)

    def _keyboard(self) -> None:
        from playground.gui.help.keyboard import KeyboardDialog  # these dialogs are loaded when they are wanted

        actions = tuple(dict.fromkeys((*self._window.actions(), *self._window.network_view.edits.actions.values())))
        KeyboardDialog(actions, self._window).open()

    def _about(self) -> None:
        from playground.gui.help.about import AboutDialog

        AboutDialog(self._window).open()

    def _report(self) -> None:
        from playground.gui.help.problem_report import ReportDialog, facts_of

        controller = self._window.controller
        ReportDialog(facts_of(self._window, controller.devices, controller.versions), self._window).open()

    def _look_for_newer(self) -> None:
        from playground.gui.help.newer_version import UpdateDialog

        UpdateDialog(self._window).open()
