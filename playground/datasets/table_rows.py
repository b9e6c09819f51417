"""Goes through a text row by row: slower than pyarrow, but it says which row is broken, and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.table_layout import Layout
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

_TELL_EVERY = 20_000
_LONGEST_CELL = 2**24


def check_rows(file: BinaryIO, layout: Layout, progress: Progress) -> int:
    """Checks that no row has more cells than the first; how many have fewer.

    Raises:
        DatasetError: the first row that has more, or quotation marks that do not pair.
        Cancelled: ``progress`` said so.
    """
    width = len(layout.names)
    return sum(len(row) < width for row in _rows(file, layout, progress))


def read_rows(file: BinaryIO, layout: Layout, progress: Progress) -> pa.Table:
    """All columns as texts, with nulls for empty cells and where a row is too short; errors as those of ``check_rows``."""
    import pyarrow as pa

    columns: list[list[str | None]] = [[] for _name in layout.names]
    rows = _rows(file, layout, progress)
    if layout.header:
        next(rows, None)
    for row in rows:
        row += [""] * (len(columns) - len(row))
        for column, cell in zip(columns, row, strict=True):
            column.append(cell if cell.strip() else None)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(layout.names, columns, strict=True)})


def _rows(file: BinaryIO, layout: Layout, progress: Progress) -> Iterator[list[str]]:
    """Every row that is not blank; empty cells beyond the last column are cut off."""
    line, width = 1 + layout.skip, len(layout.names)
    with _decoded(file, layout) as text:
        for _line in range(layout.skip):
            text.readline()
        reader = csv.reader(text, delimiter=layout.delimiter, strict=True, skipinitialspace=layout.separator == "space")
        count = 0
        while True:
            try:
                row = next(reader, None)
            except csv.Error as error:
                raise DatasetError(_broken(line, error)) from None
            except UnicodeError:
                encoding = layout.encoding.upper()
                message = _("Row {row} or one after it holds bytes that are no letters in {encoding}; choose another encoding.")
                raise DatasetError(message.format(row=line, encoding=encoding)) from None
            if row is None:
                return
            if len(row) > width:
                if any(cell.strip() for cell in row[width:]):
                    raise DatasetError(_too_long(line, len(row), width))
                del row[width:]
            if row:
                yield row
            line = reader.line_num + 1 + layout.skip
            count += 1
            if count % _TELL_EVERY == 0:
                progress(None, _("Checking row {n:,}").format(n=line))


@contextmanager
def _decoded(file: BinaryIO, layout: Layout) -> Iterator[io.TextIOWrapper]:
    """The file as text; it stays open."""
    file.seek(0)
    encoding = "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield text
    finally:
        csv.field_size_limit(before)
        text.detach()


def _too_long(line: int, cells: int, width: int) -> str:
    text = _("Row {row} has {n} cells, but the first row has {width}.")
    return text.format(row=line, n=cells, width=width)


def _broken(line: int, error: csv.Error) -> str:
    text = _("The table is broken at row {row} or after it: {reason}. Look for a quotation mark without its partner.")
    return text.format(row=line, reason=error)
