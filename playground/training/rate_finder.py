"""The learning-rate range test (Smith 2015, "Cyclical learning rates", section 3.3): one step with each rate, from small to large.

The model is a fresh one with the weights that a run would begin with; nothing of it is kept. After each step the loss is measured on the same
training samples, with dropout off: losses of single batches differ by chance more than a step changes them.

One step with each rate does not tell what many with the same one do. So what is proposed was tried: ``TRIAL`` steps with it from the start, in
which the loss fell and stayed down; else a tenth of it, and so on.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import replace

import msgspec
import numpy as np
import torch

from playground.datasets.prepare import Prepared
from playground.language import _
from playground.runs.messages import Floats, LearningRateTest
from playground.runs.optimizers import Optimizer
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
TRIAL = 60
"""Steps with one rate that show whether it works."""

SEARCHING_TRIAL = 10
"""The same for an optimizer that looks at many places in each step."""

TRIALS = 5
"""Rates that are tried so at most, each a tenth of the one before."""

_READ_EVERY = 10


class _Watch:
    """A fresh training whose loss is measured after each step on the same samples."""

    def __init__(self, project: Project, prepared: Prepared) -> None:
        self._training = _fresh(project, prepared)
        sample = np.random.default_rng(0).permutation(len(prepared.train.x))[:CHUNK]
        self._shown = on_device(prepared.train.some(sample), self._training.device)
        self._steps = self._training.run()
        self._count = 0

    def loss(self) -> float:
        """The loss now."""
        return float(self._training.evaluate(*self._shown)[0])

    def step(self, rate: float) -> float:
        """One step; the loss after it."""
        self._training.updater.lr = rate
        next(self._steps)
        self._count += 1
        if self._training.recorder.full or self._count % _READ_EVERY == 0:
            self._training.recorder.read(torch.zeros(1, device=self._training.device))
        return self.loss()


def try_rates(project: Project, prepared: Prepared, below: float | None = None) -> Iterator[LearningRateTest]:
    """Tries ``STEPS`` learning rates from ``LOWEST`` to ``HIGHEST``; the last report is ``done`` and has the proposal.

    Args:
        project: What is to be trained.
        prepared: Its data.
        below: The rate that is proposed must be lower than this; None: any rate.

    Raises:
        TrainingError: the project cannot be trained on the data.
    """
    watch = _Watch(project, prepared)
    rates = np.geomspace(LOWEST, HIGHEST, STEPS)
    losses: list[float] = []
    for rate in rates:
        losses.append(watch.step(float(rate)))
        smooth = smoothed(losses)
        if not math.isfinite(losses[-1]) or smooth[-1] > GIVEN_UP * smooth.min():
            break
        yield LearningRateTest(rates=rates[: len(losses)], losses=smooth)
    smooth = smoothed(losses)
    known = np.isfinite(smooth)
    tested = LearningRateTest(rates=rates[: len(losses)][known], losses=smooth[known])
    for rate in candidates(proposal(tested.rates, tested.losses), project.training.optimizer, below):
        if (yield from _trial(project, prepared, msgspec.structs.replace(tested, trying=rate))):
            yield msgspec.structs.replace(tested, proposed=rate, done=True)
            return
    message = _(
        "No learning rate that was tried made the loss fall. Scale features and target, use larger batches, or take another start of the weights."
    )
    yield msgspec.structs.replace(tested, done=True, message=message)


def candidates(proposed: float | None, optimizer: Optimizer, below: float | None) -> list[float]:
    """What is tried at length, one after the other: what the test proposes, or what the optimizer usually begins with, and tenths of it."""
    first = proposed if proposed is not None else type(optimizer)().lr
    if below is not None and first >= below:
        first = below / MARGIN
    return [float(f"{first / MARGIN**power:.0e}") for power in range(TRIALS)]


def _trial(project: Project, prepared: Prepared, trying: LearningRateTest) -> Generator[LearningRateTest, None, bool]:
    """Many steps with one rate: whether the loss fell, and stayed below what it was at the start."""
    watch, rate = _Watch(project, prepared), trying.trying or 0.0
    first, losses = watch.loss(), []
    count = SEARCHING_TRIAL if project.training.optimizer.searches else TRIAL
    for _step in range(count):
        yield trying
        losses.append(watch.step(rate))
        if not math.isfinite(losses[-1]):
            return False
    late = losses[count // 2 :]
    return max(late) < first and float(np.median(late)) < first * (1 - LEAST_FALL)


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
