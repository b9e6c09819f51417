"""Ids are told by what they are called and by what they hold, never by a name alone."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.identifiers import numbers_rows
from playground.datasets.table_columns import column_of

ROWS = 60
CHANCE = np.random.default_rng(3)
COUNT = np.arange(1.0, ROWS + 1)
SHUFFLED = CHANCE.permutation(COUNT)
CODES = np.sort(CHANCE.choice(10_000_000, ROWS, replace=False)).astype(float)[CHANCE.permutation(ROWS)]
PLAUSIBLE = CHANCE.choice(np.arange(60, 200), ROWS, replace=False).astype(float)
SOME = np.sort(CHANCE.choice(np.arange(1, 80), ROWS, replace=False)).astype(float)
TWICE = np.concatenate([CODES[:-2], CODES[:2]])


@pytest.mark.parametrize(
    "name",
    ["id", "ID", "Id", "PassengerId", "customerID", "user_id", "house-id", "loan id", "uuid", "RowNumber", "row_number", "Row No.",
     "ROW_ID", "order_no", "Customer Key", "Serial No.", "Sample code number", "Unnamed: 0", "번호", "일련번호", "고객번호", "연번", "회원 아이디", "Phone", "전화"],
)  # fmt: skip
@pytest.mark.parametrize(
    "values", [COUNT, COUNT - 1, SHUFFLED, CODES, SOME], ids=["count", "from 0", "shuffled", "codes", "some"]
)
def test_what_is_called_an_id_is_one(name: str, values: np.ndarray) -> None:
    assert numbers_rows(name, values)


@pytest.mark.parametrize(
    "name",
    ["heat_index", "stock index", "rooms_no", "Body Mass Index", "HeatIndex", "price_key", "area code", "bedroom number", "물가 인덱스",
     "humid", "HUMID", "covid", "paid", "grid", "number of rooms", "population", "year", "price", "area", "x"],
)  # fmt: skip
@pytest.mark.parametrize("values", [PLAUSIBLE, CODES, np.sort(PLAUSIBLE)], ids=["plausible", "wide", "rising"])
def test_a_quantity_is_no_id_whatever_its_name_ends_with(name: str, values: np.ndarray) -> None:
    assert not numbers_rows(name, values)


@pytest.mark.parametrize("name", ["index", "no", "No.", "#", "key", "순서", "row"])
def test_a_name_that_is_such_a_word_needs_values_that_count(name: str) -> None:
    assert numbers_rows(name, COUNT)
    assert numbers_rows(name, SHUFFLED)
    assert numbers_rows(name, SOME)
    assert not numbers_rows(name, PLAUSIBLE)


@pytest.mark.parametrize("name", ["heat_index", "stock index", "rooms_no", "column 1"])
def test_values_that_count_the_rows_in_order_are_enough_for_a_name_that_ends_so(name: str) -> None:
    assert numbers_rows(name, COUNT)
    assert not numbers_rows(name, SHUFFLED)


@pytest.mark.parametrize("name", ["id", "PassengerId", "RowNumber", "index", "번호"])
def test_real_numbers_and_gaps_and_repeated_values_are_no_ids(name: str) -> None:
    assert not numbers_rows(name, COUNT + 0.5)
    assert not numbers_rows(name, np.where(COUNT == 7, np.nan, COUNT))
    assert not numbers_rows(name, COUNT % 7)
    assert not numbers_rows(name, np.array([1.0, 2.0]))


def test_an_id_may_be_there_twice() -> None:
    assert numbers_rows("sample_id", TWICE)
    assert not numbers_rows("index", TWICE)


@given(st.text(max_size=30), st.lists(st.floats(), max_size=30))
def test_any_name_and_any_values_have_an_answer(name: str, values: list[float]) -> None:
    assert numbers_rows(name, np.array(values, dtype=np.float64)) in (True, False)


@pytest.mark.parametrize("name", ["heat_index", "stock index", "rooms_no"])
@pytest.mark.parametrize("kind", ["texts", "numbers"])
def test_the_columns_of_a_table_are_typed_by_it(name: str, kind: str) -> None:
    for values, wanted in ((PLAUSIBLE, "number"), (COUNT, "id")):
        whole = values.astype(int).tolist()
        cells = pa.chunked_array([pa.array([str(value) for value in whole]) if kind == "texts" else pa.array(whole)])
        assert column_of(name, cells).type == wanted
