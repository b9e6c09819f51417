"""On which moments the times of a series lie, such as every business day or the end of every quarter: found from all of them.

``calendar_of`` tries every kind, keeps those that all times lie on, and takes the one in which the fewest moments are missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from playground.datasets.calendar_kinds import Calendar, Days, HalfMonths, Months, Ticks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]
    Numbers = npt.NDArray[np.int64]

_MOST_MISSING = 2.0
"""Missing moments per row above which a series has no calendar."""
_HALVES = range(13, 18)
"""Days between two days of a month that part it in halves; the last one counts as its 31st."""
_SURE = 5
"""Moments on two days of a month that need not part it in halves."""


def calendar_of(moments: Moments) -> Calendar | None:
    """The calendar of rising, different moments in which the fewest are missing; None if there is none, or the most would be missing."""
    best, fewest = None, _MOST_MISSING * len(moments) + 1
    if len(moments) > 1:
        for calendar in _calendars(moments):
            missing = calendar.missing(moments)
            if missing < fewest * calendar.trust and calendar.holds(moments):
                best, fewest = calendar, missing
            if not fewest:
                break
    return best


def _calendars(moments: Moments) -> Iterator[Calendar]:
    """What the moments could be of, the simplest first."""
    import numpy as np

    days = moments.astype("datetime64[D]")
    within = (moments - days).astype(np.int64)
    same_hour = bool((within == within[0]).all())
    months = days.astype("datetime64[M]").astype(np.int64)
    every = int(np.gcd.reduce(np.diff(months))) if same_hour and len(moments) > 1 and (np.diff(months) > 0).all() else 0
    base, hour = int(months[0]), int(within[0])
    of_month = (days - days.astype("datetime64[M]")).astype(np.int64) + 1
    if every:
        last = (days + 1).astype("datetime64[M]") > days.astype("datetime64[M]")
        yield Months(base, every, 31 if last.all() else int(of_month.max()), None, hour)
    yield Ticks(int(moments[0].astype(np.int64)), int(np.gcd.reduce(np.diff(moments).astype(np.int64))))
    if every and len(moments) > 2:
        yield Months(base, every, 1, 7, hour)
        yield Months(base, every, 31, 7, hour)
        weekday = (int(days[0].astype(np.int64)) + 3) % 7
        yield Months(base, every, (int(of_month[0]) - 1) // 7 + 1, weekday, hour)
        yield Months(base, every, 31, weekday, hour)
    if same_hour and not every:
        yield from _of_half_months(days, of_month, hour)
    yield from _of_weeks(days, within)


def _of_half_months(days: Any, of_month: Numbers, hour: int) -> Iterator[Calendar]:
    """The same two days of every month, or one and the last."""
    import numpy as np

    last = (days + 1).astype("datetime64[M]") > days.astype("datetime64[M]")
    others = np.unique(of_month[~last])
    if len(others) == 1:
        pairs = [(int(others[0]), 31), (int(others[0]), int(of_month.max()))]
    else:
        pairs = [(int(others[0]), int(others[-1]))] if len(others) == 2 else []
    for first, second in pairs:
        if first < second and (second - first in _HALVES or len(days) >= _SURE):
            yield HalfMonths((first, second), hour)


def _of_weeks(days: Any, within: Numbers) -> Iterator[Calendar]:
    """Some days of the week, at one hour or several, if there are others that never are."""
    import numpy as np

    hours, different = np.unique(within), np.unique(days)
    numbers = different.astype(np.int64)
    span = int(numbers[-1] - numbers[0]) + 1
    if span < 3 or len(hours) * 2 > len(within) + 1:
        return
    passed = np.bincount((numbers[0] + np.arange(min(span, 7 * 3)) + 3) % 7, minlength=7)
    there = np.bincount((numbers + 3) % 7, minlength=7) > 0
    weekend = not there[5:].any() and (passed[5:] > 0).all()
    week = there | (passed < 3)
    if weekend:
        week[5:] = False
    if not week[(numbers + 3) % 7].all():
        return
    mask = tuple(bool(day) for day in week)
    yield Days(mask, int(numbers[0]), tuple(int(hour) for hour in hours))


def typical_step(moments: Moments) -> int:
    """Microseconds from one of rising, different moments to the next, mostly; 0 for a single one."""
    import numpy as np

    if len(moments) < 2:
        return 0
    steps, counts = np.unique(np.diff(moments).astype(np.int64), return_counts=True)
    often = int(counts.argmax())
    return int(steps[often]) if counts[often] * 2 >= counts.sum() else int(np.median(np.diff(moments).astype(np.int64)))


def following(moments: Moments, count: int) -> Moments:
    """``count`` moments after the last of rising, different ones: those of the calendar, or at the typical step."""
    import numpy as np

    calendar = calendar_of(moments)
    ahead = np.arange(1, count + 1, dtype=np.int64)
    if calendar is not None:
        return calendar.at(calendar.position(moments[-1:]) + ahead)
    later: Moments = moments[-1] + (ahead * typical_step(moments)).astype("timedelta64[us]")
    return later
