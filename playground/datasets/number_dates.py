"""Numbers that are dates: ``20240131``, ``202401``, seconds since 1970, days as Excel counts them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playground.datasets.calendars import calendar_of
from playground.datasets.date_reading import read
from playground.datasets.date_ways import WAYS
from playground.datasets.identifiers import are_whole
from playground.datasets.table_dates import Dates
from playground.datasets.time_lengths import DAY
from playground.language import N_, _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]
    Numbers = npt.NDArray[np.int64]

_DATE_NAME = re.compile(
    r".*(date|datum|time|day|month|period|yyyy|ymd|날짜|일자|일시|시각|년월|연월|기간|기준일|기준월).*|(.*_)?(ts|dt|at|ym)",
    re.IGNORECASE,
)
_CLOCK_NAME = re.compile(r".*(date|timestamp|epoch|unix|일시|시각).*|time|(.*_)?(ts|dt|at)", re.IGNORECASE)
_DIGITS = {8: "{Y}{mm}{dd}", 10: "{Y}{mm}{dd}{compact}", 12: "{Y}{mm}{dd}{compact}", 14: "{Y}{mm}{dd}{compact}", 6: "{Y}{mm}"}
"""How many digits a date in digits alone has, and how it is written."""
_YEARS = (1900, 2100)
"""Years between which a number that could be a date is one."""
_CLOCKS = {1e6: N_("seconds"), 1e3: N_("milliseconds"), 1.0: N_("microseconds"), 1e-3: N_("nanoseconds")}
"""Microseconds of the units in which the time since 1970 is counted."""
_LIKELY = (946_684_800_000_000, 2_208_988_800_000_000)
"""Microseconds from 1970 to 2000 and to 2040."""
_POSSIBLE = (315_532_800_000_000, 4_102_444_800_000_000)
"""The same to 1980 and to 2100."""
_SERIALS = (61, 73_051)
"""Days that Excel counts from the 30th of December 1899, to March 1900 (before, it counts a day that never was) and to the year 2100."""
_FROM_SERIAL = -25_569
"""The day from which Excel counts, counted from 1970."""
_FEWEST = 6
"""Different numbers that show, without a name that tells it, that they are dates."""


def as_number_dates(name: str, numbers: npt.NDArray[np.float64], always: bool) -> Dates | None:
    """Numbers, NaN for missing ones, as moments; None if they are none, or could as well be something else.

    Args:
        name: Of the column: ``date`` tells that its numbers are dates. Else they must follow one another as times do.
        numbers: ``(n,)``.
        always: The user says that they are dates: all ways are tried, and years and the days of Excel as well.
    """
    import numpy as np

    known = np.isfinite(numbers)
    given = numbers if known.all() else numbers[known]
    if not len(given):
        return None
    low, high = float(given.min()), float(given.max())
    whole = max(-low, high) < 2**62 and are_whole(given)
    if whole and (found := _digits(name, given.astype(np.int64), always)) is not None:
        text = _("The numbers of '{name}' are read as dates.").format(name=name)
        return _dates(numbers, known, found[0], "" if always else text, found[1])
    for size, unit in _CLOCKS.items():
        edges = _POSSIBLE if size >= 1 else _LIKELY
        if low * size >= edges[0] and high * size <= edges[1]:
            moments = _since_1970(given, size)
            if always or _counts_time(name, moments):
                text = _("The numbers of '{name}' are read as {unit} since 1970 (UTC).")
                return _dates(numbers, known, moments, text.format(name=name, unit=_(unit)))
    return _years_or_serials(name, numbers, known, whole) if always else None


def _since_1970(given: npt.NDArray[np.float64], size: float) -> Moments:
    """Numbers of units of so many microseconds as moments, as exact as they are."""
    import numpy as np

    whole = np.floor(given)
    within = np.rint((given - whole) * size) if size >= 1 else 0
    moments: Moments = ((whole * size).astype(np.int64) + np.asarray(within, dtype=np.int64)).astype("datetime64[us]")
    return moments


def _years_or_serials(name: str, numbers: npt.NDArray[np.float64], known: npt.NDArray[np.bool_], whole: bool) -> Dates | None:
    import numpy as np

    given = numbers[known]
    if whole and given.min() >= 1000 and given.max() < 3000:
        return _dates(numbers, known, (given - 1970).astype(np.int64).astype("datetime64[Y]"), "", "Y")
    if given.min() < _SERIALS[0] or given.max() > _SERIALS[1]:
        return None
    text = _("The numbers of '{name}' are read as days of Excel.").format(name=name)
    return _dates(numbers, known, _serials(numbers[known]), text)


def _serials(days: npt.NDArray[np.float64]) -> Moments:
    """Days of Excel as moments, to the millisecond, which is what they can hold."""
    import numpy as np

    within = (days >= _SERIALS[0]) & (days < _SERIALS[1])
    whole = np.where(within, days, _SERIALS[0])
    moments: Moments = (np.rint((whole + _FROM_SERIAL) * (DAY / 1000)).astype(np.int64) * 1000).astype("datetime64[us]")
    moments[~within] = np.datetime64("NaT")
    return moments


def _dates(
    numbers: npt.NDArray[np.float64], known: npt.NDArray[np.bool_], moments: Moments, remark: str, per: str = ""
) -> Dates | None:
    """The moments in their places; None if most are none."""
    import numpy as np
    import pandas as pd

    strange = int(np.isnat(moments).sum()) + int(np.isinf(numbers).sum())
    if strange * 2 > len(moments):
        return None
    values = np.full(len(numbers), np.datetime64("NaT"), dtype="datetime64[us]")
    values[known] = moments.astype("datetime64[us]")
    return Dates(pd.Series(values, copy=False), strange, remark, per)


def _digits(name: str, given: Numbers, always: bool) -> tuple[Moments, str] | None:
    """Numbers whose digits are a date, all of them."""
    import numpy as np
    import pyarrow as pa

    count = len(str(int(given.max())))
    smallest, largest = _YEARS[0] * 10 ** (count - 4), (_YEARS[1] + 1) * 10 ** (count - 4)
    if count not in _DIGITS or given.min() < smallest or given.max() >= largest:
        return None
    way = next(way for way in WAYS if way.pattern == _DIGITS[count])
    different, places = np.unique(given, return_inverse=True)
    month = different // 10 ** (count - 6) % 100
    if (month < 1).any() or (month > 12).any():
        return None
    moments, _zones = read(pa.array(different).cast(pa.string()), way)
    if np.isnat(moments).any():
        return None
    if always or _DATE_NAME.fullmatch(name.strip()) is not None or (len(different) >= _FEWEST and _one_way(given)):
        found: Moments = moments[places]
        return found, way.per
    return None


def _counts_time(name: str, moments: Moments) -> bool:
    """Whether numbers that could be times since 1970 are some: they are called so, or follow one another at a constant step."""
    import numpy as np

    counted = moments.astype(np.int64)
    if counted.min() < _LIKELY[0] or counted.max() > _LIKELY[1]:
        return False
    if _CLOCK_NAME.fullmatch(name.strip()) is not None:
        return True
    different = np.unique(moments)
    if len(different) < _FEWEST or not _one_way(counted):
        return False
    calendar = calendar_of(different)
    return calendar is not None and calendar.missing(different) * 10 <= len(different)


def _one_way(given: Numbers) -> bool:
    """Whether numbers only rise, or only fall."""
    import numpy as np

    steps = np.diff(given)
    return bool((steps >= 0).all() or (steps <= 0).all())
