"""Goes through a text row by row: slower than pyarrow, but it says which rows are not as the others, and what becomes of them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.steps import Steps
from playground.datasets.table_cells import LONGEST_CELL, LOST, Row, rows_in
from playground.datasets.table_guesses import is_date, is_number
from playground.datasets.table_layout import Layout
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

_TELL_EVERY = 20_000
_NAMED = 5
"""Rows that are named, of those that are counted."""
_LOOK_AHEAD = 3


@dataclass
class Places:
    """Rows that something was done to: how many, and the numbers of the first."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < _NAMED:
            self.first.append(line)

    def words(self) -> str:
        """Which rows, for the end of a sentence."""
        numbers = ", ".join(str(line) for line in self.first) + (", …" if self.count > len(self.first) else "")
        return ngettext("row {rows}", "rows {rows}", self.count).format(rows=numbers)


class Oddities:
    """What is not as it should be in the rows of a text, and is read all the same.

    Attributes:
        quotes: Rows with a quotation mark that has no partner, and was read as a letter.
        short: Rows with too few cells.
        long: Rows with too many, the last of them empty.
        repeated: Rows that repeat the names of the columns.
        second: Where another table begins, and how many rows are left out from there on.
        otherwise: Whether pyarrow would have read a row otherwise, although nothing is odd about it.
    """

    def __init__(self) -> None:
        self.otherwise = False
        self.quotes, self.short, self.long, self.repeated, self.second = Places(), Places(), Places(), Places(), Places()

    def __bool__(self) -> bool:
        """Whether pyarrow would have read something else."""
        return self.otherwise or any(places.count for places in (self.quotes, self.short, self.long, self.repeated, self.second))

    def tell(self, steps: Steps) -> None:
        """Says all of it."""
        for places, words in (
            (self.quotes, _quotes),
            (self.short, _short),
            (self.long, _long),
            (self.repeated, _repeated),
            (self.second, _second),
        ):
            if places.count:
                steps.add(words(places.count).format(n=places.count, rows=places.words(), row=places.first[0]), "hint")


def _quotes(count: int) -> str:
    return ngettext(
        "{n} row holds a quotation mark without its partner, which is read as a letter: {rows}.",
        "{n} rows hold a quotation mark without its partner, which is read as a letter: {rows}.",
        count,
    )


def _short(count: int) -> str:
    return ngettext(
        "{n} row has fewer cells than the first; what it lacks counts as missing: {rows}.",
        "{n} rows have fewer cells than the first; what they lack counts as missing: {rows}.",
        count,
    )


def _long(count: int) -> str:
    return ngettext(
        "{n} row has more cells than the first. The last ones are empty and left out; look whether its values are in the right columns: {rows}.",
        "{n} rows have more cells than the first. The last ones are empty and left out; look whether their values are in the right "
        "columns: {rows}.",
        count,
    )


def _repeated(count: int) -> str:
    return ngettext(
        "{n} row repeats the names of the columns and is left out: {rows}.",
        "{n} rows repeat the names of the columns and are left out: {rows}.",
        count,
    )


def _second(count: int) -> str:
    return ngettext(
        "A second table with other columns begins in row {row}: {n} row is left out.",
        "A second table with other columns begins in row {row}: {n} rows are left out.",
        count,
    )


def check_rows(file: BinaryIO, layout: Layout, progress: Progress) -> Oddities:
    """What is odd about the rows of a text.

    Raises:
        DatasetError: a row has more cells than the first.
        Cancelled: ``progress`` said so.
    """
    oddities = Oddities()
    for _row in _file_rows(file, layout, oddities, progress):
        pass
    return oddities


def read_rows(file: BinaryIO, layout: Layout, steps: Steps, progress: Progress) -> pa.Table:
    """All columns as texts, with nulls for empty cells and where a row is too short; errors as those of ``check_rows``."""
    oddities = Oddities()
    table = columns_of(_file_rows(file, layout, oddities, progress), layout.names)
    oddities.tell(steps)
    return table


def columns_of(rows: Iterable[list[str]], names: tuple[str, ...]) -> pa.Table:
    """Rows of equally many cells as columns of texts, with nulls for empty cells."""
    import pyarrow as pa

    columns: list[list[str | None]] = [[] for _name in names]
    for row in rows:
        for column, cell in zip(columns, row, strict=True):
            column.append(cell if cell.strip() else None)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)})


def body_rows(rows: Iterable[Row], layout: Layout, oddities: Oddities) -> Iterator[list[str]]:
    """The values of a table, as many in every row as there are columns.

    Raises:
        DatasetError: a row has more cells than there are columns.
    """
    width, head = len(layout.names), list(layout.head)
    source = iter(rows)
    ahead: list[Row] = []
    while (row := ahead.pop(0) if ahead else next(source, None)) is not None:
        cells = row.cells
        if cells == head:
            oddities.repeated.add(row.line)
            continue
        if len(cells) != width:
            if width > 1 and _are_names(cells):
                ahead += islice(source, _LOOK_AHEAD - len(ahead))
                if _is_second_table(ahead, width):
                    oddities.second.add(row.line)
                    oddities.second.count += sum(1 for _row in source) + len(ahead)
                    return
            _fit(row, width, oddities)
        if row.odd == LOST:
            oddities.quotes.add(row.line)
        oddities.otherwise = oddities.otherwise or row.odd > 0
        yield cells


def _fit(row: Row, width: int, oddities: Oddities) -> None:
    """Makes a row as long as the others."""
    cells = row.cells
    if len(cells) < width:
        oddities.short.add(row.line)
        cells += [""] * (width - len(cells))
        return
    if any(cell.strip() for cell in cells[width:]):
        raise DatasetError(_too_long(row, width))
    if any(cell.strip() for cell in cells):
        oddities.long.add(row.line)
    del cells[width:]


def _are_names(cells: list[str]) -> bool:
    """Whether a row could hold the names of columns."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and len(set(filled)) == len(filled) and not any(is_number(cell) or is_date(cell) for cell in filled)


def _is_second_table(rows: list[Row], width: int) -> bool:
    """Whether rows are of a table with another number of columns."""
    widths = {len(row.cells) for row in rows}
    return (
        len(widths) == 1 and width not in widths and any(is_number(cell) or is_date(cell) for row in rows for cell in row.cells)
    )


def _file_rows(file: BinaryIO, layout: Layout, oddities: Oddities, progress: Progress) -> Iterator[list[str]]:
    """The values of a text from its file."""
    with _decoded(file, layout) as text:
        lines = islice(_lines(text, layout, progress), layout.skip, None)
        yield from body_rows(rows_in(lines, layout.dialect, len(layout.names), 1 + layout.skip), layout, oddities)


def _lines(text: io.TextIOWrapper, layout: Layout, progress: Progress) -> Iterator[str]:
    """The lines of a text."""
    number = 0
    while True:
        try:
            line = text.readline(LONGEST_CELL)
        except UnicodeError:
            encoding = layout.encoding.upper()
            message = _("Row {row} or one after it holds bytes that are no letters in {encoding}; choose another encoding.")
            raise DatasetError(message.format(row=number + 1, encoding=encoding)) from None
        if not line:
            return
        number += 1
        if len(line) == LONGEST_CELL:
            raise DatasetError(_("Row {row} is longer than {n:,} letters.").format(row=number, n=LONGEST_CELL))
        yield line
        if number % _TELL_EVERY == 0:
            progress(None, _("Checking row {n:,}").format(n=number))


@contextmanager
def _decoded(file: BinaryIO, layout: Layout) -> Iterator[io.TextIOWrapper]:
    """The file as text; it stays open."""
    file.seek(0)
    encoding = "utf-8-sig" if layout.encoding == "utf-8" else layout.encoding
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield text
    finally:
        text.detach()


def _too_long(row: Row, width: int) -> str:
    text = _("Row {row} has {n} cells, but the first row has {width}.").format(row=row.line, n=len(row.cells), width=width)
    if all(is_number(cell) for cell in row.cells):
        text += " " + _(
            "If a number is written with the separator in it, it needs quotation marks, or the table another separator."
        )
    return text
