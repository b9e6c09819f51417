"""Moments as numbers that a network can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.language import N_

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Cycle = tuple[str, str, npt.NDArray[np.float64]]

_DAY = 86_400.0


def date_features(column: pd.Series, train: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float64], list[Cycle]]:
    """Days since the first moment of the training rows, and the place in each cycle that the training rows pass through twice.

    A cycle is a sine and a cosine of the place in the year, the week or the day, so that December lies beside January.

    Args:
        column: Moments; NaT where they are missing.
        train: The training rows; one of them at least has a moment.

    Returns:
        ``(rows,)`` days with NaN for gaps, and for each cycle its label, ``sin`` or ``cos``, and ``(rows,)`` values, 0 for gaps.
    """
    import numpy as np

    known = column.iloc[train].dropna()
    first = known.min()
    days = ((column - first).dt.total_seconds() / _DAY).to_numpy(dtype=np.float64, na_value=np.nan)
    span = (known.max() - first).total_seconds() / _DAY
    midnight = bool((known == known.dt.normalize()).all())
    places: list[tuple[str, pd.Series]] = []
    if span > 2 * 366 and known.dt.month.nunique() > 1:
        places.append((N_("month"), (column.dt.month - 1) / 12))
    if span > 14 and known.dt.day_of_week.nunique() > 1 and known.dt.day.nunique() > 4:
        places.append((N_("weekday"), column.dt.day_of_week / 7))
    if span > 2 and not midnight:
        places.append((N_("hour"), (column.dt.hour + column.dt.minute / 60) / 24))
    cycles: list[Cycle] = []
    for label, place in places:
        turn = 2 * np.pi * place.to_numpy(dtype=np.float64, na_value=np.nan)
        cycles += [(label, "sin", np.nan_to_num(np.sin(turn))), (label, "cos", np.nan_to_num(np.cos(turn)))]
    return days, cycles
