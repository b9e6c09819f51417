"""A day or a period that is kept in columns of its parts: the year in one, the month, quarter or week in another, the day in a third."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from playground.datasets.date_ways import MONTHS
from playground.datasets.steps import Steps
from playground.datasets.table_columns import Column
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Moments = npt.NDArray[np.datetime64]

IS_YEAR = re.compile(r".*(year|jahr|연도|년도)|yr|yyyy|y|fy|년|ann[eé]e")
"""What a column of years is called, as ``plain_name`` has it."""
_PARTS = (
    ("M", re.compile(r".*month|mon|mm|m|월|monat|mois"), 12),
    ("Q", re.compile(r".*quarter|qtr|q|분기|quartal|trimestre"), 4),
    ("W", re.compile(r".*week|wk|w|주|주차|kw|woche|semaine"), 53),
)
"""The parts of a year: what they tell apart, what their columns are called, and how many there are at most."""
_DAY = re.compile(r"day|dd|d|일|tag|jour|dayofmonth|dom")
_DIGITS = re.compile(r"[^\d]{0,10}(\d{1,2})[^\d]{0,10}")
_MONTHS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}


def plain_name(name: str) -> str:
    """A name in small letters, without signs and digits."""
    return re.sub(r"[\W\d_]+", "", name.lower())


def with_parts(years: Column, others: Iterable[Column], steps: Steps) -> Column:
    """Years that stand in several rows, with the part of the year from the column that tells these apart, and the day of the month.

    Args:
        years: Dates of years; anything else is given back as it is.
        others: The other columns of the table, the first that suits is taken.
        steps: Told if one is.
    """
    import numpy as np
    import pandas as pd

    if years.type != "date" or years.per != "Y":
        return years
    begins = years.values.to_numpy().astype("datetime64[Y]")
    different = len(np.unique(begins))
    if different == len(begins):
        return years
    every = list(others)
    for per, called, most in _PARTS:
        for other in every:
            numbers = _numbers(other, called, most)
            if numbers is None:
                continue
            joined, day = _joined(begins, numbers, per), None
            if per == "M" and (day := next((found for found in every if _numbers(found, _DAY, 31) is not None), None)):
                days = _with_days(joined, day)
                day = day if len(np.unique(days)) > len(np.unique(joined)) else None
                joined, per = (joined, per) if day is None else (days, "")
            if len(np.unique(joined)) <= different:
                continue
            text = _("The years of '{name}' and the values of '{other}' are joined.")
            steps.add(text.format(name=years.name, other=other.name))
            if day is not None:
                steps.add(_("The days of '{other}' are joined with them.").format(other=day.name))
            return replace(years, values=pd.Series(joined.astype("datetime64[us]"), copy=False), per=per)
    return years


def _joined(begins: Moments, numbers: npt.NDArray[np.float64], per: str) -> Moments:
    """The moments at which parts of years begin, NaT where one is missing."""
    import numpy as np

    known = np.isfinite(numbers) & ~np.isnat(begins)
    part = np.where(known, numbers, 1).astype(np.int64) - 1
    if per == "W":
        fourth = begins.astype("datetime64[D]") + 3
        first = fourth - (fourth.astype(np.int64) + 3) % 7  # the Monday of week 1 of ISO 8601
        joined = first + 7 * part
    else:
        joined = (begins.astype("datetime64[M]") + part * (3 if per == "Q" else 1)).astype("datetime64[D]")
    moments: Moments = joined.astype("datetime64[D]")
    moments[~known] = np.datetime64("NaT")
    return moments


def _with_days(months: Moments, column: Column) -> Moments:
    """Days of months, NaT where one is missing or no day of its month."""
    import numpy as np

    numbers = _numbers(column, _DAY, 31)
    assert numbers is not None
    days = months + (np.where(np.isfinite(numbers), numbers, 1).astype(np.int64) - 1)
    days[~np.isfinite(numbers) | (days.astype("datetime64[M]") != months.astype("datetime64[M]"))] = np.datetime64("NaT")
    return days


def _numbers(column: Column, called: re.Pattern[str], most: int) -> npt.NDArray[np.float64] | None:
    """The whole numbers from 1 to ``most`` that a column of such a name holds, also as ``03``, ``Q1``, ``1분기`` or ``March``; else None."""
    import numpy as np

    if not called.fullmatch(plain_name(column.name)):
        return None
    if column.type in ("number", "id") and column.values.dtype.kind == "f":
        numbers = column.values.to_numpy(dtype=np.float64)
    elif column.type == "category":
        kinds = [_number(str(kind), most) for kind in column.values.cat.categories]
        numbers = np.array([*kinds, np.nan])[column.values.cat.codes.to_numpy()]
    else:
        return None
    known = numbers[np.isfinite(numbers)]
    whole = bool(len(known)) and bool((known == np.floor(known)).all()) and 1 <= known.min() <= known.max() <= most
    return numbers if whole and len(known) * 2 > len(numbers) else None


def _number(text: str, most: int) -> float:
    """The number in a text, or of the month that it names; NaN if there is none."""
    if most == len(MONTHS) and (month := _MONTHS.get(text.strip(" .").lower())):
        return float(month)
    found = _DIGITS.fullmatch(text.strip())
    return float(found[1]) if found else float("nan")
