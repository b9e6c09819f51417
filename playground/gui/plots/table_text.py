"""Columns of numbers as text, for the clipboard."""

from __future__ import annotations

import csv
import io

Column = tuple[str, list[object]]
"""The name of a column, and its values."""


def csv_of(columns: list[Column]) -> str:
    """The columns as CSV; where one is shorter, its cells at the end are empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _values in columns])
    length = max((len(values) for _name, values in columns), default=0)
    for row in range(length):
        writer.writerow([values[row] if row < len(values) else "" for _name, values in columns])
    return out.getvalue()
