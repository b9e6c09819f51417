"""Simple forecasts, which one of a network must beat to be worth its trouble. What they know is the training part and the rows before.

The naive forecast is the last value, the seasonal one the last value of the same season (Hyndman and Athanasopoulos, "Forecasting:
Principles and Practice", section 5.2), and the linear autoregression the least-squares line from a network's own window to its target.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

BASELINES = ("naive", "seasonal_naive", "autoregression")

MOST_LAGS = 400
"""Past values that the autoregression sees at most: the newest ones of a longer window."""
_MOST_WINDOWS = 10_000
"""Windows that it is fitted on at most, evenly chosen."""


@dataclass(frozen=True, eq=False)
class Baselines:
    """The simple forecasts of a series. Rows are those of the first value that is forecast; all before it are known.

    Attributes:
        values: float64 ``(N,)`` in original units.
        train_rows: Rows that belong to the training part.
        context: How many past values a window holds.
        horizon: How many future values are predicted at once.
        season: Rows per season; 0 without one.
    """

    values: Floats
    train_rows: int
    context: int
    horizon: int
    season: int

    def forecasts(self, rows: npt.NDArray[Any], ahead: int) -> dict[str, Floats]:
        """By name ``(n, ahead)`` in original units; one that cannot be made of all rows is left out."""
        import numpy as np

        made = {
            "naive": np.repeat(self.values[rows - 1][:, None], ahead, axis=1),
            "seasonal_naive": self._last_season(rows, ahead),
            "autoregression": self._autoregression(rows, ahead),
        }
        return {name: values for name, values in made.items() if values is not None and np.isfinite(values).all()}

    def _last_season(self, rows: npt.NDArray[Any], ahead: int) -> Floats | None:
        """What was known before each row of the same season."""
        import numpy as np

        steps = np.arange(ahead)
        if not self.season or (len(rows) and rows.min() < self.season):
            return None
        back = (steps // self.season + 1) * self.season
        found: Floats = self.values[np.asarray(rows)[:, None] + steps - back]
        return found

    def _autoregression(self, rows: npt.NDArray[Any], ahead: int) -> Floats | None:
        """The windows times the coefficients; what is forecast is fed back where that is not far enough."""
        import numpy as np

        lags = min(self.context, MOST_LAGS)
        if self.coefficients is None or (len(rows) and rows.min() < lags):
            return None
        values = self.values[np.asarray(rows)[:, None] + np.arange(-lags, 0)]
        with np.errstate(over="ignore", invalid="ignore"):
            while values.shape[1] < lags + ahead:
                values = np.concatenate((values, values[:, -lags:] @ self.coefficients[1:] + self.coefficients[0]), axis=1)
        return values[:, lags : lags + ahead]

    @cached_property
    def coefficients(self) -> Floats | None:
        """``(1 + lags, horizon)`` intercept and weights, fitted on the windows of the training part; None where there are too few."""
        import numpy as np
        from sklearn.linear_model import LinearRegression

        lags = min(self.context, MOST_LAGS)
        rows = np.arange(lags, self.train_rows - self.horizon + 1)
        if len(rows) < lags + 2:
            return None
        rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _MOST_WINDOWS)).round().astype(np.int64)]
        past = self.values[rows[:, None] + np.arange(-lags, 0)]
        target = self.values[rows[:, None] + np.arange(self.horizon)]
        fitted = LinearRegression().fit(past, target)
        return np.concatenate((fitted.intercept_[None], fitted.coef_.T))
