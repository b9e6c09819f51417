"""From a file to rows of texts: encoding, separator, header, and whether every row has the same number of cells.

The file is opened here, never by pandas: given a name, pandas would fetch addresses and unpack archives.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from playground.datasets.dataset import DatasetError, Progress
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

LARGEST_FILE = 200 * 2**20
"""Bytes."""
MOST_COLUMNS = 5_000
SEPARATORS = (",", ";", "\t")
_OTHER_FORMATS = {b"PK": "Excel, ZIP", b"\xd0\xcf\x11\xe0": "Excel", b"\x1f\x8b": "gzip", b"%PDF": "PDF", b"PAR1": "Parquet"}


@dataclass(frozen=True)
class Texts:
    """A table of texts.

    Attributes:
        table: One column of texts per column of the file, under unique names.
        separator: What stands between two cells.
        notes: What was found out, in words.
    """

    table: pd.DataFrame
    separator: str
    notes: tuple[str, ...]


def read_texts(path: Path, progress: Progress) -> Texts:
    """Reads a table from a file.

    Raises:
        DatasetError: it cannot be read, or is not a table; the message names the row.
        Cancelled: ``progress`` said so.
    """
    text, encoding = _decoded(_content(path), path.name)
    separator = _separator(text)
    head, width = _check_rows(text, separator, progress)
    names, first = _names(head)
    notes = [] if encoding == "utf-8" else [_("Read as {encoding}.").format(encoding=encoding.upper())]
    if not first:
        notes.append(_("The first row holds numbers, so that the columns were given names."))
    return Texts(_parsed(text, separator, names, first), separator, tuple(notes)) if width else _nothing()


def _nothing() -> Texts:
    raise DatasetError(_("The file is empty."))


def _content(path: Path) -> bytes:
    """The bytes of a file."""
    try:
        if path.is_dir():
            raise DatasetError(_("{path} is a folder, not a table.").format(path=path))
        if path.exists() and not path.is_file():
            raise DatasetError(_("{path} is not an ordinary file.").format(path=path))
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise DatasetError(_("There is no file {path}.").format(path=path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DatasetError(_("{path} cannot be read: {reason}.").format(path=path, reason=reason)) from None
    if len(data) > LARGEST_FILE:
        raise DatasetError(_("{name} is larger than {n} MB; use a part of it.").format(name=path.name, n=LARGEST_FILE // 2**20))
    return data


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and its encoding: UTF-8, UTF-16 with a mark (Excel's "Unicode text"), or CP949 (Korean Excel)."""
    for start, kind in _OTHER_FORMATS.items():
        if data.startswith(start):
            raise DatasetError(
                _("{name} is not a text file but looks like {kind}; save it as CSV first.").format(name=name, kind=kind)
            )
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise DatasetError(_("{name} is not a text in UTF-8 or CP949; save it as CSV in UTF-8.").format(name=name))


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not blank, with the number of the line it begins in.

    Raises:
        csv.Error: a quotation mark that is not closed, or closed too early.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for row in reader:
        if row:
            yield line, row
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """The separator that cuts the first rows into the most cells of equal number; a comma where none does."""

    def score(separator: str) -> tuple[bool, int]:
        widths: list[int] = []
        with contextlib.suppress(csv.Error):  # cut off within a quoted cell, or broken: the rows until then tell enough
            for _line, row in islice(_rows(text[:100_000], separator), 20):
                widths.append(len(row))
        if not widths or widths[0] == 1:
            return False, 0
        return len(set(widths[:-1] or widths)) == 1, widths[0]

    return max(SEPARATORS, key=score)


def _check_rows(text: str, separator: str, progress: Progress) -> tuple[list[str], int]:
    """The first row, and its number of cells, which all rows share.

    Raises:
        DatasetError: the first row that does not.
    """
    head: list[str] = []
    last = 1
    try:
        for count, (line, row) in enumerate(_rows(text, separator)):
            last = line
            if count == 0:
                head = row
                if len(row) > MOST_COLUMNS:
                    raise DatasetError(
                        _("The table has {n} columns; at most {most} can be used.").format(n=len(row), most=MOST_COLUMNS)
                    )
            elif len(row) != len(head):
                raise DatasetError(
                    ngettext(
                        "Row {row} has {n} cell, but the first row has {width}.",
                        "Row {row} has {n} cells, but the first row has {width}.",
                        len(row),
                    ).format(row=line, n=len(row), width=len(head))
                )
            if count % 20_000 == 0:
                progress(None, _("Reading row {n}").format(n=line))
    except csv.Error as error:
        where = last + 1 if head else 1
        raise DatasetError(
            _("The table is broken at row {row} or after it: {reason}. Look for a quotation mark without its partner.").format(
                row=where, reason=error
            )
        ) from None
    return head, len(head)


def _names(head: list[str]) -> tuple[tuple[str, ...], bool]:
    """Unique names of the columns, and whether the first row held them."""
    if all(_is_number(cell) for cell in head):
        return tuple(_("column {n}").format(n=position + 1) for position in range(len(head))), False
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(head):
        base = " ".join(cell.split())[:200] or _("column {n}").format(n=position + 1)
        name, again = base, 2
        while name in taken:
            name, again = f"{base} ({again})", again + 1
        names.append(name)
        taken.add(name)
    return tuple(names), True


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _parsed(text: str, separator: str, names: tuple[str, ...], header: bool) -> pd.DataFrame:
    """The rows as texts; rows without any value are left out."""
    import numpy as np
    import pandas as pd

    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype=object,
            na_filter=False,
            index_col=False,
            compression=None,
            engine="c",
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise DatasetError(_("The table cannot be read: {reason}").format(reason=str(error).splitlines()[0])) from None
    table = pd.DataFrame(
        {name: frame[position].str.strip().to_numpy(dtype=object) for position, name in enumerate(names)},
        dtype=object,
    ).iloc[1 if header else 0 :]
    filled = (table != "").to_numpy().any(axis=1)
    return table[np.asarray(filled)].reset_index(drop=True)
