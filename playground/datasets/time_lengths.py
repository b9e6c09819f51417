"""Lengths of time in words."""

from __future__ import annotations

from collections.abc import Callable

from playground.language import ngettext

DAY = 86_400_000_000
"""Microseconds."""
_UNITS = (7 * DAY, DAY, 3_600_000_000, 60_000_000, 1_000_000, 1000)


def length_in_words(microseconds: int) -> str:
    """A length of time in its largest unit that is whole, such as ``15 minutes``; else rounded, such as ``7.12 hours``."""
    whole = next((size for size in _UNITS if microseconds % size == 0 and microseconds < 1000 * size), 0)
    size = whole or next((size for size in _UNITS if microseconds >= size), 1000)
    count = microseconds // size if whole else round(microseconds / size, 2)
    texts: dict[int, Callable[[int], str]] = {
        7 * DAY: lambda n: ngettext("{n} week", "{n} weeks", n),
        DAY: lambda n: ngettext("{n} day", "{n} days", n),
        3_600_000_000: lambda n: ngettext("{n} hour", "{n} hours", n),
        60_000_000: lambda n: ngettext("{n} minute", "{n} minutes", n),
        1_000_000: lambda n: ngettext("{n} second", "{n} seconds", n),
        1000: lambda n: ngettext("{n} millisecond", "{n} milliseconds", n),
    }
    return texts[size](1 if count == 1 else 2).format(n=count)
