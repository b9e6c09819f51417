"""Losses: one frozen dataclass each, whose settings have torch's own names. How to add one is told in ``runs``."""

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
        last_activation: The layer that the network must end with; empty if any will do.
        applies: The activation that it applies itself, so that the network must end without one; empty if none.
        plain_mean: The loss of a batch is the plain mean over its numbers.
    """

    tasks: ClassVar[tuple[str, ...]]
    last_activation: ClassVar[str] = ""
    applies: ClassVar[str] = ""
    plain_mean: ClassVar[bool] = False


_WEIGHTS = (("none", N_("none")), ("balanced", N_("balanced")))
_CLASS_WEIGHT = Choice(
    label=N_("Class weights"), help=N_("Balanced: rare classes count as much as frequent ones."), options=_WEIGHTS
)


@dataclass(frozen=True)
class _OfNumbers(Loss):
    """A loss of predicted numbers, one by one."""

    tasks: ClassVar[tuple[str, ...]] = ("regression", "forecast")
    plain_mean: ClassVar[bool] = True


@dataclass(frozen=True)
class MSELoss(_OfNumbers):
    """Mean of ``(prediction - target)^2``."""

    summary: ClassVar[str] = N_("Mean of the squared errors: large errors count most.")


@dataclass(frozen=True)
class L1Loss(_OfNumbers):
    """Mean of ``|prediction - target|``."""

    summary: ClassVar[str] = N_("Mean of the absolute errors: outliers count less.")


@dataclass(frozen=True)
class HuberLoss(_OfNumbers):
    """Squared for errors below ``delta``, absolute beyond (Huber 1964)."""

    delta: float = setting(
        Number(label="Delta", help=N_("Errors beyond this count linearly."), minimum=0, above=0, maximum=1e6), 1.0
    )

    summary: ClassVar[str] = N_("Squared for small errors, absolute for large ones.")


@dataclass(frozen=True)
class SmoothL1Loss(_OfNumbers):
    """Huber loss divided by ``beta``."""

    beta: float = setting(
        Number(label="Beta", help=N_("Errors beyond this count linearly."), minimum=0, above=0, maximum=1e6), 1.0
    )

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
    applies: ClassVar[str] = "Sigmoid"
    summary: ClassVar[str] = N_("For two classes; it applies the sigmoid itself, so the network ends without one.")


@dataclass(frozen=True)
class BCELoss(Loss):
    """Binary cross-entropy of an output that is a probability."""

    tasks: ClassVar[tuple[str, ...]] = ("binary",)
    last_activation: ClassVar[str] = "Sigmoid"
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
    applies: ClassVar[str] = "Softmax"
    summary: ClassVar[str] = N_("For several classes; it applies softmax itself, so the network ends without one.")


@dataclass(frozen=True)
class NLLLoss(Loss):
    """Negative log-likelihood of outputs that are logarithms of probabilities."""

    weight: str = setting(_CLASS_WEIGHT, "none")

    tasks: ClassVar[tuple[str, ...]] = ("multiclass",)
    last_activation: ClassVar[str] = "LogSoftmax"
    summary: ClassVar[str] = N_("For several classes; the network must end with LogSoftmax.")


LOSSES: dict[str, type[Loss]] = {
    loss.__name__: loss
    for loss in (MSELoss, L1Loss, HuberLoss, SmoothL1Loss, BCEWithLogitsLoss, BCELoss, CrossEntropyLoss, NLLLoss)
}
"""All losses by name."""
