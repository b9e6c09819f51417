"""Years in one column and their months, quarters, weeks or days in others are one time, and it is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from playground.datasets import DatasetConfig
from playground.datasets.dataset import Loaded
from playground.datasets.prepare import load
from playground.datasets.times import labels_of
from tests.datasets.test_table_clock import as_book, as_csv, as_parquet, shuffled

ROWS = 60


def loaded(folder: Path, frame: pd.DataFrame, time: str | None = None, kind: str = "csv") -> Loaded:
    write = {"csv": as_csv, "xlsx": as_book, "parquet": as_parquet}[kind]
    (folder / "table").write_bytes(write(shuffled(frame.assign(y=np.arange(len(frame)) * 1.5))))
    return load(DatasetConfig(name="csv", path="table", target="y", task="forecast", time=time), 0, folder)


def check(data: Loaded, times: pd.DatetimeIndex, per: str) -> None:
    assert data.table["y"].tolist() == [row * 1.5 for row in range(len(times))]
    assert data.times == labels_of(times.to_numpy().astype("datetime64[us]"), per)
    assert any("are joined." in step.words for step in data.steps)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("time", [None, "Year"])
@pytest.mark.parametrize(("name", "form"), [("Month", "number"), ("mon", "%m"), ("month", "%B"), ("MM", "%b"), ("월", "{}월")])
def test_years_and_months_are_joined(kind: str, time: str | None, name: str, form: str, tmp_path: Path) -> None:
    times = pd.date_range("2011-03-01", periods=ROWS, freq="MS")
    months = times.month if form == "number" else [at.strftime(form).format(at.month) for at in times]
    check(loaded(tmp_path, pd.DataFrame({"Year": times.year, name: months}), time, kind), times, "M")


@pytest.mark.parametrize(("name", "form"), [("quarter", "{}"), ("Qtr", "Q{}"), ("분기", "{}분기"), ("q", "{}Q")])
def test_years_and_quarters_are_joined(name: str, form: str, tmp_path: Path) -> None:
    times = pd.date_range("2001-04-01", periods=ROWS, freq="QS")
    frame = pd.DataFrame({"연도": times.year, name: [form.format(at.quarter) for at in times]})
    check(loaded(tmp_path, frame), times, "Q")


@pytest.mark.parametrize(("name", "form"), [("week", "{}"), ("Week", "W{:02}"), ("주차", "{}주차")])
def test_years_and_weeks_are_joined(name: str, form: str, tmp_path: Path) -> None:
    times = pd.date_range("2014-12-01", periods=120, freq="W-MON")
    week = times.isocalendar()
    frame = pd.DataFrame({"year": week.year.to_numpy(), name: [form.format(number) for number in week.week]})
    check(loaded(tmp_path, frame), times, "W")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_three_columns_and_the_hour(kind: str, tmp_path: Path) -> None:
    days = pd.date_range("2019-12-20", periods=ROWS)
    parts = pd.DataFrame({"year": days.year, "month": days.month, "day": days.day})
    check(loaded(tmp_path, parts, kind=kind), days, "D")
    hours = pd.date_range("2019-12-30 05:00", periods=ROWS, freq="h")
    parts = pd.DataFrame({"year": hours.year, "month": hours.month, "day": hours.day, "hour": hours.hour})
    check(loaded(tmp_path, parts, "year", kind=kind), hours, "D")


def test_a_day_that_its_month_does_not_have_is_left_out_and_said(tmp_path: Path) -> None:
    days = pd.date_range("2019-02-01", periods=40)
    parts = pd.DataFrame({"year": days.year, "month": days.month, "day": days.day})
    parts.loc[10, "day"] = 30
    data = loaded(tmp_path, parts)
    assert len(data.times) == 39
    assert any("row without a time in 'year' is left out" in step.words for step in data.steps)


def test_other_numbers_beside_years_stay(tmp_path: Path) -> None:
    years = np.repeat(np.arange(2000, 2030), 2)
    assert loaded(tmp_path, pd.DataFrame({"year": years, "rooms": [1, 2] * 30}), "year").times[:3] == ("2000", "2000", "2001")
    amounts = pd.DataFrame({"amount": 1000 + np.arange(60) // 2, "month": [1, 2] * 30})
    assert loaded(tmp_path, amounts).times[0] == "1"
