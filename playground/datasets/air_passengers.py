"""The series that every course on forecasting begins with; it ships with the app."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import DatasetError
from playground.datasets.series import KnownSeries
from playground.language import N_, _
from playground.places import resources

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_MONTHS = 144


@dataclass(frozen=True, kw_only=True)
class AirPassengers(KnownSeries):
    """International airline passengers per month, January 1949 to December 1960, in thousands (Box and Jenkins 1976)."""

    def read(self, config: DatasetConfig, seed: int) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
        import numpy as np

        try:
            with (resources() / "datasets" / "air_passengers.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            values = np.array([float(row[self.column]) for row in rows])
            times = tuple(row["month"] for row in rows)
            if len(rows) != _MONTHS:
                raise ValueError(_("{n} months instead of {all}").format(n=len(rows), all=_MONTHS))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise DatasetError(_("The series that ships with the app cannot be read: {reason}").format(reason=error)) from None
        return values, times


AIR_PASSENGERS = AirPassengers(
    name="air_passengers",
    label=N_("Air passengers"),
    summary=N_("144 months from 1949 to 1960, in thousands of passengers: predict the months that follow."),
    column="passengers",
    column_label=N_("passengers (thousands)"),
    season=12,
)
