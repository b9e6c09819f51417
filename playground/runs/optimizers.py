"""Optimizers: one frozen dataclass each, whose settings have torch's own names. To add one, write the class and its name in
``OPTIMIZERS``; ``training.build`` finds torch's class of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from playground.fields import Flag, Number, setting
from playground.language import N_, _
from playground.runs.named import Named

LEARNING_RATE = Number(
    label=N_("Learning rate"),
    help=N_("How far the weights move in one step. Too high and the loss jumps, too low and it hardly falls."),
    minimum=0,
    above=0,
    maximum=1000,
    logarithmic=True,
)
_WEIGHT_DECAY = Number(
    label=N_("Weight decay"),
    help=N_("Pulls every weight towards 0, against overfitting."),
    minimum=0,
    maximum=100,
    logarithmic=True,
)


@dataclass(frozen=True)
class Optimizer(Named):
    """What all optimizers share."""

    lr: float = setting(LEARNING_RATE, 0.001)


@dataclass(frozen=True)
class SGD(Optimizer):
    """Stochastic gradient descent, ``torch.optim.SGD``."""

    lr: float = setting(LEARNING_RATE, 0.01)
    momentum: float = setting(
        Number(label=N_("Momentum"), help=N_("How much of the last step is kept in the next one."), minimum=0, maximum=1), 0.0
    )
    nesterov: bool = setting(
        Flag(label="Nesterov", help=N_("Looks ahead along the momentum before it measures the gradient; needs momentum.")), False
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    summary: ClassVar[str] = N_("Steps straight down the gradient, with momentum if you like.")

    def problem(self) -> tuple[str, str] | None:
        if self.nesterov and not self.momentum:
            return "nesterov", _("Nesterov needs a momentum above 0")
        return None


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2014), ``torch.optim.Adam``."""

    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    summary: ClassVar[str] = N_("Gives every weight a step size of its own from its recent gradients.")


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2017), ``torch.optim.AdamW``."""

    weight_decay: float = setting(_WEIGHT_DECAY, 0.01)

    summary: ClassVar[str] = N_("Adam with a weight decay that does not depend on the gradient.")


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """RMSprop (Tieleman and Hinton 2012), ``torch.optim.RMSprop``."""

    lr: float = setting(LEARNING_RATE, 0.01)
    alpha: float = setting(
        Number(label="Alpha", help=N_("How slowly the average of the squared gradients forgets."), minimum=0, maximum=1), 0.99
    )
    momentum: float = setting(
        Number(label=N_("Momentum"), help=N_("How much of the last step is kept in the next one."), minimum=0, maximum=1), 0.0
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    summary: ClassVar[str] = N_("Divides each step by the recent size of the gradient.")


OPTIMIZERS: dict[str, type[Optimizer]] = {optimizer.__name__: optimizer for optimizer in (SGD, Adam, AdamW, RMSprop)}
"""All optimizers by name."""
