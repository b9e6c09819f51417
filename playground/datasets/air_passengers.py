"""The series that every course on forecasting begins with; it ships with the app."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from playground.datasets.config import DatasetConfig
from playground.datasets.dataset import Dataset, DatasetError, Loaded, Progress, Signature
from playground.datasets.tables import check_task
from playground.language import N_, _
from playground.places import resources

_COLUMN = "passengers"
_MONTHS = 144


@dataclass(frozen=True, kw_only=True)
class AirPassengers(Dataset):
    """International airline passengers per month, January 1949 to December 1960, in thousands (Box and Jenkins 1976)."""

    def signature(self, config: DatasetConfig) -> Signature | None:
        if config.task not in (None, self.task) or not _only_series(config):
            return None
        shape, horizon = (config.context or self.context, 1), config.horizon or self.horizon
        return Signature("forecast", shape, (horizon,), (), _("passengers (thousands)"))

    def load(
        self,
        config: DatasetConfig,
        folder: Path,
        seed: int,
        progress: Progress,
        download: bool = False,
    ) -> Loaded:
        import pandas as pd

        check_task(self, config)
        if not _only_series(config):
            raise DatasetError(_("This series has one column, '{name}'; leave target and features out.").format(name=_COLUMN))
        try:
            with (resources() / "datasets" / "air_passengers.csv").open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
            values = [float(row[_COLUMN]) for row in rows]
            times = tuple(row["month"] for row in rows)
            if len(rows) != _MONTHS:
                raise ValueError(_("{n} months instead of {all}").format(n=len(rows), all=_MONTHS))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise DatasetError(_("The series that ships with the app cannot be read: {reason}").format(reason=error)) from None
        return Loaded(
            table=pd.DataFrame({_COLUMN: values}),
            features=(_COLUMN,),
            target=_COLUMN,
            task="forecast",
            target_label=_("passengers (thousands)"),
            times=times,
            season=12,
        )


def _only_series(config: DatasetConfig) -> bool:
    return config.target in (None, _COLUMN) and config.features in (None, (), (_COLUMN,))


AIR_PASSENGERS = AirPassengers(
    name="air_passengers",
    label=N_("Air passengers"),
    summary=N_("144 months from 1949 to 1960, in thousands of passengers: predict the months that follow."),
    task="forecast",
)
