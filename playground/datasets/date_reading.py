"""Texts that are moments, read in one of the ways that ``date_ways`` knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.datasets.date_ways import MONTHS, Way

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Moments = npt.NDArray[np.datetime64]

_DIRECTIVES = {part: f"%{part}" for part in "YymbdHMS"}
_PIVOT = 69
"""The first two-digit year of the last century, as POSIX has it: 69 is 1969, 68 is 2068."""


def read(values: pa.Array, way: Way) -> tuple[Moments, Any]:
    """Texts as ``(n,)`` datetime64[us] of the local clock, NaT for what is not written so, and their zones as texts (None: there are none).

    Most texts of a column have their parts in the same places: what can be read as the first one is read fast, the others one by one.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    form, zone = _form(values, way)
    if not form:
        return _by_parts(values, way)
    fast = pc.strptime(values, format=form, unit="us", error_is_null=True)
    moments: Moments = np.array(fast.to_numpy(zero_copy_only=False), dtype="datetime64[us]")
    months = moments.astype("datetime64[M]")
    spilled = moments < months.astype("datetime64[D]") + 3  # the 30th of February becomes the 2nd of March
    doubtful = np.isnat(moments) | spilled | (moments < np.datetime64("1000", "us"))
    rest, zones = _by_parts(values.filter(pa.array(doubtful)), way)
    moments[doubtful] = rest
    if not zone and zones is None:
        return moments, None
    empty = pa.nulls(len(rest), pa.string()).fill_null("")
    return moments, pc.replace_with_mask(pa.repeat(zone, len(values)), pa.array(doubtful), empty if zones is None else zones)


def _form(values: pa.Array, way: Way) -> tuple[str, str]:
    """What the first text looks like to ``strptime``, and its zone; empty if that could not read it."""
    first = next((text.as_py() for text in values[:100] if text.is_valid and way.whole.match(text.as_py())), None)
    found = way.whole.match(first) if first is not None else None
    if found is None or first is None or "%" in first:
        return "", ""
    form, end = "", 0
    for name, part in sorted(found.groupdict().items(), key=lambda item: found.start(item[0])):
        if not part or name == "z":
            continue
        if name not in _DIRECTIVES or (name == "b" and part.lower() not in {name for names in MONTHS for name in names[:2]}):
            return "", ""
        form += first[end : found.start(name)] + _DIRECTIVES[name]
        end = found.end(name)
    return form + first[end:], found.groupdict().get("z") or ""


def _by_parts(values: pa.Array, way: Way) -> tuple[Moments, Any]:
    """What ``read`` gives, from the parts that a regular expression finds."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.extract_regex(values, way.expression)
    names = {field.name for field in parts.type}
    good = np.asarray(parts.is_valid())

    def number(name: str, default: int) -> npt.NDArray[np.int64]:
        if name not in names:
            return np.full(len(values), default, dtype=np.int64)
        text = parts.field(name)
        given = pc.if_else(pc.equal(text, ""), str(default), text)
        return np.asarray(pc.fill_null(given, str(default)).cast(pa.int64()))

    year = number("Y", 1970)
    if "y" in names:
        short = number("y", 0)
        year = np.where(short < _PIVOT, 2000, 1900) + short
    if "w" in names:
        days, fits = _of_weeks(year, number("w", 1), number("u", 1))
    else:
        month = _month_numbers(parts.field("b")) if "b" in names else number("m", 1)
        month = month + 3 * (number("q", 1) - 1) + 6 * (number("h", 1) - 1)
        if "k" in names:
            month = month + 6 * np.asarray(pc.fill_null(pc.equal(parts.field("k"), "하"), False))
        first = (12 * (year - 1970) + month - 1).astype("datetime64[M]")
        days = first.astype("datetime64[D]") + (number("d", 1) - 1)
        fits = days.astype("datetime64[M]") == first
        if "n" in names:
            second = number("n", 0)
            fits &= np.where(second < 100, second == (year + 1) % 100, second == year + 1)
    moments = days.astype("datetime64[us]")
    if "H" in names:
        moments = moments + _within_day(parts, names, number)
    moments[~(good & fits)] = np.datetime64("NaT")
    return moments, _zones(parts, names)


def _of_weeks(year: Any, week: Any, weekday: Any) -> tuple[Any, Any]:
    """The days of weeks of ISO 8601, whose first one holds the fourth of January; and whether the year has such a week."""
    import numpy as np

    def first(of: Any) -> Any:
        fourth = (of - 1970).astype("datetime64[Y]").astype("datetime64[D]") + 3
        return fourth - (fourth.astype(np.int64) + 3) % 7  # the Monday before: day 0 is a Thursday

    days = first(year) + 7 * (week - 1)
    return days + (weekday - 1), days < first(year + 1)


def _month_numbers(names: Any) -> npt.NDArray[np.int64]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    flat = [name for same in MONTHS for name in same]
    numbers = np.array([number for number, same in enumerate(MONTHS, 1) for _name in same])
    places = pc.index_in(pc.utf8_lower(names), pa.array(flat))
    found: npt.NDArray[np.int64] = numbers[np.asarray(pc.fill_null(places, 0))]
    return found


def _within_day(parts: Any, names: set[str], number: Any) -> npt.NDArray[np.timedelta64]:
    """What has passed of the day."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    hour = number("H", 0)
    for name in {"a", "p"} & names:
        half = parts.field(name)
        if pc.any(pc.not_equal(half, "")).as_py():
            evening = np.asarray(pc.fill_null(pc.match_substring_regex(half, "(?i)^(?:p|오후)"), False))
            told = np.asarray(pc.fill_null(pc.not_equal(half, ""), False))
            hour = np.where(told, hour % 12 + 12 * evening, hour)
    passed = (hour * 3600 + number("M", 0) * 60 + number("S", 0)) * 1_000_000
    if "f" in names and pc.any(pc.not_equal(parts.field("f"), "")).as_py():
        digits = pc.utf8_slice_codeunits(pc.utf8_rpad(pc.fill_null(parts.field("f"), ""), 6, "0"), 0, 6)
        passed = passed + np.asarray(digits.cast(pa.int64()))
    return np.asarray(passed, dtype="timedelta64[us]")


def _zones(parts: Any, names: set[str]) -> Any:
    import pyarrow.compute as pc

    if "z" not in names:
        return None
    zones = parts.field("z")
    return zones if pc.any(pc.not_equal(zones, "")).as_py() else None
