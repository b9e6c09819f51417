"""A table's file and how it is laid out: its format by its content, and for a text the guesses, each of which the user can overrule.

The file is opened here, never by pandas: given a name, pandas would fetch addresses and unpack archives.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError
from playground.datasets.table_guesses import (
    NONE,
    guess_decimal,
    guess_encoding,
    guess_header,
    guess_separator,
    numbered_names,
    rows_of,
    unique_names,
)
from playground.language import _

MOST_COLUMNS = 5_000
_START = 2**20
"""Bytes of the beginning that guesses are made from."""
_PIECE = 2**16
_OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": "Excel 97 (xls)",
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
}


@dataclass(frozen=True)
class Layout:
    """How the file of a table is to be read.

    Attributes:
        format: ``text``, ``xlsx`` or ``parquet``.
        size: Bytes of the file.
        encoding: Of a text: a name of ``ENCODINGS``.
        separator: Of a text: one of ``SEPARATORS``.
        decimal: Of a text: ``.`` or ``,``.
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
    header: bool = True
    names: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def delimiter(self) -> str:
        """The character that cuts a row into cells."""
        return {"none": NONE, "tab": "\t"}.get(self.separator, self.separator)


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
    for magic, kind in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise DatasetError(
                _("{name} is no table but looks like {kind}; save it as CSV, Excel (xlsx) or Parquet first.").format(
                    name=name, kind=kind
                )
            )
    return "text"


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
    if not rows:
        raise DatasetError(_("The file is empty."))
    if len(rows[0]) > MOST_COLUMNS:
        raise DatasetError(_("The table has {n} columns; at most {most} can be used.").format(n=len(rows[0]), most=MOST_COLUMNS))
    header = guess_header(rows) if config.header is None else config.header == "yes"
    names = unique_names(rows[0]) if header else numbered_names(len(rows[0]))
    body = rows[1:] if header else rows
    decimal = config.decimal or guess_decimal(body, separator)
    return Layout("text", size, encoding, separator, decimal, header, names), body
