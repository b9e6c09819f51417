"""The figure that is reported per epoch beside the loss: RMSE for numbers, accuracy for classes."""

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
    """One figure per epoch.

    Attributes:
        name: Its name in the history, as ``train_*`` and ``val_*``.
        measure: Measures a batch; None where the figure follows from the loss, and costs nothing.
    """

    def __init__(self, task: str, loss: Loss, target_scale: float) -> None:
        (self.name,) = TASKS[task].metrics
        self._numbers = self.name == "rmse"
        self._scale = abs(target_scale)
        self.measure: Measure | None
        if self._numbers:
            self.measure = None if isinstance(loss, MSELoss) else _squared_error
        elif task == "multiclass":
            self.measure = _right_class
        else:
            self.measure = _right_side(0.0 if loss.last_activation == "" else 0.5)

    def finish(self, loss: Floats, total: Floats, samples: int) -> Floats:
        """The figure in original units, from the mean loss and the sum that was measured, one each per epoch."""
        mean = total / max(samples, 1) if self.measure is not None else loss
        if not self._numbers:
            return mean
        with np.errstate(invalid="ignore"):
            result: Floats = np.sqrt(mean) * self._scale
        return result


def _squared_error(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction - target).square().mean() * len(target)


def _right_class(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction.argmax(dim=1) == target).sum()


def _right_side(threshold: float) -> Measure:
    """Counts the samples of two classes on the right side of ``threshold``."""
    return lambda prediction, target: ((prediction > threshold) == (target > 0.5)).sum()
