"""The layout of the window: its place and the widths of its columns, as they were left, or as they suit the screen and the text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter

from playground.gui.columns import Columns
from playground.gui.settings import COLUMNS, GEOMETRY, PALETTE, Setting, Settings
from playground.gui.theme import theme

_LEAST_PLOTS = 260
"""Pixels that the plots keep when the other columns take the widths that suit them."""


class Layout:
    """Of one window and its two splitters. Main thread only."""

    def __init__(self, window: QMainWindow, settings: Settings, columns: Columns, palette: QSplitter) -> None:
        self._window = window
        self._settings = settings
        self._columns = columns
        self._palette = palette

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
        """1280 x 800 in the middle of the screen; the whole screen where that is smaller, which the columns are to know."""
        room = self._window.screen().availableGeometry()
        self._window.resize(min(1280, room.width()), min(800, room.height()))
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
        for index, name in enumerate(("tabs", "palette")):
            self._columns.suggest(name, widths[index])
            if not self._columns.is_open(name) or (name == "palette" and sum(widths) + _LEAST_PLOTS > room):
                widths[index] = 0
        self._columns.setSizes([*widths, max(room - sum(widths), _LEAST_PLOTS)])

    def remember(self) -> None:
        """Keeps the layout."""
        self._settings.put(GEOMETRY, self._window.saveGeometry())
        sizes = tuple(self._columns.sizes())
        if all(sizes[2:4]):  # the data are not in the place of the last three; tabs and palette may be closed
            self._settings.put(COLUMNS, sizes)
        self._settings.put(PALETTE, tuple(self._palette.sizes()))
