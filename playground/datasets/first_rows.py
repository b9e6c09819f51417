"""What the first rows of a column look like, which is all that the first look at a table knows, beside what all of them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.table_columns import Column, column_of
from playground.language import N_, _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

GUESSED_FROM = 1000
"""Rows that the first look guesses from."""
_KINDS = {
    "number": N_("numbers"),
    "date": N_("dates"),
    "category": N_("a category"),
    "id": N_("names of the rows"),
    "text": N_("texts"),
}


def told_of_first_rows(column: Column, values: pa.ChunkedArray, decimal: str, chosen: bool) -> str:
    """What is said where later rows make something else of a column than its first ones; empty if they do not.

    Args:
        column: All of it, as it was guessed.
        values: What it was made from.
        decimal: The decimal sign of the file.
        chosen: The user chose it.
    """
    import pyarrow as pa

    if len(values) <= GUESSED_FROM or column.type == "" or (pa.types.is_floating(values.type) and column.type == "number"):
        return ""
    first = column_of(column.name, values.slice(0, GUESSED_FROM), decimal, None, chosen)
    if first.type == column.type:
        return _on_other_numbers(first, column) if column.type == "number" and pa.types.is_string(values.type) else ""
    text = _(
        "The first {rows:,} rows of '{name}', which the first look shows, are {before}; with all rows they are taken as {after}."
    )
    said = text.format(rows=GUESSED_FROM, name=column.name, before=_(_KINDS[first.type]), after=_(_KINDS[column.type]))
    if column.remark or first.type not in ("number", "date"):
        return said
    return f"{said} {_on_others(column_of(column.name, values, decimal, first.type, chosen))}".strip()


def _on_others(forced: Column) -> str:
    """What of a column is not of the type that its first rows have."""
    if not forced.strange or not forced.examples:
        return ""
    if forced.type == "date":
        text = ngettext("{n} value is no date: {examples}.", "{n} values are no dates: {examples}.", forced.strange)
    else:
        text = ngettext("{n} value is no number: {examples}.", "{n} values are no numbers: {examples}.", forced.strange)
    return text.format(n=forced.strange, examples=", ".join(forced.examples))


def _on_other_numbers(first: Column, column: Column) -> str:
    """What is said where the first numbers are others with all rows: later ones tell another decimal sign."""
    import numpy as np

    before = first.values.to_numpy(dtype=np.float64)
    after = column.values.to_numpy(dtype=np.float64)[:GUESSED_FROM]
    others = np.flatnonzero((before != after) & np.isfinite(before) & np.isfinite(after))
    if not len(others):
        return ""
    row = int(others[0])
    text = _(
        "With all rows of '{name}', row {row} is {after}, and not {before} as with the first {rows:,}: later rows show the decimal sign."
    )
    return text.format(name=column.name, row=row + 1, after=f"{after[row]:.10g}", before=f"{before[row]:.10g}", rows=GUESSED_FROM)
