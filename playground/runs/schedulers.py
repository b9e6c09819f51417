"""Learning-rate schedulers: one frozen dataclass each, whose settings have torch's own names. They step once per epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from playground.fields import Integer, Number, setting
from playground.language import N_
from playground.runs.named import Named

_GAMMA = Number(label="Gamma", help=N_("The learning rate is multiplied by this."), minimum=0, above=0, maximum=10)


@dataclass(frozen=True)
class Scheduler(Named):
    """What all schedulers share."""


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
    eta_min: float = setting(
        Number(label="eta_min", help=N_("The lowest learning rate."), minimum=0, maximum=1000, logarithmic=True), 0.0
    )

    summary: ClassVar[str] = N_("Lowers the learning rate along half a cosine.")


SCHEDULERS: dict[str, type[Scheduler]] = {
    scheduler.__name__: scheduler for scheduler in (StepLR, ExponentialLR, CosineAnnealingLR)
}
"""All schedulers by name."""
