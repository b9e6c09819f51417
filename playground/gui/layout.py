"""The layout of the window: its place and the widths of its columns, as they were left, or as they suit the screen and the text."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMainWindow, QSplitter

from playground.gui.columns import Columns
from playground.gui.settings import COLUMNS, GEOMETRY, PALETTE, Setting, Settings
from playground.gui.theme import theme

_LEAST_PLOTS = 250
"""Pixels at 100 % of text that the plots keep when the other columns take the widths that suit them: one beside its scroll bar."""


class Layout(QObject):
    """Of one window and its two splitters. Main thread only."""

    def __init__(self, window: QMainWindow, settings: Settings, columns: Columns, palette: QSplitter) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._columns = columns
        self._palette = palette
        self._suits = False  # the columns are as they suit the window, and follow it until the user makes them otherwise
        self._at_work = False
        self._no_room = False  # the palette is closed for want of room, not by the user
        columns.resized.connect(self._follow)
        columns.splitterMoved.connect(self._changed)
        columns.toggled.connect(self._changed)

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
        """The widths of the columns that suit the size of text and the window; the plots take the rest. What is closed stays closed.

        Where the text is too large for all of them beside each other, the palette is closed.
        """
        grown = 1 + (theme().scale - 1) * 0.6
        room = self._window.width()
        narrow = min(max((room - 1024) / (1280 - 1024), 0.0), 1.0)  # 0 at 1024 pixels, 1 from 1280 on
        widths = [round((least + (usual - least) * narrow) * grown) for least, usual in ((210, 250), (130, 155), (270, 340))]
        least_plots = theme().pixels(_LEAST_PLOTS)
        if self._columns.is_open("palette"):
            self._no_room = False
        for index, name in enumerate(("tabs", "palette")):
            self._columns.suggest(name, widths[index])
            if not self._columns.is_open(name) and not (name == "palette" and self._no_room):
                widths[index] = 0
        if widths[1] and sum(widths) + least_plots > room:
            widths[1], self._no_room = 0, True
        self._at_work = True
        self._columns.setSizes([*widths, max(room - sum(widths), _LEAST_PLOTS)])
        self._at_work, self._suits = False, True

    def _follow(self) -> None:
        if self._suits and all(self._columns.sizes()[2:4]):  # the data are not in the place of the network
            self.size_columns()

    def _changed(self) -> None:
        """The user has made the columns as they are."""
        if not self._at_work:
            self._suits = False

    def remember(self) -> None:
        """Keeps the layout."""
        self._settings.put(GEOMETRY, self._window.saveGeometry())
        sizes = tuple(self._columns.sizes())
        seen = not any(column.isHidden() for column in map(self._columns.widget, range(4)) if column is not None)
        if self._suits:
            self._settings.put(COLUMNS, ())
        elif seen:  # the data are not in the place of the last three
            self._settings.put(COLUMNS, sizes)
        self._settings.put(PALETTE, tuple(self._palette.sizes()))
