"""Layers that steady the training or hold back overfitting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from playground.fields import Flag, Number, number_text, setting
from playground.language import N_, _
from playground.layers.layer import Family, Layer, Repair, Shape, ShapeError, shape_text, wants_features
from playground.layers.reshaping import Flatten


@dataclass(frozen=True)
class Dropout(Layer):
    """Zeroes each number with probability ``p`` while training and scales the rest by ``1 / (1 - p)``; off in evaluation.

    Shape: ``(*)`` to ``(*)``.
    """

    p: float = setting(
        Number(
            label=N_("Probability"),
            help=N_("Share of the numbers that are set to 0 in each training step."),
            minimum=0,
            maximum=1,
        ),
        0.5,
    )

    family: ClassVar[Family] = "regularisation"
    summary: ClassVar[str] = N_("Sets a random share of the numbers to 0 while training, against overfitting.")
    torch_class: ClassVar[str] = "nn.Dropout"
    stackable: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        return shape

    def draws(self) -> bool:
        return self.p > 0

    def description(self) -> str:
        return f"p = {number_text(self.p)}"

    def kept(self, shape: Shape) -> int:
        return 2 * super().kept(shape)  # the output and what was drawn


_EPS = Number(
    label=N_("Epsilon"),
    help=N_("Added to the variance, so that nothing is divided by 0."),
    minimum=0,
    above=0,
    maximum=1,
    logarithmic=True,
)


@dataclass(frozen=True)
class BatchNorm1d(Layer):
    """Brings every feature (or channel) to mean 0 and variance 1 over the batch, then scales and shifts it by learned numbers.

    Shape: ``(features)`` to ``(features)``, or ``(channels, length)`` to the same.
    """

    eps: float = setting(_EPS, 1e-5)
    momentum: float = setting(
        Number(
            label=N_("Momentum"), help=N_("Weight of the newest batch in the running mean and variance."), minimum=0, maximum=1
        ),
        0.1,
    )
    affine: bool = setting(Flag(label=N_("Learned scale"), help=N_("Scales and shifts each feature by learned numbers.")), True)

    family: ClassVar[Family] = "regularisation"
    summary: ClassVar[str] = N_(
        "Brings every feature to mean 0 and variance 1 over the batch, which often steadies deep networks."
    )
    torch_class: ClassVar[str] = "nn.BatchNorm1d"
    over_batch: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        if len(shape) > 2:
            raise ShapeError(
                _("BatchNorm1d takes features or channels × length, but gets {shape}.").format(shape=shape_text(shape)),
                Repair(_("Insert Flatten"), before=(Flatten(),)),
            )
        return shape

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"num_features": shape[0], **super().arguments(shape)}

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"weight": (shape[0],), "bias": (shape[0],)} if self.affine else {}

    def positions(self, shape: Shape) -> int:
        return math.prod(shape[1:])

    def has_weights(self) -> bool:
        return self.affine


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Brings the features of each sample to mean 0 and variance 1, then scales and shifts them by learned numbers.

    Shape: ``(*, features)`` to ``(*, features)``, normalised over the last dimension.
    """

    eps: float = setting(_EPS, 1e-5)
    elementwise_affine: bool = setting(
        Flag(label=N_("Learned scale"), help=N_("Scales and shifts each feature by learned numbers.")), True
    )

    family: ClassVar[Family] = "regularisation"
    summary: ClassVar[str] = N_("Brings the features of each sample to mean 0 and variance 1, whatever the batch.")
    torch_class: ClassVar[str] = "nn.LayerNorm"

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        return shape

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"normalized_shape": shape[-1], **super().arguments(shape)}

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        return {"weight": shape[-1:], "bias": shape[-1:]} if self.elementwise_affine else {}

    def positions(self, shape: Shape) -> int:
        return math.prod(shape[:-1])

    def has_weights(self) -> bool:
        return self.elementwise_affine
