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
    "결측",
    "해당없음",
)
"""Texts, in small letters, that stand for a missing value."""
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


def rows_of(text: str, separator: str, most: int = _GUESS_ROWS, whole: bool = True) -> list[list[str]]:
    """The first rows of a text that are not blank; the last, perhaps cut off, only if the text is ``whole``."""
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows.extend(islice((row for row in reader if row), most + 1))
    except csv.Error:  # broken: the rows until then tell enough
        return rows
    return rows[:most] if whole or len(rows) > most else rows[:-1] or rows


def guess_separator(text: str, whole: bool) -> str:
    """What cuts the first rows into equally many cells; ``none`` where the first row holds a single one."""
    found: dict[str, tuple[float, int]] = {}
    for separator in _SEPARATORS:
        rows = rows_of(text, "\t" if separator == "tab" else separator, 100, whole)
        if rows and len(rows[0]) > 1:
            found[separator] = (sum(len(row) == len(rows[0]) for row in rows) / len(rows), len(rows[0]))
    if not found:
        return "none"
    best = max(share for share, _width in found.values())
    if best == 1:
        return next(separator for separator in _SEPARATORS if found.get(separator, (0, 0))[0] == 1)
    return max(found, key=lambda separator: found[separator])


def guess_decimal(rows: list[list[str]], separator: str) -> str:
    """The decimal sign of the numbers; where nothing tells, a comma only beside another separator than itself."""
    comma = point = either = 0
    for row in rows:
        for cell in row:
            text = cell.strip()
            comma += _COMMA_DECIMAL.fullmatch(text) is not None
            point += _POINT_DECIMAL.fullmatch(text) is not None
            either += _EITHER_DECIMAL.fullmatch(text) is not None
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
