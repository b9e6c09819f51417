"""Cuts a text into rows of cells as strictly as the text allows: a quotation mark that cannot be one is a letter, and is told.

The one place where it is decided what a cell is: guesses, the first look, the check of what pyarrow read and the reading row by row share
it. Standard library only.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

NONE = "\x1f"
"""Stands in the place of a separator where there is one column: a character that no text holds."""
LONGEST_CELL = 2**24
"""Letters of a cell in quotation marks at most."""
SPACED, LOST = 1, 2
"""What can be odd about a row: blanks around quotation marks, which few programs expect; and a mark without its partner."""
_FEW = 2


@dataclass(frozen=True)
class Dialect:
    """How cells are written.

    Attributes:
        separator: The character between two cells; several spaces are one separator.
        quote: What stands around a cell that holds a separator; doubled, it is a letter.
        escape: What makes the quotation mark behind it a letter; empty: nothing does.
        blanks: Whether a blank follows every separator, and belongs to it.
    """

    separator: str = ","
    quote: str = '"'
    escape: str = ""
    blanks: bool = False

    @cached_property
    def plain(self) -> re.Pattern[str]:
        """A cell without quotation marks."""
        return re.compile(f"[^{re.escape(self.separator)}\\r\\n]*")

    @cached_property
    def marks(self) -> re.Pattern[str]:
        """What can end a cell: quotation marks in a row; with an escape also what it makes a letter."""
        escaped = f"{re.escape(self.escape)}[{re.escape(self.escape + self.quote)}]|" if self.escape else ""
        return re.compile(f"{escaped}{re.escape(self.quote)}+")

    @cached_property
    def end(self) -> re.Pattern[str]:
        """The end of a cell."""
        return re.compile(f" *(?=[{re.escape(self.separator)}\\r\\n]|\\Z)")

    @cached_property
    def start(self) -> re.Pattern[str]:
        """Blanks before a cell."""
        return re.compile("" if self.separator == "\t" else " *")

    def letters(self, content: str) -> str:
        """What stands between two quotation marks, without the marks that make a letter of another."""
        if self.escape:
            content = re.sub(f"{re.escape(self.escape)}([{re.escape(self.escape + self.quote)}])", r"\1", content)
        return content.replace(self.quote * 2, self.quote)


class Row(NamedTuple):
    """A row: the number of its first line, its cells, how many lines it takes, and what is odd about it: nothing, ``SPACED`` or ``LOST``."""

    line: int
    cells: list[str]
    lines: int = 1
    odd: int = 0


def rows_in(lines: Iterable[str], dialect: Dialect, width: int = 0, first: int = 1) -> Iterator[Row]:
    """The rows of a text that are not blank.

    Args:
        lines: Its lines with their ends.
        dialect: How its cells are written.
        width: Columns of the table, if they are known: a cell that holds whole rows of it was opened by mistake.
        first: The number of the first line.
    """
    source, ahead = iter(lines), deque[str]()
    line = first

    def more() -> str | None:
        """The next line: of those that were taken too early, else of the source."""
        return ahead.popleft() if ahead else next(source, None)

    while (text := more()) is not None:
        if dialect.quote not in text:
            cells, odd, used = _plain_cells(text, dialect), 0, 1
        elif (quick := _quickly(text, dialect)) is not None:
            cells, odd, used = quick, 0, 1
        else:
            taken = [text]
            cells, odd, used = _row(taken, dialect, more, width)
            ahead.extendleft(reversed(taken[used:]))
        if len(cells) > 1 or cells[0].strip():
            yield Row(line, cells, used, odd)
        line += used


def _quickly(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line whose quotation marks are all where they belong; None: it has to be looked at more closely."""
    if (
        dialect.escape
        or dialect.blanks
        or dialect.separator == " "
        or text.startswith(" ")
        or f"{dialect.separator} {dialect.quote}" in text
    ):
        return None
    try:
        return next(csv.reader((text,), delimiter=dialect.separator, quotechar=dialect.quote, strict=True))
    except csv.Error:
        return None


def _row(taken: list[str], dialect: Dialect, following: Callable[[], str | None], width: int) -> tuple[list[str], int, int]:
    """The cells of the row that begins with the first line taken, what is odd about it, and how many lines belong to it.

    More lines are taken where a cell goes on in them.
    """
    text = taken[0]
    found = _cut(text, dialect, whole=False)
    length = len(text)
    while found is None:
        more = following()
        while more is not None:
            taken.append(more)
            length += len(more)
            if dialect.quote in more or length > LONGEST_CELL:
                break
            more = following()
        text = "".join(taken)
        found = _cut(text, dialect, whole=more is None or length > LONGEST_CELL)
    cells, odd, end = found
    used = _lines_until(taken, end)
    if used > _FEW and width > 1 and _holds_rows(cells, dialect, width):
        cells, _odd, _end = _cut(taken[0], dialect, whole=True) or ([], 0, 0)
        return cells, LOST, 1
    return cells, odd, used


def _lines_until(taken: list[str], end: int) -> int:
    """How many of the lines lie before a place in them."""
    used = length = 0
    while used < len(taken) and length < end:
        length += len(taken[used])
        used += 1
    return max(used, 1)


def _holds_rows(cells: list[str], dialect: Dialect, width: int) -> bool:
    """Whether a cell holds several lines, each of which is a row of its own."""
    for cell in cells:
        inner = cell.splitlines()[1:-1]
        if len(inner) >= _FEW and all(line.count(dialect.separator) == width - 1 for line in inner):
            return True
    return False


def _plain_cells(text: str, dialect: Dialect) -> list[str]:
    """The cells of a line without quotation marks."""
    text = text.rstrip("\r\n")
    if dialect.separator == " ":
        return (
            text.split(" ")
            if "  " not in text and text == text.strip(" ")
            else [part for part in text.split(" ") if part] or [""]
        )
    cells = text.split(dialect.separator)
    return [cells[0], *(cell.lstrip(" ") for cell in cells[1:])] if dialect.blanks else cells


def _cut(text: str, dialect: Dialect, whole: bool) -> tuple[list[str], int, int] | None:
    """Cells of the first row of a text, what is odd about it, and where the row ends; None: it goes on behind the text."""
    cells: list[str] = []
    odd, at, spaced = 0, 0, dialect.separator == " "
    while True:
        begin = dialect.start.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
        content = None
        if text.startswith(dialect.quote, begin):
            found = _quoted(text, begin + 1, dialect, whole)
            if found is None:
                return None
            content, end, strange = found
            odd = max(odd, LOST if strange else SPACED if begin > at or text[end - 1] == " " else 0)
        if content is None:
            at = begin if spaced or (dialect.blanks and cells) else at
            end = dialect.plain.match(text, at).end()  # type: ignore[union-attr]  # it matches anything
            content = text[at:end]
        at = end
        if not (spaced and cells and not content and text[at : at + 1] in ("", "\r", "\n")):  # blanks at the end of a line
            cells.append(content)
        if text[at : at + 1] in ("", "\r", "\n"):
            return cells, odd, at + (2 if text.startswith("\r\n", at) else 1)
        at += 1


def _quoted(text: str, at: int, dialect: Dialect, whole: bool) -> tuple[str | None, int, bool] | None:
    """A cell from behind its first quotation mark: content, end, and whether a mark is odd; no content: the first mark is a letter.

    A mark is the end where a separator follows, and a letter in the middle of words. One that would begin a cell tells that an earlier
    one was no end, or no beginning. None: the cell goes on behind the text.
    """
    perhaps, strange = None, False
    for run in dialect.marks.finditer(text, at):
        if dialect.escape and run[0].startswith(dialect.escape):
            continue
        ended, single = dialect.end.match(text, run.end()), len(run[0]) % 2 == 1
        if ended and single:
            return dialect.letters(text[at : run.end() - 1]), ended.end(), strange
        if ended:
            perhaps = perhaps or (run.end() - 1, ended.end())
        elif single:
            if run.start() > at and _begins(text, run.start(), dialect):
                break
            strange = True
    else:
        if not whole:
            return None
    if perhaps is not None:
        return dialect.letters(text[at : perhaps[0]]), perhaps[1], True
    return None, at, True


def _begins(text: str, place: int, dialect: Dialect) -> bool:
    """Whether a cell begins at a place."""
    if dialect.blanks:
        while place > 0 and text[place - 1] == " ":
            place -= 1
    return text[place - 1] in (dialect.separator, "\r", "\n")
