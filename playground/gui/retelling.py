"""Texts that were said in one language and are still to be read in another: undo steps, messages, names of folds.

Nearly every text is made anew from what it tells of. These few are kept as they were said; the catalogue knows the form they were made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from string import Formatter

from playground.language import texts

_Forms = tuple[str, ...]


class Retelling:
    """Says in one language what was said in another. What no catalogue knows (names, numbers, words of the system) stays as it is."""

    def __init__(self, before: str, after: str) -> None:
        """Between the languages with these codes; one of them may be English."""
        there, here = dict(texts(before)), dict(texts(after))
        sources = there or here
        self._forms = [(there.get(source, source), here.get(source, source)) for source in sources]

    def text(self, said: str) -> str:
        """The same in the new language."""
        exact = self._exact.get(said)
        if exact is not None:
            return exact
        for pattern, new in self._patterns:
            if (match := pattern.fullmatch(said)) is not None:
                return self._filled(new, match.groupdict())
        return said

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {form: new[-1] for old, new in self._forms for form in old if form}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], _Forms]]:
        """Those with places to fill, the most telling first."""
        found = [(pattern, new) for old, new in self._forms for form in old if (pattern := _pattern(form)) is not None]
        found.sort(key=lambda one: -one[0][0])
        return [(re.compile(pattern, re.DOTALL), new) for (_told, pattern), new in found]

    def _filled(self, forms: _Forms, values: dict[str, str]) -> str:
        form = forms[0] if "1" in values.values() else forms[-1]
        return "".join(literal + (self.text(values.get(name, "")) if name is not None else "") for literal, name in _pieces(form))


def _pieces(form: str) -> Iterator[tuple[str, str | None]]:
    for literal, name, _spec, _conversion in Formatter().parse(form):
        yield literal, name


def _pattern(form: str) -> tuple[int, str] | None:
    """How telling a form is, in letters of its own, and the expression that finds what was made from it; None without places to fill."""
    letters, parts, seen = 0, [], set()
    for literal, name in _pieces(form):
        letters += sum(letter.isalpha() for letter in literal)
        parts.append(re.escape(literal))
        if name is not None:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return (letters, "".join(parts)) if seen and letters else None
