"""Where numbers stopped being finite: the steps since the last finite state are made again, and the guilty one is watched layer by layer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from playground.runs.messages import Floats, NotFinite
from playground.training.loop import Training
from playground.training.state import Snapshot, put_back


@dataclass(frozen=True)
class Origin:
    """The first number that was not finite.

    Attributes:
        step: The optimizer step in which it arose, from 1.
        what: What it was.
        position: The layer; None if it was the loss.
    """

    step: int
    what: NotFinite
    position: int | None


def first_sign(steps: Floats, epochs: Floats, validated: bool, weights_finite: bool, before: int, count: int) -> int | None:
    """The step, from 1, that first wrote down a number that is not finite; None if all are.

    Args:
        steps: Rows of the recorder.
        epochs: Rows of the recorder.
        validated: There is a validation loss.
        weights_finite: The weights are finite after the last of these steps.
        before: Steps done before the first of them.
        count: Steps in an epoch.
    """
    signs: list[int] = []
    good = np.isfinite(np.delete(steps, 1, axis=1)).all(axis=1)
    if not good.all():
        signs.append(before + int(np.argmin(good)) + 1)
    if validated and not np.isfinite(epochs[:, 0]).all():
        row = int(np.argmin(np.isfinite(epochs[:, 0])))
        signs.append((before // count + row + 1) * count)
    if not weights_finite:
        signs.append(before + len(steps))
    return min(signs, default=None)


def origin_of(training: Training, snapshot: Snapshot, sign: int, row: Floats) -> Origin:
    """Where it began; if everything is finite when it is tried again, what the step ``row`` that showed the ``sign`` tells by itself."""
    if (origin := locate(training, snapshot, sign)) is not None:
        return origin
    position = layer_of_gradient(training, row) if np.isfinite(row[0]) else None
    return Origin(sign, "loss" if position is None else "gradient", position)


def locate(training: Training, snapshot: Snapshot, sign: int) -> Origin | None:
    """Goes back to ``snapshot``, trains again up to step ``sign`` and watches it; the training is left somewhere after that.

    None if everything is finite this time, which a GPU that adds in another order may lead to.
    """
    put_back(training, snapshot)
    steps = training.run()
    while training.steps < sign - 1 and next(steps, "end") != "end":
        if training.recorder.full:
            _read(training)
    _read(training)
    position = first_not_finite(training.model)
    if position is not None:
        return Origin(training.steps, "weights", position)
    with _watched(training) as (in_training, in_validation):
        next(steps, None)
    row = _read(training)
    return _judge(training, in_training, in_validation, row)


def _judge(training: Training, in_training: list[int], in_validation: list[int], row: Floats) -> Origin | None:
    """What the watched step shows, in the order in which the numbers arose: forwards, backwards, update, validation."""
    step = training.steps
    if in_training:
        return Origin(step, "output", in_training[0])
    if not np.isfinite(row[0]):
        return Origin(step, "loss", None)
    if (position := layer_of_gradient(training, row)) is not None:
        return Origin(step, "gradient", position)
    if (position := first_not_finite(training.model)) is not None:
        return Origin(step, "weights", position)
    return Origin(step, "output", in_validation[0]) if in_validation else None


def layer_of_gradient(training: Training, row: Floats) -> int | None:
    """The layer where backpropagation first met a gradient that is not finite: the last one in the network."""
    good = np.isfinite(training.weights.mean_squares(row[2:] ** 2))
    layers = np.flatnonzero(~good)
    return training.weights.layers[int(layers[-1])].position if len(layers) else None


def first_not_finite(model: nn.Sequential) -> int | None:
    """Position of the first layer with a weight or bias that is not finite."""
    for position, module in enumerate(model):
        if not all(bool(value.isfinite().all()) for value in module.parameters()):
            return position
    return None


@contextlib.contextmanager
def _watched(training: Training) -> Iterator[tuple[list[int], list[int]]]:
    """While it lasts: positions of layers whose output is not finite, in training and in validation, in the order of the pass."""
    seen: tuple[list[int], list[int]] = ([], [])
    usual = training.forward

    def forward(x: Tensor) -> Tensor:
        for position, module in enumerate(training.model):
            x = module(x)
            if not bool(x.detach().isfinite().all()):
                seen[0 if torch.is_grad_enabled() else 1].append(position)
        return x

    training.forward = forward
    try:
        yield seen
    finally:
        training.forward = usual


def _read(training: Training) -> Floats:
    """Empties the recorder; gives the row of the last step."""
    recorder = training.recorder
    steps, epochs, _ = recorder.read(recorder.nothing)
    recorder.fold(steps, epochs)
    training.lrs.clear()
    return recorder.last
