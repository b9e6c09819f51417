"""Pages of the table, in any order, are those of pandas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.dataset import Loaded
from playground.datasets.prepare import prepare, prepare_loaded
from playground.datasets.rows import BY_PART, BY_ROW, order_of, page, part_of_rows

TABLE = pd.DataFrame(
    {
        "number": [3.0, np.nan, 1.0, 2.0, 3.0, 10.0, -1.0, np.nan],
        "text": ["b", "", "a", "c", "a", "b", "c", ""],
        "class": [0.0, 1.0] * 4,
    }
)
LOADED = Loaded(table=TABLE, features=("number", "text"), target="class", task="binary", classes=("no", "yes"))
PREPARED = prepare_loaded("csv", LOADED, PreparationConfig(test=0.25))


@given(st.sampled_from([BY_ROW, BY_PART, 0, 1, 2]), st.booleans(), st.integers(-3, 12), st.integers(0, 12))
def test_a_page_is_a_piece_of_the_sorted_table(column: int, descending: bool, first: int, count: int) -> None:
    order = order_of(PREPARED, column, descending)
    everything, _cells = page(PREPARED, order, 0, 100)
    assert sorted(everything.tolist()) == list(range(8))
    if column == 0:
        expected = TABLE["number"].sort_values(ascending=not descending, kind="stable", na_position="last")
        np.testing.assert_array_equal(TABLE["number"].iloc[everything], expected)
    elif column == 1:
        known = TABLE["text"].replace("", None).sort_values(ascending=not descending, kind="stable", na_position="last")
        assert TABLE["text"].iloc[everything].tolist() == known.fillna("").tolist()
    elif column == BY_PART:
        steps = np.diff(part_of_rows(PREPARED)[everything])
        assert (steps <= 0).all() if descending else (steps >= 0).all()
    rows, cells = page(PREPARED, order, first, count)
    start = max(first, 0)
    assert rows.tolist() == everything[start : start + count].tolist()
    assert len(cells) == len(rows)


def test_cells_are_what_a_person_reads() -> None:
    _rows, cells = page(PREPARED, None, 0, 3)
    assert cells == (("3", "b", "no"), ("", "", "yes"), ("1", "a", "no"))


def test_a_series_has_its_times_first() -> None:
    prepared = prepare(DatasetConfig("air_passengers"), PreparationConfig(split="time"), Path())
    _rows, cells = page(prepared, order_of(prepared, 0, True), 0, 1)
    assert cells == (("1960-07", "622"),)


@pytest.mark.parametrize(("unit", "second"), [("D", "2020-01-02"), ("h", "2020-01-01 01:00:00")])
def test_days_are_written_without_a_time_of_day(unit: str, second: str) -> None:
    when = pd.Series(pd.date_range("2020-01-01", periods=8, freq=unit))
    when[2] = pd.NaT
    table = pd.DataFrame({"when": when, "x": np.arange(8.0), "y": np.arange(8) % 3.0})
    loaded = Loaded(table=table, features=("x",), target="y", task="regression")
    _rows, cells = page(prepare_loaded("csv", loaded, PreparationConfig()), None, 0, 3)
    assert [row[0] for row in cells][1:] == [second, ""]
