"""The signs of runs: by its number a run has a colour and a marker, for good. Two with the same colour have different markers."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtGui import QColor

from playground.gui.theme import theme

SYMBOLS = ("o", "s", "t", "d", "p", "h", "star", "+")
"""Markers of pyqtgraph: colour is never the only sign of a run."""


def colour_of(number: int) -> QColor:
    """The colour of the run with this number, in the present theme."""
    return theme().colours.run(number)


def symbol_of(number: int) -> str:
    """Its marker."""
    again, colour = divmod(number, len(theme().colours.runs))
    return SYMBOLS[(colour + again) % len(SYMBOLS)]


def free_number(taken: Collection[int], shown: Collection[int], beside: Collection[int]) -> int:
    """A number for a new run, whose colour and marker together no other one has.

    Args:
        taken: The numbers of all runs: none of them, if there is another, and none of their colours while there are others.
        shown: The numbers of those that are drawn: none of them, if there is another.
        beside: The numbers of those that it may stand beside: none of their colours, if there is another.
    """
    colours = len(theme().colours.runs)
    held_by_any, held_by_these = ({number % colours for number in numbers} for numbers in (taken, beside))

    def place(number: int) -> tuple[bool, bool, int]:
        colour = number % colours
        return colour in held_by_these, colour in held_by_any, number if colour in held_by_these else colour

    numbers = sorted(range(colours * len(SYMBOLS)), key=place)
    for held in (taken, shown):
        if (free := next((number for number in numbers if number not in held), None)) is not None:
            return free
    return 0
