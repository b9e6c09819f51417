"""Dates in every way in which people and programs write them, in every kind of file, come back as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig, Loaded
from playground.datasets.date_reading import read
from playground.datasets.date_ways import MONTHS, WAYS, minutes_ahead
from playground.datasets.prepare import load
from playground.datasets.table_columns import Column, column_of
from playground.datasets.times import labels_of

Write = Callable[[pd.Timestamp], str]
WEEKDAYS = "월화수목금토일"


def written(form: str) -> Write:
    """As ``strftime`` writes it, with ``{d}`` and such for numbers without a zero before them and what it does not know."""

    def write(at: pd.Timestamp) -> str:
        year, week, day = at.isocalendar()
        half = ("오전", "오후")[at.hour >= 12]
        numbers = {
            "next": f"{(at.year + 1) % 100:02}",
            "after": at.year + 1,
            "d": at.day,
            "m": at.month,
            "q": at.quarter,
            "w": f"{week:02}",
            "u": day,
            "wy": year,
            "h": at.hour,
            "h12": at.hour % 12 or 12,
        }
        return at.strftime(form).format(**numbers, wd=WEEKDAYS[day - 1], half=half, half_year=(at.month + 5) // 6)

    return write


DAYS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y.%m.%d.", "%Y. {m}. {d}.", "%Y. %m. %d", "%Y-{m}-{d}", "%Y %m %d", "%Y%m%d"),
    *("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "{d}.{m}.%Y", "{m}/{d}/%Y", "{d}. {m}. %Y", "%m-%d-%Y"),
    *("%y-%m-%d", "%y/%m/%d", "%y.%m.%d", "%d.%m.%y", "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "{m}/{d}/%y", "%y. {m}. {d}."),
    *(
        "%d %b %Y",
        "%d-%b-%Y",
        "%d%b%Y",
        "%d-%b-%y",
        "%d %b %y",
        "%b %d, %Y",
        "%b %d %Y",
        "%b. {d}, %Y",
        "%B {d}, %Y",
        "%d %B %Y",
        "%Y-%b-%d",
    ),
    *("%a, %d %b %Y", "%A, %B %d, %Y", "%a %b %d %Y", "{d}. %B %Y", "%b {d}th, %Y"),
    *(
        "%Y-%m-%d({wd})",
        "%Y-%m-%d ({wd})",
        "%Y. {m}. {d}. ({wd})",
        "%Y년 {m}월 {d}일",
        "%Y년 %m월 %d일 {wd}요일",
        "%Y년{m}월{d}일({wd})",
        "%y년 {m}월 {d}일",
    ),
    *("%Y-%m-%d (%a)", "%Y年{m}月{d}日", "%Y-%m-%dZ", "%Y-%m-%d+09:00", "{wy}-W{w}-{u}", "{wy}W{w}{u}"),
)
CLOCKS = (
    *(
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M:%S.%f",
        "%Y-%m-%d %H:%M:%S,%f",
        "%Y/%m/%d {h}:%M",
    ),
    *(
        "%Y-%m-%dT%H:%M:%SZ",
        "%Y-%m-%d %H:%M:%S UTC",
        "%Y-%m-%dT%H:%M:%S+09:00",
        "%Y-%m-%d %H:%M:%S +0900",
        "%Y-%m-%dT%H:%M:%S.%fZ",
    ),
    *(
        "%Y-%m-%dT%H:%M:%S-03:30",
        "%Y-%m-%dT%H:%M+09:00[Asia/Seoul]",
        "%Y-%m-%d %H:%M KST",
        "%Y%m%dT%H%M%SZ",
        "%Y%m%d%H%M%S",
        "%Y%m%d%H%M",
    ),
    *(
        "%d.%m.%Y %H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%m/%d/%Y {h12}:%M %p",
        "%m/%d/%y %H:%M",
        "%d-%b-%Y %H:%M",
        "%d/%b/%Y:%H:%M:%S +0900",
    ),
    *(
        "%a %b %d %H:%M:%S %Y",
        "%a %b %d %H:%M:%S UTC %Y",
        "%a, %d %b %Y %H:%M:%S GMT",
        "%a %b %d %Y %H:%M:%S GMT+0900 (Korean Standard Time)",
    ),
    *(
        "%Y-%m-%d {half} {h12}:%M",
        "%Y. {m}. {d}. {half} {h12}:%M:%S",
        "%Y년 {m}월 {d}일 %H시 %M분",
        "%Y-%m-%d({wd}) %H:%M",
        "%Y-%m-%d %I:%M:%S %p",
    ),
    *("%Y-%m-%d-%H.%M.%S.%f", "%B %d, %Y at %I:%M %p", "%d.%m.%Y, %H:%M:%S"),
)
PERIODS = {
    "M": (
        *(
            "%b-%y",
            "%b %y",
            "%b %Y",
            "%B %Y",
            "%Y %b",
            "%Y-%b",
            "%b-%Y",
            "%b. %Y",
            "%b, %Y",
            "%YM%m",
            "%m/%Y",
            "{m}/%Y",
            "%Y/%m",
            "%m-%Y",
            "%Y-%m",
        ),
        *("%Y년 {m}월", "%Y년%m월", "{m}월 %Y", "{m}월 %Y년", "%y년 {m}월", "%Y%m", "%Y年{m}月"),
    ),
    "Q": (
        "%YQ{q}",
        "%Y-Q{q}",
        "%Y Q{q}",
        "Q{q} %Y",
        "Q{q}-%Y",
        "{q}Q%y",
        "{q}Q%Y",
        "%Y/{q}Q",
        "Q{q} %y",
        "Q{q}'%y",
        "%Y년 {q}분기",
        "%Y {q}/4분기",
        "{q}분기 %Y",
        *("Q{q}/%Y", "%y년 {q}분기", "%Y Quarter {q}", "{q}Q FY%Y", "FY%y Q{q}", "%YQTR{q}", "{q}Q%Y"),
    ),
    "W": (
        *("{wy}-W{w}", "{wy}W{w}", "{wy} W{w}", "W{w} {wy}", "{wy}년 {w}주"),
        *("Week {w} {wy}", "{wy} week {w}", "{wy}, Week {w}", "wk {w}/{wy}", "KW{w} {wy}", "{wy} KW {w}", "{wy}년 제{w}주차"),
    ),
    "Y": (
        "%Y년",
        "FY%Y",
        "FY %Y",
        "fiscal year %Y",
        "FY%y",
        "%Y/{next}",
        "%Y-{next}",
        "FY%y/{next}",
        "FY%Y-{after}",
        "%Y/{after}",
    ),
}
FREQUENCY = {"M": "MS", "Q": "QS", "W": "W-MON", "Y": "YS", "D": "D"}


def file_of(folder: Path, kind: str, times: list[str] | pd.DatetimeIndex) -> str:
    """A table of times and numbers in a file."""
    frame = pd.DataFrame({"when": times, "sales": np.arange(len(times)) % 7 * 1.5})
    if kind == "csv":
        frame.to_csv(folder / "table.csv", index=False, sep=";")
    elif kind == "xlsx":
        frame.to_excel(folder / "table.xlsx", index=False)
    else:
        frame.to_parquet(folder / "table.parquet")
    return f"table.{kind}"


def series(folder: Path, kind: str, times: list[str] | pd.DatetimeIndex, **choices: object) -> Loaded:
    path = file_of(folder, kind, times)
    config = DatasetConfig(name="csv", path=path, target="sales", task="forecast", time="when", **choices)  # type: ignore[arg-type]  # keywords of tests
    return load(config, 0, folder)


def check(loaded: Loaded, times: pd.DatetimeIndex, per: str) -> None:
    np.testing.assert_array_equal(loaded.table["sales"], np.arange(len(times)) % 7 * 1.5)
    assert loaded.times == labels_of(times.to_numpy().astype("datetime64[us]"), per)
    assert not [
        step.words for step in loaded.steps if "missing" in step.words or "could also" in step.words or step.kind != "done"
    ]


DAYS_OF_MONTHS = ["2000-01"] * 4 + ["2001-02"] * 4
KINDS = st.sampled_from(["csv", "xlsx", "parquet"])
STARTS = st.dates(date(1971, 1, 1), date(2022, 1, 1))
FEW = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=3)


@pytest.mark.parametrize("form", DAYS)
@FEW
@given(start=STARTS, rows=st.integers(62, 150), kind=KINDS)
def test_days(form: str, start: date, rows: int, kind: str, tmp_path: Path) -> None:
    times = pd.date_range(start, periods=rows)
    check(series(tmp_path, kind, [written(form)(at) for at in times]), times, "")


@pytest.mark.parametrize("form", CLOCKS)
@FEW
@given(start=STARTS, minutes=st.sampled_from([97, 420]), kind=KINDS)
def test_times_of_the_day(form: str, start: date, minutes: int, kind: str, tmp_path: Path) -> None:
    times = pd.date_range(start, periods=45 * 24 * 60 // minutes, freq=f"{minutes}min")
    check(series(tmp_path, kind, [written(form)(at) for at in times]), times, "")


@pytest.mark.parametrize(("per", "form"), [(per, form) for per, forms in PERIODS.items() for form in forms])
@FEW
@given(start=STARTS, rows=st.integers(24, 40), kind=KINDS)
def test_periods(per: str, form: str, start: date, rows: int, kind: str, tmp_path: Path) -> None:
    times = pd.date_range(start, periods=rows, freq=FREQUENCY[per])
    check(series(tmp_path, kind, [written(form)(at) for at in times]), times, per)


@pytest.mark.parametrize(
    ("texts", "months"), [(["2001/02"] * 9, [2]), (["2001-02", "2002-03"] * 5, [2, 3]), (DAYS_OF_MONTHS, [1, 2])]
)
def test_months_that_look_like_seasons_stay_months(texts: list[str], months: list[int], tmp_path: Path) -> None:
    loaded = series(tmp_path, "csv", texts)
    assert sorted({int(label[5:]) for label in loaded.times}) == months


@pytest.mark.parametrize("form", ["%Y년 {half}기", "%Y {half}기", "%y년 {half}기"])
def test_halves_of_a_year_in_korean(form: str, tmp_path: Path) -> None:
    times = pd.date_range("2008-01-01", periods=20, freq="6MS")
    texts = [at.strftime(form.replace("{half}기", "")) + ("상반기" if at.month == 1 else "하반기") for at in times]
    check(series(tmp_path, "csv", texts), times, "M")


def test_what_a_season_is_read_as_is_said(tmp_path: Path) -> None:
    loaded = series(tmp_path, "csv", ["1998/99", "1999/00", "2000/01", "2001/02"])
    assert loaded.times == ("1998", "1999", "2000", "2001")
    assert "The years of 'when' need not begin in January: 1998/99 is read as 1998." in [step.words for step in loaded.steps]


def column(texts: list[str]) -> Column:
    import pyarrow as pa

    return column_of("when", pa.chunked_array([pa.array(texts)]))


@pytest.mark.parametrize(
    "form", ["{d}-%b", "%d %B", "%b %d", "%b. {d}", "{m}월 {d}일", "%m/%d", "{d}/{m}", "%b %d %H:%M:%S", "{d}. %B", "%B {d}th"]
)
def test_days_without_a_year_are_no_dates_and_it_is_said(form: str) -> None:
    days = pd.date_range("2023-01-05", periods=70)
    for texts in ([written(form)(at) for at in days], [written(form)(at) for at in days[:20]]):
        found = column(texts)
        assert found.type != "date"
        assert f"'when' names no year in values such as {texts[0]}: they are not read as dates." in found.note()


@pytest.mark.parametrize("form", ["%b-%y", "%b %y", "%y-%b"])
@pytest.mark.parametrize("start", ["1998-03-01", "2010-01-01"])
def test_months_with_short_years_are_none(form: str, start: str) -> None:
    for rows in (12, 40):
        assert column([at.strftime(form) for at in pd.date_range(start, periods=rows, freq="MS")]).per == "M"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("freq", ["D", "B", "ME", "QE", "W-FRI", "YE", "h", "15min", "s", "250ms"])
def test_real_dates_of_every_file(kind: str, freq: str, tmp_path: Path) -> None:
    times = pd.date_range("2023-12-29", periods=60, freq=freq)
    check(series(tmp_path, kind, times), times, "")


@pytest.mark.parametrize(
    ("form", "per"), [("%m.%Y", "M"), ("%Y.%m", "M"), ("%m/%y", "M"), ("%Y", "Y"), ("%y%m%d", "D"), ("%Y%m%d%H", "D")]
)
def test_what_could_be_a_number_is_a_date_where_the_user_says_so(form: str, per: str, tmp_path: Path) -> None:
    times = pd.date_range("2011-01-01", periods=40, freq=FREQUENCY[per])
    frame = pd.DataFrame({"when": [at.strftime(form) for at in times], "sales": np.arange(40) % 7 * 1.5})
    frame.to_parquet(tmp_path / "table.parquet")  # in a text the zero of 1.2010 would be gone
    config = DatasetConfig(
        name="csv", path="table.parquet", target="sales", task="forecast", time="when", types=(("when", "date"),)
    )
    assert load(config, 0, tmp_path).times == labels_of(times.to_numpy().astype("datetime64[us]"), per)


def test_names_of_months_in_three_languages() -> None:
    import pyarrow as pa

    way = next(way for way in WAYS if way.pattern == "{b},?{s}{Y}")
    for month, names in enumerate(MONTHS, 1):
        texts = [f"{form} 2021" for name in names for form in (name, name.capitalize(), name.upper(), f"{name}.")]
        moments, _zones = read(pa.array(texts), way)
        assert set(moments.tolist()) == {pd.Timestamp(2021, month, 1).to_pydatetime()}


@pytest.mark.parametrize(
    "text",
    ["2021-02-29", "31.04.2021", "2021-13-01", "2021-W54", "2020-Q5", "13/2021", "2021-01-01 25:00", "Foo 2021", "0/1/2021"],
)
def test_what_is_no_date(text: str) -> None:
    import pyarrow as pa

    for way in WAYS:
        for texts in ([text], ["2021-03-01", text], ["01.03.2021", text]):
            assert np.isnat(read(pa.array(texts), way)[0][-1])


@given(
    st.lists(st.none() | st.text(max_size=20) | st.dates().map(str) | st.datetimes().map(str), max_size=9), st.sampled_from(WAYS)
)
def test_any_texts_are_read_or_not(texts: list[str | None], way: object) -> None:
    import pyarrow as pa

    moments, zones = read(pa.array(texts, pa.string()), way)  # type: ignore[arg-type]  # one of WAYS
    assert len(moments) == len(texts)
    assert zones is None or len(zones) == len(texts)


@pytest.mark.parametrize(
    ("zone", "minutes"),
    [
        ("Z", 0),
        ("utc", 0),
        ("+09:00", 540),
        ("-0330", -210),
        ("+09", 540),
        ("GMT+0900", 540),
        ("KST", 540),
        ("XYZ", None),
        ("", 0),
    ],
)
def test_zones(zone: str, minutes: int | None) -> None:
    assert minutes_ahead(zone) == minutes
