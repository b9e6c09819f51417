"""Pages of a prepared table, in the order that someone wants, and the part that each row is in. Runs in the engine."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from playground.datasets.dataset import Loaded
from playground.datasets.overview import PARTS
from playground.datasets.prepare import Prepared

if TYPE_CHECKING:
    import pandas as pd

MOST_COLUMNS = 400

LEFT_OUT = len(PARTS)
"""The number of the part of a row that is in none."""

BY_ROW, BY_PART = -1, -2
"""What rows can be sorted by beside a column of the table, which is told by its place."""


def part_of_rows(prepared: Prepared) -> npt.NDArray[np.int8]:
    """``(rows,)`` the part of every row: 0 training, 1 validation, 2 test, 3 none of them."""
    rows = len(table_of(prepared).table)
    parts = np.full(rows, LEFT_OUT, dtype=np.int8)
    if prepared.series is not None:
        first, second = bounds_of(prepared)
        parts[:first], parts[first:second], parts[second:] = 0, 1, 2
        return parts
    for number, name in enumerate(PARTS):
        parts[getattr(prepared, name).rows] = number
    return parts


def order_of(prepared: Prepared, column: int, descending: bool) -> npt.NDArray[np.int64] | None:
    """The rows in the order of a column (its place in the table, ``BY_ROW`` or ``BY_PART``), missing values last; None as they are.

    Raises:
        IndexError: there is no such column.
    """
    table = table_of(prepared).table
    keys: Any
    if column == BY_ROW:
        return np.arange(len(table))[::-1] if descending else None
    if column == BY_PART:
        keys = part_of_rows(prepared).astype(np.float64)
    elif is_number(table.iloc[:, column]):
        keys = table.iloc[:, column].to_numpy(dtype=np.float64)
    else:
        texts = table.iloc[:, column].astype(str)
        keys = texts.mask(texts == "").rank(method="dense").to_numpy(dtype=np.float64, na_value=np.nan)
    result: npt.NDArray[np.int64] = np.argsort(-keys if descending else keys, kind="stable")
    return result


def page(
    prepared: Prepared, order: npt.NDArray[np.int64] | None, first: int, count: int
) -> tuple[npt.NDArray[np.int64], tuple[tuple[str, ...], ...]]:
    """Numbers of up to ``count`` rows from place ``first`` of ``order``, and their cells as text (with the time first where rows have one)."""
    loaded = table_of(prepared)
    total = len(loaded.table)
    first = min(max(first, 0), total)
    rows = np.arange(first, min(first + count, total)) if order is None else order[first : first + count]
    part = loaded.table.iloc[rows, :MOST_COLUMNS]
    cells = [_cells(loaded, name, part[name]) for name in part.columns]
    if loaded.times:
        cells.insert(0, [loaded.times[row] for row in rows])
    return rows, tuple(zip(*cells, strict=True))


def table_of(prepared: Prepared) -> Loaded:
    """The data as it was loaded."""
    if prepared.loaded is None:
        raise ValueError("the table was not kept")
    return prepared.loaded


def is_number(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers, not texts."""
    return column.dtype.kind in "fbiu"


def bounds_of(prepared: Prepared) -> tuple[int, int]:
    """First rows of validation and test in a series."""
    assert prepared.series is not None
    length = len(prepared.series.values)
    return prepared.series.train_rows, int(prepared.test.rows[0]) if len(prepared.test.rows) else length


def _cells(loaded: Loaded, name: str, part: pd.Series[Any]) -> list[str]:
    """The cells of some rows of a column; dates without a time of day are days."""
    if part.dtype.kind != "M":
        return _texts(part, loaded.classes if name == loaded.target else ())
    whole = loaded.table[name].dropna()
    form = "%Y-%m-%d" if (whole == whole.dt.normalize()).all() else "%Y-%m-%d %H:%M:%S"
    return ["" if text != text else str(text) for text in part.dt.strftime(form)]  # NaN of a missing one


def _texts(column: pd.Series[Any], classes: tuple[str, ...]) -> list[str]:
    """The cells of a column; a missing one is empty."""
    if not is_number(column):
        return [str(text) for text in column]
    numbers = column.to_numpy(dtype=np.float64)
    if classes:
        return [classes[int(number)] if 0 <= number < len(classes) else "" for number in numbers]
    return ["" if math.isnan(number) else f"{number:.6g}" for number in numbers]
