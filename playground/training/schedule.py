"""Learning-rate schedulers: torch's class of the same name, run on an optimizer of its own with nothing to optimise."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from typing_extensions import override

from playground.language import _
from playground.runs.config import RunConfig
from playground.runs.expression import ExpressionError
from playground.runs.messages import ScheduleCurve
from playground.runs.schedulers import Scheduler
from playground.training.eager import make_optimizer
from playground.training.errors import TrainingError

_RATES = {"initial_lr", "max_lr", "min_lr"}
"""What a scheduler keeps beside the optimizer's learning rate, and goes back to."""

_CHANGES = ("last_epoch", "_step_count", "_last_lr", "base_lrs", "T_cur", "T_i", "best", "num_bad_epochs", "cooldown_counter")
"""What torch's schedulers change on their way."""

_PLANNED = ("total_steps", "_schedule_phases")
"""What follows from the number of epochs that were planned when the run began: it stays so when the run is trained longer."""


MOST_SHOWN = 1000
FARTHEST = 20_000
"""Epochs of a preview at most; torch computes one after the other."""


class _Still(torch.optim.SGD):
    """An optimizer that changes nothing."""

    @override
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        pass


class Schedule:
    """The learning rate epoch by epoch; without a scheduler it stays what it is.

    One that goes through a cycle within all epochs (OneCycleLR) begins another of the same length when a run is trained longer.

    Attributes:
        watches_loss: The next learning rate depends on the loss of the epoch.

    torch's schedulers warn unless they see the optimizer step; the real one is stepped by its kernel, so they are given one of their own.
    """

    def __init__(self, config: Scheduler | None, lr: float, epochs: int) -> None:
        self._optimizer = make_optimizer(_Still, [torch.zeros(1, requires_grad=True)], lr=lr)
        self._scheduler: Any = None
        self.watches_loss = config is not None and config.watches_loss
        if config is not None:
            kind: type[torch.optim.lr_scheduler.LRScheduler] = getattr(torch.optim.lr_scheduler, config.name)
            self._scheduler = kind(self._optimizer, **config.arguments(epochs))

    @property
    def changes(self) -> bool:
        """Whether there is a scheduler at all."""
        return self._scheduler is not None

    @property
    def lr(self) -> float:
        """The learning rate now."""
        return float(self._optimizer.param_groups[0]["lr"])

    def next_epoch(self, loss: float = 0.0) -> float:
        """The learning rate of the next epoch, after one with this loss (which only some schedulers look at).

        Raises:
            TrainingError: an expression has no value there.
        """
        if self._scheduler is not None:
            self._optimizer.step()
            if self._scheduler.last_epoch + 1 >= getattr(self._scheduler, "total_steps", math.inf):
                self._scheduler.last_epoch = -1
            try:
                self._scheduler.step(*([loss] if self.watches_loss else []))
            except ExpressionError as error:
                raise TrainingError(_("The learning rate of the scheduler {reason}.").format(reason=error)) from None
        return self.lr

    def set(self, lr: float) -> None:
        """Goes on from ``lr``: what follows is scaled as if it had been so from the start."""
        group = self._optimizer.param_groups[0]
        factor = lr / group["lr"] if group["lr"] else 1.0
        group["lr"] = lr
        if self._scheduler is not None:
            for name in _RATES & group.keys():
                group[name] *= factor
            if hasattr(self._scheduler, "base_lrs"):
                self._scheduler.base_lrs = [base * factor for base in self._scheduler.base_lrs]

    def state(self) -> dict[str, Any]:
        """Everything that changes, as plain numbers and lists."""
        group = self._optimizer.param_groups[0]
        known = vars(self._scheduler) if self._scheduler is not None else {}
        inner = {
            name: known[name] for name in (*_CHANGES, *_PLANNED) if known.get(name, math.inf) != math.inf
        }  # JSON knows no infinity
        return {"lr": self.lr, "rates": {name: group[name] for name in _RATES & group.keys()}, "scheduler": inner}

    def load(self, state: dict[str, Any]) -> None:
        """Takes over what :meth:`state` gave."""
        group = self._optimizer.param_groups[0]
        group["lr"] = state["lr"]
        if self._scheduler is not None:
            group.update(state["rates"])
            vars(self._scheduler).update(state["scheduler"])  # as load_state_dict, which also wants functions back


def curve(config: Scheduler | None, lr: float, epochs: int) -> list[float]:
    """The learning rate of each of the first ``epochs`` epochs, if the loss falls all the time."""
    schedule = Schedule(config, lr, epochs)
    return [schedule.lr, *(schedule.next_epoch(1.0 / (epoch + 1)) for epoch in range(1, epochs))]


def curve_of(config: RunConfig, request: int) -> ScheduleCurve:
    """The learning rates of a run beforehand, for a report."""
    rates = np.array(curve(config.scheduler, config.optimizer.lr, min(config.epochs, FARTHEST)))
    shown = np.unique(np.linspace(0, len(rates) - 1, min(len(rates), MOST_SHOWN)).round().astype(np.int64))
    fixed = config.scheduler is None or not config.scheduler.watches_loss
    return ScheduleCurve(request=request, epochs=shown.astype(np.float64) + 1, rates=rates[shown], fixed=fixed)
