"""Where the cells of a sheet of an Excel file stand, seen in the bytes of its XML: far faster than to parse it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
    Letters = npt.NDArray[np.uint8]

_PREFIXED = re.compile(rb"<\w+:(?:(c)|row)(?=[\s/>])")
_ROW = re.compile(rb"[\s/>](?:[^<>]*?\br\s*=\s*[\"'](\d{1,10})[\"'])?")
_CELL = re.compile(rb"[\s/>](?:[^<>]*?\br\s*=\s*[\"'](?:([A-Za-z]{1,4})(\d{1,10})[\"']|([^\"'<>]*)))?")
_USUAL = b' r="'
"""How the place of a cell begins behind the name of its tag, as nearly every program writes it."""
_MOST_LETTERS, _MOST_DIGITS = 3, 7
_BEYOND = 16
"""Bytes that are looked at behind a tag, at most."""


@dataclass
class Extent:
    """What was seen of a sheet. Rows and columns count from 1; 0: there was no cell yet."""

    rows: int = 0
    cells: int = 0
    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0
    _row: int = 0
    _column: int = 0

    def see(self, piece: bytes) -> None:
        """The next piece, cut between two tags.

        A row without a number follows the row before it, a cell without a place the cell before it.

        Raises:
            ValueError: a cell's place is none.
        """
        import numpy as np

        letters = np.frombuffer(piece + bytes(_BEYOND), np.uint8)
        rows, cells = _names(piece, letters)
        numbers = np.append(self._row, _counted_on(_row_numbers(piece, rows), self._row))
        in_row = np.searchsorted(rows, cells)
        columns, cell_rows = _places(piece, letters, cells)
        first = np.diff(in_row, prepend=0) > 0
        columns = _counted_on(np.where(first & (columns == 0), 1, columns), self._column)
        cell_rows = np.where(cell_rows > 0, cell_rows, np.maximum(numbers[in_row], 1))
        self.rows += len(rows)
        self.cells += len(cells)
        self._row = int(numbers[-1])
        self._column = int(columns[-1]) if len(cells) and in_row[-1] == len(rows) else 0 if len(rows) else self._column
        if len(cells):
            self.left = min(self.left or int(columns[0]), int(columns.min()))
            self.top = min(self.top or int(cell_rows[0]), int(cell_rows.min()))
            self.right, self.bottom = max(self.right, int(columns.max())), max(self.bottom, int(cell_rows.max()))

    def area(self) -> int:
        """Cells from the first to the last."""
        return (self.right - self.left + 1) * (self.bottom - self.top + 1) if self.cells else 0

    def last(self) -> str:
        """The place that is as far to the right and as far down as a cell is, such as ``XFD1048576``."""
        name, left = "", self.right
        while left:
            left, letter = divmod(left - 1, 26)
            name = chr(65 + letter) + name
        return f"{name}{self.bottom}"


def _names(piece: bytes, letters: Letters) -> tuple[Numbers, Numbers]:
    """Where the names of the tags of rows, and of cells, have ended."""
    import numpy as np

    ends = np.zeros(256, dtype=bool)
    ends[list(b" \t\r\n\v\f/>")] = True
    opened = np.flatnonzero(letters == ord("<"))
    names = letters[opened + 1]
    cells = opened[names == ord("c")] + 2
    cells = cells[ends[letters[cells]]]
    rows = opened[names == ord("r")] + 4
    rows = rows[(letters[rows - 2] == ord("o")) & (letters[rows - 1] == ord("w")) & ends[letters[rows]]]
    if b":c" in piece or b":row" in piece:
        found = [(match.end(), match[1] is not None) for match in _PREFIXED.finditer(piece)]
        cells = np.sort(np.append(cells, [end for end, is_cell in found if is_cell]).astype(np.int64))
        rows = np.sort(np.append(rows, [end for end, is_cell in found if not is_cell]).astype(np.int64))
    return rows, cells


def _row_numbers(piece: bytes, rows: Numbers) -> Numbers:
    """The numbers of rows, 0 where there is none."""
    import numpy as np

    found = (_ROW.match(piece, place) for place in rows.tolist())
    return np.array([int(match[1] or 0) if match else 0 for match in found], dtype=np.int64)


def _places(piece: bytes, letters: Letters, cells: Numbers) -> tuple[Numbers, Numbers]:
    """The columns and the rows of cells, 0 where there is none."""
    import numpy as np

    columns, rows, at = np.zeros(len(cells), np.int64), np.zeros(len(cells), np.int64), cells.copy()
    usual = np.ones(len(cells), dtype=bool)
    for letter in _USUAL:
        usual &= letters[at] == letter
        at += 1
    at[~usual] = len(letters) - _BEYOND  # nothing but zeros there
    for _letter in range(_MOST_LETTERS):
        here = letters[at]
        more = (here >= ord("A")) & (here <= ord("Z"))
        columns = np.where(more, columns * 26 + here - 64, columns)
        at += more
    for _digit in range(_MOST_DIGITS):
        here = letters[at] - ord("0")
        more = here < 10
        rows = np.where(more, rows * 10 + here, rows)
        at += more
    usual &= (letters[at] == ord('"')) & (columns > 0) & (rows > 0)
    for place in np.flatnonzero(~usual).tolist():
        match = _CELL.match(piece, int(cells[place]))
        column, row, strange = match.groups() if match else (None, None, None)
        if strange:
            raise ValueError("a cell whose place is none")
        columns[place], rows[place] = _number(column or b""), int(row or 0)
    return columns, rows


def _number(column: bytes) -> int:
    """The number of a column from its letters: A is 1, XFD is 16384."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number


def _counted_on(numbers: Numbers, before: int) -> Numbers:
    """Numbers, of which 0 stands for one more than the one before it."""
    import numpy as np

    given = np.append(before, numbers)
    places = np.arange(len(given))
    last = np.maximum.accumulate(np.where(given > 0, places, 0))
    return (given[last] + places - last)[1:]
