"""A presentation: the network and two pictures, so large that the last row of a class room can read them.

What an audience has no need of goes: tabs, palette, the names and settings in the toolbar. Type and lines are up to twice as large. Nothing of it
is remembered: at the end, and when the window closes, everything is as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from playground.gui.document import Document
from playground.gui.theme import LARGEST_SCALE, theme
from playground.gui.workplace import Workplace

if TYPE_CHECKING:
    from playground.gui.plots.area import PlotArea

_TYPE, _LINES = 2.0, 2.0
"""How many times as large type and lines are."""

_WIDTH, _HEIGHT = 800, 500
"""Pixels that the window has for each time: with larger type, words would take the room of the pictures."""

_NETWORK = 0.42
"""The part of the width that the network takes, with the column of gradients."""

_CLOSED = ("tabs", "palette")


@dataclass(frozen=True)
class _Before:
    """How the window was.

    Attributes:
        open: Which of the columns that are closed now were open.
        widths: Of all columns.
        data: The data were in the place of network and plots.
    """

    open: tuple[str, ...]
    widths: tuple[int, ...]
    data: bool


class _Part(Protocol):
    def present(self, wanted: bool) -> None: ...


class Presentation(QObject):
    """Of one window; Esc ends it. ``plots`` are there as soon as they are made. Main thread only.

    Signals:
        ended: Everything is back.
    """

    ended = Signal()

    plots: PlotArea

    def __init__(self, window: QMainWindow, document: Document, workplace: Workplace, others: tuple[_Part, ...]) -> None:
        """Of a window with these ``others`` around its columns."""
        super().__init__(window)
        self._window, self._workplace = window, workplace
        self._parts = (*others, workplace)
        self._before: _Before | None = None
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._escape.setEnabled(False)
        self._escape.activated.connect(self.end)
        document.opened.connect(self.end)  # what is opened brings its lesson and its settings to the front

    @property
    def on(self) -> bool:
        """Whether it is on."""
        return self._before is not None

    def begin(self) -> None:
        """Shows the pictures of the lesson; without one, the first that are open."""
        places = self._workplace
        if self.on:
            return
        data = places.shows_data
        places.show_network()
        self._before = _Before(tuple(name for name in _CLOSED if places.is_open(name)), tuple(places.sizes()[:4]), data)
        self._show(True)
        self.plots.present(places.lesson_panel.pictures)
        for name in _CLOSED:
            places.set_open(name, False)
        theme().magnify(self._larger(), _LINES)
        network = round(self._window.width() * _NETWORK)
        places.setSizes([0, 0, network, self._window.width() - network, *places.sizes()[4:]])

    def end(self) -> None:
        """Brings everything back."""
        places, before = self._workplace, self._before
        if before is None:
            return
        self._before = None
        theme().magnify()
        self._show(False)
        self.plots.end_presentation()
        for name in _CLOSED:
            places.set_open(name, name in before.open)
        places.setSizes([*before.widths, *places.sizes()[4:]])
        if before.data:
            places.show_data()
        self.ended.emit()

    def _show(self, on: bool) -> None:
        """Tells all that look otherwise in a presentation."""
        for part in self._parts:
            part.present(on)
        self._escape.setEnabled(on)

    def _larger(self) -> float:
        """How many times as large type is: as much as leaves room for the pictures."""
        room = min(self._window.width() / _WIDTH, self._window.height() / _HEIGHT)
        return max(min(_TYPE, room / theme().scale, LARGEST_SCALE / theme().scale), 1.0)
