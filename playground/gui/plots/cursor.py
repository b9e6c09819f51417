"""Reading a plot by keyboard: left and right go from value to value, up and down to another series, Escape leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from playground.language import _

Places = npt.NDArray[np.float64]

_PAGE = 10
"""Values that Page up and Page down pass over."""


@dataclass(frozen=True, eq=False)
class Trace:
    """A series that can be read value by value.

    Attributes:
        name: What it is called, translated; empty if the words say it.
        words: What is said of the value at a place.
        x: ``(n,)`` where the values are, to the right, in the coordinates of the canvas.
        y: ``(n,)`` the same upwards; NaN where nothing is drawn.
        count: How many values there are; only where none has a place on the canvas.
    """

    name: str
    words: Callable[[int], str]
    x: Places = field(default_factory=lambda: np.zeros(0))
    y: Places = field(default_factory=lambda: np.zeros(0))
    count: int = 0

    def __len__(self) -> int:
        return max(len(self.x), self.count)

    def say(self, place: int) -> str:
        """The value at a place, with the name of the series."""
        return f"{self.name}: {self.words(place)}" if self.name else self.words(place)


class Readable(Protocol):
    """What a cursor reads."""

    def traces(self) -> Sequence[Trace]: ...
    def show_cursor(self, at: tuple[int, int] | None) -> None: ...


class Cursor:
    """Where someone reads a plot: ``at`` is series and place, or None. It is told of its plot at each call, so that neither keeps the other."""

    def __init__(self) -> None:
        self.at: tuple[int, int] | None = None

    def press(self, plot: Readable, event: QKeyEvent) -> bool:
        """Takes a key; whether it meant the cursor."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.at is not None:
            self.leave(plot)
            return True
        if key not in _STEPS or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        traces = _known(plot)
        if traces:
            self.at = _moved(self.at, key, traces)
            plot.show_cursor(self.at)
        return bool(traces)

    def leave(self, plot: Readable) -> None:
        """Nobody reads any more."""
        if self.at is not None:
            self.at = None
            plot.show_cursor(None)

    def find(self, plot: Readable) -> tuple[str, tuple[float, float] | None]:
        """What is at the cursor now, in words, and where that is on the canvas, if it is drawn there; empty where nothing is any more."""
        traces = _known(plot) if self.at is not None else []
        if self.at is None or self.at[0] >= len(traces) or self.at[1] >= len(traces[self.at[0]]):
            return "", None
        trace, place = traces[self.at[0]], self.at[1]
        drawn = place < len(trace.x) and bool(np.isfinite(trace.y[place]))
        return trace.say(place), (float(trace.x[place]), float(trace.y[place])) if drawn else None


def _known(plot: Readable) -> list[Trace]:
    return [trace for trace in plot.traces() if len(trace)]


_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -_PAGE,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_Home: 0,
    Qt.Key.Key_End: 0,
    Qt.Key.Key_Up: 0,
    Qt.Key.Key_Down: 0,
}


def _moved(at: tuple[int, int] | None, key: Qt.Key, traces: list[Trace]) -> tuple[int, int]:
    """Where a key leads; the first one to the newest value of the first series, or to its first with Home and Right."""
    if at is None or at[0] >= len(traces):
        return (0, 0 if key in (Qt.Key.Key_Home, Qt.Key.Key_Right) else len(traces[0]) - 1)
    series, place = at
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        old = traces[series]
        series = min(max(series + (1 if key == Qt.Key.Key_Down else -1), 0), len(traces) - 1)
        new = traces[series]
        if len(old.x) > place and len(new.x):  # to the same epoch, layer or time, wherever that is in the other series
            return (series, int(np.abs(new.x - old.x[place]).argmin()))
        return (series, min(place, len(new) - 1))
    last = len(traces[series]) - 1
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
        return (series, 0 if key == Qt.Key.Key_Home else last)
    return (series, min(max(place + _STEPS[key], 0), last))


def say_aloud(widget: QWidget, text: str) -> None:
    """Lets a screen reader say a text, and keeps it as the widget's description."""
    widget.setAccessibleDescription(text)
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def table_traces(columns: Sequence[tuple[str, list[object]]]) -> list[Trace]:
    """A table as series: one for each column after the first, whose values say which row is meant."""
    if len(columns) < 2:
        return []
    (_head, rows), *others = columns

    def words_of(values: list[object]) -> Callable[[int], str]:
        return lambda place: _("{row}: {value}").format(row=rows[place] if place < len(rows) else place + 1, value=values[place])

    return [Trace(name, words_of(values), count=len(values)) for name, values in others]
