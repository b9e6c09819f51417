"""Broken files say in one line what is wrong, and where; nothing but ``DatasetError`` is ever raised."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import Cancelled, DatasetConfig, DatasetError
from playground.datasets import table_layout as layouts
from playground.datasets.dataset import ignore
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table

CSV = DatasetConfig(name="csv")


def reason(folder: Path, content: bytes, name: str = "table.csv") -> str:
    """Why a file is refused; empty if it is read. The preview never fails where reading does not."""
    path = folder / name
    path.write_bytes(content)
    try:
        raw = read_table(path, CSV, ignore)
    except DatasetError as error:
        told = str(error)
    else:
        told = ""
        names = raw.table.column_names
        assert len(set(names)) == len(names)
    try:
        preview_table(path, CSV)
        first = ""
    except DatasetError as error:
        first = str(error)
    assert "\n" not in first
    assert told or not first
    return told


ALPHABET = 'ab1,;"\t\n\r \u3000.|-가é0'


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=300) | st.text(alphabet=ALPHABET, max_size=80).map(str.encode))
def test_anything_is_read_or_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    assert "\n" not in reason(tmp_path, content)


def parquet(rows: int = 200) -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": range(rows), "b": ["x", "y"] * (rows // 2)}).to_parquet(out)
    return out.getvalue()


def book(rows: int = 30) -> bytes:
    out = io.BytesIO()
    pd.DataFrame({"a": range(rows), "b": ["x", "y"] * (rows // 2)}).to_excel(out, index=False)
    return out.getvalue()


PARQUET, BOOK = parquet(), book()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(whole=st.sampled_from([PARQUET, BOOK]), cut=st.floats(0, 0.999), noise=st.binary(max_size=20), at=st.floats(0, 1))
def test_damaged_parquet_and_excel_files_are_refused_in_one_line(
    whole: bytes, cut: float, noise: bytes, at: float, tmp_path: Path
) -> None:
    part = whole[: int(len(whole) * cut)]
    assert "\n" not in reason(tmp_path, part)
    place = int(len(whole) * at)
    assert "\n" not in reason(tmp_path, whole[:place] + noise + whole[place + len(noise) :])


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.csv", "a,b\n1,2\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n\n", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1,2\n\n3,4,5\n", "Row 4 has 3 cells, but the first row has 2"),
        (b'a,b\n1,"x\ny"\n3,4,5\n', "Row 4 has 3 cells"),
        (b"My table\n\na,b,c\n" + b"1,2,3\n" * 9 + b"1,2,3,4\n", "Row 13 has 4 cells, but the first row has 3"),
        (b" \n  \n", "empty"),
        (b"a,b\n1,\0\n", "row 2 holds a byte 0"),
        (b"a,b\n" + b"1,2\n" * 400_000 + b"1,\0\n", "row 400002 holds a byte 0"),
        (b"a,b\n" + b"1,2\n" * 400_000 + b"1,2,3\n", "Row 400002 has 3 cells"),
        (b"PK\3\4rest", "not a whole Excel file"),
        (archive(), "ZIP archive and no Excel file"),
        (PARQUET[:-20], "not a whole Parquet file"),
        (b"\x1f\x8brest", "looks like gzip, which is packed; unpack it first"),
        (b"\xd0\xcf\x11\xe0rest", "looks like Excel 97"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"<!DOCTYPE html><html>", "looks like HTML"),
        (b"\n <TABLE><tr>", "looks like HTML"),
        (b'[{"a": 1}]', "looks like JSON"),
    ],
)
def test_broken_files_are_said_in_words(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=message):
        read_table(path, CSV, ignore)


def test_a_chosen_encoding_that_does_not_fit_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("a,b\n1,2\n3,é\n".encode("latin-1"))
    with pytest.raises(DatasetError, match=r"'b' holds bytes that are no letters in UTF-8"):
        read_table(path, DatasetConfig(name="csv", encoding="utf-8"), ignore)
    with pytest.raises(DatasetError, match=r"Row 3 holds bytes that are no letters in CP949"):
        read_table(path, DatasetConfig(name="csv", encoding="cp949"), ignore)


def test_letters_that_come_late_are_read_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,x\n" * 450_000 + "2,한국\n".encode("cp949") + b"1,x\n" * 450_000)
    raw = read_table(path, CSV, ignore)
    assert raw.table.column("b")[450_000].as_py() == "한국"
    assert [step.words for step in raw.steps] == ["Read as CP949."]


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, message in (
        (tmp_path / "none.csv", "There is no file"),
        (tmp_path, f"^{re.escape(str(tmp_path))} cannot be read: it is a directory, not a file.$"),
        (tmp_path / "nul\0l.csv", "cannot be read"),
        (tmp_path / ("x" * 5000), "cannot be read"),
        (Path("http://example.org/a.csv"), "There is no file"),
    ):
        with pytest.raises(DatasetError, match=message):
            read_table(path, CSV, ignore)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DatasetError, match="not an ordinary file"):
        read_table(tmp_path / "pipe", CSV, ignore)


def test_too_many_columns_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "MOST_COLUMNS", 2)
    assert "has 3 columns; at most 2" in reason(tmp_path, b"a,b,c\n1,2,3\n")


def test_reading_can_be_cancelled_and_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"a,b\n" + b"1,2\n" * 4_000_000)
    shares: list[float | None] = []

    def cancel(share: float | None, _text: str) -> None:
        shares.append(share)
        if share is not None and share > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_table(path, CSV, cancel)
    assert shares[-1] is not None
    assert 0.3 < shares[-1] < 1


def test_reading_an_excel_file_can_be_cancelled_while_it_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(BOOK)
    told: list[str] = []
    read_table(tmp_path / "book.xlsx", CSV, lambda _share, text: told.append(text))
    assert told[0] == "Reading book.xlsx"

    def cancel(_share: float | None, text: str) -> None:
        if text == told[0]:
            raise Cancelled

    with pytest.raises(Cancelled):
        read_table(tmp_path / "book.xlsx", CSV, cancel)
