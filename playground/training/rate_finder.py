"""The learning-rate range test (Smith 2015, "Cyclical learning rates", section 3.3): one step with each rate, from small to large.

The model is a fresh one with the weights that a run would begin with; nothing of it is kept. After each step the loss is measured on the same
training samples, with dropout off: losses of single batches differ by chance more than a step changes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from playground.datasets.prepare import Prepared
from playground.language import _
from playground.runs.messages import Floats, LearningRateTest
from playground.runs.project import Project
from playground.training.batches import on_device
from playground.training.build import check_project, new_model
from playground.training.devices import choose_device
from playground.training.loop import CHUNK, Training
from playground.training.metrics import Metric
from playground.training.threads import threads_for, use_threads

STEPS = 150
LOWEST, HIGHEST = 1e-6, 10.0
SMOOTHING = 0.5
"""Share of the mean so far that each new loss leaves (an exponential mean without the bias of its start)."""

GIVEN_UP = 4.0
"""A smoothed loss of this many times the least one ends the test."""

LEAST_FALL = 0.02
"""Share by which the loss must have fallen for a proposal."""

MARGIN = 10
_READ_EVERY = 10


def try_rates(project: Project, prepared: Prepared) -> Iterator[LearningRateTest]:
    """Tries ``STEPS`` learning rates from ``LOWEST`` to ``HIGHEST``; the last report is ``done`` and has the proposal.

    Raises:
        TrainingError: the project cannot be trained on the data.
    """
    training = _fresh(project, prepared)
    rates = np.geomspace(LOWEST, HIGHEST, STEPS)
    losses: list[float] = []
    sample = np.random.default_rng(0).permutation(len(prepared.train.x))[:CHUNK]
    shown = on_device(prepared.train.some(sample), training.device)
    steps = training.run()
    for rate in rates:
        training.updater.lr = float(rate)
        next(steps)
        loss, _metric = training.evaluate(*shown)
        losses.append(float(loss))
        if training.recorder.full or len(losses) % _READ_EVERY == 0:
            training.recorder.read(torch.zeros(1, device=training.device))
        smooth = smoothed(losses)
        if not math.isfinite(losses[-1]) or smooth[-1] > GIVEN_UP * smooth.min():
            break
        yield LearningRateTest(rates=rates[: len(losses)], losses=smooth)
    smooth = smoothed(losses)
    known = np.isfinite(smooth)
    tried, smooth = rates[: len(losses)][known], smooth[known]
    chosen = proposal(tried, smooth)
    message = "" if chosen is not None else _("The loss did not fall with any learning rate.")
    yield LearningRateTest(rates=tried, losses=smooth, proposed=chosen, done=True, message=message)


def smoothed(losses: list[float]) -> Floats:
    """The exponential mean of losses ``(N,)``, without the bias of its start."""
    result, mean = np.empty(len(losses)), 0.0
    for index, loss in enumerate(losses):
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        result[index] = mean / (1 - SMOOTHING ** (index + 1))
    return result


def proposal(rates: Floats, losses: Floats) -> float | None:
    """A tenth of the rate at which the smoothed loss is least, rounded to one digit; None if the loss hardly falls.

    Where the loss falls fastest is already close to where it explodes: runs at such a rate diverged in tests.
    """
    if len(rates) < 5:
        return None
    least = int(losses.argmin())
    if least < 2 or losses[least] > losses[: least + 1].max() * (1 - LEAST_FALL):
        return None
    return float(f"{rates[least] / MARGIN:.0e}")


def _fresh(project: Project, prepared: Prepared) -> Training:
    """A training that has not begun, without anything that ends it or changes its learning rate by itself."""
    config = replace(project.training, scheduler=None, early_stopping=None, epochs=STEPS + 1)
    project = replace(project, training=config)
    shapes = check_project(project, prepared)
    batch = min(config.batch_size or len(prepared.train.x), len(prepared.train.x))
    use_threads(threads_for(shapes, batch))
    device, _note = choose_device(config.device, project, prepared)
    model = new_model(project.network, prepared.info.signature.input_shape, config.init, config.seed)
    metric = Metric(prepared, config.loss)
    nothing = prepared.validation.some(slice(0))
    return Training(project.network, model, config, (prepared.train, nothing), metric, device)
