"""Titles, names in two rows, units, names of the rows, repeated names and second tables: said, and the same in a text and in Excel."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from playground.datasets import DatasetConfig, DatasetError
from playground.datasets.dataset import ignore
from playground.datasets.table_file import RawTable, read_table
from playground.datasets.table_preview import preview_table

Cells = list[list[object]]
TITLES = "The first 2 rows are left out: they are a title."
UNITS = "The row of units below the names is left out."
JOINED = "The names of the columns stand in more than one row; they are joined."
BODY: Cells = [[n, n * 2, n * 3] for n in range(8)]


def raw(path: Path) -> RawTable:
    """What is read; the first look finds the same columns."""
    config = DatasetConfig(name="csv")
    table = read_table(path, config, ignore)
    assert tuple(column.name for column in preview_table(path, config).columns) == tuple(table.table.column_names)
    return table


def as_text(path: Path, rows: Cells) -> Path:
    path.write_text("".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows))
    return path


def as_book(path: Path, rows: Cells) -> Path:
    out = io.BytesIO()
    pd.DataFrame(rows).to_excel(out, index=False, header=False)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("write", [as_text, as_book], ids=["text", "xlsx"])
@pytest.mark.parametrize(
    ("above", "names", "said"),
    [
        ([["temp", "wind", "power"], ["°C", "m/s", "kW"]], ["temp", "wind", "power"], [UNITS]),
        ([["temp", "wind", "power"], ["[°C]", "[m/s]", "(kW)"]], ["temp", "wind", "power"], [UNITS]),
        ([["a", "b", "c"], ["km/h", "µg", "%"]], ["a", "b", "c"], [UNITS]),
        ([["bp", None, "lg"], ["X", "Y", "Z"]], ["bp X", "bp Y", "lg Z"], [JOINED]),
        ([["day", "Travel", None], [None, "Air", "Rail"]], ["day", "Travel Air", "Travel Rail"], [JOINED]),
        ([["first", "second", "third"], ["mean", "median", "mode"]], ["first mean", "second median", "third mode"], [JOINED]),
        ([["Sales, all of them", None, None], ["of 2024", None, None], ["a", "b", "c"]], ["a", "b", "c"], [TITLES]),
        ([["a", "b", "c"]], ["a", "b", "c"], []),
    ],
)
def test_what_stands_above_the_values(write: object, above: Cells, names: list[str], said: list[str], tmp_path: Path) -> None:
    rows = [*above, *BODY]
    if write is as_text:
        rows = [[f'"{cell}"' if isinstance(cell, str) and "," in cell else cell for cell in row] for row in rows]
    table = raw(write(tmp_path / "table", rows))  # type: ignore[operator]  # a function
    assert table.table.column_names == names
    assert [float(value.as_py()) for value in table.table.column(names[2])] == [row[2] for row in BODY]
    assert [step.words for step in table.steps] == said


@pytest.mark.parametrize("write", [as_text, as_book], ids=["text", "xlsx"])
def test_names_that_come_again_are_left_out_and_said(write: object, tmp_path: Path) -> None:
    rows: Cells = [["a", "b", "c"], *BODY, ["a", "b", "c"], *BODY]
    table = raw(write(tmp_path / "table", rows))  # type: ignore[operator]  # a function
    assert table.table.num_rows == 2 * len(BODY)
    assert [step.words for step in table.steps] == ["1 row repeats the names of the columns and is left out."]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("x,y\n" + "".join(f"{n % 3},5,{n}\n" for n in range(20)), 2),
        ("x,y\n" + "".join(f"{n * 7},5,{n}\n" for n in range(20)), 2),
        ("x,y\n1,2\n3,4,5\n", 3),
        ("x,y\n" + "".join(f"a,{n},1\n" for n in range(20)), 2),
    ],
)
def test_a_cell_too_many_is_refused_with_its_row(text: str, row: int, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(DatasetError, match=f"Row {row} has 3 cells, but the first row has 2"):
        read_table(tmp_path / "t.csv", DatasetConfig(name="csv"), ignore)


@pytest.mark.parametrize("names", [[str(n) for n in range(1, 21)], [f"row{n}" for n in range(20)], [str(n) for n in range(20)]])
def test_names_of_rows_are_taken_and_said(names: list[str], tmp_path: Path) -> None:
    path = as_text(tmp_path / "t.csv", [["x", "y"], *[[name, 5, n] for n, name in enumerate(names)]])
    table = raw(path)
    assert table.table.column_names == ["column 1", "x", "y"]
    assert ["Every row has a cell more" in step.words for step in table.steps] == [True]


def test_a_second_table_below_is_left_out_and_said(tmp_path: Path) -> None:
    for other in ([["p", "q"], [1, 2], [3, 4]], [["p", "q", "r", "s"], [1, 2, 3, 4], [3, 4, 5, 6]]):
        path = as_text(tmp_path / "t.csv", [["a", "b", "c"], *BODY, *other])  # type: ignore[list-item]  # cells
        table = raw(path)
        assert table.table.num_rows == len(BODY)
        assert [step.words for step in table.steps] == [
            "A second table with other columns begins in row 10: 3 rows are left out."
        ]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("'a','b'\n" + "'x, y','1'\n'z','2'\n" * 5, 2, "single quotation marks"),
        ('t,y\n"he said \\"hi\\", ok",0\n"no",1\n' * 1, 2, "behind a backslash"),
        ('a, b\n1, "x, y"\n2, "z"\n', 2, ""),
        ('"a","b"\n' + '"x;y;z","1"\n"u;v","2"\n' * 6, 2, ""),
        ('"name","note"\n' + '"Ann","likes; tea"\n"Bob","eats; cake"\n' * 6, 2, ""),
        ("Made by a program, with care, today\na,b\n" + "1,2\n3,4\n" * 9, 2, "it is a title"),
        ("name city age\n" + "Ann Seoul 20\nBob Busan 30\n" * 5, 3, ""),
        ("a,b,c\n1,2,3\n4,5,6,\n7,8,9\n", 3, "in the right columns: row 3"),
        ('a,b\n1,"x\n2,y\n3,z\n', 2, "read as a letter: row 2"),
    ],
)
def test_how_other_programs_write(text: str, columns: int, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    table = raw(tmp_path / "t.csv")
    assert table.table.num_columns == columns
    words = " ".join(step.words for step in table.steps)
    assert said in words if said else not words


def test_stray_quotation_marks_in_two_rows_swallow_none_between_them(tmp_path: Path) -> None:
    rows = [f"{n},word{n}" for n in range(50)]
    rows[10], rows[40] = '10,"word10', '40,word40"'
    (tmp_path / "t.csv").write_text("a,b\n" + "\n".join(rows) + "\n")
    table = raw(tmp_path / "t.csv")
    assert table.table.num_rows == 50
    assert table.table.column("b")[10].as_py() == '"word10'


def test_decimal_commas_that_come_late(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a;y\n" + "".join(f"{n};{n}\n" for n in range(3000)) + "1;2,5\n" * 50)
    assert raw(tmp_path / "t.csv").layout.decimal == ","
