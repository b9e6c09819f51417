"""How large the sheets of an Excel file are, before one of them is read: a file of a few bytes can stand for more cells than any memory holds."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import BinaryIO

from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.table_extent import Extent
from playground.language import _

LARGEST_BOOK = 2 * 2**30
"""Bytes of an Excel file when it is unpacked."""
MOST_CELLS = 40_000_000
"""Cells from the first to the last of a sheet, empty ones among them: all of them are held."""
_MOST_ROWS = 1_048_576
_PIECE = 2**20
_LONGEST_TAG = 2**16
_EMPTY_FROM = 2**26
"""Bytes of a sheet from which on it must hold a cell now and then."""
_BYTES_PER_CELL = 2000
_PICTURE = re.compile(r"xl/media/.*", re.IGNORECASE)
"""Parts that hold no cells. Whatever else there is can be a sheet: it is one by what refers to it, not by its name."""
_STRINGS = re.compile(r"xl/sharedstrings\.xml", re.IGNORECASE)
_LONGEST_STRING = 2**18
"""Bytes of a text: Excel itself allows 32,767 letters."""
_MOST_PACKED = 100
"""Times that the different texts of a file can be packed, at most, where they take more than ``_EMPTY_FROM``."""


def check_sheets(file: BinaryIO, name: str, progress: Progress) -> None:
    """Checks that the sheets of an Excel file can be held, by going through them as a stream.

    Raises:
        DatasetError: one is too large or damaged; the message names the file.
        Cancelled: ``progress`` said so.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > LARGEST_BOOK:
                raise DatasetError(_("{name} is too large when it is unpacked; save it as CSV or Parquet.").format(name=name))
            for part in parts:
                if _STRINGS.fullmatch(part.filename):
                    _check_strings(archive, part, name, progress)
                elif not _PICTURE.fullmatch(part.filename):
                    _check(archive, part, name, progress)
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        EOFError,
        RuntimeError,
        zlib.error,
    ) as error:  # typeshed
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(_("{name} is not a whole Excel file: it is damaged or cut off.").format(name=name)) from None
    finally:
        file.seek(0)


def _check_strings(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, progress: Progress) -> None:
    """Checks the texts of all sheets, each of which stands there once."""
    words = _("Reading {name}").format(name=name)
    longest, run = 0, 0
    if part.file_size < max(_EMPTY_FROM, _MOST_PACKED * part.compress_size):
        with archive.open(part) as strings:
            while piece := strings.read(_PIECE):
                progress(None, words)
                between = [len(text) for text in piece.split(b"<")]
                longest = max(longest, run + between[0], *between[1:])
                run = between[-1] + (run if len(between) == 1 else 0)
        if longest <= _LONGEST_STRING:
            return
    text = _(
        "{name} is too large: {sheet} in it unpacks to {size:,.0f} MB of texts, longer or more often the same than Excel writes them."
    )
    raise DatasetError(text.format(name=name, sheet=part.filename, size=part.file_size / 1e6))


def _check(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, progress: Progress) -> None:
    """Checks one sheet."""
    extent, done, rest = Extent(), 0, b""
    words = _("Reading {name}").format(name=name)
    with archive.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            done += len(piece)
            progress(None, words)
            piece = rest + piece
            cut = piece.rfind(b"<")
            cut = cut if cut >= 0 and len(piece) - cut < _LONGEST_TAG else len(piece)
            extent.see(piece[:cut])
            rest = piece[cut:]
            if extent.rows > _MOST_ROWS or (done > _EMPTY_FROM and done > _BYTES_PER_CELL * extent.cells):
                raise DatasetError(_empty(name, part, done))
            if extent.area() > MOST_CELLS:
                raise DatasetError(_too_wide(name, part, extent))
    extent.see(rest)
    if extent.area() > MOST_CELLS:
        raise DatasetError(_too_wide(name, part, extent))


def _empty(name: str, part: zipfile.ZipInfo, done: int) -> str:
    text = _(
        "{name} is too large: {sheet} in it unpacks to {size:,.0f} MB of rows that are nearly all empty. Delete the empty rows, or save it as CSV."
    )
    return text.format(name=name, sheet=part.filename, size=max(part.file_size, done) / 1e6)


def _too_wide(name: str, part: zipfile.ZipInfo, extent: Extent) -> str:
    text = _(
        "{name} is too large: {sheet} in it reaches to {place}, over {area:,} cells, of which {cells:,} are filled. Delete the cells far "
        "from the table, or save it as CSV."
    )
    return text.format(name=name, sheet=part.filename, place=extent.last(), area=extent.area(), cells=extent.cells)
