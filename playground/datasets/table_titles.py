"""Which rows at the top of a table are none of it: a title, remarks, what a program says of itself. Standard library only.

What tells is what lies below: names stand right above values that are alike, or below a blank line; remarks do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from playground.datasets.table_cells import Row
from playground.datasets.table_guesses import is_date, is_missing, is_number

LOOK = 200
"""Rows that tell what a column holds."""
MOSTLY = 0.8
_MOST_TITLES = 60
_WORDS = (
    "source sources title report table dataset author publisher created updated downloaded exported generated version unit units note notes "
    "description frequency period quelle titel bericht einheit stand hinweis 출처 자료 자료출처 제목 통계표명 단위 작성자 작성일 조회기간 "
    "수록기간 수록주기 비고 주석"
)
_KEYS = frozenset(_WORDS.split())
"""What a remark above a table begins with, and names seldom do, in small letters."""
_NEXT = 5
"""Rows below a remark with several cells in which the names must come."""


def gaps_in(rows: Sequence[Row]) -> frozenset[int]:
    """Which rows stand below a blank line; none where nearly every line is followed by one."""
    ends = [row.line + row.lines for row in rows]
    gaps = frozenset(place for place in range(1, len(rows)) if rows[place].line > ends[place - 1])
    return gaps if len(gaps) < len(rows) / 2 else frozenset()


def title_rows(rows: list[list[str]], gaps: frozenset[int] = frozenset()) -> int:
    """How many rows at the top are a title or a remark.

    They are a single cell where nearly all rows below have more, or have another number of cells, or stand above a blank line with names
    below, or above names and hold numbers where there are other numbers below.

    Args:
        rows: The first rows, without blank ones.
        gaps: Which of them stand below a blank line.
    """
    widths = Counter(len(row) for row in rows[:LOOK])
    if not widths:
        return 0
    width = widths.most_common(1)[0][0]
    if names := _names_below(rows, gaps, width):
        return names
    top = 0
    while top < min(len(rows) - 2, _MOST_TITLES) and _is_title(rows, top, width):
        top += 1
    below = rows[top : top + 100]
    return top if len(rows[top]) > 1 and sum(abs(len(row) - width) <= 1 for row in below) >= MOSTLY * len(below) else 0


def _names_below(rows: list[list[str]], gaps: frozenset[int], width: int) -> int:
    """The row of names below remarks that have cells like a table: it stands below a blank line, or its numbers right below it; else 0."""
    found = 0
    remarks = _is_remark(rows[0])
    for at in range(1, min(len(rows) - 1, _MOST_TITLES)):
        parted = at in gaps or not any(cell.strip() for cell in rows[at - 1])
        if not (parted or remarks) or not _begins_table(rows, at, width):
            continue
        numbers = [place for place in range(width) if holds_numbers(place, rows[at + 1 :])]
        if any(_holds_values(row, numbers) and not _is_remark(row) for row in rows[:at]):
            break
        names = [cell.strip() for cell in rows[at]]
        told = len(set(names)) == len(names) and not any(map(is_missing, names))
        follow = told and _holds_values(rows[at + 1], numbers)
        if parted or follow:
            found = at
            if follow:
                break
    return found


def _is_remark(row: list[str]) -> bool:
    """Whether a row with several cells hardly holds names.

    It is marked as a remark of several words, says a key and its value, or a number or a date stands among several words.
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    if len(filled) < 2:
        return False
    if filled[0].startswith("#"):
        return any(" " in cell.lstrip("# ") for cell in filled)
    values = sum(is_number(cell) or is_date(cell) for cell in filled)
    if is_number(filled[0]):
        return False
    key = filled[0].partition(":")[0].strip().lower() in _KEYS
    return key or (0 < values < len(filled) - 1) or (len(filled) == 2 < len(row) and values == 1)


def _holds_values(row: list[str], numbers: list[int]) -> bool:
    """Whether a row holds numbers where the table does."""
    held = sum(place < len(row) and (is_number(row[place]) or is_date(row[place])) for place in numbers)
    return held >= max(len(numbers) / 2, 1)


def _is_title(rows: list[list[str]], top: int, width: int) -> bool:
    row = rows[top]
    filled = [cell.strip() for cell in row if cell.strip()]
    if filled[:1] == ["sep="]:
        return True
    if width < 2:
        return False
    if len(filled) > 1:
        if len(row) == width:
            return False
        return row[0].lstrip().startswith("#") or any(
            _begins_table(rows, at, width) for at in range(top + 1, min(top + 1 + _NEXT, len(rows) - 1))
        )
    if len(row) == width == 2 and filled:
        return not any(cell.strip() for cell in rows[top + 1]) or (" " in filled[0] and _begins_table(rows, top + 1, width))
    return width > 2 or not filled or " " in filled[0] or filled[0].startswith(("#", "sep="))


def _begins_table(rows: list[list[str]], top: int, width: int) -> bool:
    """Whether names stand in a row, and numbers below each of several of them: a title above is none of the table."""
    row, below = rows[top], rows[top + 1 : top + 1 + LOOK]
    filled = [(place, cell) for place, cell in enumerate(row) if cell.strip()]
    if len(row) != width or len(filled) < 2 or any(is_number(cell) or is_date(cell) for _place, cell in filled):
        return False
    return any(holds_numbers(place, [other for other in below if len(other) == width]) for place, _cell in filled)


def holds_numbers(place: int, rows: list[list[str]]) -> bool:
    """Whether the cells of a column are numbers or dates, nearly all."""
    cells = [row[place] for row in rows[:LOOK] if place < len(row) and not is_missing(row[place])]
    return bool(cells) and sum(is_number(cell) or is_date(cell) for cell in cells) > MOSTLY * len(cells)
