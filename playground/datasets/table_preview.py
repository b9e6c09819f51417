"""A first look at a table before it is used: its first rows, and what is guessed of the file and of each column."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError, ignore
from playground.datasets.first_rows import GUESSED_FROM
from playground.datasets.own_table import inferred_task, is_series
from playground.datasets.steps import Steps
from playground.datasets.table_book import read_book
from playground.datasets.table_columns import Column, column_of
from playground.datasets.table_exact import label_of
from playground.datasets.table_footer import without_footer
from playground.datasets.table_format import format_of, open_table
from playground.datasets.table_layout import Layout, text_layout, without_blanks
from playground.datasets.table_parquet import read_parquet
from playground.datasets.table_rows import Oddities, body_rows, columns_of
from playground.datasets.target_guess import MOST_CLASSES, guess_target
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 50
"""Rows that are shown."""
_LONGEST = 80


@dataclass(frozen=True)
class ColumnGuess:
    """A column: its name, its type (one of ``TYPES``), and its role: ``target``, ``feature``, ``time`` or ``ignored``."""

    name: str
    type: str
    role: str


@dataclass(frozen=True)
class TablePreview:
    """What a first look at a table shows. Crosses between the processes.

    Attributes:
        format: ``text``, ``xlsx`` or ``parquet``.
        size: Bytes of the file.
        encoding: How it is read, here and in the next three.
        separator: One of ``SEPARATORS``.
        decimal: ``.`` or ``,``.
        header: Whether the first row holds names.
        sheet: The sheet that is shown, of an Excel file.
        sheets: Names of its sheets.
        columns: The columns in their order.
        rows: The first rows as text, long ones cut off.
        task: The task that follows from the target.
        classes: Different values of the target, where it is a class; 1 for numbers.
        problem: Why the table cannot be used with these settings, in words; empty if it can.
    """

    format: str
    size: int
    encoding: str
    separator: str
    decimal: str
    header: bool
    sheet: str
    sheets: tuple[str, ...]
    columns: tuple[ColumnGuess, ...]
    rows: tuple[tuple[str, ...], ...]
    task: str
    classes: int = 1
    problem: str = ""


def preview_table(path: Path, config: DatasetConfig) -> TablePreview:
    """Looks at the first rows of a file.

    Raises:
        DatasetError: it cannot be read.
    """
    steps = Steps()
    with open_table(path) as file:
        kind = format_of(file, path.name)
        if kind == "xlsx":
            layout, table = read_book(file, path.name, config, steps, ignore, GUESSED_FROM)
        elif kind == "parquet":
            layout, table = read_parquet(file, path.name, config, steps, ignore, GUESSED_FROM)
        else:
            layout, rows = text_layout(file, path.name, config)
            table = columns_of(body_rows(rows[:GUESSED_FROM], layout, Oddities()), layout.names)
    layout, table = without_blanks(without_footer(table, steps), layout, steps)
    types = dict(config.types or ())
    chosen = config.decimal is not None
    columns = [column_of(name, table.column(name), layout.decimal, types.get(name), chosen) for name in layout.names]
    for place, column in enumerate(columns):
        if (
            column.code
            and column.name == config.target
            and config.task in ("regression", "forecast")
            and column.name not in types
        ):
            columns[place] = column_of(column.name, table.column(column.name), layout.decimal, "number", chosen)
    return _preview(layout, table, columns, config)


def _preview(layout: Layout, table: pa.Table, columns: list[Column], config: DatasetConfig) -> TablePreview:
    by_name = {column.name: column for column in columns}
    target = config.target if config.target in by_name else guess_target(columns).name
    wanted = config.task or ("forecast" if is_series(columns, target) and config.features is None else None)
    task, classes, problem = _task(by_name[target], wanted)
    if not table.num_rows:
        problem = _("The table has no rows below its header.")
    guesses = tuple(ColumnGuess(column.name, column.type, _role(column, target, task, config)) for column in columns)
    if task == "forecast" and config.time is None:
        guesses = _with_time(guesses)
    return TablePreview(
        format=layout.format,
        size=layout.size,
        encoding=layout.encoding,
        separator=layout.separator,
        decimal=layout.decimal,
        header=layout.header,
        sheet=layout.sheet,
        sheets=layout.sheets,
        columns=guesses,
        rows=_shown(table),
        task=task,
        classes=classes,
        problem=problem,
    )


def _task(target: Column, task: str | None) -> tuple[str, int, str]:
    """The task, the number of classes, and why the target cannot be used, if so."""
    kinds = int(target.values.nunique()) if target.type != "" else 0
    try:
        found = task or inferred_task(target.name, target.values)
    except DatasetError as error:
        return "multiclass", MOST_CLASSES, str(error)
    if found in ("regression", "forecast"):
        numbers = target.type in ("number", "id") and target.values.dtype.kind == "f"
        text = _("'{name}' holds no numbers; a regression and a series need some.")
        return found, 1, "" if numbers else text.format(name=target.name)
    problem = ""
    if kinds > MOST_CLASSES or (found == "binary" and kinds > 2):
        problem = _("'{name}' has {n} different values, too many for this task.").format(name=target.name, n=kinds)
    return found, max(min(kinds, MOST_CLASSES), 2), problem


def _role(column: Column, target: str, task: str, config: DatasetConfig) -> str:
    if column.name == target:
        return "target"
    if column.name == config.time:
        return "time"
    if task == "forecast" or column.type in ("", "id", "text"):
        return "ignored"
    return "feature" if config.features is None or column.name in config.features else "ignored"


def _with_time(guesses: tuple[ColumnGuess, ...]) -> tuple[ColumnGuess, ...]:
    """The guesses with the first column of dates as the time."""
    first = next((guess.name for guess in guesses if guess.type == "date" and guess.role != "target"), None)
    return tuple(ColumnGuess(guess.name, guess.type, "time") if guess.name == first else guess for guess in guesses)


def _shown(table: pa.Table) -> tuple[tuple[str, ...], ...]:
    """The first rows as text."""
    columns = [[_text(cell) for cell in column.to_pylist()] for column in table.slice(0, ROWS).columns]
    return tuple(zip(*columns, strict=True))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    text = label_of(cell) if isinstance(cell, float) else str(cell)
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
