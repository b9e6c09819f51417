"""Labels of the rows of a series, and how they go on beyond the data. numpy is imported late."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from playground.datasets import calendars

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]

_WRITTEN = {
    "Q": re.compile(r"\d{4}Q[1-4]", re.ASCII),
    "W": re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII),
    "M": re.compile(r"\d{4,6}-(0[1-9]|1[0-2])", re.ASCII),
    "D": re.compile(r"\d{4,6}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?", re.ASCII),
}
"""Labels, by what they tell apart."""
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)
_MINUTES = 16
"""Characters of ``2024-05-31 18:00``."""


def labels_of(moments: Moments, per: str = "") -> tuple[str, ...]:
    """Labels such as ``1949``, ``1949-01``, ``1949Q1``, ``1949-W01``, ``1949-01-31``, ``1949-01-31 18:00`` or with seconds, where they are needed.

    Args:
        moments: ``(n,)`` datetime64[us] without NaT.
        per: What they tell apart: ``Y``, ``Q``, ``M``, ``W``, ``D`` (or less); empty: what they need, which is months where all are
            the first of one.
    """
    import numpy as np

    days = moments.astype("datetime64[D]")
    midnight = bool((days == moments).all())
    if per == "Y":
        return _texts(moments.astype("datetime64[Y]"))
    if per == "Q":
        months = moments.astype("datetime64[M]").astype(np.int64)
        return tuple(f"{1970 + month // 12:04d}Q{month % 12 // 3 + 1}" for month in months.tolist())
    if per == "W":
        thursday = days - (days.astype(np.int64) + 3) % 7 + 3
        year = thursday.astype("datetime64[Y]")
        week = (thursday - year.astype("datetime64[D]")).astype(np.int64) // 7 + 1
        return tuple(f"{of}-W{number:02d}" for of, number in zip(_texts(year), week.tolist(), strict=True))
    if per == "M" or (per == "" and midnight and bool((moments.astype("datetime64[M]") == moments).all())):
        return _texts(moments.astype("datetime64[M]"))
    return _texts(days) if midnight else _clocked(moments)


def _clocked(moments: Moments) -> tuple[str, ...]:
    """Days and times of the day, as exact as they need to be."""
    import numpy as np

    within = moments.astype(np.int64)
    units = (("m", 60_000_000), ("s", 1_000_000), ("ms", 1000))
    unit = next((unit for unit, size in units if not (within % size).any()), "us")
    return tuple(text.replace("T", " ") for text in _texts(moments.astype(f"datetime64[{unit}]")))


def _texts(moments: Moments) -> tuple[str, ...]:
    import numpy as np

    return tuple(np.datetime_as_string(moments).tolist())


def moments_of(times: tuple[str, ...]) -> tuple[Moments, str] | None:
    """Labels as ``(n,)`` datetime64[us], and what they tell apart; None if they are not all dates that are written alike."""
    import numpy as np

    kind = next((kind for kind, written in _WRITTEN.items() if times and written.fullmatch(times[0])), "")
    if not kind or len({len(label) for label in times}) > 2 or not all(map(_WRITTEN[kind].fullmatch, times)):
        return None
    if kind == "Q":
        times = tuple(f"{label[:4]}-{3 * int(label[5]) - 2:02d}" for label in times)
    try:
        if kind == "W":
            return _weeks(times), kind
        return np.array(times, dtype="datetime64[us]"), kind
    except ValueError:  # such as the 30th of February
        return None


def _weeks(times: tuple[str, ...]) -> Moments:
    """The Mondays of weeks of ISO 8601."""
    from datetime import date

    import numpy as np

    return np.array([date.fromisocalendar(int(label[:4]), int(label[6:]), 1) for label in times], dtype="datetime64[us]")


def season_of(times: tuple[str, ...]) -> int:
    """Rows per season, by the step of the rows: 12 months, 4 quarters, 52 weeks, 7 days, 5 business days, 24 hours; 0 for anything else."""
    import numpy as np

    found = moments_of(times)
    calendar = calendars.calendar_of(np.unique(found[0])) if found is not None else None
    return 0 if calendar is None else calendar.season


def continued(times: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Labels of ``count`` rows after the last: dates go on by their calendar, numbers at their step.

    Anything else continues as ``+1``, ``+2``, ...
    """
    import numpy as np

    plain = tuple(f"+{step}" for step in range(1, count + 1))
    if len(times) < 2 or not count:
        return plain
    if (found := moments_of(times)) is not None:
        moments, per = found
        different = np.unique(moments)
        if len(different) < 2 or different[-1] != moments[-1]:
            return plain
        ahead = calendars.following(different, count)
        return _like(labels_of(ahead, per), times[-1], ahead)
    return _numbers_on(times, count) or plain


def _like(labels: tuple[str, ...], last: str, ahead: Moments) -> tuple[str, ...]:
    """The labels with a time of the day as exact as the last one's."""
    if len(last) < _MINUTES or not labels or len(labels[0]) >= len(last):
        return labels
    exact = {16: "m", 19: "s", 23: "ms"}.get(len(last), "us")
    return tuple(text.replace("T", " ") for text in _texts(ahead.astype(f"datetime64[{exact}]")))


def _numbers(times: tuple[str, ...]) -> list[Decimal] | None:
    try:
        return [Decimal(label) for label in times] if times and all(map(_NUMBER.fullmatch, times)) else None
    except InvalidOperation:
        return None


def _numbers_on(times: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Numbers at the largest step that all of them lie on; at the usual one if most of the numbers between would be missing."""
    import numpy as np

    numbers = _numbers(times)
    if numbers is None:
        return ()
    digits = max(-int(number.as_tuple().exponent) for number in numbers)
    whole: Any = np.array([int(number.scaleb(digits)) for number in numbers], dtype=np.int64)
    different = np.unique(whole)
    if len(different) < 2 or different[-1] != whole[-1]:
        return ()
    steps = np.diff(different)
    step = int(np.gcd.reduce(steps))
    if (different[-1] - different[0]) // step + 1 > 3 * len(different):
        step = calendars.typical_step(different.astype("datetime64[us]"))
    ahead = (Decimal(int(whole[-1]) + step * k).scaleb(-digits) for k in range(1, count + 1))
    return tuple(f"{number.normalize():f}" if digits else str(number) for number in ahead)
