"""Losses: one frozen dataclass each, whose settings have torch's own names; ``training.build`` finds torch's class of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from playground.fields import Choice, Number, setting
from playground.language import N_
from playground.runs.named import Named


@dataclass(frozen=True)
class Loss(Named):
    """What all losses share; the mean over samples (and outputs) is taken.

    Attributes:
        tasks: The tasks that it fits.
        last_activation: What the last activation of the network must be for this loss (``""``: none); None if anything goes.
    """

    tasks: ClassVar[tuple[str, ...]]
    last_activation: ClassVar[str | None] = None


_WEIGHTS = (("none", N_("none")), ("balanced", N_("balanced")))
_CLASS_WEIGHT = Choice(
    label=N_("Class weights"), help=N_("Balanced: rare classes count as much as frequent ones."), options=_WEIGHTS
)
_NUMBERS = ("regression", "forecast")


@dataclass(frozen=True)
class MSELoss(Loss):
    """Mean of ``(prediction - target)^2``."""

    tasks: ClassVar[tuple[str, ...]] = _NUMBERS
    summary: ClassVar[str] = N_("Mean of the squared errors: large errors count most.")


@dataclass(frozen=True)
class L1Loss(Loss):
    """Mean of ``|prediction - target|``."""

    tasks: ClassVar[tuple[str, ...]] = _NUMBERS
    summary: ClassVar[str] = N_("Mean of the absolute errors: outliers count less.")


@dataclass(frozen=True)
class HuberLoss(Loss):
    """Squared for errors below ``delta``, absolute beyond (Huber 1964)."""

    delta: float = setting(
        Number(label="Delta", help=N_("Errors beyond this count linearly."), minimum=0, above=0, maximum=1e6), 1.0
    )

    tasks: ClassVar[tuple[str, ...]] = _NUMBERS
    summary: ClassVar[str] = N_("Squared for small errors, absolute for large ones.")


@dataclass(frozen=True)
class SmoothL1Loss(Loss):
    """Huber loss divided by ``beta``."""

    beta: float = setting(
        Number(label="Beta", help=N_("Errors beyond this count linearly."), minimum=0, above=0, maximum=1e6), 1.0
    )

    tasks: ClassVar[tuple[str, ...]] = _NUMBERS
    summary: ClassVar[str] = N_("Huber loss divided by beta.")


@dataclass(frozen=True)
class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy of the sigmoid of the output, computed together."""

    pos_weight: str = setting(
        Choice(
            label="pos_weight",
            help=N_("Balanced: samples of the second class count as much together as those of the first."),
            options=_WEIGHTS,
        ),
        "none",
    )

    tasks: ClassVar[tuple[str, ...]] = ("binary",)
    last_activation: ClassVar[str | None] = ""
    summary: ClassVar[str] = N_("For two classes; it applies the sigmoid itself, so the network ends without one.")


@dataclass(frozen=True)
class BCELoss(Loss):
    """Binary cross-entropy of an output that is a probability."""

    tasks: ClassVar[tuple[str, ...]] = ("binary",)
    last_activation: ClassVar[str | None] = "Sigmoid"
    summary: ClassVar[str] = N_("For two classes; the network must end with a Sigmoid.")


@dataclass(frozen=True)
class CrossEntropyLoss(Loss):
    """Cross-entropy of the softmax of the outputs, computed together."""

    weight: str = setting(_CLASS_WEIGHT, "none")
    label_smoothing: float = setting(
        Number(
            label=N_("Label smoothing"), help=N_("Share of the target that is spread over all classes."), minimum=0, maximum=1
        ),
        0.0,
    )

    tasks: ClassVar[tuple[str, ...]] = ("multiclass",)
    last_activation: ClassVar[str | None] = ""
    summary: ClassVar[str] = N_("For several classes; it applies softmax itself, so the network ends without one.")


@dataclass(frozen=True)
class NLLLoss(Loss):
    """Negative log-likelihood of outputs that are logarithms of probabilities."""

    weight: str = setting(_CLASS_WEIGHT, "none")

    tasks: ClassVar[tuple[str, ...]] = ("multiclass",)
    last_activation: ClassVar[str | None] = "LogSoftmax"
    summary: ClassVar[str] = N_("For several classes; the network must end with LogSoftmax.")


LOSSES: dict[str, type[Loss]] = {
    loss.__name__: loss
    for loss in (MSELoss, L1Loss, HuberLoss, SmoothL1Loss, BCEWithLogitsLoss, BCELoss, CrossEntropyLoss, NLLLoss)
}
"""All losses by name."""
