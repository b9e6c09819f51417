"""Days without a year, such as ``22-Jan``, ``Jan 22``, ``1월 22일`` or ``1/22``: no one knows where in time they lie, so they are no dates.

``Jan-22`` is how Excel writes January 2022 as well as the 22nd of January; the order of the rows tells: of months with their years the
number stays from row to row, of days the month does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.datasets.date_ways import NAMES_OF_MONTHS
from playground.language import _

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLE = 10_000
_MOSTLY = 0.9
_FEW_ROWS = 200
_FEWEST = 3
"""Different values of two numbers, such as ``1/22``, that are not called a share."""
_NAMES = "|".join(sorted(NAMES_OF_MONTHS, key=lambda name: (-len(name), name)))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:,?\s\d{1,2}:\d\d.*)"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_EITHER = (
    rf"(?i)^(?P<d>\d\d?)[-./\s]{{0,2}}(?P<b>{_NAMES})\.?$",
    rf"(?i)^(?P<b>{_NAMES})[-./\s]{{0,2}}(?P<d>\d\d?)$",
)
"""A month and a number, which is a day or a year of two digits."""
_NUMBERS = (rf"^(?P<b>{_MONTH})/(?P<d>\d\d?)$", rf"^(?P<d>\d\d?)/(?P<b>{_MONTH})$")
_SURE = (
    rf"(?i)^{_DAY}(?:st|nd|rd|th|\.)[-./\s]{{0,2}}(?:{_NAMES})\.?{_CLOCK}?$",
    rf"(?i)^(?:{_NAMES})[-./\s]{{0,2}}{_DAY}(?:st|nd|rd|th){_CLOCK}?$",
    rf"(?i)^(?:{_DAY}[-./\s]{{0,2}}(?:{_NAMES})\.?|(?:{_NAMES})[-./\s]{{0,2}}{_DAY}){_CLOCK}$",
    rf"^{_MONTH}월\s?{_DAY}일{_CLOCK}?$",
    rf"^(?:{_MONTH}/{_DAY}|{_DAY}/{_MONTH}){_CLOCK}$",
)


def days_without_year(values: pa.ChunkedArray) -> str:
    """One of texts that are mostly days without a year; empty if they are something else."""
    import pyarrow.compute as pc

    sample = values.slice(0, _SAMPLE).drop_null()
    head = sample.slice(0, _FEW_ROWS)

    def most(texts: pa.ChunkedArray, pattern: str) -> bool:
        return bool(pc.mean(pc.match_substring_regex(texts, pattern).cast("int8")).as_py() >= _MOSTLY)

    if not len(head) or not most(head, r"^\D{0,12}\d"):
        return ""
    either = (*_EITHER, *(_NUMBERS if pc.count_distinct(head).as_py() >= _FEWEST else ()))
    able = [pattern for pattern in (*_SURE, *either) if most(head, pattern)]  # few columns have any: the others cost little
    found = any(most(sample, pattern) and (pattern in _SURE or _are_days(sample, pattern)) for pattern in able)
    return str(sample[0].as_py()) if found else ""


def _are_days(texts: pa.ChunkedArray, pattern: str) -> bool:
    """Whether months with numbers can be days, and the number does not stay more often than the month."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    parts: Any = pc.extract_regex(texts, pattern).drop_null()
    numbers = np.asarray(pc.struct_field(parts, "d").cast(pa.int64()))
    if numbers.min() < 1 or numbers.max() > 31:
        return False
    months = np.asarray(pc.utf8_lower(pc.struct_field(parts, "b")).dictionary_encode().combine_chunks().indices)
    same_number, same_month = np.diff(numbers) == 0, np.diff(months) == 0
    return bool((same_number & ~same_month).sum() <= (same_month & ~same_number).sum())


def on_days_without_year(name: str, text: str) -> str:
    """What is said of such a column."""
    return _("'{name}' names no year in values such as {text}: they are not read as dates.").format(name=name, text=text)
