"""Learning-rate schedulers: one frozen dataclass each, whose settings have torch's own names. They step once per epoch.

How to add one is told in ``runs``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from playground.fields import Integer, Number, Sizes, plain, setting
from playground.language import N_
from playground.runs.expression import Expression, parse
from playground.runs.named import Named

_GAMMA = Number(label="Gamma", help=N_("The learning rate is multiplied by this."), minimum=0, above=0, maximum=10)

_ETA_MIN = Number(label="eta_min", help=N_("The lowest learning rate."), minimum=0, maximum=1000, logarithmic=True)


@dataclass(frozen=True)
class Scheduler(Named):
    """What all schedulers share.

    Attributes:
        watches_loss: The next learning rate depends on the loss, so that nobody knows it beforehand.
    """

    watches_loss: ClassVar[bool] = False

    def arguments(self, epochs: int) -> dict[str, Any]:
        """The arguments of torch's class for a run of so many epochs."""
        return plain(self)


@dataclass(frozen=True)
class StepLR(Scheduler):
    """Times ``gamma`` every ``step_size`` epochs."""

    step_size: int = setting(Integer(label=N_("Epochs"), help=N_("Epochs between two drops."), minimum=1, maximum=1_000_000), 30)
    gamma: float = setting(_GAMMA, 0.1)

    summary: ClassVar[str] = N_("Drops the learning rate every so many epochs.")


@dataclass(frozen=True)
class ExponentialLR(Scheduler):
    """Times ``gamma`` every epoch."""

    gamma: float = setting(_GAMMA, 0.99)

    summary: ClassVar[str] = N_("Lets the learning rate fall a little every epoch.")


@dataclass(frozen=True)
class CosineAnnealingLR(Scheduler):
    """Along half a cosine from the start to ``eta_min`` in ``T_max`` epochs."""

    T_max: int = setting(
        Integer(label="T_max", help=N_("Epochs until the lowest learning rate."), minimum=1, maximum=1_000_000), 200
    )
    eta_min: float = setting(_ETA_MIN, 0.0)

    summary: ClassVar[str] = N_("Lowers the learning rate along half a cosine.")


@dataclass(frozen=True)
class LambdaLR(Scheduler):
    """The first learning rate times an expression in ``epoch``, which is 0 in the first epoch."""

    lr_lambda: str = setting(
        Expression(
            label=N_("Factor"), help=N_("An expression in epoch, which is 0 at first: 0.95 ** epoch, 1 / (1 + 0.1 * epoch).")
        ),
        "0.95 ** epoch",
    )

    summary: ClassVar[str] = N_("The first learning rate times an expression of your own.")

    def arguments(self, epochs: int) -> dict[str, Any]:
        return {"lr_lambda": parse(self.lr_lambda)}


@dataclass(frozen=True)
class MultiplicativeLR(Scheduler):
    """The learning rate of the epoch before times an expression in ``epoch``."""

    lr_lambda: str = setting(
        Expression(label=N_("Factor"), help=N_("An expression in epoch by which the learning rate is multiplied each time.")),
        "0.95",
    )

    summary: ClassVar[str] = N_("Multiplies the learning rate each epoch by an expression of your own.")

    def arguments(self, epochs: int) -> dict[str, Any]:
        return {"lr_lambda": parse(self.lr_lambda)}


@dataclass(frozen=True)
class MultiStepLR(Scheduler):
    """Times ``gamma`` at each of the ``milestones``."""

    milestones: tuple[int, ...] = setting(
        Sizes(label=N_("At epochs"), help=N_("The epochs after which the learning rate drops, such as 30, 80."), most=20),
        (30, 80),
    )
    gamma: float = setting(_GAMMA, 0.1)

    summary: ClassVar[str] = N_("Drops the learning rate at epochs of your choice.")


@dataclass(frozen=True)
class CosineAnnealingWarmRestarts(Scheduler):
    """Along half a cosine to ``eta_min``, then back to the start; each time ``T_mult`` times as long (Loshchilov and Hutter 2016)."""

    T_0: int = setting(Integer(label="T_0", help=N_("Epochs until the first restart."), minimum=1, maximum=1_000_000), 50)
    T_mult: int = setting(
        Integer(label="T_mult", help=N_("How many times as long the next stretch is."), minimum=1, maximum=100), 1
    )
    eta_min: float = setting(_ETA_MIN, 0.0)

    summary: ClassVar[str] = N_("Falls along half a cosine, and begins anew again and again.")


@dataclass(frozen=True)
class OneCycleLR(Scheduler):
    """Up to ``max_lr`` and down to almost nothing, once within all epochs (Smith and Topin 2017); trained longer, once more."""

    max_lr: float = setting(
        Number(label="max_lr", help=N_("The highest learning rate."), minimum=0, above=0, maximum=1000, logarithmic=True), 0.01
    )
    pct_start: float = setting(
        Number(label="pct_start", help=N_("Share of the epochs in which the learning rate rises."), minimum=0.01, maximum=0.99),
        0.3,
    )
    div_factor: float = setting(
        Number(label="div_factor", help=N_("The first learning rate is max_lr divided by this."), minimum=1, maximum=1e6), 25.0
    )
    final_div_factor: float = setting(
        Number(
            label="final_div_factor", help=N_("The last learning rate is the first one divided by this."), minimum=1, maximum=1e9
        ),
        1e4,
    )

    summary: ClassVar[str] = N_(
        "Rises once and falls once within all epochs, and once more when it is trained longer; the optimizer's own learning rate does not count."
    )

    def arguments(self, epochs: int) -> dict[str, Any]:
        steps = max(epochs, 2)
        share = self.pct_start
        if abs(share * steps - 1) < 1e-6:  # WORKAROUND torch divides by the steps of the rise less one: until it does not
            share *= 1.001
        return {**plain(self), "pct_start": share, "total_steps": steps, "cycle_momentum": False}


@dataclass(frozen=True)
class LinearLR(Scheduler):
    """From ``start_factor`` to ``end_factor`` times the learning rate within ``total_iters`` epochs: a warm-up."""

    start_factor: float = setting(Number(label="start_factor", help=N_("The first factor."), minimum=0, above=0, maximum=1), 0.1)
    end_factor: float = setting(Number(label="end_factor", help=N_("The last factor."), minimum=0, maximum=1), 1.0)
    total_iters: int = setting(
        Integer(label="total_iters", help=N_("Epochs from the first factor to the last."), minimum=1, maximum=1_000_000), 10
    )

    summary: ClassVar[str] = N_("A warm-up: begins with a small learning rate and reaches the full one along a line.")


@dataclass(frozen=True)
class ReduceLROnPlateau(Scheduler):
    """Times ``factor`` when the validation loss (without a validation part: the training loss) has not fallen for ``patience`` epochs."""

    factor: float = setting(
        Number(label="factor", help=N_("The learning rate is multiplied by this."), minimum=0, above=0, maximum=0.99), 0.5
    )
    patience: int = setting(
        Integer(
            label=N_("Patience"), help=N_("Epochs without a better loss before the rate drops."), minimum=0, maximum=1_000_000
        ),
        10,
    )
    threshold: float = setting(
        Number(label="threshold", help=N_("Share by which the loss must fall to count as better."), minimum=0, maximum=1), 1e-4
    )
    min_lr: float = setting(Number(label="min_lr", help=N_("The lowest learning rate."), minimum=0, maximum=1000), 0.0)

    watches_loss: ClassVar[bool] = True
    summary: ClassVar[str] = N_("Lowers the learning rate whenever the validation loss stops falling.")


SCHEDULERS: dict[str, type[Scheduler]] = {
    scheduler.__name__: scheduler
    for scheduler in (
        *(StepLR, MultiStepLR, ExponentialLR, MultiplicativeLR, LambdaLR),
        *(CosineAnnealingLR, CosineAnnealingWarmRestarts, OneCycleLR, LinearLR, ReduceLROnPlateau),
    )
}
"""All schedulers by name."""
