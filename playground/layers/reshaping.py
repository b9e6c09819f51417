"""Layers that only change the shape of a sample."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from playground.fields import Sizes, setting
from playground.language import N_, _
from playground.layers.layer import Family, Layer, Repair, Shape, ShapeError, shape_text, wants_features


@dataclass(frozen=True)
class Flatten(Layer):
    """All numbers of a sample in one row.

    Shape: ``(*)`` to ``(product of *)``.
    """

    family: ClassVar[Family] = "shape"
    summary: ClassVar[str] = N_("Puts all numbers of a sample into one row.")
    torch_class: ClassVar[str] = "nn.Flatten"

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        return (math.prod(shape),)

    def kept(self, shape: Shape) -> int:
        return 0  # another view of the same numbers


@dataclass(frozen=True)
class Unflatten(Layer):
    """One row of numbers folded into a new shape, such as channels × height × width.

    Shape: ``(features)`` to ``unflattened_size``, whose product is ``features``.
    """

    unflattened_size: tuple[int, ...] = setting(
        Sizes(label=N_("New shape"), help=N_("Sizes of the new dimensions, such as 1, 8, 8."), most=4), (1, 8, 8)
    )

    family: ClassVar[Family] = "shape"
    summary: ClassVar[str] = N_("Folds one row of numbers into channels, height and width.")
    torch_class: ClassVar[str] = "nn.Unflatten"

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        if len(shape) != 1:
            raise ShapeError(
                _("Unflatten takes one row of numbers, but gets {shape}.").format(shape=shape_text(shape)),
                Repair(_("Insert Flatten"), before=(Flatten(),)),
            )
        if math.prod(self.unflattened_size) != shape[0]:
            raise ShapeError(
                _("{new} holds {n} numbers, but a sample has {features}.").format(
                    new=shape_text(self.unflattened_size), n=math.prod(self.unflattened_size), features=shape[0]
                ),
                Repair(_("Set shape to 1 × {features}").format(features=shape[0]), replacement=Unflatten((1, shape[0]))),
            )
        return self.unflattened_size

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"dim": 1, "unflattened_size": tuple(self.unflattened_size)}

    def description(self) -> str:
        return shape_text(self.unflattened_size)

    def kept(self, shape: Shape) -> int:
        return 0  # another view of the same numbers
