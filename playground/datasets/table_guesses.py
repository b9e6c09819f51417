"""How a text file is written: guesses of encoding, separator, decimal sign and header from the first part of it. Standard library only."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice

from playground.datasets.config import ENCODINGS
from playground.language import _

NONE = "\x1f"
"""Stands in the place of a separator where there is one column: a character that no text holds."""
MISSING = (
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "none",
    "nil",
    "-",
    "?",
    ".",
    "inf",
    "-inf",
    "+inf",
    "infinity",
    "n.a.",
    "--",
    "<na>",
    "#div/0!",
    "#ref!",
    "#value!",
    "#name?",
    "#num!",
    "#null!",
    "\\n",
    "(null)",
    "[null]",
    "(none)",
    "missing",
    "(missing)",
    "*",
    "**",
    "***",
    "..",
    "...",
    "…",
    "---",
    "—",
    "–",
    "−",
    "n.d.",
    "n/d",
    "nd",
    "#n/a n/a",
    "#n/d",
    "1.#qnan",
    "1.#ind",
    "-1.#ind",
    "-nan",
    "not available",
    "결측",
    "결측치",
    "해당없음",
    "미상",
)
"""Texts, in small letters, that stand for a missing value where the others are numbers or dates. In a column of texts they are texts:
a class may be called ``None``."""
_GUESS_ROWS = 1000
_SEPARATORS = ("tab", ";", "|", ",")  # a comma also stands in numbers and sentences: the others go first
_NUMBER = re.compile(r"[+-]?[₩$€£¥]?\s?(\d[\d.,' ]*|[.,]\d+)([eE][+-]?\d+)?\s?[%원€]?")
_DATE = re.compile(r"\d{1,4}\s*[-./년]\s*\d{1,2}\s*([-./월]\s*\d{0,4}.*)?")
_COMMA_DECIMAL = re.compile(
    r"[+-]?(\d{1,3}([. ]\d{3})*|\d*),(\d{1,2}|\d{4,})([eE][+-]?\d+)?|[+-]?(0|\d{4,}),\d+|[+-]?\d{1,3}(\.\d{3})+,\d+"
)
_POINT_DECIMAL = re.compile(
    r"[+-]?(\d{1,3}([, ]\d{3})*|\d*)\.(\d{1,2}|\d{4,})([eE][+-]?\d+)?|[+-]?(0|\d{4,})\.\d+|[+-]?\d{1,3}(,\d{3})+\.\d+"
)
_EITHER_DECIMAL = re.compile(r"[+-]?\d{1,3},\d{3}")
_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\s*[\r\n]")
_MONEY = "₩$€£¥%원 "
_YEAR = re.compile(r"(19|20)\d\d")


def guess_encoding(pieces: list[bytes]) -> str:
    """The encoding of a file, a name of ``ENCODINGS``, from pieces of it; the first is its beginning."""
    start = pieces[0]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[:2000].count(0) > len(start[:2000]) / 4:
        return "utf-16-le" if start[1:2000:2].count(0) > start[0:2000:2].count(0) else "utf-16-be"
    if all(_decodes(piece, "utf-8") for piece in pieces):
        return "utf-8"
    whole = b"\n".join(_without_ascii_lines(piece) for piece in pieces)
    if _decodes(whole, "cp949"):
        strange = [letter for letter in whole.decode("cp949", errors="ignore") if not letter.isascii()]
        hangul = sum("가" <= letter <= "힣" for letter in strange)
        if hangul >= 0.6 * len(strange):
            return "cp949"
    return _by_letters(whole)


def _by_letters(data: bytes) -> str:
    """What charset-normalizer takes the letters for, among the encodings that are offered."""
    from charset_normalizer import from_bytes

    offered = {codecs.lookup(name).name: name for name, _label in ENCODINGS}
    best = from_bytes(data[:50_000], cp_isolation=[name for name in offered if not name.startswith("utf")]).best()
    found = offered.get(codecs.lookup(best.encoding).name) if best is not None else None
    if found is None or found.startswith("cp125"):
        return "latin-1" if not any(0x80 <= byte < 0xA0 for byte in data) else found or "cp1252"
    return found


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether bytes, perhaps cut off within a letter, are text in an encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _without_ascii_lines(data: bytes) -> bytes:
    """The lines that hold more than ASCII, each of them whole."""
    return b"\n".join(line for line in data.split(b"\n")[:20_000] if not line.isascii())


def line_of(text: str, separator: str, place: int) -> int:
    """How many lines stand above a row of ``rows_of``."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator == " ")
    above = count = 0
    for row in reader:
        if row and count == place:
            return above
        count += bool(row)
        above = reader.line_num
    return 0


def rows_of(text: str, separator: str, most: int = _GUESS_ROWS, whole: bool = True) -> list[list[str]]:
    """The first rows of a text that are not blank; the last, perhaps cut off, only if the text is ``whole``."""
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=separator == " ")
        rows.extend(islice((row for row in reader if row), most + 1))
    except csv.Error:  # broken: the rows until then tell enough
        return rows
    return rows[:most] if whole or len(rows) > most else rows[:-1] or rows


def guess_separator(text: str, whole: bool) -> str:
    """What cuts the first rows into equally many cells; ``none`` where there is a single one."""
    if found := _SEPARATOR_LINE.match(text):  # Excel's own way of saying it
        return "tab" if found[1] == "\t" else found[1]
    found_in: dict[str, float] = {}
    for separator in _SEPARATORS:
        rows = rows_of(text, "\t" if separator == "tab" else separator, 100, whole)
        top = title_rows(rows)
        if rows and len(rows[top]) > 1:
            found_in[separator] = sum(len(row) == len(rows[top]) for row in rows[top:]) / len(rows[top:])
    if not found_in:
        return "space" if _is_spaced(rows_of(text, " ", 100, whole)) else "none"
    best = max(found_in.values())
    if best == 1:
        return next(separator for separator in _SEPARATORS if found_in.get(separator, 0) == 1)
    return max(found_in, key=lambda separator: found_in[separator])


def _is_spaced(rows: list[list[str]]) -> bool:
    """Whether spaces stand between equally many cells, most of them numbers: else they stand between words."""
    width = len(rows[0]) if rows else 0
    cells = [cell for row in rows[1:] for cell in row if cell]
    if all(len(cell) == 3 for row in rows for cell in row[1:]):  # thousands set apart
        return False
    return width > 1 and all(len(row) == width for row in rows) and sum(map(is_number, cells)) > 0.7 * len(cells) > 0


def title_rows(rows: list[list[str]]) -> int:
    """How many rows at the top are a title or a remark: a single cell, where nearly all rows below have more."""
    widths = Counter(len(row) for row in rows[:100])
    if not widths:
        return 0
    width = widths.most_common(1)[0][0]
    top = 0
    while top < min(len(rows) - 2, 20) and _is_title(rows[top], width):
        top += 1
    below = rows[top : top + 100]
    return top if len(rows[top]) > 1 and sum(len(row) == width for row in below) >= 0.8 * len(below) else 0


def _is_title(row: list[str], width: int) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if filled[:1] == ["sep="]:
        return True
    if width < 2 or len(filled) > 1:
        return width > 1 and row[0].lstrip().startswith("#") and len(row) != width
    if len(row) == width == 2:
        return False
    return width > 2 or not filled or " " in filled[0] or filled[0].startswith(("#", "sep="))


def guess_decimal(rows: list[list[str]], separator: str) -> str:
    """The decimal sign of the numbers; where nothing tells, a comma only beside another separator than itself."""
    comma = point = either = 0
    for row in rows:
        for cell in row:
            text = cell.strip(_MONEY)
            comma += _COMMA_DECIMAL.fullmatch(text) is not None
            point += _POINT_DECIMAL.fullmatch(text) is not None
            if _EITHER_DECIMAL.fullmatch(text):
                whole = any(sign in cell for sign in "₩¥원")  # money without parts
                point, either = point + whole, either + (not whole)
    if comma > point:
        return ","
    return "," if either and not point and separator == ";" else "."


def guess_header(rows: list[list[str]]) -> bool:
    """Whether the first row holds names: its cells are unlike those below them."""
    if not rows:
        return False
    first, below = rows[0], rows[1:201]
    votes = 0
    for place, cell in enumerate(first):
        others = [row[place] for row in below if place < len(row) and not is_missing(row[place])]
        if not others:
            votes -= is_number(cell)
        elif sum(is_number(other) or is_date(other) for other in others) > 0.8 * len(others):
            if not (is_number(cell) or is_date(cell)):
                votes += 0 if is_missing(cell) else 1
            elif not (_YEAR.fullmatch(cell.strip()) and not all(_YEAR.fullmatch(other.strip()) for other in others)):
                votes -= 1
        elif cell in others:
            votes -= 1
    if votes:
        return votes > 0
    if all(is_number(cell) or is_missing(cell) for cell in first):
        return bool(_YEAR.fullmatch(first[-1].strip())) and len(rows) > 1
    return True


def is_missing(cell: str) -> bool:
    """Whether a cell stands for a missing value."""
    return cell.strip().lower() in MISSING


def is_number(cell: str) -> bool:
    """Whether a cell could be a number, in whatever way it is written."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def is_date(cell: str) -> bool:
    """Whether a cell could be a date."""
    return _DATE.fullmatch(cell.strip()) is not None


def unique_names(cells: list[str]) -> tuple[str, ...]:
    """Names for columns from the cells of a header: none empty, none twice."""
    wanted = [" ".join(cell.replace("\0", "").split())[:200] for cell in cells]
    often = Counter(wanted)
    names: list[str] = []
    taken = {name for name, count in often.items() if count == 1 and name}
    seen: set[str] = set()
    for position, cell in enumerate(wanted):
        base = cell or _("column {n}").format(n=position + 1)
        name, again = base, 2
        while name in seen or (name in taken and not (often[cell] == 1 and name == cell)):
            name, again = f"{base} ({again})", again + 1
        seen.add(name)
        names.append(name)
    return tuple(names)


def numbered_names(count: int) -> tuple[str, ...]:
    """Names for columns that have none."""
    return tuple(_("column {n}").format(n=position + 1) for position in range(count))
