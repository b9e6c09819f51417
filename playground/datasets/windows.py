"""A series, and the windows that are cut from it: ``context`` values in, the next ``horizon`` values out.

A window belongs to the part that all of its target values lie in, so no target of the validation or test part is ever a target of
training. The context may reach back into the part before: at that time those values are known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from playground.datasets.baselines import Baselines
from playground.datasets.dataset import DatasetError, Part
from playground.datasets.stationary import AS_THEY_ARE, Changes
from playground.datasets.times import continued
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Series:
    """A series in the order of time.

    Attributes:
        values: float64 ``(N,)`` in original units.
        scaled: float32 ``(N, 1)``; NaN in the first ``changes.lost`` rows.
        times: One label per row.
        season: Rows per season, measured on the training part; 0 without one.
        context: How many past values a window holds.
        horizon: How many future values are predicted at once.
        train_rows: Rows that belong to the training part.
        changes: What was done to the values before they were scaled.
    """

    values: npt.NDArray[np.float64]
    scaled: npt.NDArray[np.float32]
    times: tuple[str, ...]
    season: int
    context: int
    horizon: int
    train_rows: int
    changes: Changes = AS_THEY_ARE

    @cached_property
    def baselines(self) -> Baselines:
        """The simple forecasts to compare with."""
        return Baselines(self.values, self.train_rows, self.context, self.horizon, self.season)

    @cached_property
    def unit(self) -> float:
        """The standard deviation of the training part, in which errors are counted while a network trains: sums stay within 32 bits."""
        return float(self.values[: self.train_rows].std()) or 1.0

    def targets(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """``(n, horizon)`` the true values, in original units, of windows whose first target value is in these rows."""
        import numpy as np

        found: npt.NDArray[np.float64] = self.values[np.asarray(rows)[:, None] + np.arange(self.horizon)]
        return found

    def future_times(self, count: int) -> tuple[str, ...]:
        """Labels of ``count`` rows beyond the data."""
        if count not in self._future:
            self._future[count] = continued(self.times, count)
        return self._future[count]

    @cached_property
    def _future(self) -> dict[int, tuple[str, ...]]:
        """What was asked for: their step follows from all times, and is asked for while a network trains."""
        return {}


def cut(scaled: npt.NDArray[np.float32], context: int, horizon: int, begin: int, end: int) -> Part:
    """The windows of ``(N, 1)`` whose target values all lie in the rows from ``begin`` up to, but without, ``end``."""
    import numpy as np

    rows = np.arange(max(begin, context), max(end - horizon + 1, max(begin, context)), dtype=np.int64)
    past = rows[:, None] + np.arange(-context, 0)  # (n, context)
    ahead = rows[:, None] + np.arange(horizon)  # (n, horizon)
    return Part(x=scaled[past], y=scaled[ahead, 0], rows=rows)


def windows(series: Series, begin: int, end: int) -> Part:
    """The windows of a series whose target values all lie in these rows; where logarithms are learned, with the true values beside them."""
    import numpy as np

    lost = series.changes.lost
    part = cut(series.scaled, series.context, series.horizon, max(begin, lost + series.context), end)
    if not series.changes.log:
        return part
    truth = series.targets(part.rows)
    beside = np.concatenate((series.changes.with_logarithms(truth), truth), axis=1) / series.unit
    return replace(part, beside=beside.astype(np.float32))


def check_windows(train: int, validation: int, test: int, context: int, horizon: int, lost: int = 0) -> None:
    """Checks that every part that was asked for has at least one window; sizes are rows, ``lost`` those without a difference.

    Raises:
        DatasetError: the series is too short.
    """
    if train - lost < context + horizon <= train:
        raise DatasetError(
            _(
                "The training part of the series has {n} rows, but one window needs {need} (context {context} + horizon {horizon}) and the "
                "differences {lost} more: switch them off or shorten the context."
            ).format(n=train, need=context + horizon, context=context, horizon=horizon, lost=lost)
        )
    if train < context + horizon:
        raise DatasetError(
            ngettext(
                "The training part of the series has {n} row, but one window needs {need} (context {context} + horizon {horizon}).",
                "The training part of the series has {n} rows, but one window needs {need} (context {context} + horizon {horizon}).",
                train,
            ).format(n=train, need=context + horizon, context=context, horizon=horizon)
        )
    for name, rows in ((_("validation"), validation), (_("test"), test)):
        if 0 < rows < horizon:
            raise DatasetError(
                _(
                    "The {part} part of the series has {n} rows, too few for a horizon of {horizon}: enlarge it or shorten the horizon."
                ).format(part=name, n=rows, horizon=horizon)
            )
