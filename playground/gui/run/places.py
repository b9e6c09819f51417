"""Places of the toolbar: each is as wide as the widest that it can say, so that nothing moves, whatever is said.

Where the window is too narrow for all, some say it shorter, some by an icon alone, and at last there are two rows. What decides is measured,
here and nowhere else: the room, the text size and the language, never the state of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from playground.gui.label import plain_tip

Rows = tuple[tuple[str, ...], ...]

ONE_ROW: Rows = (
    (*("menu", "name", "train", "epochs", "unit", "pause", "step", "stop", "reset", "anew"), "progress", "compare", "device"),
)
TWO_ROWS: Rows = (
    ("menu", "name", "progress", "device"),
    ("train", "epochs", "unit", "pause", "step", "stop", "reset", "anew", "compare"),
)

_SHORTER = ("compare", "progress", "name", "step", "reset", "compare", "unit", "anew", "name", "device")
"""Which place takes its next, shorter form, one after the other until all fit."""


_SQUEEZED = 8
"""Pixels of the edge around an icon that it can do without where it stands alone."""


@dataclass(frozen=True)
class Place:
    """A part of the toolbar.

    Attributes:
        widget: What stands there.
        widths: Measures how wide its forms are, the widest first; 0: in that form it is not there.
        take: Takes a form, by its number.
    """

    widget: QWidget
    widths: Callable[[], Sequence[int]]
    take: Callable[[int], None]


@dataclass(frozen=True)
class Arrangement:
    """Which places stand in which row, and in which form."""

    rows: Rows
    forms: Mapping[str, int]


def arranged(widths: Mapping[str, Sequence[int]], room: int, gap: int) -> Arrangement:
    """The first arrangement that fits into ``room``, with ``gap`` between two places; the narrowest if none does."""
    last = Arrangement(TWO_ROWS, {})
    for last in _arrangements(widths):
        if all(_needed(row, widths, last.forms, gap) <= room for row in last.rows):
            break
    return last


def _arrangements(widths: Mapping[str, Sequence[int]]) -> Iterator[Arrangement]:
    for rows in (ONE_ROW, TWO_ROWS):
        forms = dict.fromkeys(widths, 0)
        yield Arrangement(rows, dict(forms))
        for name in _SHORTER:
            forms[name] = min(forms[name] + 1, len(widths[name]) - 1)
            yield Arrangement(rows, dict(forms))


def _needed(row: Sequence[str], widths: Mapping[str, Sequence[int]], forms: Mapping[str, int], gap: int) -> int:
    seen = [width for name in row if (width := widths[name][forms[name]])]
    return sum(seen) + gap * (len(seen) - 1)


class StillButton(QPushButton):
    """A button that keeps its width whatever it says.

    ``forms`` are the texts that it can have, once at length and then shorter; an empty one leaves the icon. ``called`` is its name where it never has a text.
    """

    def __init__(self, name: str, forms: Sequence[Sequence[str]], called: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setIconSize(QSize(14, 14))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the network
        self._forms, self._form, self._which, self._called = forms, 0, 0, called
        self._height = 0
        self.say(0, called)

    def say(self, which: int, tip: str) -> None:
        """Says the text of this number, and in the tooltip what a press will do."""
        self._which = which
        text = self._forms[self._form][which]
        if text != self.text():
            self.setText(text)
        self.setToolTip(plain_tip(tip))
        self.setAccessibleName(self._forms[0][which] or self._called)
        self.setAccessibleDescription(tip)

    def widths(self) -> list[int]:
        """How wide each form is: as its widest text."""
        before, found, self._height = self.text(), [], 0
        for texts in self._forms:
            sizes = [self._size_with(text) for text in texts]
            found.append(max(size.width() for size in sizes) if any(texts) else sizes[0].width() - _SQUEEZED)
            self._height = max(self._height, *(size.height() for size in sizes))
        self.setText(before)
        return found

    def _size_with(self, text: str) -> QSize:
        self.setText(text)
        return super().sizeHint()

    def take(self, form: int) -> None:
        """Takes a form."""
        self._form = form
        self.setText(self._forms[form][self._which])

    @override
    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), max(size.height(), self._height))  # another script may be taller

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())
