"""Texts that are times of the day, as seconds since midnight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.date_reading import read
from playground.datasets.date_ways import WAYS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

_SAMPLE = 10_000
"""Rows in which they are looked for first."""
_MOSTLY = 0.9
"""Share of the values that must be times for the others to count as missing."""


def as_seconds(values: pa.ChunkedArray) -> tuple[pd.Series, int] | None:
    """Times such as ``7:30``, ``07:30:15`` or ``7:30 pm`` as seconds since midnight, and how many are none; None if those are too many."""
    import pandas as pd
    import pyarrow.compute as pc

    pattern = r"^([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d(\.\d+)?)?$"
    sample = values.slice(0, _SAMPLE).drop_null()
    if not len(sample):
        return None
    if pc.mean(pc.match_substring_regex(sample, pattern).cast("int8")).as_py() < _MOSTLY:
        return _halves_as_seconds(values, sample)
    given = len(values) - values.null_count
    strange = given - pc.sum(pc.match_substring_regex(values, pattern)).as_py()
    if strange > (1 - _MOSTLY) * given:
        return None
    whole = pc.replace_substring_regex(values, r"^(\d+:\d+)$", r"\1:00")
    seconds = pd.to_timedelta(whole.to_pandas().astype(object), errors="coerce").dt.total_seconds()
    return seconds.astype("float64"), strange


def _halves_as_seconds(values: pa.ChunkedArray, sample: pa.ChunkedArray) -> tuple[pd.Series, int] | None:
    """The same for times of a half of the day, such as ``7:30 pm`` or ``오후 7:30``."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    pattern = r"(?i)^((오전|오후) ?\d.*|\d.* ?(a\.?m\.?|p\.?m\.?|오전|오후))$"
    if pc.mean(pc.match_substring_regex(sample, pattern).cast("int8")).as_py() < _MOSTLY:
        return None
    day = np.datetime64("2000-01-01", "us")
    way = next(way for way in WAYS if way.order == "ymd")
    texts = pc.binary_join_element_wise(str(day.astype("datetime64[D]")), values, " ")
    moments, _zones = read(texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts, way)
    given = len(values) - values.null_count
    strange = given - int((~np.isnat(moments)).sum())
    if strange > (1 - _MOSTLY) * given:
        return None
    return _seconds_of(moments - day), strange


def _seconds_of(passed: npt.NDArray[np.timedelta64]) -> pd.Series:
    import pandas as pd

    seconds: pd.Series = pd.Series(passed).dt.total_seconds().astype("float64")
    return seconds
