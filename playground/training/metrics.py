"""The figures that are reported per epoch beside the loss: RMSE and R^2 for numbers, accuracy for classes.

Only what costs next to nothing is measured every epoch; the others follow now and then, in the picture of ``figures``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from playground.datasets.dataset import Part
from playground.datasets.prepare import Prepared
from playground.datasets.stationary import MOST_GROWTH
from playground.datasets.tasks import TASKS
from playground.datasets.windows import Series
from playground.runs.losses import Loss, MSELoss
from playground.runs.messages import Floats

Measure = Callable[[Tensor, Tensor], Tensor]
"""Prediction and target of a batch to the sum of the figure over its samples, on the device."""


class Metric:
    """The figures of an epoch, all from one number that is summed over its samples.

    Errors are counted in a unit of their own: that of the scaled target, or, where what was done to a series is undone first, that of
    the series (``Series.unit``).

    Attributes:
        names: Their names in the history, as ``train_*`` and ``val_*``.
        measure: Measures a batch; None where the figures follow from the loss, and cost nothing.
        reads_beside: Targets carry what only the metric reads, in the columns after them (``Part.beside``).
    """

    def __init__(self, prepared: Prepared, loss: Loss) -> None:
        task, series = prepared.info.signature.task, prepared.series
        self.names = TASKS[task].metrics
        self._numbers = "rmse" in self.names
        self._unit = abs(prepared.target_scale)
        self._series = series if series is not None and series.changes else None
        self.reads_beside = series is not None and series.changes.log
        self.measure: Measure | None
        if self._series is not None and (self._series.changes.log or self._series.horizon > 1):
            self.measure = _undone(self._series, prepared.target_scale)
            self._unit = self._series.unit
        elif self._numbers:
            self.measure = None if isinstance(loss, MSELoss) else _squared_error
        elif task == "multiclass":
            self.measure = _right_class
        else:
            self.measure = _right_side(0.0 if loss.applies else 0.5)

    def spread(self, part: Part) -> float:
        """Variance of the targets of a part in the unit that errors are counted in; 0 without samples."""
        if not len(part.y):
            return 0.0
        if self._series is None:
            return float(np.var(part.y, dtype=np.float64))
        return float(np.var(self._series.targets(part.rows) / self._unit))

    def only_targets(self, loss: Measure) -> Measure:
        """A loss that does not see what is beside the targets."""
        return (lambda prediction, target: loss(prediction, target[:, : prediction.shape[1]])) if self.reads_beside else loss

    def finish(self, loss: Floats, total: Floats, samples: int, spread: float) -> Floats:
        """The figures in original units, ``(E, len(names))``.

        Args:
            loss: ``(E,)`` mean loss of each epoch.
            total: ``(E,)`` sum of what was measured.
            samples: Samples of an epoch.
            spread: Variance of their targets, from ``spread``; R^2 is 1 - MSE / variance.
        """
        mean = total / max(samples, 1) if self.measure is not None else loss
        if not self._numbers:
            return mean[:, None]
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            r2 = 1 - mean / spread if spread > 0 else np.full_like(mean, np.nan)
            return np.column_stack((np.sqrt(mean) * self._unit, r2))


def _squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction - target).square().mean() * len(target)


def _undone(series: Series, scale: float) -> Measure:
    """Squared errors of the values themselves: the errors of differences add up over the horizon, and those of logarithms are factors.

    With ``e`` the error of a level, ``exp(level + e) - true`` is the error of the value.
    """
    ahead, log = series.horizon, series.changes.log
    summed = torch.from_numpy(series.changes.spread_of_errors(ahead).astype(np.float32)) * (scale if log else scale / series.unit)

    def measure(prediction: Tensor, target: Tensor) -> Tensor:
        errors = (prediction - target[:, :ahead]) @ summed.to(prediction.device)
        if log:
            level, true = target[:, ahead : 2 * ahead], target[:, 2 * ahead :]
            errors = level * errors.clamp(max=MOST_GROWTH).exp() - true
        return errors.square().mean() * len(target)

    return measure


def _right_class(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction.argmax(dim=1) == target).sum()


def _right_side(threshold: float) -> Measure:
    """Counts the samples of two classes on the right side of ``threshold``."""
    return lambda prediction, target: ((prediction > threshold) == (target > 0.5)).sum()
