"""Texts and numbers that are dates: the way in which a whole column is written, and what it means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from playground.datasets.calendars import calendar_of
from playground.datasets.date_reading import read
from playground.datasets.date_ways import WAYS, Way, minutes_ahead
from playground.datasets.number_remarks import shown
from playground.datasets.yearless import days_without_year
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    Moments = npt.NDArray[np.datetime64]

_SAMPLE = 10_000
"""Rows in which texts are looked for from which the way of writing is guessed."""
_LOOKED_AT = 200
_MOSTLY = 0.9
"""Share of the values that must be dates, or times, for the others to count as missing."""
_HALF = 0.5
"""Share of the first values that must be written in one way."""
_LONGEST = 70
_DIGIT = re.compile(r"\d")
_EXAMPLES = 3
_FEW = 3
"""Fewer different seasons, such as 2001/02, could as well be months."""
_REPEATING = 0.9
"""Different texts per text of the first ones below which each different one is read once."""


@dataclass(frozen=True, eq=False)
class Dates:
    """A column of moments; the names are those of ``Column``.

    Attributes:
        values: datetime64[us] of the local clock, NaT for what is missing or no date.
        strange: How many values are no dates.
        remark: What had to be decided to read them, in words; empty: nothing.
        examples: Some of those that are none, with their rows.
        per: What they tell apart, as in ``Way``.
        instants: The same in UTC, where the local clocks differ from one another; else None.
    """

    values: pd.Series
    strange: int = 0
    remark: str = ""
    per: str = ""
    instants: pd.Series | None = None
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Reading:
    """A whole column as it is if it is written in one way."""

    way: Way
    moments: Moments
    ahead: npt.NDArray[np.float64] | None
    zones: tuple[str, ...]
    strange: int

    def oddness(self) -> tuple[bool, bool, bool, bool, int]:
        """How unlikely it is: few seasons, out of order, far in the future, at no constant step, over many years."""
        import numpy as np

        known = self.moments[~np.isnat(self.moments)]
        steps = np.diff(known).astype(np.int64)
        jumps = bool((steps < 0).any() and (steps > 0).any())
        years = np.unique(known.astype("datetime64[Y]"))
        ahead = bool(len(years) and years[-1].astype(np.int64) + 1970 > date.today().year + 1)
        uneven = False
        if not jumps:
            different = np.unique(known)
            calendar = calendar_of(different)
            uneven = calendar is None or calendar.missing(different) > 0
        few = "{n}" in self.way.pattern and len(years) < _FEW
        return few, jumps, ahead, uneven, len(years) if self.way.short_years else 0


def as_dates(name: str, values: pa.ChunkedArray, always: bool) -> Dates | None:
    """Texts as moments; None if too many are none.

    Of several ways that suit them, the one is taken in which the most are dates; then the one in which they rise or fall, lie in the
    past, and follow one another at a constant step. What nothing tells apart is said. What is written in another way than the most is
    read in that way.
    """
    given = len(values) - values.null_count
    best, same = _best(values, always, WAYS)
    if best is None or days_without_year(values):
        return None
    remarks = [_two_ways(name, best, same), _short_years(name, best), _of_two_years(name, values, best), _zones(name, best)]
    if best.strange:
        best, remark = _with_others(name, values, best)
        remarks.append(remark)
    if best.strange > (1 - _MOSTLY) * given and not always:
        return None
    return Dates(
        _series(best.moments),
        best.strange,
        " ".join(remark for remark in remarks if remark),
        best.way.per if best.way.per != "D" else "",
        None if best.ahead is None else _series(best.moments - (best.ahead * 60e6).astype("timedelta64[us]")),
        _examples(values, best) if best.strange else (),
    )


def _examples(values: pa.ChunkedArray, best: _Reading) -> tuple[str, ...]:
    """The first different texts that are no dates, with their rows."""
    import numpy as np

    odd = np.flatnonzero(np.isnat(best.moments) & np.asarray(values.combine_chunks().is_valid()))
    rows = {str(values[int(row)].as_py()): int(row) + 1 for row in odd[_LOOKED_AT::-1]}
    return tuple(shown(text, row) for text, row in sorted(rows.items(), key=lambda each: each[1])[:_EXAMPLES])


def _best(values: pa.ChunkedArray, always: bool, ways: Sequence[Way]) -> tuple[_Reading | None, list[_Reading]]:
    """The likeliest reading, and all that are as likely."""
    readings = [_reading(values, way) for way in _fitting(values, always, ways)]
    if len(readings) < 2:
        return (readings[0] if readings else None), readings
    fewest = min(reading.strange for reading in readings)
    readings = [reading for reading in readings if reading.strange == fewest]
    oddness = [reading.oddness() for reading in readings]
    same = [reading for reading, odd in zip(readings, oddness, strict=True) if odd == min(oddness)]
    return same[0], same


def _with_others(name: str, values: pa.ChunkedArray, most: _Reading) -> tuple[_Reading, str]:
    """The reading with those dates that are written in another way, and what is said of them."""
    import numpy as np
    import pyarrow as pa

    open_ = np.isnat(most.moments) & np.asarray(values.combine_chunks().is_valid())
    rest = values.filter(pa.array(open_))
    other, _same = _best(rest, True, [way for way in WAYS if not way.number and not _contradicts(way, most.way)])
    if other is None or other.zones or most.zones or other.way.per != most.way.per:
        return most, ""
    moments = most.moments.copy()
    moments[open_] = other.moments
    found = len(rest) - other.strange
    example = rest[int(np.argmax(~np.isnat(other.moments)))].as_py()
    text = ngettext(
        "{n} date of '{name}' is written in another way than the others ({example}).",
        "{n} dates of '{name}' are written in another way than the others ({example}).",
        found,
    )
    reading = _Reading(most.way, moments, most.ahead, most.zones, other.strange)
    return reading, text.format(n=found, name=name, example=example)


def _contradicts(way: Way, other: Way) -> bool:
    """Whether the same numbers mean another day in the other way."""
    return bool(way.order and other.order and way.order != other.order) and (
        (way.short_years and other.short_years) or {way.order, other.order} == {"dmy", "mdy"}
    )


def _series(moments: Moments) -> pd.Series:
    import pandas as pd

    return pd.Series(moments.astype("datetime64[us]"), copy=False)


def _fitting(values: pa.ChunkedArray, always: bool, among: Sequence[Way]) -> list[Way]:
    """The ways in which most of the first texts are written."""
    import numpy as np

    sample = values.slice(0, _SAMPLE).drop_null().slice(0, _LOOKED_AT)
    texts = [text for text in sample.to_pylist() if _DIGIT.search(text)]
    if not texts or len(texts) < _HALF * len(sample) or not all(4 <= len(text) <= _LONGEST for text in texts[:3]):
        return []
    ways = [way for way in among if (always or not way.number) and any(way.beginning.match(text) for text in texts[:3])]
    first = sample.combine_chunks()
    counts = [int((~np.isnat(read(first, way)[0])).sum()) for way in ways]
    return [way for way, count in zip(ways, counts, strict=True) if count >= _HALF * len(sample)]


def _reading(values: pa.ChunkedArray, way: Way) -> _Reading:
    """All texts in one way; each different one is read once where they repeat."""
    import numpy as np
    import pyarrow.compute as pc

    sample = values.slice(0, _SAMPLE)
    places = None
    texts = values.combine_chunks()
    if pc.count_distinct(sample).as_py() < _REPEATING * len(sample):
        encoded = texts.dictionary_encode()
        texts = encoded.dictionary
        places = np.asarray(pc.fill_null(encoded.indices, len(texts)))
    moments, zones = read(texts, way)
    told = () if zones is None else tuple(sorted(pc.unique(zones).drop_null().to_pylist()))
    ahead = None
    if len(told) > 1 and all(minutes_ahead(zone) is not None for zone in told):
        known = np.array([minutes_ahead(zone) for zone in told], dtype=np.float64)
        where = pc.index_in(zones, pc.unique(zones).drop_null().sort())
        ahead = known[np.asarray(pc.fill_null(where, 0))]
    if places is not None:
        moments = np.append(moments, np.datetime64("NaT"))[places]
        ahead = None if ahead is None else np.append(ahead, 0.0)[places]
    strange = len(values) - values.null_count - int((~np.isnat(moments)).sum())
    return _Reading(way, moments, ahead, told, strange)


def _two_ways(name: str, best: _Reading, same: list[_Reading]) -> str:
    """What is said if the dates could be read in another way as well."""
    import numpy as np

    others = [
        other
        for other in same
        if ((other.moments != best.moments) & ~np.isnat(other.moments) & ~np.isnat(best.moments)).any()  # no NaT is like another
    ]
    if not others:
        return ""
    names = {
        "ymd": _("year/month/day"),
        "mdy": _("month/day/year"),
        "dmy": _("day/month/year"),
    }
    text = _("The dates of '{name}' are read as {one}, but all of them could also be {other}.")
    other = _(" or ").join(names[reading.way.order] for reading in others if reading.way.order)
    return text.format(name=name, one=names.get(best.way.order, "?"), other=other) if other else ""


def _short_years(name: str, best: _Reading) -> str:
    import numpy as np

    if not best.way.short_years or np.isnat(best.moments).all():
        return ""
    years = np.datetime_as_string(np.array([np.nanmin(best.moments), np.nanmax(best.moments)]), unit="Y")
    text = _("The two-digit years of '{name}' are read as {first} to {last}.")
    return text.format(name=name, first=years[0], last=years[1])


def _of_two_years(name: str, values: pa.ChunkedArray, best: _Reading) -> str:
    import numpy as np

    read_ = np.flatnonzero(~np.isnat(best.moments))
    if not best.way.of_two_years or not len(read_):
        return ""
    place = int(read_[0])
    text = _("The years of '{name}' need not begin in January: {text} is read as {year}.")
    year = np.datetime_as_string(best.moments[place], unit="Y")
    return text.format(name=name, text=values[place].as_py(), year=year)


def _zones(name: str, best: _Reading) -> str:
    if len(best.zones) < 2:
        return ""
    text = _("The times of '{name}' are of different zones ({zones}); each keeps its local time.")
    return text.format(name=name, zones=", ".join(zone or "–" for zone in best.zones[:4]))


def local_clock(values: pa.ChunkedArray, name: str) -> Dates:
    """Timestamps or days of a file as moments of the local clock of their zone, if they have one."""
    import pyarrow as pa

    zone = getattr(values.type, "tz", None)
    exact = values.cast(pa.timestamp("us", zone), safe=False).to_pandas()
    if zone is None:
        return Dates(exact.astype("datetime64[us]"))
    local = exact.dt.tz_localize(None).astype("datetime64[us]")
    instants = exact.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]")
    ahead = (local - instants).dropna().drop_duplicates()
    if len(ahead) < 2:
        return Dates(local)
    zones: list[Any] = [f"{minutes / 60:+g} h" for minutes in sorted(ahead.dt.total_seconds() / 60)]
    text = _("The times of '{name}' are of different zones ({zones}); each keeps its local time.")
    return Dates(local, remark=text.format(name=name, zones=", ".join(zones[:4])), instants=instants)
