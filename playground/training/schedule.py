"""Learning-rate schedulers: torch's class of the same name, run on an optimizer of its own with nothing to optimise."""

from __future__ import annotations

from typing import Any

import torch

from playground.fields import plain
from playground.runs.schedulers import Scheduler


class Schedule:
    """The learning rate epoch by epoch; without a scheduler it stays what it is.

    torch's schedulers warn unless they see the optimizer step; the real one is stepped by its kernel, so they are given one of their own.
    """

    def __init__(self, config: Scheduler | None, lr: float) -> None:
        self._optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        self._scheduler: torch.optim.lr_scheduler.LRScheduler | None = None
        if config is not None:
            kind: type[torch.optim.lr_scheduler.LRScheduler] = getattr(torch.optim.lr_scheduler, config.name)
            self._scheduler = kind(self._optimizer, **plain(config))

    @property
    def changes(self) -> bool:
        """Whether there is a scheduler at all."""
        return self._scheduler is not None

    @property
    def lr(self) -> float:
        """The learning rate now."""
        return float(self._optimizer.param_groups[0]["lr"])

    def next_epoch(self) -> float:
        """The learning rate of the next epoch."""
        if self._scheduler is not None:
            self._optimizer.step()
            self._scheduler.step()
        return self.lr

    def set(self, lr: float) -> None:
        """Goes on from ``lr``: what follows is scaled as if it had been so from the start."""
        group = self._optimizer.param_groups[0]
        factor = lr / group["lr"] if group["lr"] else 1.0
        group["lr"] = lr
        if self._scheduler is not None:
            group["initial_lr"] *= factor
            self._scheduler.base_lrs = [base * factor for base in self._scheduler.base_lrs]

    def state(self) -> dict[str, Any]:
        """Everything that changes, as plain numbers and lists."""
        group = self._optimizer.param_groups[0]
        everything = self._scheduler.state_dict() if self._scheduler is not None else {}
        inner = {name: value for name, value in everything.items() if isinstance(value, int | float | list)}
        return {"lr": self.lr, "initial_lr": group.get("initial_lr"), "scheduler": inner}

    def load(self, state: dict[str, Any]) -> None:
        """Takes over what :meth:`state` gave."""
        group = self._optimizer.param_groups[0]
        group["lr"] = state["lr"]
        if self._scheduler is not None:
            group["initial_lr"] = state["initial_lr"]
            self._scheduler.load_state_dict(state["scheduler"])
