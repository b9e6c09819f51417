"""Numbers and values of a file, as they stand in a message."""

from __future__ import annotations

from collections.abc import Mapping

from playground.language import _


def number_text(value: float) -> str:
    """A number as a person would write it: ``0.001``, ``1e-7``, ``32``."""
    if isinstance(value, int) and abs(value) >= 10**300:  # too large even for a float
        return _("beyond all bounds")
    return f"{value:g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def shown(text: str, most: int = 40) -> str:
    """A text from a file as it can stand in a message: one line, not too long, nothing that a terminal obeys."""
    line = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text[:most])
    return f"{line}…" if len(text) > most else line


def kind_of(value: object) -> str:
    """What a value from a file is, in the words of JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"the text '{shown(value)}'"
    if isinstance(value, int | float):
        return f"the number {number_text(value)}"
    return "an object" if isinstance(value, Mapping) else "a list"
