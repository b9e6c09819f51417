"""What the model says about its data: predictions in original units, in evaluation mode and without gradients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from playground.datasets.dataset import Part
from playground.datasets.prepare import Prepared
from playground.runs.losses import Loss
from playground.runs.messages import Floats, RunPredictions
from playground.training.build import new_model
from playground.training.loop import CHUNK, Training

MOST_SHOWN = 2000
"""Samples of a part in a report; more are not to be told apart on a screen."""


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
    if loss.applies == "Sigmoid":
        result: Floats = torch.sigmoid(torch.from_numpy(raw)).numpy()
    elif loss.applies == "Softmax":
        result = torch.softmax(torch.from_numpy(raw), dim=1).numpy()
    elif loss.last_activation == "LogSoftmax":
        result = np.exp(raw)
    else:
        result = raw
    return result


@dataclass(frozen=True)
class Answer:
    """What the model gives for samples of a part, ``(n, *output_shape)`` as it is; ``whole``: for all of them."""

    part: Part
    raw: Floats
    whole: bool


class Speaker:
    """Says what a model predicts about its data, in evaluation mode. Lives on the thread that trains.

    What was asked is kept until the next step, so that several pictures of one moment cost one forward pass.

    Attributes:
        training: The model in training.
        prepared: Its data.
        run: Name of the run in the session.
        exact: Answers are about all samples; else, where there are many, about evenly chosen ones.
    """

    def __init__(self, training: Training, prepared: Prepared, run: str) -> None:
        self.training, self.prepared, self.run = training, prepared, run
        self.task = prepared.info.signature.task
        self.exact = True
        self._answers: dict[tuple[str, bool], Answer] = {}
        self._step = training.steps
        self._epoch: int | None = None

    @property
    def epoch(self) -> float:
        """Where the model is, in epochs."""
        return self.training.position if self._epoch is None else self._epoch

    def forget(self, epoch: int | None = None) -> None:
        """The model is another one, though no step was done: one with the weights of ``epoch``, or of where the training is."""
        self._answers.clear()
        self._epoch = epoch

    def answer(self, split: str) -> Answer:
        """What the model gives for the samples of ``train``, ``validation`` or ``test``, as it is."""
        if self._step != self.training.steps:
            self._answers.clear()
            self._step = self.training.steps
        part: Part = getattr(self.prepared, split)
        whole = self.exact or len(part.x) <= MOST_SHOWN
        found = self._answers.get((split, whole))
        if found is None:
            asked = part if whole else chosen(part, evenly(len(part.x)))
            found = self._answers[split, whole] = Answer(asked, outputs(self.training, asked.x), whole)
        return found

    def chances(self, split: str) -> Floats:
        """``(n, classes)`` probabilities for the samples of ``answer``; of two classes both."""
        found = probabilities(self.answer(split).raw, self.training.config.loss)
        return np.column_stack((1 - found[:, 0], found[:, 0])) if self.task == "binary" else found

    def predictions(self) -> RunPredictions:
        """Predicted against true for a report: evenly chosen samples where there are many."""
        shown = []
        for split in ("train", "validation"):
            answer = self.answer(split)
            few = evenly(len(answer.raw))
            shown.append(self._pairs(chosen(answer.part, few), answer.raw[few]))
        return RunPredictions(
            run=self.run,
            epoch=self.epoch,
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
        """The predictions for the samples of ``answer``."""
        answer = self.answer(split)
        part = answer.part
        target, prediction = self._pairs(part, answer.raw)
        each = max(1, len(target) // max(1, len(part.rows)))
        rows = (part.rows[:, None] + np.arange(each)).reshape(-1) if self.task == "forecast" else part.rows.repeat(each)
        return PartPredictions(split, rows, target, prediction)

    def _pairs(self, part: Part, raw: Floats) -> tuple[Floats, Floats]:
        """Targets and predictions of samples, one entry per target value."""
        if self.task == "multiclass":
            return part.y.astype(np.float64), raw.argmax(axis=1).astype(np.float64) if len(part.x) else np.zeros(0)
        if self.task == "binary":
            raw = probabilities(raw, self.training.config.loss)
            return part.y.astype(np.float64).reshape(-1), raw.reshape(-1)
        series = self.prepared.series
        target = self.prepared.in_units(part.y) if series is None else series.targets(part.rows)
        return target.reshape(-1), self.prepared.in_units(raw, part.rows).reshape(-1)


def evenly(count: int) -> npt.NDArray[np.int64]:
    """Positions of evenly chosen samples of ``count``: all, or ``MOST_SHOWN`` with the first and the last among them."""
    chosen: npt.NDArray[np.int64] = np.linspace(0, count - 1, min(count, MOST_SHOWN)).round().astype(np.int64)
    return chosen


def chosen(part: Part, positions: npt.NDArray[np.int64]) -> Part:
    """The samples of a part at these positions."""
    return part if len(positions) == len(part.x) else part.some(positions)
