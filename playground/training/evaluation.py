"""What the model says: predictions and forecasts, in original units, in evaluation mode and without gradients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from playground.datasets.dataset import Part
from playground.datasets.prepare import Prepared
from playground.datasets.windows import Series
from playground.runs.losses import Loss
from playground.runs.messages import Floats, RunForecast, RunPredictions
from playground.training.build import new_model
from playground.training.loop import CHUNK, Training

MOST_SHOWN = 2000
"""Samples of a part in a report; more are not to be told apart on a screen."""

FEWEST_AHEAD = 24
"""Rows that are forecast beyond a series without seasons."""


@dataclass(frozen=True)
class PartPredictions:
    """All predictions for one part of the data, in original units: one entry per target value.

    Attributes:
        split: ``train``, ``validation`` or ``test``.
        rows: Row of the table or of the series.
        target: What is true; of classes: their number.
        prediction: What the model says; of two classes the probability of the second, of several the number of the likeliest.
    """

    split: str
    rows: npt.NDArray[np.int64]
    target: Floats
    prediction: Floats


def outputs(training: Training, x: npt.NDArray[np.float32]) -> Floats:
    """What the model gives for samples, ``(n, *output_shape)`` in float64 on the host."""
    if not len(x):
        return np.zeros((0, 1))
    chunk = max(CHUNK, training.batches.size)
    with torch.no_grad(), training.evaluating():
        parts = [
            training.forward(torch.from_numpy(x[i : i + chunk].copy()).to(training.device)).cpu() for i in range(0, len(x), chunk)
        ]
    result: Floats = torch.cat(parts).numpy().astype(np.float64)
    return result


def probabilities(raw: Floats, loss: Loss) -> Floats:
    """Outputs for classes as probabilities, whatever the loss expects the network to end with."""
    if loss.name == "BCEWithLogitsLoss":
        result: Floats = torch.sigmoid(torch.from_numpy(raw)).numpy()
    elif loss.name == "CrossEntropyLoss":
        result = torch.softmax(torch.from_numpy(raw), dim=1).numpy()
    elif loss.name == "NLLLoss":
        result = np.exp(raw)
    else:
        result = raw
    return result


class Speaker:
    """Says what a model predicts about its data. Lives on the thread that trains.

    Attributes:
        training: The model in training.
        prepared: Its data.
        run: Name of the run in the session.
    """

    def __init__(self, training: Training, prepared: Prepared, run: str) -> None:
        self.training, self.prepared, self.run = training, prepared, run
        self._task = prepared.info.signature.task

    def predictions(self) -> RunPredictions:
        """Predicted against true for a report: evenly chosen samples where there are many."""
        train, validation = self.prepared.train, self.prepared.validation
        shown = [self._pairs(_thinned(part)) for part in (train, validation)]
        return RunPredictions(
            run=self.run,
            epoch=self.training.position,
            train_target=shown[0][0],
            train_prediction=shown[0][1],
            val_target=shown[1][0],
            val_prediction=shown[1][1],
        )

    @cached_property
    def initial(self) -> tuple[Tensor, ...]:
        """The weights and biases that the run began with, on the host: they follow from the seed."""
        training = self.training
        shape = self.prepared.info.signature.input_shape
        return tuple(
            value.detach()
            for value in new_model(training.network, shape, training.config.init, training.config.seed).parameters()
        )

    def part(self, split: str) -> PartPredictions:
        """All predictions of one part."""
        part: Part = getattr(self.prepared, split)
        target, prediction = self._pairs(part)
        each = max(1, len(target) // max(1, len(part.rows)))
        rows = (part.rows[:, None] + np.arange(each)).reshape(-1) if self._task == "forecast" else part.rows.repeat(each)
        return PartPredictions(split, rows, target, prediction)

    def raw(self, split: str) -> Floats:
        """What the model itself gives for one part."""
        part: Part = getattr(self.prepared, split)
        return outputs(self.training, part.x)

    def forecast(self) -> RunForecast | None:
        """The series and what is made of it; None for another task."""
        series = self.prepared.series
        if series is None:
            return None
        train, validation = self.prepared.train, self.prepared.validation
        one_step = [self._in_units(outputs(self.training, part.x)[:, 0]) for part in (train, validation)]
        rows, length = validation.rows, len(series.values)
        ahead = 2 * series.season or FEWEST_AHEAD
        naive = series.values[rows - 1]
        seasonal = series.values[rows - series.season] if series.season and (rows >= series.season).all() else np.zeros(0)
        truth = series.values[rows]
        guesses = {"one_step": one_step[1], "naive": naive, "seasonal_naive": seasonal}
        figures = {name: _rmse(truth, guess) for name, guess in guesses.items() if len(rows) and len(guess) == len(rows)}
        return RunForecast(
            run=self.run,
            epoch=self.training.position,
            times=(*series.times, *series.future_times(ahead)),
            series=series.values,
            train_rows=train.rows.astype(np.float64),
            val_rows=rows.astype(np.float64),
            train_prediction=one_step[0],
            val_prediction=one_step[1],
            future_rows=np.arange(length, length + ahead, dtype=np.float64),
            future=self._in_units(recursive(series, ahead, lambda x: outputs(self.training, x))),
            naive=naive,
            seasonal_naive=seasonal,
            figures=figures,
        )

    def _pairs(self, part: Part) -> tuple[Floats, Floats]:
        """Targets and predictions of a part, one entry per target value."""
        raw = outputs(self.training, part.x)
        if self._task == "multiclass":
            return part.y.astype(np.float64), raw.argmax(axis=1).astype(np.float64) if len(part.x) else np.zeros(0)
        if self._task == "binary":
            raw = probabilities(raw, self.training.config.loss)
            return part.y.astype(np.float64).reshape(-1), raw.reshape(-1)
        return self._in_units(part.y).reshape(-1), self._in_units(raw).reshape(-1)

    def _in_units(self, values: npt.NDArray[np.generic]) -> Floats:
        return self.prepared.in_units(values)


def recursive(series: Series, count: int, predict: Callable[[npt.NDArray[np.float32]], Floats]) -> Floats:
    """``count`` scaled values beyond the series: what was predicted is fed back as if it had happened."""
    known: list[float] = [float(value) for value in series.scaled[-series.context :, 0]]
    while len(known) < series.context + count:
        window = np.array(known[-series.context :], dtype=np.float32).reshape(1, series.context, 1)
        known.extend(float(value) for value in predict(window)[0])
    return np.array(known[series.context : series.context + count])


def _thinned(part: Part) -> Part:
    if len(part.x) <= MOST_SHOWN:
        return part
    chosen = np.linspace(0, len(part.x) - 1, MOST_SHOWN).round().astype(np.int64)
    return Part(part.x[chosen], part.y[chosen], part.rows[chosen])


def _rmse(truth: Floats, guess: Floats) -> float:
    return float(np.sqrt(np.mean((truth - guess) ** 2)))
