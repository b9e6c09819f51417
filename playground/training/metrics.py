"""The figures that are reported per epoch beside the loss: RMSE and R^2 for numbers, accuracy for classes.

Only what costs next to nothing is measured every epoch; the others follow now and then, in the picture of ``figures``.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from torch import Tensor

from playground.datasets.tasks import TASKS
from playground.runs.losses import Loss, MSELoss
from playground.runs.messages import Floats

Measure = Callable[[Tensor, Tensor], Tensor]
"""Prediction and target of a batch to the sum of the figure over its samples, on the device."""


class Metric:
    """The figures of an epoch, all from one number that is summed over its samples.

    Attributes:
        names: Their names in the history, as ``train_*`` and ``val_*``.
        measure: Measures a batch; None where the figures follow from the loss, and cost nothing.
    """

    def __init__(self, task: str, loss: Loss, target_scale: float) -> None:
        self.names = TASKS[task].metrics
        self._numbers = "rmse" in self.names
        self._scale = abs(target_scale)
        self.measure: Measure | None
        if self._numbers:
            self.measure = None if isinstance(loss, MSELoss) else _squared_error
        elif task == "multiclass":
            self.measure = _right_class
        else:
            self.measure = _right_side(0.0 if loss.last_activation == "" else 0.5)

    def finish(self, loss: Floats, total: Floats, samples: int, spread: float) -> Floats:
        """The figures in original units, ``(E, len(names))``.

        Args:
            loss: ``(E,)`` mean loss of each epoch.
            total: ``(E,)`` sum of what was measured.
            samples: Samples of an epoch.
            spread: Variance of their targets as they are given to the loss; R^2 is 1 - MSE / variance.
        """
        mean = total / max(samples, 1) if self.measure is not None else loss
        if not self._numbers:
            return mean[:, None]
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            r2 = 1 - mean / spread if spread > 0 else np.full_like(mean, np.nan)
            return np.column_stack((np.sqrt(mean) * self._scale, r2))


def _squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction - target).square().mean() * len(target)


def _right_class(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction.argmax(dim=1) == target).sum()


def _right_side(threshold: float) -> Measure:
    """Counts the samples of two classes on the right side of ``threshold``."""
    return lambda prediction, target: ((prediction > threshold) == (target > 0.5)).sum()
