"""How a text file is written: guesses of its encoding and its decimal sign, and what a cell could be. Standard library only."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable

from playground.datasets.config import ENCODINGS
from playground.language import _

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
    "data not available",
    "not applicable",
    "not reported",
    "no data",
    "unknown",
    "undefined",
    "unbekannt",
    "inconnu",
    "blank",
    "(blank)",
    "empty",
    "(empty)",
    "(unknown)",
    "n/v",
    "n.v.",
    "k.a.",
    "k. a.",
    "keine angabe",
    "s.d.",
    "n.c.",
    "na.",
    "tbd",
    "t.b.d.",
    "결측",
    "결측치",
    "해당없음",
    "해당 없음",
    "없음",
    "(없음)",
    "자료없음",
    "자료 없음",
    "내용없음",
    "미상",
    "미정",
    "알수없음",
    "알 수 없음",
)
"""Texts, in small letters, that stand for a missing value where the others are numbers or dates. In a column of texts they are texts:
a class may be called ``None``."""
_MISSING = frozenset(MISSING)
_NUMBER = re.compile(r"(=\"|')?[+-]?[₩$€£¥]?\s?(\d(?:[\d.,' ]|_(?=\d{3}(?!\d)))*|[.,]\d+)([eEdD][+-]?\d+)?\s?[%원€]?\"?")
_DATE = re.compile(r"\d{1,4}\s*[-./년]\s*\d{1,2}\s*([-./월]\s*\d{0,4}.*)?")
_MONEY = "₩$€£¥%원 "
_COMMA_DECIMAL = (
    r"[+-]?(?:\d{1,3}(?:[. ]\d{3})*|\d*),(?:\d{1,2}|\d{4,})(?:[eE][+-]?\d+)?|[+-]?(?:0|\d{4,}),\d+|[+-]?\d{1,3}(?:\.\d{3})+,\d+"
)
_POINT_DECIMAL = (
    r"[+-]?(?:\d{1,3}(?:[, ]\d{3})*|\d*)\.(?:\d{1,2}|\d{4,})(?:[eE][+-]?\d+)?|[+-]?(?:0|\d{4,})\.\d+|[+-]?\d{1,3}(?:,\d{3})+\.\d+"
)
_WITH_COMMA, _WITH_POINT, _WITH_EITHER = (
    re.compile(f"^[{_MONEY}]*(?:{body})[{_MONEY}]*$", re.MULTILINE)
    for body in (_COMMA_DECIMAL, _POINT_DECIMAL, r"[+-]?\d{1,3},\d{3}")
)


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


def guess_decimal(rows: Iterable[list[str]], separator: str) -> str:
    """The decimal sign of the numbers; where nothing tells, a comma only beside another separator than itself."""
    cells = [cell for row in rows for cell in row]
    points = "\n".join([cell for cell in cells if "." in cell and "\n" not in cell])
    commas = "\n".join([cell for cell in cells if "," in cell and "\n" not in cell])
    either = _WITH_EITHER.findall(commas)
    whole = sum(any(sign in cell for sign in "₩¥원") for cell in either)  # money without parts
    comma, point = len(_WITH_COMMA.findall(commas)), len(_WITH_POINT.findall(points)) + whole
    if comma > point:
        return ","
    return "," if len(either) > whole and not point and separator == ";" else "."


def is_missing(cell: str) -> bool:
    """Whether a cell stands for a missing value."""
    return cell.strip().lower() in _MISSING


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
