"""The size of an Excel file is known before it is read, and a damaged file is named as the cause."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from playground.datasets import DatasetConfig, DatasetError, table_parquet
from playground.datasets.dataset import ignore
from playground.datasets.table_extent import Extent
from playground.datasets.table_file import read_table
from playground.datasets.table_preview import preview_table
from playground.datasets.table_sheets import check_sheets

CSV = DatasetConfig(name="csv")


def book(rows: Iterable[bytes]) -> bytes:
    """An Excel file with a sheet of these rows."""
    plain, out = io.BytesIO(), io.BytesIO()
    pd.DataFrame({"a": [1]}).to_excel(plain, index=False)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            if not part.startswith("xl/worksheets/"):
                target.writestr(part, source.read(part))
        with target.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for row in rows:
                sheet.write(row)
            sheet.write(b"</sheetData></worksheet>")
    return out.getvalue()


CELL = b"<v>1</v></c>"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [b'<row><c r="A1">' + CELL + b'</row><row><c r="XFD1048576">' + CELL + b"</row>"],
            "reaches to XFD1048576.* 2 are filled",
        ),
        ([b'<row><c s="1" r="A1">' + CELL + b'</row><row><c s="1" r="ZZ1000000">' + CELL + b"</row>"], "reaches to ZZ1000000"),
        ([b"<row><c r='A1'>" + CELL + b"</row><row><c r = 'XFD1048576'>" + CELL + b"</row>"], "reaches to XFD1048576"),
        ([b'<row r="1048576"><c>' + CELL + b'</row><row><c r="XFD1">' + CELL + b"</row>"], "reaches to XFD1048576"),
        ([b'<row><c r="A1">' + CELL + b'</row><row><c r="&#88;FD1048576">' + CELL + b"</row>"], "damaged"),
        ([b'<row><c r="A1">' + CELL + b'<c r="ZZZZZZ1">' + CELL + b"</row>"], "damaged"),
        ([b"<row/>" * 2**20] * 2, "rows that are nearly all empty"),
        ([b" " * 2**20] * 65, "rows that are nearly all empty"),
        ([b"<row>" + b"<c>" * 3000 + b"</row>", b"<row><c/></row>" * 100_000], "too large"),
    ],
)
def test_a_sheet_that_no_memory_holds_is_refused_before_it_is_read(rows: list[bytes], message: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(book(rows))
    for look in (lambda: read_table(path, CSV, ignore), lambda: preview_table(path, CSV)):
        with pytest.raises(DatasetError, match=f"bomb.xlsx is too large.*{message}|bomb.xlsx.*{message}"):
            look()


def test_a_table_far_from_the_corner_is_read(tmp_path: Path) -> None:
    rows = [
        f'<row r="{n}"><c r="XFC{n}"><v>{n}</v></c><c r="XFD{n}"><v>{n * 2}</v></c></row>'.encode()
        for n in range(900_000, 900_020)
    ]
    (tmp_path / "far.xlsx").write_bytes(book(rows))
    assert read_table(tmp_path / "far.xlsx", CSV, ignore).table.num_rows == 20


def test_texts_of_parquet_that_are_none_name_file_and_column(tmp_path: Path) -> None:
    offsets, letters = pa.py_buffer(b"\0\0\0\0\1\0\0\0\3\0\0\0"), pa.py_buffer(b"a\xff\xfe")
    broken = pa.Array.from_buffers(pa.string(), 2, [None, offsets, letters])
    parquet.write_table(pa.table({"city": broken, "y": [1, 2]}), tmp_path / "t.parquet")
    for look in (lambda path: read_table(path, CSV, ignore), lambda path: preview_table(path, CSV)):
        with pytest.raises(DatasetError, match=r"t.parquet is damaged: the column 'city' holds bytes that are no text"):
            look(tmp_path / "t.parquet")


def moved(content: bytes, changes: dict[str, tuple[str, bytes | None]]) -> bytes:
    """An Excel file with parts under other names, or of other content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            name, replaced = changes.get(part, (part, None))
            target.writestr(name, source.read(part).replace(b"worksheets/sheet1", b"other/1") if replaced is None else replaced)
        for name, replaced in (new for part, new in changes.items() if part not in source.namelist()):
            target.writestr(name, replaced or b"")
    return out.getvalue()


def test_a_sheet_of_any_name_is_measured(tmp_path: Path) -> None:
    rows = [b'<row><c r="A1">' + CELL + b'</row><row><c r="XFD1048576">' + CELL + b"</row>"]
    (tmp_path / "t.xlsx").write_bytes(moved(book(rows), {"xl/worksheets/sheet1.xml": ("xl/other/1.xml", None)}))
    with pytest.raises(DatasetError, match=r"t\.xlsx is too large: xl/other/1\.xml"):
        read_table(tmp_path / "t.xlsx", CSV, ignore)


@pytest.mark.parametrize("strings", [b"<si><t>" + b"x" * 300_000 + b"</t></si>", b"<si><t/></si>" * 6_000_000])
def test_texts_that_excel_does_not_write_are_refused(strings: bytes, tmp_path: Path) -> None:
    parts = {"xl/sharedStrings.xml": ("xl/sharedStrings.xml", b"<sst>" + strings + b"</sst>")}
    (tmp_path / "t.xlsx").write_bytes(moved(book([b'<row><c r="A1">' + CELL + b"</row>"]), parts))
    with pytest.raises(DatasetError, match=r"t\.xlsx is too large: xl/sharedStrings\.xml"):
        preview_table(tmp_path / "t.xlsx", CSV)


def test_repeated_texts_of_parquet_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_parquet, "_MOST_LETTERS", 10_000_000)
    for texts, kind in ((["x" * 1000] * 20_000, "its texts take more than 10 MB"), (["z" * 2**25], "longer than 16,777,216")):
        parquet.write_table(pa.table({"city": texts, "y": range(len(texts))}), tmp_path / "t.parquet")
        with pytest.raises(DatasetError, match=rf"t\.parquet.*{kind}"):
            read_table(tmp_path / "t.parquet", CSV, ignore)


@pytest.mark.parametrize("tag", [b"<row>", b'<row r="%d">'])
@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_cells_without_a_place_stand_behind_one_another(tag: bytes, prefix: bytes, tmp_path: Path) -> None:
    def row(number: int) -> bytes:
        start = tag % number if b"%" in tag else tag
        return (start + b"".join(b"<c><v>%d</v></c>" % (number * 100 + column) for column in range(20)) + b"</row>").replace(
            b"<c>", b"<" + prefix + b"c>"
        )

    (tmp_path / "t.xlsx").write_bytes(book(row(number) for number in range(1, 10_001)))
    with (tmp_path / "t.xlsx").open("rb") as file:
        check_sheets(file, "t.xlsx", ignore)


def test_where_cells_stand_is_seen_however_it_is_written() -> None:
    sheet = (
        b'<row r="3"><c r="C3"/><c/><c s="1" r=\'F3\'><v>1</v></c><c/></row><row><c r="b4" t="n"/></row>'
        b'<x:row r="9" spans="1:2"><x:c r="AA9"/><x:c/></x:row><row/><col r="XFD1"/><rows r="99"/>'
    )
    for cut in (len(sheet), sheet.index(b"<c/></row>"), sheet.index(b"<row><c r")):
        extent = Extent()
        extent.see(sheet[:cut])
        extent.see(sheet[cut:])
        assert (extent.rows, extent.cells, extent.area(), extent.last()) == (4, 7, 27 * 7, "AB9")
        assert (extent.left, extent.top) == (2, 3)
