"""Rows at the end of a table that are none of its values: totals, averages, sources and notes. They are left out, and said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playground.datasets.steps import Steps
from playground.datasets.table_exact import exact
from playground.datasets.table_guesses import is_date, is_number
from playground.language import ngettext

if TYPE_CHECKING:
    import pyarrow as pa

_MOST = 10
"""Rows at the end that are looked at."""
_LEAST = 3
"""Rows that must be left: of fewer, nothing tells which are the values."""
_TOTAL = re.compile(
    r"(grand |over-?all |sub-? ?)?totals?|sum|average|mean|(zwischen|gesamt)?summe|gesamt|insgesamt|durchschnitt|mittelwert|total g[eé]n[eé]ral"
    r"|moyenne|합\s?계|총\s?계|총\s?합계?|소\s?계|누\s?계|평\s?균"
)
_NOTE = re.compile(r"[^\w\s].*|.*[:：].*|.*\s.*\s.*|END|EOF", re.DOTALL)
"""What a note looks like where the cells above it are words: a sign before it, a colon in it, or several words."""


def without_footer(table: pa.Table, steps: Steps) -> pa.Table:
    """The table without rows at its end that hold a total or a note; texts above them are again what they would be without them.

    A total begins with a word for it that stands nowhere else in its column. A note is the only cell of its row, and the first one.
    """
    end = min(_MOST, table.num_rows - _LEAST)
    if end < 1:
        return table
    start = table.num_rows - end
    rows = list(zip(*(column.slice(start).to_pylist() for column in table.columns), strict=True))
    count = 0
    while count < end and _is_footer(table, rows, end - 1 - count):
        count += 1
    if not count or all(_is_empty(row) for row in rows[end - count :]):
        return table
    said = next(_first(row)[1] for row in rows[end - count :] if not _is_empty(row))
    text = ngettext(
        "The last row is left out: it is a total or a note ('{text}').",
        "The last {n} rows are left out: they are totals or notes ('{text}').",
        count,
    )
    steps.add(text.format(n=count, text=f"{said[:60]}…" if len(said) > 60 else said), "hint")
    kept = table.slice(0, table.num_rows - count)
    return _exact(kept)


def _exact(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    columns = [exact(column) if pa.types.is_string(column.type) else column for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _first(row: tuple[Any, ...]) -> tuple[int, str]:
    """The first cell of a row that is filled, with its place."""
    return next(((place, str(cell).strip()) for place, cell in enumerate(row) if not _is_blank(cell)), (-1, ""))


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_empty(row: tuple[Any, ...]) -> bool:
    return all(_is_blank(cell) for cell in row)


def _is_footer(table: pa.Table, rows: list[tuple[Any, ...]], at: int) -> bool:
    """Whether one of the last rows holds no values of its own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    row = rows[at]
    place, text = _first(row)
    if place < 0:
        return True  # between two notes
    if not isinstance(row[place], str):
        return False
    if _TOTAL.fullmatch(text.rstrip(" :.").lower()):
        above = table.column(place).slice(0, table.num_rows - len(rows) + at)
        return not pc.any(pc.equal(pc.utf8_trim_whitespace(above.cast(pa.string())), text)).as_py()
    alone = place == 0 and len(row) > 1 and all(_is_blank(cell) for cell in row[1:])
    return alone and not _is_value(text) and (_NOTE.fullmatch(text) is not None or _values_above(table, len(rows) - at))


def _is_value(text: str) -> bool:
    return is_number(text) or is_date(text)


def _values_above(table: pa.Table, below: int) -> bool:
    """Whether the cells above in the first column are all numbers or dates."""
    above = table.column(0).slice(0, table.num_rows - below).slice(0, 100).drop_null().to_pylist()
    return bool(above) and all(_is_value(str(cell)) for cell in above)
