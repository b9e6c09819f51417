"""Where a table begins in its first rows, and what its columns are called: titles above it, names in one row or two, units, names of the rows.

Standard library only; texts and Excel files are looked at in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from playground.datasets.table_guesses import is_date, is_missing, is_number, numbered_names, unique_names
from playground.datasets.table_titles import LOOK, MOSTLY, holds_numbers, title_rows
from playground.datasets.table_units import is_unit
from playground.language import _

_YEAR = re.compile(r"(19|20)\d\d")
_MOST_HEADS = 3


@dataclass(frozen=True)
class Shape:
    """How the first rows make up a table.

    Attributes:
        titles: Rows above the names.
        heads: Rows between the titles and the first row of values: none, the names, and what belongs to them.
        names: Names of the columns.
        joined: Whether the names come from more than one row.
        units: Whether one of the rows holds units.
        rows_named: Whether every row begins with a cell more than the header has, which names it.
    """

    titles: int
    heads: int
    names: tuple[str, ...]
    joined: bool = False
    units: bool = False
    rows_named: bool = False

    @property
    def header(self) -> bool:
        """Whether a row holds names."""
        return self.heads > 0


def shape_of(rows: list[list[str]], header: bool | None, gaps: frozenset[int] = frozenset()) -> Shape:
    """What the first rows of a table are; ``header``: whether one holds names, if the user said so; ``gaps`` as in ``title_rows``."""
    titles = title_rows(rows, gaps)
    rows = rows[titles:]
    if not (guess_header(rows) if header is None else header):
        width = Counter(len(row) for row in rows[:LOOK]).most_common(1)[0][0]
        return Shape(titles, 0, numbered_names(max(len(rows[0]), width if len(rows[0]) == width - 1 else 0)))
    heads, names, joined, units = 1, [cell.strip() for cell in rows[0]], False, False
    while heads < min(_MOST_HEADS, len(rows) - 1):
        row = rows[heads]
        if not _is_head(names, row, rows[heads + 1 :]):
            break
        if _are_units(row):
            units = True
        elif any(cell.strip() for cell in row):
            names, joined = _joined(names, row), True
        heads += 1
    named = names_with_rows(names, rows[heads:])
    return Shape(titles, heads, unique_names(named), joined, units, named != names and named[0] == "")


def _is_head(names: list[str], row: list[str], below: list[list[str]]) -> bool:
    """Whether a row below the names belongs to them: texts above numbers, or where names are missing."""
    filled = [(place, cell.strip()) for place, cell in enumerate(row) if cell.strip()]
    if not filled:
        return any(
            _is_head(names, other, below[place + 1 :]) for place, other in enumerate(below[:1]) if any(map(str.strip, other))
        )
    if len(row) != len(names) or not below or any(is_number(cell) or is_date(cell) for _place, cell in filled):
        return False
    if [cell for _place, cell in filled] == [name for name in names if name]:
        return False  # the same names again: such rows are left out wherever they stand
    over_numbers = [cell for place, cell in filled if not is_missing(cell) and holds_numbers(place, below)]
    if over_numbers and _are_units([cell for _place, cell in filled]):
        return True
    nameless = [
        place
        for place, name in enumerate(names)
        if not name and any(place < len(other) and other[place].strip() for other in below[:LOOK])
    ]
    if nameless and any(names) and over_numbers and all(row[place].strip() for place in nameless):
        return True
    return len(over_numbers) >= 2 and len(set(over_numbers)) == len(over_numbers) and not nameless and _unlike(filled, below)


def _unlike(filled: list[tuple[int, str]], below: list[list[str]]) -> bool:
    """Whether no cell stands below itself again: names do not, values often do."""
    return not any(place < len(row) and row[place].strip() == cell for place, cell in filled for row in below[:LOOK])


def _are_units(row: list[str]) -> bool:
    """Whether nearly all cells of a row are units, as they stand below names."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and sum(map(is_unit, filled)) >= MOSTLY * len(filled)


def _joined(names: list[str], row: list[str]) -> list[str]:
    """Names over names: one that stands over several columns belongs to each of them."""
    above, joined = "", []
    for name, cell in zip(names, row, strict=True):
        above = name or above
        joined.append(f"{above if cell.strip() else name} {cell}".strip())
    return joined


def names_with_rows(header: list[str], body: list[list[str]]) -> list[str]:
    """The header, with a name more where nearly every row has a cell more: at its end if that is empty, else at the front for names of the rows.

    They are names only if each of them is another, and none could be the whole part of a number whose decimal sign is the separator.
    """
    rows = [row for row in body if any(cell.strip() for cell in row)]
    longer = [row for row in rows if len(row) == len(header) + 1]
    if not rows or len(longer) < len(rows):
        if longer and len(longer) > MOSTLY * len(rows) and not any(row[-1].strip() for row in longer):
            return [*header, ""]
        return header
    if not any(row[-1].strip() for row in rows):
        return [*header, ""]
    first = [row[0].strip() for row in rows]
    if len(set(first)) < len(first):
        return header
    counted = first in ([str(n) for n in range(len(first))], [str(n + 1) for n in range(len(first))])
    return ["", *header] if counted or not any(is_number(cell) for cell in first) else header


def guess_header(rows: list[list[str]]) -> bool:
    """Whether the first row holds names: its cells are unlike those below them."""
    if not rows:
        return False
    first = rows[0]
    below = [row for row in rows[1 : LOOK + 1] if row != first]  # a table put below another repeats its names
    strong = weak = 0
    for place, cell in enumerate(first):
        others = [row[place] for row in below if place < len(row) and not is_missing(row[place])]
        if not others:
            weak -= is_number(cell)
        elif sum(is_number(other) or is_date(other) for other in others) > MOSTLY * len(others):
            if not (is_number(cell) or is_date(cell)):
                strong += not is_missing(cell)
            elif not (_YEAR.fullmatch(cell.strip()) and not all(_YEAR.fullmatch(other.strip()) for other in others)):
                strong -= 1
        elif cell.strip() and cell in others:
            weak -= 1
    if strong or weak:
        return strong > 0 or (strong == 0 and weak > 0)
    if all(is_number(cell) or is_missing(cell) for cell in first):
        return bool(_YEAR.fullmatch(first[-1].strip())) and len(rows) > 1
    return True


def told(shape: Shape) -> list[tuple[str, str]]:
    """What is said of the rows above the values, and how it is meant (``Step.kind``)."""
    steps = []
    if shape.joined:
        steps.append((_("The names of the columns stand in more than one row; they are joined."), "hint"))
    if shape.units:
        steps.append((_("The row of units below the names is left out."), "hint"))
    if shape.rows_named:
        text = _("Every row has a cell more than the header: the first cell, '{name}', is taken for the name of the row.")
        steps.append((text.format(name=shape.names[0]), "hint"))
    return steps
