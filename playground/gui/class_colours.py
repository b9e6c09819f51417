"""The colours of classes: the same in the square where points are drawn, in the surface and in the samples over it."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.gui.theme import theme

_CLASS_ORDER = (0, 3, 2, 4, 1, 5, 6, 7)
"""Colours of runs in the order in which classes take them: blue, orange, green, violet, red, grey, pink, olive."""


def negative() -> QColor:
    """The colour of what is negative, and of the first of two classes."""
    return QColor(theme().colours.activation)


def positive() -> QColor:
    """The colour of what is positive, and of the second of two classes."""
    return QColor(theme().colours.core)


def class_colours(count: int) -> list[QColor]:
    """One colour for each class; those of the first ones are told apart by the colour-blind too."""
    if count == 2:
        return [negative(), positive()]
    return [theme().colours.run(_CLASS_ORDER[number % len(_CLASS_ORDER)]) for number in range(count)]
