"""Texts of all kinds, and Excel and Parquet files, are read as the table they stand for."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.own_table import from_raw
from playground.datasets.table_columns import Column, column_of
from playground.datasets.table_file import RawTable, read_table
from playground.datasets.table_preview import preview_table


def read(folder: Path, content: str | bytes, name: str = "table.csv", **choices: str) -> RawTable:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path, DatasetConfig(name="csv", **choices), ignore)  # type: ignore[arg-type]  # keywords of the tests


def columns(raw: RawTable) -> dict[str, Column]:
    return {name: column_of(name, raw.table.column(name), raw.layout.decimal) for name in raw.table.column_names}


EXPECTED = [["온도", "판매"], ["1", "가"], ["2", "나"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, end: str, tmp_path: Path) -> None:
    text = end.join(separator.join(row) for row in EXPECTED) + end
    raw = read(tmp_path, text.encode(encoding))
    assert raw.table.to_pydict() == {"온도": [1, 2], "판매": ["가", "나"]}
    assert raw.layout.delimiter == separator
    assert [step.words for step in raw.steps] == (
        [] if encoding.startswith("utf-8") else [f"Read as {raw.layout.encoding.upper()}."]
    )


WORDS = st.sampled_from(["사과", "배", "a b", "x,y", 'say "hi"', "two\nlines", "semi;colon", "tab\there", "bar|bar", "Zürich"])
NUMBERS = st.floats(-1e6, 1e6).map(lambda value: round(value, 3)) | st.integers(-10_000_000, 10_000_000).map(float)


def written(value: object, decimal: str, thousands: bool) -> str:
    """A cell as an office program writes it."""
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, float):
        return str(value)
    text = f"{value:,.3f}" if thousands else f"{value:.3f}"
    return text.translate(str.maketrans(",.", ".,")) if decimal == "," else text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=settings().max_examples // 3)
@given(
    rows=st.lists(
        st.tuples(NUMBERS, WORDS, st.dates(date(1950, 1, 1), date(2049, 1, 1)), st.none() | NUMBERS), min_size=4, max_size=15
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from([".", ","]),
    thousands=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read_again(
    rows: list[tuple[object, ...]],
    encoding: str,
    separator: str,
    decimal: str,
    thousands: bool,
    quoting: int,
    end: str,
    tmp_path: Path,
) -> None:
    if encoding == "cp949":
        rows = [tuple("취리히" if cell == "Zürich" else cell for cell in row) for row in rows]
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]  # typeshed
    writer.writerow(["숫자", "말", "날짜", "틈"])
    writer.writerows([["" if cell is None else written(cell, decimal, thousands) for cell in row] for row in rows])
    raw = read(tmp_path, buffer.getvalue().encode(encoding), decimal=decimal)
    assert raw.table.column_names == ["숫자", "말", "날짜", "틈"]
    found = columns(raw)
    np.testing.assert_allclose(found["숫자"].values, [row[0] for row in rows])  # type: ignore[arg-type]  # numbers
    assert list(found["말"].values) == [row[1] for row in rows]
    assert [moment.date() for moment in found["날짜"].values] == [row[2] for row in rows]
    assert found["날짜"].type == "date"
    gaps = [np.nan if row[3] is None else row[3] for row in rows]
    np.testing.assert_allclose(found["틈"].values.astype(float), gaps)  # type: ignore[arg-type]  # numbers
    preview = preview_table(tmp_path / "table.csv", DatasetConfig(name="csv", decimal=decimal))
    assert [(column.name, column.type) for column in preview.columns][:1] == [("숫자", "number")]
    assert len(preview.rows) == len(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    frame=st.integers(2, 12).flatmap(
        lambda rows: st.tuples(
            st.lists(NUMBERS, min_size=rows, max_size=rows),
            st.lists(st.none() | WORDS, min_size=rows, max_size=rows),
            st.lists(st.datetimes(), min_size=rows, max_size=rows),
        )
    ),
    kind=st.sampled_from(["xlsx", "parquet"]),
)
def test_excel_and_parquet_give_the_same_values(frame: tuple[list[object], ...], kind: str, tmp_path: Path) -> None:
    moments = [moment.replace(microsecond=0, year=1950 + moment.year % 100) for moment in frame[2]]  # type: ignore[attr-defined]
    table = pd.DataFrame({"n": frame[0], "가": frame[1], "t": moments})
    out = io.BytesIO()
    if kind == "xlsx":
        table.to_excel(out, index=False)
    else:
        table.to_parquet(out)
    raw = read(tmp_path, out.getvalue(), name="table.csv")  # the content counts, not the ending
    found = columns(raw)
    np.testing.assert_allclose(found["n"].values, frame[0])  # type: ignore[arg-type]  # numbers
    assert [None if pd.isna(value) else value for value in found["가"].values] == frame[1]
    assert found["t"].type == "date"
    assert list(found["t"].values.dt.round("s")) == moments


def test_headers_and_names(tmp_path: Path) -> None:
    assert read(tmp_path, "a,,a,b  c\n1,2,3,4\n").table.column_names == ["a", "column 2", "a (2)", "b c"]
    numbers = read(tmp_path, "1,2\n3,4\n")
    assert (numbers.table.column_names, numbers.table.num_rows) == (["column 1", "column 2"], 2)
    assert "given some" in numbers.steps[0].words
    assert read(tmp_path, "red,1,big\nblue,2,small\nred,3,big\n").table.column_names[0] == "column 1"
    assert read(tmp_path, "country,1990,1991\nA,1.5,2.5\nB,3.5,4.5\n").table.column_names == ["country", "1990", "1991"]
    assert read(tmp_path, "1_1,1_2,12_10\n1,2,3\n4,5,6\n").table.column_names == ["1_1", "1_2", "12_10"]
    assert read(tmp_path, "1,2\n3,4\n", header="yes").table.column_names == ["1", "2"]


def test_one_column_and_many(tmp_path: Path) -> None:
    assert read(tmp_path, "온도\n1\n2\n").table.to_pydict() == {"온도": [1, 2]}
    assert read(tmp_path, "text\nHello, you\nand you, too\n").table.num_columns == 1
    wide = (
        ",".join(f"c{n}" for n in range(300)) + "\n" + "\n".join(",".join(str(n + row) for n in range(300)) for row in range(5))
    )
    raw = read(tmp_path, wide)
    assert (raw.table.num_columns, raw.table.column("c299").to_pylist()) == (300, [299, 300, 301, 302, 303])


@pytest.mark.parametrize(
    ("texts", "decimal", "kind", "values"),
    [
        (("1", "-2.5", "1e3"), ".", "number", [1, -2.5, 1000]),
        (("1", None, "NaN"), ".", "number", [1, np.nan, np.nan]),
        (("1,234", "5"), ".", "number", [1234, 5]),
        (("1,5", "2"), ",", "number", [1.5, 2]),
        (("1.234,5", "2"), ",", "number", [1234.5, 2]),
        (("1,234,567.5", "2"), ".", "number", [1234567.5, 2]),
        (("₩1,000", "12%", "3 원"), ".", "number", [1000, 12, 3]),
        ((*["1"] * 9, "many"), ".", "number", [*[1] * 9, np.nan]),
        (("0x10", "1_000"), ".", "category", None),
        (("2024.1.5", "2024.12.31"), ".", "date", None),
        (("2024년 1월 5일", "2024년 12월 31일"), ".", "date", None),
        (("31/12/2024", "1/12/2024"), ".", "date", None),
        (("a", "b", "a"), ".", "category", None),
        (tuple(f"u-{n}" for n in range(30)), ".", "id", None),
        (tuple(f"a word {n}" for n in range(30)), ".", "text", None),
    ],
)
def test_types(texts: tuple[str | None, ...], decimal: str, kind: str, values: list[float] | None) -> None:
    import pyarrow as pa

    column = column_of("x", pa.chunked_array([pa.array(texts, pa.string())]), decimal)
    assert column.type == kind
    if values is not None:
        np.testing.assert_array_equal(column.values, values)


def test_a_type_can_be_overruled() -> None:
    import pyarrow as pa

    codes = pa.chunked_array([pa.array([3, 1, 3])])
    assert list(column_of("zip", codes, wanted="category").values) == ["3", "1", "3"]
    assert column_of("id", codes).type == "number"  # twice the same: it names no rows
    assert column_of("id", pa.chunked_array([pa.array([3, 1, 2])])).type == "id"
    days = pa.chunked_array([pa.array([20240131, 20240201])])
    assert [str(moment.date()) for moment in column_of("day", days, wanted="date").values] == ["2024-01-31", "2024-02-01"]


@pytest.mark.parametrize("late", ["", "7", "1e-3", "NA", "oops", "1,5", "inf", '"2.5"', " 2.5", "007"])
def test_columns_read_as_numbers_at_once_are_what_they_are_when_read_as_texts(late: str, tmp_path: Path) -> None:
    """``1.50`` is a number at once, unless the user calls it a category; a late value that is none reads the table again as texts."""
    cells = [f"{row / 8:.3f}" for row in range(40_000)] + [late]
    path = tmp_path / "a.csv"
    path.write_text("x;y\n" + "".join(f"{cell};{row % 5}.0\n" for row, cell in enumerate(cells)))
    config = DatasetConfig(name="csv", path=str(path), target="y", task="regression")
    at_once = from_raw(read_table(path, config, ignore), config, ignore)
    as_texts = column_of("x", pa.chunked_array([pa.array([cell.strip('"') or None for cell in cells])]).cast(pa.string()))
    np.testing.assert_array_equal(at_once.table["x"], as_texts.values)
    assert as_texts.type == at_once.types["x"] == "number"
    named = DatasetConfig(name="csv", path=str(path), target="y", task="regression", types=(("x", "category"),))
    assert {"0.500", "1.000"} <= set(from_raw(read_table(path, named, ignore), named, ignore).table["x"].cat.categories)
