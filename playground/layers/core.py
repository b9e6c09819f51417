"""The layer that most networks are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from playground.fields import Flag, Integer, setting
from playground.language import N_
from playground.layers.layer import Family, Layer, Shape, wants_features


@dataclass(frozen=True)
class Linear(Layer):
    """Every output is a weighted sum of all inputs plus a bias: ``y = x W^T + b``.

    Shape: ``(*, in_features)`` to ``(*, out_features)``; the dimensions before the last are kept.
    """

    out_features: int = setting(
        Integer(label=N_("Outputs"), help=N_("How many numbers the layer gives for each sample."), minimum=1, maximum=65536), 32
    )
    bias: bool = setting(Flag(label=N_("Bias"), help=N_("Adds a number that is learned to every output.")), True)

    family: ClassVar[Family] = "core"
    summary: ClassVar[str] = N_("Every output is a weighted sum of all inputs plus a bias.")
    torch_class: ClassVar[str] = "nn.Linear"
    stackable: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        return (*shape[:-1], self.out_features)

    def arguments(self, shape: Shape) -> dict[str, Any]:
        arguments: dict[str, Any] = {"in_features": shape[-1], "out_features": self.out_features}
        return arguments if self.bias else {**arguments, "bias": False}

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        weight: dict[str, Shape] = {"weight": (self.out_features, shape[-1])}
        return {**weight, "bias": (self.out_features,)} if self.bias else weight

    def positions(self, shape: Shape) -> int:
        return math.prod(shape[:-1])

    def has_weights(self) -> bool:
        return True
