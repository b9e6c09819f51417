"""Files: encodings, separators, headers, and rows that do not fit."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import Cancelled, DatasetError, csv_text
from playground.datasets.csv_text import Texts, read_texts
from playground.datasets.dataset import ignore


def read(folder: Path, content: str | bytes) -> Texts:
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_texts(path, ignore)


def cells(texts: Texts) -> list[list[str]]:
    return [list(texts.table.columns), *texts.table.to_numpy().tolist()]


EXPECTED = [["온도", "판매"], ["1", "가"], ["2", "나"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encoding: str, separator: str, end: str, tmp_path: Path) -> None:
    text = end.join(separator.join(row) for row in EXPECTED) + end
    texts = read(tmp_path, text.encode(encoding))
    assert cells(texts) == EXPECTED
    assert texts.separator == separator
    noted = {"cp949": ("Read as CP949.",), "utf-16": ("Read as UTF-16.",)}
    assert texts.notes == noted.get(encoding, ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8), min_size=3, max_size=3),
        min_size=1,
        max_size=6,
    ),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_what_csv_writes_is_read_again(rows: list[list[str]], separator: str, tmp_path: Path) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    texts = read(tmp_path, buffer.getvalue())
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert cells(texts) == [["a", "b", "c"], *(row for row in stripped if any(row))]


def reason(folder: Path, content: str | bytes) -> str:
    """Why a file is refused; empty if it is read."""
    try:
        texts = read(folder, content)
    except DatasetError as error:
        return str(error)
    assert len(set(texts.table.columns)) == len(texts.table.columns)
    return ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(alphabet='ab1,;"\t\n\r \u3000', max_size=60))
def test_anything_is_read_or_refused_in_one_line(content: str | bytes, tmp_path: Path) -> None:
    assert "\n" not in reason(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty"),
        ("\n\n\n", "empty"),
        ("a,b\n1,2\n\n3,4,5\n", "Row 4 has 3 cells, but the first row has 2"),
        ("a,b\n1,2\n3\n", "Row 3 has 1 cell, but the first row has 2"),
        ('a,b\n1,"x\ny"\n3\n', "Row 4 has 1 cell"),
        ('a,b\n1,2\n"3,4\n5,6\n', "broken at row 3.*quotation mark without its partner"),
        ('a,b\n1,"2"x\n', "broken at row 2"),
        (b"a,b\n\xff\xff\xff,1\n", "not a text in UTF-8 or CP949"),
        (b"a,b\n1,\0\n", "not a text"),
        (b"PK\3\4rest", "looks like Excel, ZIP; save it as CSV"),
        (b"\x1f\x8brest", "looks like gzip"),
    ],
)
def test_broken_files_are_said_in_words(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=message):
        read(tmp_path, content)


def test_headers(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,,a,b  c\n1,2,3,4\n"))[0] == ["a", "column 2", "a (2)", "b c"]
    numbers = read(tmp_path, "1,2\n3,4\n")
    assert cells(numbers) == [["column 1", "column 2"], ["1", "2"], ["3", "4"]]
    assert "given names" in numbers.notes[0]


def test_rows_without_values_are_left_out(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "a,b\n1,2\n,\n , \n3,\n")) == [["a", "b"], ["1", "2"], ["3", ""]]


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "nul\0l.csv", "cannot be read"),
        (tmp_path / ("x" * 5000), "cannot be read"),
        (Path("http://example.org/a.csv"), "There is no file"),
    ):
        with pytest.raises(DatasetError, match=message):
            read_texts(path, ignore)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DatasetError, match="not an ordinary file"):
        read_texts(tmp_path / "pipe", ignore)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_text, "MOST_COLUMNS", 2)
    with pytest.raises(DatasetError, match="has 3 columns; at most 2"):
        read(tmp_path, "a,b,c\n1,2,3\n")
    monkeypatch.setattr(csv_text, "LARGEST_FILE", 2**20)
    with pytest.raises(DatasetError, match="larger than 1 MB"):
        read(tmp_path, b"a,b\n" + b"1,2\n" * 2**18)


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a\n" + "1\n" * 50_000)
    seen: list[str] = []

    def cancel(_share: float | None, text: str) -> None:
        seen.append(text)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_texts(tmp_path / "table.csv", cancel)
    assert seen[1] == "Reading row 20001"
