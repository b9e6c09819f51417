"""Optimizers: one frozen dataclass each, whose settings have torch's own names. How to add one is told in ``runs``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from playground.fields import Choice, Flag, Integer, Number, setting
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
    """What all optimizers share.

    Attributes:
        searches: One step looks at several places, and needs the loss at each.
        stackable: It treats every number by itself, so that networks can be trained together (``training.stack``): what it does to their
            weights side by side is what it does to each.
    """

    searches: ClassVar[bool] = False
    stackable: ClassVar[bool] = False

    lr: float = setting(LEARNING_RATE, 0.001)

    @property
    def state_copies(self) -> int:
        """Numbers of state for each weight, at most: tensors of a parameter's shape that the optimizer keeps for it."""
        return 2


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

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Steps straight down the gradient, with momentum if you like.")

    def problem(self) -> tuple[str, str] | None:
        if self.nesterov and not self.momentum:
            return "nesterov", _("Nesterov needs a momentum above 0")
        return None

    @property
    def state_copies(self) -> int:
        return 1 if self.momentum else 0


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma and Ba 2014), ``torch.optim.Adam``."""

    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Gives every weight a step size of its own from its recent gradients.")


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter 2017), ``torch.optim.AdamW``."""

    weight_decay: float = setting(_WEIGHT_DECAY, 0.01)

    stackable: ClassVar[bool] = True
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

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Divides each step by the recent size of the gradient.")

    @property
    def state_copies(self) -> int:
        return 2 if self.momentum else 1


@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam with Nesterov momentum (Dozat 2016), ``torch.optim.NAdam``."""

    lr: float = setting(LEARNING_RATE, 0.002)
    momentum_decay: float = setting(
        Number(label="momentum_decay", help=N_("How quickly the momentum grows at the beginning."), minimum=0, maximum=1), 0.004
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Adam that looks ahead along its momentum.")


@dataclass(frozen=True)
class RAdam(Optimizer):
    """Rectified Adam (Liu et al. 2019), ``torch.optim.RAdam``."""

    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Adam that is careful in its first steps, as a warm-up would be.")


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """Adagrad (Duchi et al. 2011), ``torch.optim.Adagrad``."""

    lr: float = setting(LEARNING_RATE, 0.01)
    lr_decay: float = setting(
        Number(label="lr_decay", help=N_("How quickly the learning rate falls by itself."), minimum=0, maximum=100), 0.0
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Smaller and smaller steps for weights that have had large gradients.")

    @property
    def state_copies(self) -> int:
        return 1


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012), ``torch.optim.Adadelta``."""

    lr: float = setting(LEARNING_RATE, 1.0)
    rho: float = setting(
        Number(label="rho", help=N_("How slowly the average of the squared gradients forgets."), minimum=0, maximum=1), 0.9
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Finds its step size itself from the sizes of gradients and of earlier steps.")


@dataclass(frozen=True)
class LBFGS(Optimizer):
    """Limited-memory BFGS (Liu and Nocedal 1989), ``torch.optim.LBFGS``: several evaluations of the batch in each step."""

    lr: float = setting(LEARNING_RATE, 1.0)
    max_iter: int = setting(
        Integer(
            label="max_iter", help=N_("Moves within one step; each costs a forward and a backward pass."), minimum=1, maximum=1000
        ),
        20,
    )
    history_size: int = setting(
        Integer(label="history_size", help=N_("Earlier moves from which the curvature is estimated."), minimum=1, maximum=1000),
        10,
    )
    line_search_fn: str | None = setting(
        Choice(
            label="line_search_fn",
            help=N_("Looks for the right length of each move instead of trusting the learning rate."),
            options=(("strong_wolfe", "strong_wolfe"),),
            optional=True,
            none_label=N_("none"),
        ),
        "strong_wolfe",
    )

    searches: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Estimates the curvature as well; often quick on small networks with full batches.")

    @property
    def state_copies(self) -> int:
        return 2 * self.history_size + 2  # two for each move that is remembered, the direction and the last gradient


@dataclass(frozen=True)
class MADGRAD(Optimizer):
    """MADGRAD (Defazio and Jelassi 2021), ``pytorch_optimizer.MADGRAD``."""

    lr: float = setting(LEARNING_RATE, 0.01)
    momentum: float = setting(
        Number(label=N_("Momentum"), help=N_("How much of the last step is kept in the next one."), minimum=0, maximum=0.999), 0.9
    )
    weight_decay: float = setting(_WEIGHT_DECAY, 0.0)

    stackable: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Adapts as Adagrad does, but with an average over all steps.")

    @property
    def state_copies(self) -> int:
        return 3 if self.momentum else 2


OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.__name__: optimizer for optimizer in (SGD, Adam, AdamW, NAdam, RAdam, RMSprop, Adagrad, Adadelta, LBFGS, MADGRAD)
}
"""All optimizers by name."""
