"""Labels of the rows of a series, and how they go on beyond the data. Standard library only."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from itertools import pairwise

_MONTH = re.compile(r"\d{4}-\d{2}")
_MINUTES = 16  # characters of 2024-05-31 18:00
_WRITTEN = re.compile(
    r"(?P<year>[12]\d{3})(?:\s*[-./년]\s*(?P<month>\d{1,2})(?:\s*[-./월]\s*(?P<day>\d{1,2}))?)?[.월일]?"
    r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?)?"
)


def as_times(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Labels such as ``1949``, ``1949-01``, ``1949-01-31`` or ``1949-01-31 18:00`` for cells that are dates written year first.

    Empty if one of the cells is none, or if they are not all written alike. Bare years must rise, or else they are just numbers.
    """
    labels = []
    for cell in cells:
        label = _label(cell)
        if not label:
            return ()
        labels.append(label)
    if len({len(label) for label in labels}) != 1 or (len(labels[0]) == 4 and not ascending(tuple(labels))):
        return ()
    if len(labels[0]) == 10 and all(label.endswith("-01") for label in labels):
        return tuple(label[:7] for label in labels)
    return tuple(labels)


def _label(cell: str) -> str:
    """One date in ISO form; empty if the cell is none."""
    found = _WRITTEN.fullmatch(cell)
    if found is None:
        return ""
    year, month, day, hour, minute = found.groups()
    if hour is not None and day is None:
        return ""
    try:
        moment = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0))
    except ValueError:
        return ""
    if hour is not None:
        return moment.isoformat(" ")[:_MINUTES]
    return moment.date().isoformat()[: 10 if day else 7 if month else 4]


def ascending(times: tuple[str, ...]) -> bool:
    """Whether every label comes after the one before; numbers as numbers, dates as they are written."""
    if all(label.isdecimal() for label in times):
        return all(int(before) < int(after) for before, after in pairwise(times))
    return all(before < after for before, after in pairwise(times))


def season_of(times: tuple[str, ...]) -> int:
    """Rows per season, by the pace of the rows: 12 months, 4 quarters, 7 days, 24 hours; 0 for anything else."""
    if len(times) < 2:
        return 0
    before, last = times[-2], times[-1]
    months = _month(last) - _month(before) if _MONTH.fullmatch(before) and _MONTH.fullmatch(last) else 0
    if months in (1, 3):
        return 12 // months
    try:
        seconds = (datetime.fromisoformat(last) - datetime.fromisoformat(before)).total_seconds() if len(last) >= 10 else 0.0
    except ValueError:
        return 0
    return {86_400.0: 7, 3_600.0: 24}.get(seconds, 0)


def continued(times: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Labels of ``count`` rows after the last: months, dates and whole numbers go on at the pace of the last two rows.

    Anything else continues as ``+1``, ``+2``, ...
    """
    plain = tuple(f"+{step}" for step in range(1, count + 1))
    if len(times) < 2:
        return plain
    before, last = times[-2], times[-1]
    try:
        return (_months(before, last, count) or _days(before, last, count) or _numbers(before, last, count)) or plain
    except (ValueError, OverflowError):
        return plain


def _month(label: str) -> int:
    """Months since the year 0."""
    return int(label[:4]) * 12 + int(label[5:7]) - 1


def _months(before: str, last: str, count: int) -> tuple[str, ...]:
    if not (_MONTH.fullmatch(before) and _MONTH.fullmatch(last)):
        return ()
    end, step = _month(last), _month(last) - _month(before)
    if step <= 0:
        return ()
    return tuple(f"{(end + step * k) // 12:04d}-{(end + step * k) % 12 + 1:02d}" for k in range(1, count + 1))


def _days(before: str, last: str, count: int) -> tuple[str, ...]:
    if len(last) < 10:
        return ()
    try:
        first, second = datetime.fromisoformat(before), datetime.fromisoformat(last)
    except ValueError:
        return ()
    step = second - first
    if step.total_seconds() <= 0:
        return ()
    if len(last) == 10 and _is_month_later(first, second):
        return tuple(_months_later(second, k) for k in range(1, count + 1))
    return tuple((second + step * k).isoformat(" ")[: len(last)] for k in range(1, count + 1))


def _is_month_later(first: date, second: date) -> bool:
    """Whether two dates are a month apart: the same day, or both the last of their month."""
    if second.year * 12 + second.month != first.year * 12 + first.month + 1:
        return False
    return first.day == second.day or (first.day == _length(first) and second.day == _length(second))


def _length(day: date) -> int:
    """Days in the month of ``day``."""
    return monthrange(day.year, day.month)[1]


def _months_later(day: date, months: int) -> str:
    """The same day ``months`` later; the last of the month if ``day`` is the last of its own, or if the month is too short."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    wanted = 31 if day.day == _length(day) else day.day
    return first.replace(day=min(wanted, _length(first))).isoformat()


def _numbers(before: str, last: str, count: int) -> tuple[str, ...]:
    if not (before.isdecimal() and last.isdecimal()):
        return ()
    step = int(last) - int(before)
    if step <= 0:
        return ()
    return tuple(str(int(last) + step * k) for k in range(1, count + 1))
