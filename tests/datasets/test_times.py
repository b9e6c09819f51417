"""Labels of rows: what counts as a date, which season it has, and how it goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.times import as_times, ascending, continued, season_of


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
        (("9999-12-30", "9999-12-31"), ("+1", "+2")),
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
    assert len(as_times(times)) in (0, len(times))


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (("1949-01", "1949-02"), ("1949-01", "1949-02")),
        (("2024-01-01", "2024-02-01"), ("2024-01", "2024-02")),
        (("2024/1/31", "2024.2.1"), ("2024-01-31", "2024-02-01")),
        (("2024년 1월 3일", "2024년 12월 4일"), ("2024-01-03", "2024-12-04")),
        (("2024년 1월", "2024년 2월"), ("2024-01", "2024-02")),
        (("2024-01-31T06:00:00", "2024-01-31 7:00"), ("2024-01-31 06:00", "2024-01-31 07:00")),
        (("1949", "1950"), ("1949", "1950")),
        (("1950", "1949"), ()),
        (("2024-13", "2024-14"), ()),
        (("2024-01", "2024-01-02"), ()),
        (("red", "blue"), ()),
        ((), ()),
    ],
)
def test_dates_are_recognised(cells: tuple[str, ...], labels: tuple[str, ...]) -> None:
    assert as_times(cells) == labels


def test_seasons() -> None:
    assert season_of(("2024-01", "2024-02")) == 12
    assert season_of(("2024-01", "2024-04")) == 4
    assert season_of(("2024-01-30", "2024-01-31")) == 7
    assert season_of(("2024-01-30 23:00", "2024-01-31 00:00")) == 24
    assert season_of(("1", "2")) == 0


def test_order() -> None:
    assert ascending(("9", "10"))
    assert not ascending(("2024-02", "2024-01"))
