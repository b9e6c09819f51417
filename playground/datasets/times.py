"""Labels of the rows of a series, and how they go on beyond the data. Standard library only."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTH = re.compile(r"\d{4}-\d{2}")


def continued(times: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Labels of ``count`` rows after the last: months, dates and whole numbers go on at the pace of the last rows.

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


def _months(before: str, last: str, count: int) -> tuple[str, ...]:
    if not (_MONTH.fullmatch(before) and _MONTH.fullmatch(last)):
        return ()
    first, second = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (before, last))
    step = second - first
    if step <= 0:
        return ()
    return tuple(f"{(second + step * k) // 12:04d}-{(second + step * k) % 12 + 1:02d}" for k in range(1, count + 1))


def _days(before: str, last: str, count: int) -> tuple[str, ...]:
    kind = date if len(last) == 10 else datetime
    try:
        first, second = kind.fromisoformat(before), kind.fromisoformat(last)
    except ValueError:
        return ()
    step = second - first
    if step.total_seconds() <= 0:
        return ()
    if first.day == second.day and 28 <= step.days <= 31:
        return _same_day(second, count)
    return tuple(str(second + step * k) for k in range(1, count + 1))


def _same_day(last: date, count: int) -> tuple[str, ...]:
    """The same day of the following months; the last of a month that is too short."""
    labels = []
    for k in range(1, count + 1):
        month = last.year * 12 + last.month - 1 + k
        for day in range(last.day, last.day - 4, -1):
            try:
                labels.append(str(last.replace(year=month // 12, month=month % 12 + 1, day=day)))
                break
            except ValueError:
                continue
    return tuple(labels)


def _numbers(before: str, last: str, count: int) -> tuple[str, ...]:
    try:
        first, second = int(before), int(last)
    except ValueError:
        return ()
    if second <= first:
        return ()
    return tuple(str(second + (second - first) * k) for k in range(1, count + 1))
