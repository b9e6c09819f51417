"""Numbers that are dates, and numbers that only look so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.number_dates import as_number_dates

DAYS = pd.date_range("2019-12-20", periods=60)
MONTHS = pd.date_range("2015-10-01", periods=60, freq="MS")
HOURS = pd.date_range("2024-01-01 05:00", periods=60, freq="h")
SINCE = pd.Timestamp(1970, 1, 1)
UNITS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def digits(times: pd.DatetimeIndex, form: str) -> np.ndarray:
    return times.strftime(form).to_numpy().astype(np.float64)


@pytest.mark.parametrize("name", ["date", "x"])
@pytest.mark.parametrize(
    ("times", "form"), [(DAYS, "%Y%m%d"), (MONTHS, "%Y%m"), (HOURS, "%Y%m%d%H"), (HOURS, "%Y%m%d%H%M"), (HOURS, "%Y%m%d%H%M%S")]
)
def test_dates_in_digits(name: str, times: pd.DatetimeIndex, form: str) -> None:
    found = as_number_dates(name, digits(times, form), always=False)
    assert found is not None
    assert list(found.values) == list(times)
    assert found.remark == f"The numbers of '{name}' are read as dates."
    back = as_number_dates(name, digits(times[::-1], form), always=False)
    assert back is not None
    assert list(back.values) == list(times[::-1])


@pytest.mark.parametrize("name", ["timestamp", "created_at", "t"])
@pytest.mark.parametrize(("unit", "per_second"), UNITS.items())
def test_time_since_1970(name: str, unit: str, per_second: int, request: pytest.FixtureRequest) -> None:
    numbers = ((HOURS - SINCE) // pd.Timedelta(1, unit)).to_numpy().astype(np.float64)
    found = as_number_dates(name, numbers, always=False)
    assert found is not None
    assert list(found.values) == list(HOURS)
    assert "since 1970 (UTC)" in found.remark


def test_parts_of_a_second_and_gaps_stay() -> None:
    found = as_number_dates("timestamp", np.array([1.7e9 + 0.25, np.nan, 1.7e9 + 1.5]), always=False)
    assert found is not None
    assert found.values.isna().tolist() == [False, True, False]
    assert (found.values[2] - found.values[0]).total_seconds() == 1.25


@given(st.lists(st.integers(61, 73_000) | st.floats(61, 73_000), min_size=1))
def test_days_of_excel_where_the_user_says_so(days: list[float]) -> None:
    numbers = np.array(days, dtype=np.float64)
    found = as_number_dates("x", numbers, always=True)
    if ((numbers == np.floor(numbers)) & (numbers >= 1000) & (numbers < 3000)).all():
        return  # years
    assert found is not None
    expected = pd.Timestamp(1899, 12, 30) + pd.to_timedelta(numbers, "D")
    assert (abs(found.values - expected.to_series(index=found.values.index)) <= pd.Timedelta(1, "ms")).all()
    assert as_number_dates("x", numbers, always=False) is None


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("price", [201901, 250312, 199907, 201204, 203011, 190001]),  # no order, no name
        ("price", [201901, 201902, 201913, 201914, 201915, 201916]),  # no 13th month
        ("population", [2_100_000_000, 2_150_000_000, 2_190_000_000, 2_200_000_000, 2_204_000_000, 2_206_000_000]),
        ("year", [2015, 2016, 2017, 2018, 2019, 2020]),
        ("time", [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ("date", [np.nan, np.nan]),
        ("date", []),
        ("x", [1e300, -1e300, 5.0]),
        ("amount", [20190101.5, 20190102.5, 20190103.5]),
    ],
)
def test_other_numbers_stay_numbers(name: str, numbers: list[float]) -> None:
    assert as_number_dates(name, np.array(numbers, dtype=np.float64), always=False) is None


@given(st.lists(st.floats(), max_size=8), st.sampled_from(["date", "x"]), st.booleans())
def test_any_numbers_are_dates_or_not(numbers: list[float], name: str, always: bool) -> None:
    found = as_number_dates(name, np.array(numbers, dtype=np.float64), always)
    assert found is None or len(found.values) == len(numbers)
