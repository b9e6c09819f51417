"""A table's file and how it is laid out: its format by its content, and for a text the guesses, each of which the user can overrule.

The file is opened here, never by pandas: given a name, pandas would fetch addresses and unpack archives.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError
from playground.datasets.steps import Steps
from playground.datasets.table_guesses import (
    NONE,
    guess_decimal,
    guess_encoding,
    guess_header,
    guess_separator,
    line_of,
    numbered_names,
    rows_of,
    title_rows,
    unique_names,
)
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

MOST_COLUMNS = 5_000
_START = 2**20
"""Bytes of the beginning that guesses are made from."""
_PIECE = 2**16
_OTHER_FORMATS = {
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7-Zip",
    b"\x89HDF": "HDF5",
    b"\x93NUMPY": "NumPy",
    b"\x80\x04\x95": "pickle",
    b"\x7fELF": "program",
    b"MZ\x90": "program",
    b"<html": "HTML",
    b"<!doctype html": "HTML",
    b"<table": "HTML",
    b"<?xml": "XML",
    b'[{"': "JSON",
    b'{"': "JSON",
}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Layout:
    """How the file of a table is to be read.

    Attributes:
        format: ``text``, ``xlsx`` or ``parquet``.
        size: Bytes of the file.
        encoding: Of a text: a name of ``ENCODINGS``.
        separator: Of a text: one of ``SEPARATORS``.
        decimal: Of a text: ``.`` or ``,``.
        skip: Of a text: lines above the table, which hold a title or nothing.
        titles: How many of them are a title.
        header: Whether the first row holds the names of the columns.
        names: Names of the columns, of a text.
        sheet: Of an Excel file: which sheet.
        sheets: Of an Excel file: all of them.
    """

    format: str
    size: int
    encoding: str = "utf-8"
    separator: str = ","
    decimal: str = "."
    skip: int = 0
    titles: int = 0
    header: bool = True
    names: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def delimiter(self) -> str:
        """The character that cuts a row into cells."""
        return {"none": NONE, "tab": "\t", "space": " "}.get(self.separator, self.separator)


def open_table(path: Path) -> BinaryIO:
    """Opens an ordinary file.

    Raises:
        DatasetError: there is none, or it cannot be read.
    """
    try:
        if path.is_dir():
            raise DatasetError(_("{path} is a folder, not a table.").format(path=path))
        if path.exists() and not path.is_file():
            raise DatasetError(_("{path} is not an ordinary file.").format(path=path))
        return path.open("rb")
    except DatasetError:
        raise
    except FileNotFoundError:
        raise DatasetError(_("There is no file {path}.").format(path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError(_("{path} cannot be read: {reason}.").format(path=path, reason=reason)) from None


def format_of(file: BinaryIO, name: str) -> str:
    """``text``, ``xlsx`` or ``parquet``, by the first bytes of the file.

    Raises:
        DatasetError: it is empty, or of another kind.
    """
    file.seek(0)
    start = file.read(16)
    if not start:
        raise DatasetError(_("The file is empty."))
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(_OLD_EXCEL):
        raise DatasetError(_old_excel(file, name))
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower() if start[:1] in b"\xef \t\r\n<[{" else start
    for magic, kind in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise DatasetError(
                _("{name} is no table but looks like {kind}; save it as CSV, Excel (xlsx) or Parquet first.").format(
                    name=name, kind=kind
                )
            )
    return "text"


def _old_excel(file: BinaryIO, name: str) -> str:
    """What is said of a file in the container of old Excel files, in which Excel also wraps those with a password."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    data = file.read(_START)
    file.seek(max(size - _START, 0))  # its table of contents stands anywhere, mostly at one of the ends
    data += file.read(_START)
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("{name} is protected by a password; save it in Excel without one first.").format(name=name)
    text = _("{name} is no table but looks like {kind}; save it as CSV, Excel (xlsx) or Parquet first.")
    return text.format(name=name, kind="Excel 97 (xls)")


def pieces_of(file: BinaryIO) -> list[bytes]:
    """The beginning of a file, and a few whole lines from its middle and its end."""
    file.seek(0)
    pieces = [file.read(_START)]
    size = os.fstat(file.fileno()).st_size
    if size > _START:
        for share in (0.3, 0.6, 1.0):
            file.seek(max(int((size - _PIECE) * share), 0))
            lines = file.read(_PIECE).split(b"\n")
            pieces.append(b"\n".join(lines[1:-1]))
    file.seek(0)
    return pieces


def text_layout(file: BinaryIO, name: str, config: DatasetConfig) -> tuple[Layout, list[list[str]]]:
    """How a text is laid out, and its first rows without the header; what the user says goes before what is guessed.

    Raises:
        DatasetError: it is no text, or has no rows or too many columns.
    """
    pieces = pieces_of(file)
    size = os.fstat(file.fileno()).st_size
    encoding = config.encoding or guess_encoding(pieces)
    try:
        text = pieces[0].decode(encoding, errors="replace").removeprefix("\ufeff")
    except UnicodeError:
        text = ""
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DatasetError(_("{name} is not a text: row {row} holds a byte 0.").format(name=name, row=line))
    whole = size <= _START
    separator = config.separator or guess_separator(text, whole)
    layout = Layout("text", size, encoding, separator)
    rows = rows_of(text, layout.delimiter, whole=whole)
    if not any(cell.strip() for row in rows for cell in row):
        raise DatasetError(_("The file is empty."))
    titles = title_rows(rows)
    skip = line_of(text, layout.delimiter, titles)
    rows = rows[titles:]
    if len(rows[0]) > MOST_COLUMNS:
        raise DatasetError(_("The table has {n} columns; at most {most} can be used.").format(n=len(rows[0]), most=MOST_COLUMNS))
    header = guess_header(rows) if config.header is None else config.header == "yes"
    body = rows[1:] if header else rows
    names = unique_names(_named(rows[0], body)) if header else numbered_names(len(rows[0]))
    decimal = config.decimal or guess_decimal(body, separator)
    return Layout("text", size, encoding, separator, decimal, skip, titles, header, names), body


def _named(header: list[str], body: list[list[str]]) -> list[str]:
    """The header, with a name more where every row has a cell more: at the end if that is empty, else at the front, for the rows' names."""
    if not body or any(len(row) != len(header) + 1 for row in body):
        return header
    return ["", *header] if any(row[-1].strip() for row in body) else [*header, ""]


def without_blanks(table: pa.Table, layout: Layout, steps: Steps) -> tuple[Layout, pa.Table]:
    """The table without rows that hold nothing, and without columns that have neither a name nor a value."""
    import pyarrow.compute as pc

    if not table.num_rows:
        return layout, table
    unnamed = set(numbered_names(table.num_columns))
    blank = {name for name in table.column_names if name in unnamed and table.column(name).null_count == table.num_rows}
    if blank and len(blank) < table.num_columns:
        table = table.drop_columns(sorted(blank))
        layout = replace(layout, names=tuple(table.column_names))
    if all(column.null_count for column in table.columns):
        empty = table.column(0).is_null()
        for column in table.columns[1:]:
            empty = pc.and_(empty, column.is_null())
        count = pc.sum(empty).as_py()
        if 0 < count < table.num_rows:
            table = table.filter(pc.invert(empty))
            text = ngettext("{n} empty row is left out.", "{n} empty rows are left out.", count)
            steps.add(text.format(n=count))
    return layout, table
