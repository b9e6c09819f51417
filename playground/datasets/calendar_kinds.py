"""The kinds of calendars: those of pandas' offsets, on numpy's business days.

A calendar numbers its moments: ``position`` of a moment and the moment ``at`` a position undo each other. So the future is what lies at
the next positions, and what is missing are positions without a row.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.time_lengths import DAY, length_in_words
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]
    Numbers = npt.NDArray[np.int64]

_LONGEST_SEASON = 96
"""Rows of a day that are still a season: quarters of an hour."""
_WORKWEEK = (True, True, True, True, True, False, False)


@dataclass(frozen=True)
class Calendar(ABC):
    """Moments that follow one another by a rule, numbered in their order. Moments are datetime64[us]."""

    @abstractmethod
    def position(self, moments: Moments) -> Numbers:
        """The number of each moment; any number for one that is not of the calendar."""

    @abstractmethod
    def at(self, positions: Numbers) -> Moments:
        """The moment of each number."""

    @property
    @abstractmethod
    def season(self) -> int:
        """Rows of the usual season (12 months, 7 days, 24 hours, ...); 0 if there is none."""

    @property
    @abstractmethod
    def words(self) -> str:
        """Its step in words."""

    @property
    def trust(self) -> float:
        """To which share it must bring down what is missing in a simpler one: chance alone leaves out some hours of a short series."""
        return 1.0

    def holds(self, moments: Moments) -> bool:
        """Whether all of the moments are of the calendar."""
        return bool((self.at(self.position(moments)) == moments).all())

    def missing(self, moments: Moments) -> int:
        """How many of its moments lie between the first and the last one but are not there; of rising moments."""
        first, last = self.position(moments[[0, -1]])
        return int(last - first) + 1 - len(moments)


@dataclass(frozen=True)
class Ticks(Calendar):
    """Every so many microseconds."""

    base: int
    every: int

    def position(self, moments: Moments) -> Numbers:
        import numpy as np

        places: Numbers = (moments.astype(np.int64) - self.base) // self.every
        return places

    def at(self, positions: Numbers) -> Moments:
        return (self.base + positions * self.every).astype("datetime64[us]")

    @property
    def season(self) -> int:
        if self.every % (7 * DAY) == 0:
            return _part_of(52, self.every // (7 * DAY))
        if self.every >= DAY:
            return 7 if self.every == DAY else 0
        rows = _part_of(DAY, self.every)
        return rows if rows <= _LONGEST_SEASON else 0

    @property
    def words(self) -> str:
        return length_in_words(self.every)


@dataclass(frozen=True)
class Days(Calendar):
    """The same hours of the same days of the week, such as business days, or a session of every trading day.

    Attributes:
        week: Which days of the week, from Monday on.
        base: One of the days, counted from 1970.
        hours: Microseconds within the day, rising.
    """

    week: tuple[bool, ...]
    base: int
    hours: tuple[int, ...]

    @property
    def trust(self) -> float:
        return 1.0 if len(self.hours) == 1 else 0.2

    def position(self, moments: Moments) -> Numbers:
        import numpy as np

        days = moments.astype("datetime64[D]")
        count = np.busday_count(np.datetime64(self.base, "D"), days, weekmask=list(self.week))
        within = np.searchsorted(self.hours, (moments - days).astype(np.int64))
        places: Numbers = count * len(self.hours) + within
        return places

    def at(self, positions: Numbers) -> Moments:
        import numpy as np

        count, within = np.divmod(positions, len(self.hours))
        days = np.busday_offset(np.datetime64(self.base, "D"), count, roll="forward", weekmask=list(self.week))
        moments: Moments = days.astype("datetime64[us]") + np.array(self.hours)[within].astype("timedelta64[us]")
        return moments

    @property
    def season(self) -> int:
        if len(self.hours) > 1:
            return len(self.hours) if len(self.hours) <= _LONGEST_SEASON else 0
        return sum(self.week) if sum(self.week) > 1 else 52

    @property
    def words(self) -> str:
        if len(self.hours) > 1:
            return _("{n} times of a day").format(n=len(self.hours))
        if self.week == _WORKWEEK:
            return _("1 business day")
        return _("{n} days of a week").format(n=sum(self.week))


@dataclass(frozen=True)
class Months(Calendar):
    """One day of every so many months.

    Attributes:
        base: One of the months, counted from 1970.
        every: Months from one to the next.
        day: Which day; the last one in months that are too short. 31: always the last.
        weekday: Of which days of the week ``day`` is the first (1), second, ... or last (31): 0 to 6 for Monday to Sunday, 7 for all
            business days. None: of all days.
        within: Microseconds within the day.
    """

    base: int
    every: int
    day: int
    weekday: int | None
    within: int

    def position(self, moments: Moments) -> Numbers:
        import numpy as np

        places: Numbers = (moments.astype("datetime64[M]").astype(np.int64) - self.base) // self.every
        return places

    def at(self, positions: Numbers) -> Moments:
        import numpy as np

        months = (self.base + positions * self.every).astype("datetime64[M]")
        first = months.astype("datetime64[D]")
        days = np.minimum(first + (self.day - 1), (months + 1).astype("datetime64[D]") - 1)
        week = _WORKWEEK if self.weekday == 7 else [day == self.weekday for day in range(7)]
        if self.weekday is not None and self.day in (1, 31):
            days = np.busday_offset(days, 0, roll="backward" if self.day == 31 else "forward", weekmask=week)
        elif self.weekday is not None:
            days = np.busday_offset(first, self.day - 1, roll="forward", weekmask=week)
        moments: Moments = days.astype("datetime64[us]") + np.timedelta64(self.within, "us")
        return moments

    @property
    def season(self) -> int:
        return _part_of(12, self.every)

    @property
    def words(self) -> str:
        if self.every % 12 == 0:
            return ngettext("{n} year", "{n} years", self.every // 12).format(n=self.every // 12)
        return ngettext("{n} month", "{n} months", self.every).format(n=self.every)


@dataclass(frozen=True)
class HalfMonths(Calendar):
    """Two days of every month.

    Attributes:
        days: Which; 31: the last one of the month, as for one in a month that is too short.
        within: Microseconds within the day.
    """

    days: tuple[int, int]
    within: int

    def position(self, moments: Moments) -> Numbers:
        import numpy as np

        months = moments.astype("datetime64[M]")
        of_month = (moments.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
        places: Numbers = 2 * months.astype(np.int64) + (of_month > self.days[0])
        return places

    def at(self, positions: Numbers) -> Moments:
        import numpy as np

        months = (positions // 2).astype("datetime64[M]")
        day = np.where(positions % 2 == 1, self.days[1], self.days[0])
        days = np.minimum(months.astype("datetime64[D]") + (day - 1), (months + 1).astype("datetime64[D]") - 1)
        moments: Moments = days.astype("datetime64[us]") + np.timedelta64(self.within, "us")
        return moments

    @property
    def season(self) -> int:
        return 24

    @property
    def words(self) -> str:
        return _("half a month")


def _part_of(whole: int, step: int) -> int:
    """How many steps make a whole; 0 if it is no whole number, or only one."""
    return whole // step if step and whole % step == 0 and whole > step else 0
