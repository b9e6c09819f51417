"""On which moments the times of a series lie: pandas' offsets are the oracle."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.calendar_kinds import Ticks
from playground.datasets.calendars import calendar_of, following, typical_step
from playground.datasets.time_lengths import length_in_words
from playground.datasets.times import continued, labels_of

OFFSETS = (
    *("D", "2D", "3D", "10D", "B", "W-MON", "W-TUE", "W-WED", "W-THU", "W-FRI", "W-SAT", "W-SUN", "2W-SUN", "4W-WED"),
    *("MS", "ME", "2MS", "2ME", "QS", "QE", "QS-FEB", "QE-JAN", "2QS", "YS", "YE", "YS-APR", "YE-JUN", "5YS", "10YE"),
    *("BMS", "BME", "BQS", "BQE", "BYS", "BYE", "WOM-3FRI", "WOM-1MON", "WOM-2TUE", "LWOM-FRI"),
    *("SMS", "SME", "SMS-10", "SMS-16", "SME-14"),
    *("h", "2h", "6h", "12h", "90min", "30min", "15min", "min", "7min", "30s", "5s", "s", "250ms", "100ms", "ms", "us"),
)
HALVES = {"SMS", "SME", "SMS-10", "SMS-16", "SME-14"}
BUSINESS = {"BMS", "BME", "BQS", "BQE", "BYS", "BYE"}
STARTS = st.dates(pd.Timestamp(1950, 1, 1).date(), pd.Timestamp(2060, 1, 1).date())
HOURS = st.sampled_from(["00:00", "08:30", "23:59:59"])


def moments(times: pd.DatetimeIndex) -> np.ndarray:
    return times.to_numpy().astype("datetime64[us]")


@pytest.mark.parametrize("offset", OFFSETS)
@settings(deadline=None, max_examples=15)
@given(start=STARTS, hour=HOURS, rows=st.integers(40, 90), gaps=st.floats(0, 0.3), seed=st.integers(0, 99))
def test_it_goes_on_as_pandas_does(offset: str, start: object, hour: str, rows: int, gaps: float, seed: int) -> None:
    times = moments(pd.date_range(f"{start} {hour}", periods=rows + 12, freq=offset))
    known, wanted = times[:rows], times[rows:]
    between = np.random.default_rng(seed).permutation(np.arange(1, rows - 1))[: int(gaps * rows)]
    known = np.delete(known, between)
    calendar = calendar_of(known)
    assert calendar is not None
    assert calendar.missing(known) == len(between)
    np.testing.assert_array_equal(following(known, 12), wanted)
    places = np.arange(-30, 300)
    np.testing.assert_array_equal(calendar.position(calendar.at(places)), places)


@pytest.mark.parametrize(
    "offset", sorted(set(OFFSETS) - BUSINESS - HALVES - {"WOM-3FRI", "WOM-1MON", "WOM-2TUE", "LWOM-FRI", "B", "us"})
)
@pytest.mark.parametrize("rows", [2, 3, 5, 24])
def test_labels_of_short_series_go_on_as_pandas_does(offset: str, rows: int) -> None:
    times = moments(pd.date_range("2023-10-30", periods=rows + 3, freq=offset))
    assert continued(labels_of(times[:rows]), 3)[0][:7] == labels_of(times, "D")[rows][:7]
    labels = labels_of(times)
    if len(labels[0]) == len(labels_of(times[:rows])[0]):
        assert continued(labels[:rows], 3) == labels[rows:]


@pytest.mark.parametrize("days", [(1, 15), (1, 16), (5, 20), (15, 31), (15, 30), (10, 25)])
@pytest.mark.parametrize("rows", [4, 5, 24])
def test_two_days_of_a_month_stay_these_two(days: tuple[int, int], rows: int) -> None:
    months = pd.date_range("2023-01-01", periods=rows + 2, freq="MS")
    times = moments(pd.DatetimeIndex([at + pd.Timedelta(days=min(day, at.days_in_month) - 1) for at in months for day in days]))
    np.testing.assert_array_equal(following(times[:rows], 4), times[rows : rows + 4])
    calendar = calendar_of(times[:rows])
    assert calendar is not None
    assert (calendar.season, calendar.words, calendar.missing(np.delete(times[:rows], 2))) == (24, "half a month", 1)


def test_business_days_with_holidays() -> None:
    days = pd.bdate_range("2023-01-02", "2024-03-15")
    known = moments(days.drop(["2023-04-07", "2023-12-25", "2024-01-01"]))
    calendar = calendar_of(known)
    assert calendar is not None
    assert (calendar.words, calendar.season, calendar.missing(known)) == ("1 business day", 5, 3)
    assert list(following(known, 2).astype("datetime64[D]").astype(str)) == ["2024-03-18", "2024-03-19"]


@pytest.mark.parametrize("week", ["Mon Tue Wed Thu Fri Sat", "Sun Mon Tue Wed Thu", "Mon Thu", "Sat Sun", "Tue Wed Thu Fri Sat"])
def test_other_weeks(week: str) -> None:
    days = pd.bdate_range("2024-01-01", periods=60, freq="C", weekmask=week)
    np.testing.assert_array_equal(following(moments(days[:50]), 10), moments(days[50:]))


def test_sessions_of_a_trading_day() -> None:
    hours = pd.date_range("2024-01-01", periods=24 * 60, freq="h")
    session = hours[(hours.hour >= 9) & (hours.hour < 16) & (hours.day_of_week < 5)]
    known, wanted = moments(session[:-20]), moments(session[-20:])
    calendar = calendar_of(known)
    assert calendar is not None
    assert (calendar.season, calendar.missing(known)) == (7, 0)
    np.testing.assert_array_equal(following(known, 20), wanted)


def test_no_step_at_all() -> None:
    steps = np.cumsum(np.random.default_rng(0).integers(10**6, 10**9, 200))
    known = np.datetime64("2024-01-01", "us") + steps.astype("timedelta64[us]")
    assert calendar_of(known) is None
    assert (np.diff(following(known, 3)) > np.timedelta64(0)).all()
    shaky = np.datetime64("2024-01-01", "us") + np.array([0, 1_000_003, 2_000_001, 3_000_000, 4_000_007]).astype(
        "timedelta64[us]"
    )
    assert calendar_of(shaky) is None
    assert abs(typical_step(shaky) - 1_000_000) < 10


@given(st.lists(st.datetimes(), unique=True, max_size=8), st.integers(0, 5))
def test_any_moments_go_on(times: list[object], count: int) -> None:
    known = np.unique(np.array(times, dtype="datetime64[us]"))
    if len(known) > 1:
        assert len(following(known, count)) == count
        calendar = calendar_of(known)
        assert calendar is None or (calendar.holds(known) and calendar.missing(known) >= 0)


@given(st.integers(1, 10**15))
def test_every_step_has_words(microseconds: int) -> None:
    assert length_in_words(microseconds)
    assert Ticks(0, microseconds).words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        ("D", "1 day"),
        ("2D", "2 days"),
        ("W-SUN", "1 week"),
        ("ME", "1 month"),
        ("SMS", "half a month"),
        ("QE", "3 months"),
        ("YS", "1 year"),
        ("15min", "15 minutes"),
        ("s", "1 second"),
    ],
)
def test_words(offset: str, words: str) -> None:
    calendar = calendar_of(moments(pd.date_range("2024-01-01", periods=9, freq=offset)))
    assert calendar is not None
    assert calendar.words == words
