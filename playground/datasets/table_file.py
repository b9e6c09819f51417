"""A table's file, whatever its format, as columns: what all readers of tables share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, Progress
from playground.datasets.steps import Step, Steps
from playground.datasets.table_book import read_book, titles_left_out
from playground.datasets.table_footer import without_footer
from playground.datasets.table_format import format_of, open_table
from playground.datasets.table_layout import Layout, text_layout, without_blanks, without_repeats
from playground.datasets.table_parquet import read_parquet
from playground.datasets.table_text import BadBytesError, read_text
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

_FALLBACKS = ("cp949", "latin-1")
"""What a file is read as when it turns out not to be in the encoding that its beginning suggests."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """A file as columns, before anything is made of them.

    Attributes:
        table: Its columns under unique names; null where a value is missing.
        layout: How the file was read.
        steps: What was done.
    """

    table: pa.Table
    layout: Layout
    steps: tuple[Step, ...]


def read_table(path: Path, config: DatasetConfig, progress: Progress) -> RawTable:
    """Reads a whole file.

    Args:
        path: The file: a text, an Excel file (xlsx) or a Parquet file, whatever it is called.
        config: What the user says of it.
        progress: Told how far it is.

    Raises:
        DatasetError: it cannot be read, or is no table; the message says where, if possible.
        Cancelled: ``progress`` said so.
    """
    steps = Steps()
    with open_table(path) as file:
        kind = format_of(file, path.name)
        if kind == "xlsx":
            layout, table = read_book(file, path.name, config, steps, progress)
        elif kind == "parquet":
            layout, table = read_parquet(file, path.name, config, steps, progress)
        else:
            layout, _rows = text_layout(file, path.name, config)
            layout, table = _text(file, layout, config, steps, progress)
            table = without_repeats(table, layout, steps)
            steps = _with_words_on(layout, steps)
    table = without_footer(table, steps)
    layout, table = without_blanks(table, layout, steps)
    if table.num_rows == 0:
        raise DatasetError(_("The table has no rows below its header."))
    return RawTable(table, layout, steps.taken())


def _text(file: BinaryIO, layout: Layout, config: DatasetConfig, steps: Steps, progress: Progress) -> tuple[Layout, pa.Table]:
    """A text in the encoding that was guessed, or in the next one that fits."""
    together = config.task == "forecast"
    letters = frozenset(name for name, kind in config.types or () if kind != "number")
    tries = [layout] if config.encoding else [layout, *(replace(layout, encoding=name) for name in _FALLBACKS)]
    for tried in tries[:-1]:
        try:
            return tried, read_text(file, tried, steps, progress, together, letters)
        except BadBytesError:
            continue
    return tries[-1], read_text(file, tries[-1], steps, progress, together, letters)


def _with_words_on(layout: Layout, steps: Steps) -> Steps:
    """The steps with what was unusual about the file before them."""
    told = Steps()
    if layout.encoding != "utf-8":
        told.add(_("Read as {encoding}.").format(encoding=layout.encoding.upper()))
    if layout.titles:
        told.add(titles_left_out(layout.titles), "hint")
    if layout.decimal == ",":
        told.add(_("The comma is read as the decimal sign."))
    if not layout.header:
        told.add(_("The first row holds no names, so that the columns were given some."))
    if layout.format == "text" and layout.dialect.quote != '"':
        told.add(_("What stands between single quotation marks is one cell; the marks are left out."))
    if layout.dialect.escape:
        told.add(_("A quotation mark behind a backslash is read as a letter."))
    for words, kind in layout.remarks:
        told.add(words, kind)
    for step in steps.taken():
        told.add(step.words, step.kind)
    return told
