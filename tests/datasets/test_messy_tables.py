"""Tables as people and programs really write them: titles, ragged rows, money, ambiguous dates, words for a missing value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from playground.datasets import DatasetConfig, DatasetError, Loaded, PreparationConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import load, prepare
from playground.datasets.table_file import RawTable, read_table
from playground.datasets.table_preview import preview_table

ROWS = 30


def lines(row: str, rows: int = ROWS) -> str:
    """A row many times: ``{i}`` is its number, ``{m}`` one from 1 to 12 and ``{w}`` one of two words."""
    return "".join(row.format(i=i, m=i % 12 + 1, w=("서울", "부산")[i % 2]) + "\n" for i in range(rows))


def raw(folder: Path, content: str | bytes) -> RawTable:
    """What is read; the first look finds the same columns, header and separator."""
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    config = DatasetConfig(name="csv", path=str(path))
    table = read_table(path, config, ignore)
    preview = preview_table(path, config)
    assert tuple(column.name for column in preview.columns) == table.layout.names == tuple(table.table.column_names)
    assert (preview.header, preview.separator) == (table.layout.header, table.layout.separator)
    return table


def loaded(folder: Path, content: str | bytes, **choices: str) -> Loaded:
    raw(folder, content)
    return load(DatasetConfig(name="csv", path="table.csv", **choices), 0, folder)  # type: ignore[arg-type]  # texts


def words(data: RawTable | Loaded) -> list[str]:
    return [step.words for step in data.steps]


TITLE = "The first row is left out: it is a title."
ROW_NAMES = "Every row has a cell more than the header: the first cell, 'column 1', is taken for the name of the row."
TITLES = "The first 2 rows are left out: they are a title."


@pytest.mark.parametrize(
    ("content", "names", "steps"),
    [
        ("Sales of 2024\n\na,b,c\n" + lines("{i},{m},{w}"), ("a", "b", "c"), [TITLE]),
        (
            "판매 현황,,,\n(단위: 천원),,,\n지역,수량,가격,비고\n" + lines("{w},{i},{m},x"),
            ("지역", "수량", "가격", "비고"),
            [TITLES],
        ),
        ("# by a program\n# 2024, March\na,b,c\n" + lines("{i},{m},{w}"), ("a", "b", "c"), [TITLES]),
        ("Measured values, all of them\na;b;c\n" + lines("{i};{m};{w}"), ("a", "b", "c"), [TITLE]),
        ("sep=;\na;b\n" + lines("{i};{m}"), ("a", "b"), [TITLE]),
        ("\n\na,b\n" + lines("{i},{m}"), ("a", "b"), []),
        ("a,b,y,,\n" + lines("{i},{m},{w},,") + ",,,,\n,,,,\n\n", ("a", "b", "y"), ["2 empty rows are left out."]),
        ("a,b,y\n" + lines("{i},{m},{w},"), ("a", "b", "y"), []),
        ("a,b\n" + lines("{i},{m},{w}"), ("column 1", "a", "b"), [ROW_NAMES]),
        ("remark\n" + lines("about {w}, as before"), ("remark",), []),
        ("a,b\n" + lines("{i},{m}"), ("a", "b"), []),
    ],
)
def test_titles_and_blank_rows_and_columns_are_left_out(
    content: str, names: tuple[str, ...], steps: list[str], tmp_path: Path
) -> None:
    table = raw(tmp_path, content)
    assert table.layout.names == names
    assert table.table.num_rows == ROWS
    assert words(table) == steps
    assert raw(tmp_path, content.replace("\n", "\r\n")).table == table.table


def test_a_title_in_another_encoding(tmp_path: Path) -> None:
    content = "지역별 판매 현황\n지역,수량,가격\n" + lines("{w},{i},{m}")
    for encoding in ("cp949", "utf-16", "utf-8-sig"):
        table = raw(tmp_path, content.encode(encoding))
        assert table.layout.names == ("지역", "수량", "가격")
        assert table.table.num_rows == ROWS
        assert words(table)[-1] == TITLE


def test_short_rows_are_filled_up_and_said(tmp_path: Path) -> None:
    table = raw(tmp_path, 'a,b,c\n1,2,"x, y"\n3\n4,5\n6,7,z,,\n8,9,\n')
    assert table.table.to_pydict() == {
        "a": ["1", "3", "4", "6", "8"],
        "b": ["2", None, "5", "7", "9"],
        "c": ["x, y", None, None, "z", None],
    }
    assert words(table) == [
        "2 rows have fewer cells than the first; what they lack counts as missing: rows 3, 4.",
        "1 row has more cells than the first. The last ones are empty and left out; look whether its values are in the right columns: row 5.",
    ]


@pytest.mark.parametrize(
    ("cells", "number"),
    [
        (["₩1,200", "₩ 900", "12,000원"], [1200, 900, 12000]),
        (["$3.50", "($1,200.50)", "$(7)"], [3.5, -1200.5, -7]),
        (["(1,200)", "(5)", "1"], [-1200, -5, 1]),
        (["1.234,56 €", "0,50 €", "12,00 €"], [1234.56, 0.5, 12]),
        (["12.5%", "3 %", "-1%"], [12.5, 3, -1]),
        (["7:30", "19:05", "00:00:15"], [27000, 68700, 15]),
        (["1", "#DIV/0!", "2", "미상", "--", "n.a.", "결측치", "#REF!"], [1, None, 2, *[None] * 5]),
    ],
)
def test_numbers_as_people_write_them(cells: list[str], number: list[float | None], tmp_path: Path) -> None:
    content = "x;y\n" + "".join(f"{cell};{place}\n" for place, cell in enumerate(cells * 4))
    values = loaded(tmp_path, content, target="y").table["x"]
    np.testing.assert_array_equal(values.to_numpy(), np.array(number * 4, dtype=np.float64))


def test_a_date_that_could_be_read_both_ways_is_said(tmp_path: Path) -> None:
    both = loaded(tmp_path, "x,y,z\n" + lines("{m:02}/03/2024,{i},{m}"))
    assert words(both) == ["The dates of 'x' are read as month/day/year, but all of them could also be day/month/year."]
    assert both.table["x"][1] == pd.Timestamp(2024, 2, 3)
    late = "x,y,z\n" + lines("{m:02}/03/2024,{i},{m}", 300) + "25/03/2024,1,1\n"  # only the last row tells
    told = loaded(tmp_path, late)
    assert (told.table["x"][1], told.table["x"].iloc[-1]) == (pd.Timestamp(2024, 3, 2), pd.Timestamp(2024, 3, 25))
    assert not words(told)


@pytest.mark.parametrize(
    "form", ["2024년 3월 {}일", "2024.03.{:02}", "2024. 3. {}.", "2024-03-{:02} 오전 12:00", "2024-03-{:02} 12:00 AM"]
)
def test_korean_dates(form: str, tmp_path: Path) -> None:
    content = "x;y;z\n" + "".join(f"{form.format(day)};{day};{day % 3}\n" for day in range(1, 29))
    assert list(loaded(tmp_path, content).table["x"]) == list(pd.date_range("2024-03-01", periods=28))


def test_a_column_without_values_is_no_target(tmp_path: Path) -> None:
    content = "a,b,later\n" + lines("{i},{m},")
    assert loaded(tmp_path, content).target == "b"
    assert prepare(DatasetConfig(name="csv", path="table.csv"), PreparationConfig(), tmp_path).info.signature.features == ("a",)


def test_a_single_column_is_a_series_also_when_it_is_chosen(tmp_path: Path) -> None:
    content = "load\n" + lines("{m}")
    chosen = loaded(tmp_path, content, target="load", task="forecast")
    assert (chosen.task, chosen.features) == ("forecast", ("load",)) == (loaded(tmp_path, content).task, ("load",))
    with pytest.raises(DatasetError, match="There is no column 'other'; the columns are: load"):
        loaded(tmp_path, content, target="other", task="forecast")


@pytest.mark.parametrize("row", ["{i} {m} {i}.5", "{i:<5}  {m:<3} {i}.5  ", "   {i:>5} {m:>8}   {i}.5"])
def test_columns_between_which_spaces_stand(row: str, tmp_path: Path) -> None:
    table = raw(tmp_path, lines(row, 200))
    assert (table.layout.separator, table.layout.header) == ("space", False)
    data = loaded(tmp_path, lines(row, 200))
    assert (data.features, data.target) == (("column 1", "column 2"), "column 3")
    np.testing.assert_array_equal(data.table["column 3"], np.arange(200) + 0.5)
    np.testing.assert_array_equal(data.table["column 2"], np.arange(200) % 12 + 1)


def test_sentences_and_thousands_are_no_columns(tmp_path: Path) -> None:
    assert raw(tmp_path, "note\n" + lines("he saw {i} cats")).layout.separator == "none"
    assert raw(tmp_path, lines("{m} 000")).layout.separator == "none"


def test_a_longer_row_is_refused_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n3,4\n5,600,000\n")
    with pytest.raises(DatasetError, match="Row 4 has 3 cells, but the first row has 2"):
        read_table(tmp_path / "table.csv", DatasetConfig(name="csv"), ignore)
