"""What the window keeps from start to start: its layout, unsaved work after a crash, and a word where nothing can be kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSplitter

from playground.disk import unwritable
from playground.gui.journal import LeftBehind
from playground.gui.notices import Notice
from playground.gui.settings import COLUMNS, GEOMETRY, LAST, PALETTE, PLOTS, Setting, Settings
from playground.gui.theme import theme
from playground.language import _
from playground.places import settings_folder, state_folder

if TYPE_CHECKING:
    from playground.gui.main_window import MainWindow


class Keeping(QObject):
    """Belongs to one window, and knows its splitters. Main thread only."""

    def __init__(self, window: MainWindow, settings: Settings, columns: QSplitter, palette: QSplitter) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._columns = columns
        self._palette = palette
        window.journal.failing.connect(self._tell_failing)
        window.journal.working.connect(lambda: window.message_bar.dismiss("unkept"))

    # layout

    def restore(self) -> None:
        """Takes the layout of last time, each part of it that can be used."""
        if not self._window.restoreGeometry(self._settings.get(GEOMETRY)):
            self._first_size()
        if not self._restored(self._columns, COLUMNS):
            self.size_columns()
        if not self._restored(self._palette, PALETTE):
            self._palette.setSizes([520, 200])

    def _restored(self, splitter: QSplitter, setting: Setting[tuple[int, ...]]) -> bool:
        """Whether a splitter took the sizes that are remembered of its parts. Qt's own state of a splitter is taken unchecked by Qt."""
        sizes = self._settings.get(setting)
        if len(sizes) < splitter.count() or not any(sizes):
            return False
        splitter.setSizes(list(sizes[: splitter.count()]))
        return True

    def _first_size(self) -> None:
        """1280 x 800 in the middle of the screen; the whole screen where that is smaller."""
        room = self._window.screen().availableGeometry()
        self._window.resize(1280, 800)
        if room.width() < 1340 or room.height() < 860:
            self._window.setWindowState(Qt.WindowState.WindowMaximized)

    def size_columns(self) -> None:
        """The widths of the columns that suit the size of text; the plots take the rest."""
        grown = 1 + (theme().scale - 1) * 0.6
        widths = [round(width * grown) for width in (256, 156, 262)]
        self._columns.setSizes([*widths, max(self._window.width() - sum(widths), 300)])

    def remember(self) -> None:
        """Keeps the layout, and what is open."""
        window, settings = self._window, self._settings
        settings.put(LAST, str(window.document.path) if window.document.path is not None else "")
        settings.put(GEOMETRY, window.saveGeometry())
        settings.put(COLUMNS, tuple(self._columns.sizes()))
        settings.put(PALETTE, tuple(self._palette.sizes()))
        if window.plots is not None:
            settings.put(PLOTS, window.plots.save_state())
        settings.keep()

    # what cannot be kept

    def tell_of_trouble(self) -> None:
        """Says so if the user's own folders take nothing."""
        for folder in (settings_folder(), state_folder()):
            if reason := unwritable(folder):
                text = _(
                    "Nothing can be kept from start to start ({folder}: {reason}). Settings last until the app ends, and work that is "
                    "not saved would be lost in a crash."
                )
                self._tell("unkept", text.format(folder=folder, reason=reason))
                return

    def _tell_failing(self, reason: str) -> None:
        text = _("Unsaved work cannot be kept for a crash: {reason}. It is tried again; save it where there is room.")
        self._tell("unkept", text.format(reason=reason))

    def _tell(self, key: str, text: str) -> None:
        self._window.message_bar.show_notice(Notice("warning", text, key=key))

    # what a crash left behind

    def offer_left_behind(self) -> None:
        """Offers the work of windows that did not end as they should."""
        for left in self._window.journal.left_behind():
            text = _("Unsaved work on “{name}” was found after the app ended unexpectedly.")
            self._offer(left, text.format(name=_name_of(left)))

    def _offer(self, left: LeftBehind, text: str) -> None:
        actions = (
            (_("Restore"), lambda: self._restore(left)),
            (_("Discard"), lambda: self._window.journal.decided(left)),
        )
        self._window.message_bar.show_notice(Notice("warning", text, actions, key=f"journal {left.path.name}"))

    def _restore(self, left: LeftBehind) -> None:
        window = self._window
        path = Path(left.place.path) if left.place is not None else None
        if not window.files.may_read_data(left.project, path) or not window.files.may_lose():
            self._offer(left, _("Unsaved work on “{name}” is still kept.").format(name=_name_of(left)))
            return
        window.document.open(left.project, path, left.place.digest if left.place is not None else "")
        window.document.mark_unsaved()
        window.journal.restored(left)
        window.lesson_panel.show_lesson(None)


def _name_of(left: LeftBehind) -> str:
    return left.project.name or _("Untitled")
