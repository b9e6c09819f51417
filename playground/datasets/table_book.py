"""Reads Excel (xlsx) files."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Cancelled, DatasetError, Progress
from playground.datasets.steps import Steps
from playground.datasets.table_exact import label_of
from playground.datasets.table_guesses import is_missing
from playground.datasets.table_layout import MOST_COLUMNS, Layout, repeats_left_out
from playground.datasets.table_numbers import decimal_of
from playground.datasets.table_shape import Shape, shape_of, told
from playground.datasets.table_sheets import check_sheets
from playground.language import _, ngettext

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_CELLS = 60_000_000
_SHAPED = 400
"""Rows that tell where the table begins."""
_ASK_EVERY = 0.1
"""Seconds between two questions whether to go on."""
_Read = TypeVar("_Read")


def read_book(
    file: BinaryIO, name: str, config: DatasetConfig, steps: Steps, progress: Progress, most: int | None = None
) -> tuple[Layout, pa.Table]:
    """A sheet of an Excel file; the first that is not empty, if none is chosen.

    Raises:
        DatasetError: it is broken, or no Excel file.
    """
    sheet, header, decimal = config.sheet, config.header, config.decimal
    check_sheets(file, name, progress)
    words = _("Reading {name}").format(name=name)
    sheets, chosen, rows, gaps = _watched(lambda: _cells(file, name, sheet, most), lambda: progress(None, words))
    shape = shape_of(
        [[_shown(cell) for cell in row] for row in rows[:_SHAPED]], None if header is None else header == "yes", gaps
    )
    if shape.titles:
        steps.add(titles_left_out(shape.titles), "hint")
    for text, kind in told(shape):
        steps.add(text, kind)
    width, names = len(rows[0]), shape.names
    if width > MOST_COLUMNS:
        raise DatasetError(_("The table has {n} columns; at most {most} can be used.").format(n=width, most=MOST_COLUMNS))
    body = _without_repeats(rows[shape.titles :], shape, steps)
    columns: dict[str, Any] = {}
    for place, (column, cells) in enumerate(zip(names, zip(*body, strict=True) if body else [()] * width, strict=True)):
        progress(place / width, _("Reading the column '{name}'").format(name=column))
        columns[column] = _column(cells, decimal)
    import pyarrow as pa

    size = os.fstat(file.fileno()).st_size
    layout = Layout("xlsx", size, decimal=decimal or ".", header=shape.header, names=names, sheet=chosen, sheets=sheets)
    return layout, pa.table(columns)


def _watched(read: Callable[[], _Read], ask: Callable[[], None]) -> _Read:
    """What ``read`` gives, which cannot be stopped: it runs on a thread of its own, and is left behind when ``ask`` raises."""
    outcome: list[_Read] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(read())
        except BaseException as error:  # told to the one who waits
            failure.append(error)

    thread = threading.Thread(target=run, name="excel", daemon=True)
    thread.start()
    running = True
    while running:
        thread.join(_ASK_EVERY)
        running = thread.is_alive()
        ask()
    if failure:
        raise failure[0]
    return outcome[0]


def _cells(
    file: BinaryIO, name: str, sheet: str | None, most: int | None
) -> tuple[tuple[str, ...], str, list[list[Any]], frozenset[int]]:
    """The names of the sheets, the one that is read, its rows that are not empty, all equally long, and which stand below an empty one."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(file)
        sheets = tuple(book.sheet_names)
        if sheet is not None and sheet not in sheets:
            text = _("There is no sheet '{sheet}'; the sheets are: {known}")
            raise DatasetError(text.format(sheet=sheet[:60], known=", ".join(sheets)[:300]))
        rows: list[list[Any]] = []
        chosen = sheet or (sheets[0] if sheets else "")
        for chosen in (sheet,) if sheet is not None else sheets:
            rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=True, nrows=most)
            if rows:
                break
    except (DatasetError, Cancelled, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # its Rust part also panics, which is no Exception
        raise DatasetError(_("{name} is not a whole Excel file: it is damaged or cut off.").format(name=name)) from error
    places = [place for place, row in enumerate(rows) if any(cell not in ("", None) for cell in row)]
    if not places:
        raise DatasetError(_("The file is empty."))
    gaps = frozenset(n for n in range(1, len(places)) if places[n] > places[n - 1] + 1)
    return sheets, chosen, [rows[place] for place in places], gaps


def _shown(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _without_repeats(rows: list[list[Any]], shape: Shape, steps: Steps) -> list[list[Any]]:
    """The rows below the names, without those that are the names again."""
    body = rows[shape.heads :]
    kept = [row for row in body if row != rows[0]] if shape.heads else body
    if len(kept) < len(body):
        steps.add(repeats_left_out(len(body) - len(kept)), "hint")
    return kept


def titles_left_out(rows: int) -> str:
    """What is said of a title above a table."""
    text = ngettext("The first row is left out: it is a title.", "The first {n} rows are left out: they are a title.", rows)
    return text.format(n=rows)


def _as_text(cell: Any, decimal: str = ".") -> str | None:
    """A cell as text, a number with the decimal sign of the texts beside it; None where it is empty."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, float):
        return label_of(cell).replace(".", decimal)
    return None if cell is None else str(cell)


def _column(cells: Sequence[Any], decimal: str | None) -> pa.Array:
    """A column as numbers or dates if all of its cells are, else as texts, letter for letter."""
    import numpy as np
    import pyarrow as pa

    if cells and set(map(type, cells)) <= {int, float}:
        return pa.array(np.array(cells, np.float64))
    given = [None if isinstance(cell, str) and not cell.strip() else cell for cell in cells]
    kinds = {type(cell) for cell in given if cell is not None}
    if kinds <= {int, float}:
        return pa.array([None if cell is None else float(cell) for cell in given], pa.float64())
    if kinds == {bool}:
        return pa.array(given, pa.bool_())
    if kinds == {str}:
        return pa.array(given, pa.string())
    moments = [None if isinstance(cell, str) and is_missing(cell) else cell for cell in given]
    kinds = {type(cell) for cell in moments if cell is not None}
    if kinds and kinds <= {datetime, date}:
        wide = [cell if isinstance(cell, datetime) or cell is None else datetime.combine(cell, time()) for cell in moments]
        return pa.array(wide, pa.timestamp("us"))
    if kinds == {time}:
        return pa.array(moments, pa.time64("us"))
    if kinds and kinds <= {timedelta, time}:
        return pa.array([None if cell is None else _seconds(cell) for cell in moments], pa.float64())
    sign = "."
    if float in kinds:
        sign = decimal_of(pa.chunked_array([[cell for cell in given if isinstance(cell, str)]], pa.string()), decimal)
    return pa.array([_as_text(cell, sign) for cell in given], pa.string())


def _seconds(cell: timedelta | time) -> float:
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    return cell.hour * 3600.0 + cell.minute * 60 + cell.second
