"""Totals and notes below a table are left out and said, in every format; values that only look like them stay."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from playground.datasets import DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import load
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table

Cells = list[list[object]]
HEAD: Cells = [["k", "b", "y"]]
NAMED: Cells = [[f"n{n % 4}", n * 2.5, n % 3] for n in range(12)]
COUNTED: Cells = [[n, n * 2.5, n % 3] for n in range(12)]


def as_text(rows: Cells) -> bytes:
    return "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows).encode()


def as_book(rows: Cells) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("write", [as_text, as_book])
@pytest.mark.parametrize("body", [NAMED, COUNTED], ids=["named", "counted"])
@pytest.mark.parametrize(
    "below",
    [
        [["Total", 165, 12]],
        [["Grand total:", None, 12]],
        [["합계", 165, 12]],
        [["평 균", 13.75, 1]],
        [["Summe", 165, None], ["Durchschnitt", 13.75, 1]],
        [[], ["* provisional"], ["Source: an office"]],
        [["Total", 165, 12], [], ["Note: all in EUR"]],
        [["(12 rows affected)"]],
        [["END"]],
    ],
)
def test_what_stands_below_the_values_is_no_row(
    write: Callable[[Cells], bytes], body: Cells, below: Cells, tmp_path: Path
) -> None:
    path = tmp_path / "table"
    path.write_bytes(write([*HEAD, *body, *below]))
    data = load(DatasetConfig(name="csv", path="table", target="b"), 0, tmp_path)
    assert data.table["b"].tolist() == [row[1] for row in body]
    said = next(str(row[0]) for row in below if row)
    assert any("left out" in step.words and f"'{said}'" in step.words for step in data.steps)
    (tmp_path / "plain").write_bytes(write([*HEAD, *body]))
    plain = load(DatasetConfig(name="csv", path="plain", target="b"), 0, tmp_path)
    pd.testing.assert_frame_equal(data.table, plain.table)
    first, other = (preview_table(tmp_path / name, DatasetConfig(name="csv")) for name in ("table", "plain"))
    assert (first.columns, first.rows) == (other.columns, other.rows)


@pytest.mark.parametrize("write", [as_text, as_book])
@pytest.mark.parametrize(
    "body",
    [
        [[("Total", "Apple")[n % 2], n, n] for n in range(11)],
        [*NAMED, ["new", None, None]],
        [*NAMED, ["sum of it all", 1, 2]],
        [*COUNTED, [12, None, None]],
        [["Total", 1, 2], *NAMED],
        [["a b c", None, None], ["Total", 2, 3]],
    ],
)
def test_values_stay(write: Callable[[Cells], bytes], body: Cells, tmp_path: Path) -> None:
    path = tmp_path / "table"
    path.write_bytes(write([*HEAD, *body]))
    table = read_table(path, DatasetConfig(name="csv", header="yes"), ignore)
    assert table.table.num_rows == len(body)
    assert not any("note" in step.words for step in table.steps)
