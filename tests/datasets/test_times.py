"""Labels of rows: what counts as a date, which season it has, and how it goes on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.times import continued, labels_of, moments_of, season_of


@pytest.mark.parametrize(
    ("times", "following"),
    [
        (("1960-11", "1960-12"), ("1961-01", "1961-02")),
        (("2024-07", "2024-10"), ("2025-01", "2025-04")),
        (("2024-02-27", "2024-02-28"), ("2024-02-29", "2024-03-01")),
        (("2023-12-31", "2024-01-31"), ("2024-02-29", "2024-03-31")),
        (("2024-01-15", "2024-02-15"), ("2024-03-15", "2024-04-15")),
        (("2024-03-31", "2024-04-30"), ("2024-05-31", "2024-06-30")),
        (("2024-05-31 22:00", "2024-05-31 23:00"), ("2024-06-01 00:00", "2024-06-01 01:00")),
        (("1990", "2000"), ("2010", "2020")),
        (("9", "8"), ("+1", "+2")),
        (("9999-11", "9999-12"), ("10000-01", "10000-02")),
        (("9999-12-30", "9999-12-31"), ("10000-01-01", "10000-01-02")),
        (("2024-02-30", "2024-02-31"), ("+1", "+2")),
        (("2024-01-02", "2024-01-01"), ("+1", "+2")),
        (("2024-01-01", "2024-01-01", "2024-01-02", "2024-01-02"), ("2024-01-03", "2024-01-04")),
        (("2024-03-14", "2024-03-15", "2024-03-18"), ("2024-03-19", "2024-03-20")),
        (("2023Q3", "2023Q4", "2024Q1"), ("2024Q2", "2024Q3")),
        (("2020-W51", "2020-W52"), ("2020-W53", "2021-W01")),
        (("2024-01-01 23:59:58", "2024-01-01 23:59:59"), ("2024-01-02 00:00:00", "2024-01-02 00:00:01")),
        (("2024-01-01 00:00:00.250", "2024-01-01 00:00:00.500"), ("2024-01-01 00:00:00.750", "2024-01-01 00:00:01.000")),
        (("2024-01-01 12:00", "2024-01-02 00:00"), ("2024-01-02 12:00", "2024-01-03 00:00")),
        (("0.1", "0.2", "0.4"), ("0.5", "0.6")),
        (("1990", "1991", "1995"), ("1996", "1997")),
        (("1", "2", "3", "1000"), ("1001", "1002")),
        (("spring", "summer"), ("+1", "+2")),
        (("2024-01",), ("+1", "+2")),
        ((), ("+1", "+2")),
    ],
)
def test_labels_go_on(times: tuple[str, ...], following: tuple[str, ...]) -> None:
    assert continued(times, 2) == following


@given(day=st.dates(date(1900, 1, 1), date(2100, 1, 1)), step=st.integers(1, 20), count=st.integers(0, 40))
def test_days_go_on_at_their_pace(day: date, step: int, count: int) -> None:
    labels = continued((day.isoformat(), (day + timedelta(step)).isoformat()), count)
    assert labels == tuple((day + timedelta(step * (k + 2))).isoformat() for k in range(count))


@given(st.lists(st.text(max_size=12), max_size=4).map(tuple), st.integers(0, 5))
def test_any_labels_go_on_somehow(times: tuple[str, ...], count: int) -> None:
    assert len(continued(times, count)) == count
    assert season_of(times) >= 0


@given(
    st.lists(st.datetimes(datetime(1000, 1, 1), datetime(2999, 1, 1)), min_size=1),
    st.sampled_from(["us", "ms", "s", "m", "h", "D", "M"]),
)
def test_labels_are_as_exact_as_they_need_to_be(moments: list[datetime], unit: str) -> None:
    given = np.array(moments, dtype="datetime64[us]").astype(f"datetime64[{unit}]").astype("datetime64[us]")
    labels = labels_of(given)
    assert len({len(label) for label in labels}) == 1
    back = moments_of(labels)
    assert back is not None
    np.testing.assert_array_equal(back[0], given)


@given(st.lists(st.dates(date(1000, 1, 1), date(2999, 1, 1)), min_size=1), st.sampled_from(["Y", "Q", "M", "W", "D"]))
def test_periods_are_those_of_pandas(days: list[date], per: str) -> None:
    periods = pd.PeriodIndex([pd.Timestamp(day) for day in days], freq=per)
    starts = periods.start_time.to_numpy().astype("datetime64[us]")
    labels = labels_of(starts, per)
    if per == "W":
        assert labels == tuple("{}-W{:02}".format(*day.isocalendar()[:2]) for day in days)
    else:
        assert labels == tuple(str(period) for period in periods)
    back = moments_of(labels)
    if per == "Y":
        assert back is None  # a year is a number as well
    else:
        assert back is not None
        assert back[1] == per
        np.testing.assert_array_equal(back[0], starts)


def test_seasons() -> None:
    assert season_of(("2024-01", "2024-02")) == 12
    assert season_of(("2024-01", "2024-04")) == 4
    assert season_of(("2024-01-30", "2024-01-31")) == 7
    assert season_of(("2024-01-30 23:00", "2024-01-31 00:00")) == 24
    assert season_of(("2024-01-30 23:00", "2024-01-30 23:30")) == 48
    assert season_of(("2024-01-01", "2024-01-08")) == 52
    assert season_of(("2024-W01", "2024-W02")) == 52
    assert season_of(("2024Q1", "2024Q2")) == 4
    assert season_of(("2024-03-14", "2024-03-15", "2024-03-18")) == 5
    assert season_of(("2024-01-30 23:00:01", "2024-01-30 23:00:02")) == 0
    assert season_of(("2023", "2024")) == 0
    assert season_of(("1", "2")) == 0
