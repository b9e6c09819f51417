"""How the cells of a text are written: guesses of separator, quotation mark and escape from its first rows. Standard library only."""

from __future__ import annotations

import io
import re
from collections import Counter
from itertools import islice

from playground.datasets.table_cells import LOST, NONE, Dialect, Row, rows_in
from playground.datasets.table_guesses import is_number
from playground.datasets.table_shape import guess_header
from playground.datasets.table_titles import gaps_in, title_rows

MOST_ROWS = 1000
"""Rows that guesses are made from."""
_LOOK_ROWS = 100
_LOOK_LETTERS = 2**16
_SEPARATORS = ("tab", ";", "|", ",")  # a comma also stands in numbers and sentences: the others go first
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\s*[\r\n]")
_ESCAPE = "\\"
_MOSTLY = 0.9


def character_of(separator: str) -> str:
    """The character that is meant by a name of ``SEPARATORS``."""
    return {"none": NONE, "tab": "\t", "space": " "}.get(separator, separator)


def rows_of(text: str, dialect: Dialect, most: int = MOST_ROWS, whole: bool = True) -> list[Row]:
    """The first rows of a text that are not blank; the last, perhaps cut off, only if the text is ``whole``."""
    rows = list(islice(rows_in(io.StringIO(text, newline=""), dialect), most + 1))
    return rows[:most] if whole or len(rows) > most else rows[:-1] or rows


def guess_dialect(text: str, whole: bool, separator: str | None = None) -> tuple[str, Dialect]:
    """A name of ``SEPARATORS``, if none is given the one that cuts the rows into equally many cells; and how cells are written then."""
    if separator is not None:
        return separator, _written(text, whole, separator)
    if found := _SEPARATOR_LINE.match(text):  # Excel's own way of saying it
        name = "tab" if found[1] == "\t" else found[1]
        return name, _written(text, whole, name)
    ranked: dict[str, float] = {}
    dialects: dict[str, Dialect] = {}
    for name in _SEPARATORS:
        if character_of(name) in text:
            dialects[name] = _written(text, whole, name)
            rank = _rank(text, dialects[name], whole)
            if rank:
                ranked[name] = rank
    if not ranked:
        name = "space" if _is_spaced([row.cells for row in rows_of(text, Dialect(" "), _LOOK_ROWS, whole)]) else "none"
        return name, _written(text, whole, name)
    best = max(ranked, key=lambda name: ranked[name])
    return best, dialects[best]


def _rank(text: str, dialect: Dialect, whole: bool) -> float:
    """How well a separator cuts a text: 0 not at all; 1 into equally many cells with all quotation marks in their place."""
    rows = rows_of(text, dialect, _LOOK_ROWS, whole)
    cells = [row.cells for row in rows]
    top = title_rows(cells, gaps_in(rows))
    if not cells or len(cells[top]) < 2:
        return 0.0
    widths = Counter(len(row) for row in cells[top:])
    width = len(cells[top]) if len(cells[top]) in widths else 0
    common, count = widths.most_common(1)[0]
    if common < 2:
        return 0.0
    width = max(width, common)
    odd = sum(row.odd == LOST for row in rows[top:]) / len(rows[top:])
    even = count / sum(widths.values())
    if even == 1 and not odd:
        return 1.0
    return even * (1 - odd) * (1 - 0.5 / width)


def _written(text: str, whole: bool, separator: str) -> Dialect:
    """How cells between these separators are written."""
    sign, look = character_of(separator), text[:_LOOK_LETTERS]
    single, double = (_quoted_cells(look, sign, quote) for quote in "'\"")
    quote = "'" if single > double and single >= max(2, 0.5 * look.count("\n")) else '"'
    dialect = Dialect(sign, quote)
    if _ESCAPE + quote in look:
        escaped = Dialect(sign, quote, _ESCAPE)
        if _odd(look, escaped, whole) < _odd(look, dialect, whole):
            dialect = escaped
    blanks = sign not in (" ", "\t", NONE) and _has_blanks(look, dialect)
    return Dialect(sign, quote, dialect.escape, blanks)


def _quoted_cells(text: str, separator: str, quote: str) -> int:
    """How many cells stand between quotation marks."""
    return len(
        re.findall(
            f"(?:^|{re.escape(separator)}) *{quote}[^{quote}\\r\\n]+{quote} *(?=[{re.escape(separator)}\\r\\n]|\\Z)",
            text,
            re.MULTILINE,
        )
    )


def _odd(text: str, dialect: Dialect, whole: bool) -> int:
    return sum(row.odd == LOST for row in rows_of(text, dialect, _LOOK_ROWS, whole and len(text) < _LOOK_LETTERS))


def _has_blanks(text: str, dialect: Dialect) -> bool:
    """Whether a blank follows every separator, nearly."""
    sign, quote = dialect.separator, dialect.quote
    lines = [line for line in text.splitlines()[:_LOOK_ROWS] if quote not in line]
    cells = [cell for line in lines for cell in line.split(sign)[1:] if cell.strip()]
    if cells:
        return sum(cell.startswith(" ") for cell in cells) >= _MOSTLY * len(cells)
    return text.count(f"{sign} {quote}") > text.count(sign + quote)


def _is_spaced(rows: list[list[str]]) -> bool:
    """Whether spaces stand between equally many cells, most of them numbers or under names: else they stand between words."""
    width = len(rows[0]) if rows else 0
    cells = [cell for row in rows[1:] for cell in row if cell]
    if all(len(cell) == 3 for row in rows for cell in row[1:]):  # thousands set apart
        return False
    if width < 2 or any(len(row) != width for row in rows) or not cells:
        return False
    if sum(map(is_number, cells)) > 0.7 * len(cells):
        return True
    numbers = any(all(is_number(row[place]) for row in rows[1:]) for place in range(width))
    return width > 2 and len(rows) > 3 and numbers and guess_header(rows)
