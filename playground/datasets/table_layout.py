"""How the file of a table is laid out: for a text the guesses, each of which the user can overrule."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError
from playground.datasets.steps import Steps
from playground.datasets.table_cells import Dialect, Row
from playground.datasets.table_dialect import MOST_ROWS, guess_dialect, rows_of
from playground.datasets.table_guesses import guess_decimal, guess_encoding, numbered_names
from playground.datasets.table_shape import shape_of, told
from playground.datasets.table_titles import gaps_in
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

MOST_COLUMNS = 5_000
_START = 2**20
"""Bytes of the beginning that guesses are made from."""
_PIECE = 2**16


@dataclass(frozen=True)
class Layout:
    """How the file of a table is to be read.

    Attributes:
        format: ``text``, ``xlsx`` or ``parquet``.
        size: Bytes of the file.
        encoding: Of a text: a name of ``ENCODINGS``.
        separator: Of a text: one of ``SEPARATORS``.
        decimal: Of a text: ``.`` or ``,``.
        skip: Of a text: lines above the first row of values.
        titles: How many rows above the names are a title.
        header: Whether the first row holds the names of the columns.
        names: Names of the columns, of a text.
        sheet: Of an Excel file: which sheet.
        sheets: Of an Excel file: all of them.
        dialect: Of a text: how its cells are written.
        head: Of a text: the row that holds the names, as it stands there.
        remarks: What is said of the rows above the values, and how it is meant (``Step.kind``).
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
    dialect: Dialect = field(default_factory=Dialect)
    head: tuple[str, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def delimiter(self) -> str:
        """The character that cuts a row into cells."""
        return self.dialect.separator


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


def text_layout(file: BinaryIO, name: str, config: DatasetConfig) -> tuple[Layout, list[Row]]:
    """How a text is laid out, and its first rows of values; what the user says goes before what is guessed.

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
    separator, dialect = guess_dialect(text, whole, config.separator)
    rows = rows_of(text, dialect, whole=whole)
    if not any(cell.strip() for row in rows for cell in row.cells):
        raise DatasetError(_("The file is empty."))
    shape = shape_of([row.cells for row in rows], None if config.header is None else config.header == "yes", gaps_in(rows))
    if len(shape.names) > MOST_COLUMNS:
        raise DatasetError(
            _("The table has {n} columns; at most {most} can be used.").format(n=len(shape.names), most=MOST_COLUMNS)
        )
    above = rows[: shape.titles + shape.heads]
    body = rows[len(above) :]
    layout = Layout(
        "text",
        size,
        encoding,
        separator,
        config.decimal or _decimal(pieces, encoding, body, separator, dialect),
        skip=above[-1].line + above[-1].lines - 1 if above else 0,
        titles=shape.titles,
        header=shape.header,
        names=shape.names,
        dialect=dialect,
        head=tuple(above[shape.titles].cells) if shape.header else (),
        remarks=tuple(told(shape)),
    )
    return layout, body


def _decimal(pieces: list[bytes], encoding: str, body: list[Row], separator: str, dialect: Dialect) -> str:
    """The decimal sign, from the first rows, else from cells that stand anywhere in the pieces."""
    found = guess_decimal([row.cells for row in body], separator)
    if found == "," or separator == "," or len(body) < MOST_ROWS // 2:  # they are all there are
        return found
    between = re.escape(dialect.separator)
    gap = f"[ {dialect.quote}]*"
    number = re.compile(
        f"(?:^|{between}){gap}([-+]?[\\d. ]*,\\d+|[-+]?[\\d, ]*\\.\\d+)(?={gap}(?:{between}|\\r|$))", re.MULTILINE
    )
    late = [
        match[1] for piece in pieces for match in islice(number.finditer(piece.decode(encoding, errors="replace")), MOST_ROWS)
    ]
    return guess_decimal([*(row.cells for row in body), late], separator)


def repeats_left_out(rows: int) -> str:
    """What is said of rows in the middle of a table that hold the names of its columns."""
    text = ngettext(
        "{n} row repeats the names of the columns and is left out.",
        "{n} rows repeat the names of the columns and are left out.",
        rows,
    )
    return text.format(n=rows)


def without_repeats(table: pa.Table, layout: Layout, steps: Steps) -> pa.Table:
    """The table without rows that hold the names of the columns again."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if (
        not layout.head
        or len(layout.head) != table.num_columns
        or any(not pa.types.is_string(kind) for kind in table.schema.types)
    ):
        return table
    same = None
    for name, column in zip(layout.head, table.columns, strict=True):
        here = pc.fill_null(pc.equal(column, name), not name)
        same = here if same is None else pc.and_(same, here)
        if not pc.any(same).as_py():
            return table
    steps.add(repeats_left_out(pc.sum(same).as_py()), "hint")
    return table.filter(pc.invert(same))


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
