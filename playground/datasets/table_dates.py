"""Texts that are dates or times of the day, in the ways that people and programs write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from playground.language import _

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_SAMPLE = 10_000
"""Rows in which texts are looked for from which the way of writing is guessed."""
_MOSTLY = 0.9
"""Share of the values that must be dates, or times, for the others to count as missing."""
_DAYS = (
    *("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y. %m. %d", "%Y. %m. %d.", "%Y.%m.%d.", "%Y년 %m월 %d일", "%Y년%m월%d일"),
    *("%Y년 %m월", "%Y년%m월", "%Y-%m", "%Y/%m", "%Y. %m", "%Y%m%d"),
    *("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%d %b %Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y"),
)
_TIMES = (
    *("", " %H:%M", " %H:%M:%S", "T%H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S.%f", "T%H:%M:%SZ", "T%H:%M:%S%z"),
    *(" %I:%M %p", " %I:%M:%S %p", " %p %I:%M", " %p %I:%M:%S"),
)
_TWINS = {"%m/%d/%Y": "%d/%m/%Y", "%d/%m/%Y": "%m/%d/%Y", "%d-%m-%Y": "%m-%d-%Y", "%m-%d-%Y": "%d-%m-%Y"}


def as_dates(name: str, values: pa.ChunkedArray, always: bool) -> tuple[pd.Series, int, str] | None:
    """Texts as moments, how many are none, and a word if it cannot be told day from month; None if too many are none."""
    import pyarrow.compute as pc

    if pc.any(pc.match_substring_regex(values.slice(0, _SAMPLE), "오[전후]")).as_py():
        values = pc.replace_substring(pc.replace_substring(values, "오전", "AM"), "오후", "PM")
    sample = values.slice(0, _SAMPLE).drop_null().slice(0, 200).to_pylist()
    formats = [form for form in _formats(sample) if always or form != "%Y%m%d"]
    best = max(formats, key=lambda form: sum(_fits(text, form) for text in sample), default=None)
    if best is None or sum(_fits(text, best) for text in sample) < _MOSTLY * len(sample):
        return None
    moments, strange = _moments(values, best)
    remark = ""
    twin = next((best.replace(form, other) for form, other in _TWINS.items() if best.startswith(form)), None)
    if twin is not None:
        others, fewer = _moments(values, twin)
        if fewer < strange:
            moments, strange = others, fewer
        elif fewer == strange and not others.equals(moments):
            remark = _ambiguous(name, best)
    given = len(values) - values.null_count
    return None if strange > (1 - _MOSTLY) * given and not always else (moments, strange, remark)


def _ambiguous(name: str, form: str) -> str:
    if form.startswith("%m"):
        text = _("The dates of '{name}' are read as month/day/year, but all of them could also be day/month/year.")
    else:
        text = _("The dates of '{name}' are read as day/month/year, but all of them could also be month/day/year.")
    return text.format(name=name)


def _moments(values: pa.ChunkedArray, form: str) -> tuple[pd.Series, int]:
    """Texts that are written in one way as moments, and how many are not."""
    import pandas as pd

    zone = form.endswith("%z")
    moments: pd.Series = pd.to_datetime(values.to_pandas().astype(object), format=form, errors="coerce", utc=zone)
    if zone:
        moments = moments.dt.tz_localize(None)
    return moments.astype("datetime64[us]"), len(values) - values.null_count - int(moments.notna().sum())


def _formats(sample: list[str]) -> list[str]:
    """The ways of writing a date that the first texts could follow."""
    texts = [text for text in sample[:3] if any(letter.isdigit() for letter in text) and 6 <= len(text) <= 40]
    if not texts:
        return []
    return [day + time for day, time in product(_DAYS, _TIMES) if any(_fits(text, day + time) for text in texts)]


def _fits(text: str, form: str) -> bool:
    with suppress(ValueError):
        datetime.strptime(text, form)  # only whether it can be read
        return True
    return False


def as_seconds(values: pa.ChunkedArray) -> tuple[pd.Series, int] | None:
    """Times such as ``7:30`` or ``07:30:15`` as seconds since midnight, and how many are none; None if those are too many."""
    import pandas as pd
    import pyarrow.compute as pc

    pattern = r"^([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?$"
    sample = values.slice(0, _SAMPLE).drop_null()
    if not len(sample) or pc.mean(pc.match_substring_regex(sample, pattern).cast("int8")).as_py() < _MOSTLY:
        return None
    given = len(values) - values.null_count
    strange = given - pc.sum(pc.match_substring_regex(values, pattern)).as_py()
    if strange > (1 - _MOSTLY) * given:
        return None
    whole = pc.replace_substring_regex(values, r"^(\d+:\d+)$", r"\1:00")
    seconds = pd.to_timedelta(whole.to_pandas().astype(object), errors="coerce").dt.total_seconds()
    return seconds.astype("float64"), strange
