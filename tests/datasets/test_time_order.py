"""The rows of a table in the order of time, whatever else stands in it, and what is said of its times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig, DatasetError, Loaded
from playground.datasets.prepare import load
from playground.datasets.times import continued, labels_of

DAYS = [str(day.date()) for day in pd.date_range("2023-12-20", periods=40)]
Read = Callable[..., Loaded]


@pytest.fixture
def series(tmp_path: Path) -> Read:
    """Reads a column of times beside ``sales``, which are 100, 101, ...; other columns stand left of them."""

    def read(times: object, time: str | None = "when", task: str = "forecast", **others: object) -> Loaded:
        rows = pd.DataFrame({**others, "when": times})  # type: ignore[dict-item]  # columns
        rows["sales"] = np.arange(len(rows)) + 100.0
        rows.to_csv(tmp_path / "table.csv", index=False)
        return load(DatasetConfig(name="csv", path="table.csv", target="sales", task=task, time=time), 0, tmp_path)

    return read


def words(loaded: Loaded) -> list[tuple[str, str]]:
    return [(step.words, step.kind) for step in loaded.steps]


@pytest.mark.parametrize(
    "left",
    [
        {"id": [f"c{row:04}x" for row in range(40)]},
        {"note": [f"word number {row}" for row in range(40)]},
        {"kind": ["a", "b"] * 20},
        {"n": np.arange(40) * 0.5},
        {"flag": [True, False] * 20},
        {"empty": [None] * 40},
        {"clock": ["07:30"] * 40},
    ],
)
@pytest.mark.parametrize("time", [None, "when"])
def test_any_column_may_stand_left_of_the_times(left: dict[str, object], time: str | None, series: Read) -> None:
    assert series(DAYS, time, **left).times == tuple(DAYS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(rows=st.permutations(range(40)), form=st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y", "%A, %d %B %Y", "%d/%m/%y"]))
def test_sorting_is_by_time_not_by_text(rows: list[int], form: str, series: Read) -> None:
    days = pd.date_range("2023-11-28", periods=40)
    loaded = series([days[row].strftime(form) for row in rows])
    np.testing.assert_array_equal(loaded.table["sales"], 100 + np.argsort(rows))
    assert loaded.times == tuple(str(day.date()) for day in days)


def test_the_newest_first_is_turned_round_and_said(series: Read) -> None:
    for time in ("when", None):
        loaded = series(DAYS[::-1], time)
        assert loaded.times == tuple(DAYS)
        assert words(loaded) == [("The rows are put into the order of 'when'.", "done")]


@pytest.mark.parametrize("task", ["forecast", "regression"])
@pytest.mark.parametrize("gaps", [[0], [7], [39], [0, 20, 39]])
def test_rows_without_a_time_are_left_out_and_said(task: str, gaps: list[int], series: Read) -> None:
    times: list[str | None] = list(DAYS)
    for row in gaps:
        times[row] = None
    loaded = series(times, task=task, x=np.arange(40) % 3)
    np.testing.assert_array_equal(loaded.table["sales"], np.delete(np.arange(40) + 100.0, gaps))
    said = f"{len(gaps)} row{'s' if len(gaps) > 1 else ''} without a time in 'when' {'are' if len(gaps) > 1 else 'is'} left out."
    assert (said, "hint") in words(loaded)


def test_a_line_of_totals_is_no_time(series: Read) -> None:
    loaded = series([*DAYS, "합계"], None)
    assert (len(loaded.table), loaded.times[-1]) == (40, DAYS[-1])
    assert [text for text, _kind in words(loaded)] == ["The last row is left out: it is a total or a note ('합계')."]


@pytest.mark.parametrize("task", ["forecast", "regression"])
@pytest.mark.parametrize(
    ("times", "example"),
    [
        (["red", "green"] * 20, "red"),
        (["Jan", "Feb", "Mar", "Apr"] * 10, "Jan"),
        (["월", "화"] * 20, "월"),
        ([f"step {n} of 40" for n in range(40)], "step 0 of 40"),
    ],
)
def test_what_is_no_time_orders_nothing(times: list[str], example: str, task: str, series: Read) -> None:
    with pytest.raises(DatasetError, match=f"'when' cannot order the rows: '{example}' is no time"):
        series(times, task=task, x=np.arange(40) % 3)


def test_times_that_occur_again_are_counted(series: Read) -> None:
    loaded = series([day for day in DAYS[:20] for _time in range(2)])
    assert [kind for _words, kind in words(loaded)] == ["warning"]
    assert words(loaded)[0][0].startswith("20 rows of 'when' have the time of the row before them (first: 2023-12-20)")
    np.testing.assert_array_equal(loaded.table["sales"], np.arange(40) + 100.0)
    assert continued(loaded.times, 2) == (DAYS[20], DAYS[21])


@pytest.mark.parametrize(
    ("freq", "drop", "said"),
    [
        ("D", [5, 9], "2 times of 'when' are missing at a step of 1 day (first: 2024-01-06)"),
        ("B", [10], "1 time of 'when' is missing at a step of 1 business day (first: 2024-01-15)"),
        ("MS", [3, 4, 5], "3 times of 'when' are missing at a step of 1 month (first: 2024-04-01)"),
        ("QE", [3], "1 time of 'when' is missing at a step of 3 months (first: 2024-12-31)"),
        ("h", [7], "1 time of 'when' is missing at a step of 1 hour (first: 2024-01-01 07:00)"),
    ],
)
def test_missing_times_are_counted(freq: str, drop: list[int], said: str, series: Read) -> None:
    loaded = series(pd.date_range("2024-01-01", periods=40, freq=freq).delete(drop))
    assert [(text.split(": what")[0], kind) for text, kind in words(loaded)] == [(said, "hint")]


def test_no_constant_step_is_said(series: Read) -> None:
    seconds = np.cumsum(np.random.default_rng(0).integers(1, 9999, 40))
    loaded = series(pd.Timestamp(2024, 1, 1) + pd.to_timedelta(seconds, "s"))
    assert [(text.split(";")[0], kind) for text, kind in words(loaded)] == [
        ("The times of 'when' follow one another at no constant step", "hint")
    ]
    assert loaded.season == 0


@pytest.mark.parametrize(
    ("freq", "season", "form"),
    [
        ("D", 7, "2024-01-01"),
        ("B", 5, "2024-01-01"),
        ("W-MON", 52, "2024-01-01"),
        ("MS", 12, "2024-01"),
        ("ME", 12, "2024-01-31"),
        ("QS", 4, "2024-01"),
        ("YS", 0, "2024-01"),
        ("h", 24, "2024-01-01 00:00"),
        ("15min", 96, "2024-01-01 00:00"),
        ("s", 0, "2024-01-01 00:00:00"),
        ("250ms", 0, "2024-01-01 00:00:00.000"),
    ],
)
def test_season_and_labels_follow_from_the_step(freq: str, season: int, form: str, series: Read) -> None:
    loaded = series(pd.date_range("2024-01-01", periods=40, freq=freq), None)
    assert (loaded.season, loaded.times[0]) == (season, form)
    assert words(loaded) == []


@pytest.mark.parametrize("zone", ["Asia/Seoul", "Europe/Berlin", "America/St_Johns", "UTC"])
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_local_midnight_stays_local(zone: str, kind: str, tmp_path: Path) -> None:
    days = pd.date_range("2024-03-20", periods=40, tz=zone)  # some clocks are put forward within
    frame = pd.DataFrame({"when": days if kind == "parquet" else [day.isoformat() for day in days], "sales": np.arange(40.0)})
    path = tmp_path / f"table.{kind}"
    frame.to_parquet(path) if kind == "parquet" else frame.to_csv(path, index=False)
    loaded = load(DatasetConfig(name="csv", path=str(path), target="sales", task="forecast"), 0, tmp_path)
    assert loaded.times == tuple(str(day.date()) for day in days)
    assert (loaded.season, continued(loaded.times, 1)) == (7, ("2024-04-29",))
    assert [text.split(" (")[0] for text, _kind in words(loaded)] == (
        ["The times of 'when' are of different zones"] if zone == "Europe/Berlin" else []
    )


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_hour_that_comes_twice_in_autumn_stays_in_order(kind: str, tmp_path: Path) -> None:
    times = pd.date_range("2024-10-26 12:00", periods=60, freq="30min", tz="Europe/Berlin")
    frame = pd.DataFrame({"when": times if kind == "parquet" else [time.isoformat() for time in times], "sales": np.arange(60.0)})
    frame = frame.sample(frac=1, random_state=0)
    path = tmp_path / f"table.{kind}"
    frame.to_parquet(path) if kind == "parquet" else frame.to_csv(path, index=False)
    loaded = load(DatasetConfig(name="csv", path=str(path), target="sales", task="forecast", time="when"), 0, tmp_path)
    np.testing.assert_array_equal(loaded.table["sales"], np.arange(60.0))
    assert loaded.times == tuple(time.strftime("%Y-%m-%d %H:%M") for time in times)
    assert [kind for _words, kind in words(loaded)] == [
        "done",
        "done",
    ]  # zones and order: nothing is missing, nothing is there twice


@pytest.mark.parametrize(
    ("times", "labels"),
    [(np.arange(1990, 2030), ("1990", "2029")), (np.arange(40) * 0.5, ("0", "19.5")), (np.arange(40), ("0", "39"))],
)
def test_numbers_order_the_rows_as_well(times: np.ndarray, labels: tuple[str, str], series: Read) -> None:
    loaded = series(times[::-1])
    assert (loaded.times[0], loaded.times[-1]) == labels
    assert loaded.table["sales"].iloc[0] == 139


def test_two_digit_years_are_said(series: Read) -> None:
    loaded = series([pd.Timestamp(day).strftime("%d/%m/%y") for day in DAYS])
    assert words(loaded) == [("The two-digit years of 'when' are read as 2023 to 2024.", "done")]
    assert loaded.times == tuple(DAYS)


def test_what_nothing_tells_apart_is_said(series: Read) -> None:
    loaded = series([f"{day.day:02}/{day.month:02}/2024" for day in pd.date_range("2024-01-01", periods=12, freq="MS")])
    assert words(loaded)[0][0] == "The dates of 'when' are read as month/day/year, but all of them could also be day/month/year."


def test_a_constant_step_tells_day_from_month(series: Read) -> None:
    days = pd.date_range("2022-01-01", periods=40, freq="MS")
    loaded = series([day.strftime("%d/%m/%Y") for day in days])
    assert (words(loaded), loaded.times[:2], loaded.season) == ([], ("2022-01", "2022-02"), 12)


def test_what_is_written_in_another_way_is_read_and_said(series: Read) -> None:
    mixed = [day if row % 3 else pd.Timestamp(day).strftime("%d.%m.%Y") for row, day in enumerate(DAYS)]
    loaded = series(mixed)
    assert loaded.times == tuple(DAYS)
    assert words(loaded) == [("14 dates of 'when' are written in another way than the others (20.12.2023).", "done")]


@pytest.mark.parametrize("registered", [False, True])
@pytest.mark.parametrize("freq", ["M", "Q-DEC", "Y-DEC", "W-SUN", "D", "h"])
def test_periods_of_a_parquet_file(freq: str, registered: bool, tmp_path: Path) -> None:
    import pyarrow as pa
    from pandas.core.arrays.arrow import extension_types as _registers  # noqa: F401  # pandas tells pyarrow of its types
    from pyarrow import parquet

    periods = pd.period_range("2020-01-06", periods=30, freq=freq)
    table = pa.Table.from_pandas(pd.DataFrame({"when": periods, "sales": np.arange(30.0)}))
    if not registered:  # as another process sees them, in which pandas has not told of them
        note = {"ARROW:extension:name": "pandas.period", "ARROW:extension:metadata": f'{{"freq": "{freq}"}}'}
        plain = pa.array(periods.astype("int64").to_numpy())
        table = table.set_column(0, pa.field("when", pa.int64(), metadata=note), plain)
    parquet.write_table(table, tmp_path / "table.parquet")
    loaded = load(DatasetConfig(name="csv", path="table.parquet", target="sales", task="forecast"), 0, tmp_path)
    assert loaded.times[:2] == labels_of(periods.start_time.to_numpy().astype("datetime64[us]"))[:2]
    assert words(loaded) == []


@pytest.mark.parametrize("task", ["forecast", "regression"])
def test_a_column_of_lists_may_stand_first(task: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"tags": [["a", "b"]] * 40, "when": DAYS[::-1], "x": np.arange(40) % 3, "sales": np.arange(40.0)})
    frame.to_parquet(tmp_path / "table.parquet")
    for time in (None, "when"):
        loaded = load(DatasetConfig(name="csv", path="table.parquet", target="sales", task=task, time=time), 0, tmp_path)
        assert len(loaded.table) == 40
    with pytest.raises(DatasetError, match="'tags' cannot order the rows: it holds no times"):
        load(DatasetConfig(name="csv", path="table.parquet", target="sales", task=task, time="tags"), 0, tmp_path)
