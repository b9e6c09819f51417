"""Remarks above a table are left out and said, even where they have as many cells as the table: the names are what the values lie below."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from playground.datasets import DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.table_cells import Row
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table
from playground.datasets.table_titles import gaps_in, title_rows

Cells = list[list[str]]
NAMES = ["depth", "wind speed", "power"]
BODY: Cells = [[str(n), f"{n * 2}.5", f"{n % 3}"] for n in range(12)]


def as_text(rows: Cells) -> bytes:
    return "".join(",".join(row) + "\n" for row in rows).encode()


def as_semicolons(rows: Cells) -> bytes:
    return "".join(";".join(row) + "\r\n" for row in rows).encode("utf-16")


def as_book(rows: Cells) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([cell or None for cell in row])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("write", [as_text, as_semicolons, as_book])
@pytest.mark.parametrize(
    "above",
    [
        [["Report: sales", "2020"], ["Source: x", "y", "z"], []],
        [["Report: sales", "2020", "all"], ["Source: x", "y", "z"], []],
        [["Source: x", "y", "z"], []],
        [["Title", "Sales"], ["Date", "2020-01-01"], ["Unit", "USD"], []],
        [["Title", "Sales", ""], ["Date", "2020-01-01", ""], ["", "", ""]],
        [["Version", "2", ""], ["Rows", "12", ""], []],
        [["Version", "2", ""], ["Rows", "12", ""]],
        [["# made by me", "you", "them"], ["# on 2020-01-01"]],
        [["A report", "of", "many", "more", "things"], []],
        [["A title"], [], [], ["another", "one"], []],
        [["Source", "Bank", "2020"]],
        [["Bank", "Survey", "2020-01-31"]],
        [["Source: Bank", "of", "Korea"]],
        [["출처", "한국은행", "통계"]],
        [["Report", "Sales", "EUR"], ["Made", "by", "me"]],
        [["Version", "2", "2020"]],
        [["Unit", "KRW", ""]],
    ],
)
def test_remarks_with_cells_are_no_names(write: Callable[[Cells], bytes], above: Cells, tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(write([*above, NAMES, *BODY]))
    table = read_table(path, DatasetConfig(name="csv"), ignore)
    assert table.table.column_names == NAMES
    assert table.table.num_rows == len(BODY)
    assert any("left out: " in step.words and "title" in step.words for step in table.steps)
    assert [column.name for column in preview_table(path, DatasetConfig(name="csv")).columns] == NAMES


@pytest.mark.parametrize(
    "rows",
    [
        [NAMES, *BODY],
        [["name", "2019", "2020"], *[[f"n{n}", *row[:2]] for n, row in enumerate(BODY)]],
        [["name", "city", "age"], *[[f"n{n}", "Rome", row[0]] for n, row in enumerate(BODY)]],
        [NAMES, ["m", "m/s", "kW"], *BODY],
        [["#depth", "wind", "power"], *BODY],
        [["source", "unit", "power"], *BODY],
        [["source", "2019", "2020"], *BODY],
        [["source", "code", "2020"], ["Aruba", "ABW", ".."], *BODY],
        [["source", "code", "2020"], ["Aruba", "ABW", ""], *BODY],
        [["group", "2019", "2020"], ["name", "mean", "std"], *BODY],
        [["", "wind", "wind"], ["name", "mean", "std"], *BODY],
        [NAMES, *BODY, NAMES, *BODY],
        BODY,
    ],
)
def test_a_table_without_remarks_keeps_all_its_rows(rows: Cells) -> None:
    for gaps in (frozenset[int](), frozenset({1}), frozenset({5})):
        if gaps != {1} or rows[1] in BODY:
            assert title_rows(rows, gaps) == 0


def test_lines_between_which_all_are_blank_part_nothing() -> None:
    assert gaps_in([Row(1, ["a"]), Row(3, ["b"]), Row(4, ["c"], 2), Row(6, ["d"])]) == {1}
    assert gaps_in([Row(2 * n, ["a"]) for n in range(9)]) == frozenset()
