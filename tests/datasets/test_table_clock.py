"""A day in one column and the time of the day in another are one moment, in every format, and it is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from playground.datasets import DatasetConfig
from playground.datasets.dataset import Loaded
from playground.datasets.prepare import load

MOMENTS = pd.date_range("2006-12-16 17:24", periods=120, freq="37min")
Write = Callable[[pd.DataFrame], bytes]


def as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, sep=";").encode()


def as_book(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    return out.getvalue()


def as_parquet(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_parquet(out)
    return out.getvalue()


def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[np.random.default_rng(0).permutation(len(frame))]


def loaded(folder: Path, content: bytes, time: str | None = None) -> Loaded:
    (folder / "table").write_bytes(content)
    return load(DatasetConfig(name="csv", path="table", target="y", task="forecast", time=time), 0, folder)


@pytest.mark.parametrize("write", [as_csv, as_book, as_parquet])
@pytest.mark.parametrize("time", [None, "Date"])
@pytest.mark.parametrize("form", ["%H:%M:%S", "%H:%M", "%I:%M %p", "native"])
def test_days_and_times_of_the_day_are_joined(write: Write, time: str | None, form: str, tmp_path: Path) -> None:
    clocks = MOMENTS.time if form == "native" else MOMENTS.strftime(form)
    days = MOMENTS.normalize() if form == "native" else MOMENTS.strftime("%d/%m/%Y")
    frame = pd.DataFrame({"Date": days, "Clock": clocks, "y": np.arange(len(MOMENTS))})
    data = loaded(tmp_path, write(shuffled(frame)), time)
    assert data.table["y"].tolist() == list(range(len(MOMENTS)))
    assert data.times == tuple(MOMENTS.strftime("%Y-%m-%d %H:%M"))
    assert "The days of 'Date' and the times of the day in 'Clock' are joined." in [step.words for step in data.steps]


@pytest.mark.parametrize(("name", "first"), [("hr", 0), ("Hour", 1), ("시", 0)])
def test_full_hours_are_times_of_the_day(name: str, first: int, tmp_path: Path) -> None:
    moments = pd.date_range("2024-03-01", periods=100, freq="h")
    frame = pd.DataFrame({"day": moments.strftime("%Y-%m-%d"), name: moments.hour + first, "y": np.arange(100)})
    data = loaded(tmp_path, as_csv(shuffled(frame)))
    assert data.table["y"].tolist() == list(range(100))
    assert data.times[0] == (moments[0] + pd.Timedelta(hours=first)).strftime("%Y-%m-%d %H:%M")


def test_days_that_occur_once_and_numbers_that_are_no_hours_stay(tmp_path: Path) -> None:
    days = pd.date_range("2024-03-01", periods=40).strftime("%Y-%m-%d")
    once = pd.DataFrame({"day": days, "start": ["08:30", "09:15"] * 20, "y": np.arange(40)})
    assert loaded(tmp_path, as_csv(once)).times == tuple(days)
    twice = pd.DataFrame({"day": np.repeat(days[:20], 2), "shift": [8, 16] * 20, "y": np.arange(40)})
    data = loaded(tmp_path, as_csv(twice))
    assert data.times == tuple(np.repeat(days[:20], 2))
    assert any("has the time of the row before" in step.words or "have the time" in step.words for step in data.steps)
