"""A moment that is kept in two columns, the day in one and the time of the day in another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.datasets.steps import Steps
from playground.datasets.table_columns import Column
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_DAY = 86_400
_HOUR = re.compile(r"hours?|hrs?|h|uhr|stunde|heure|hora|시|시간|시각")
"""What a column of full hours is called: its numbers alone do not tell."""


def with_clock(days: Column, others: Iterable[Column], steps: Steps) -> Column:
    """Days that stand in several rows, with the time of the day from the column that tells these apart; as they are if there is none.

    Args:
        days: Dates.
        others: The other columns of the table, the first that suits is taken.
        steps: Told if one is.
    """
    import numpy as np
    import pandas as pd

    moments = days.values.to_numpy()
    if days.type != "date" or days.per or days.instants is not None or not _are_days(moments):
        return days
    different = len(np.unique(moments))
    if different == len(moments):
        return days
    for other in others:
        seconds = _seconds(other)
        if seconds is None or len(seconds) != len(moments):
            continue
        passed = np.where(np.isfinite(seconds), seconds, 0) * 1e6
        joined = moments.astype("datetime64[us]") + passed.astype("timedelta64[us]")
        joined[~np.isfinite(seconds)] = np.datetime64("NaT")
        if len(np.unique(joined)) > different:
            text = _("The days of '{name}' and the times of the day in '{other}' are joined.")
            steps.add(text.format(name=days.name, other=other.name))
            return Column(days.name, "date", pd.Series(joined, copy=False), days.strange, days.remark, days.examples)
    return days


def _are_days(moments: npt.NDArray[np.datetime64]) -> bool:
    import numpy as np

    known = moments[~np.isnat(moments)]
    return bool(len(known)) and bool((known == known.astype("datetime64[D]")).all())


def _seconds(column: Column) -> npt.NDArray[np.float64] | None:
    """The seconds of the day that a column holds; None if it holds something else."""
    import numpy as np

    if column.type != "number" or not (column.clock or _HOUR.fullmatch(column.name.strip().lower())):
        return None
    numbers = column.values.to_numpy(dtype=np.float64)
    known = numbers[np.isfinite(numbers)]
    seconds = numbers if column.clock else numbers * 3600
    whole = column.clock or bool((known == np.floor(known)).all())
    within = bool(len(known)) and float(known.min()) >= 0 and float(known.max()) <= (_DAY if column.clock else 24)
    return seconds if whole and within else None
