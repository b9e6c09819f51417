"""What every layer type declares, and why a layer may not fit."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from playground.fields import number_text, plain
from playground.language import N_, _

Shape = tuple[int, ...]
"""The shape of one sample, without the batch: ``(features,)``, ``(steps, features)``, ``(channels, height, width)``."""

Family = Literal["core", "activation", "recurrent", "regularisation", "convolution", "shape"]

FAMILIES: dict[Family, str] = {
    "core": N_("Core"),
    "activation": N_("Activation"),
    "recurrent": N_("Recurrent"),
    "regularisation": N_("Regularisation"),
    "convolution": N_("Convolution"),
    "shape": N_("Shape"),
}
"""The groups of the palette in their order, with their labels."""

# More numbers than this in one sample or one weight cannot be meant, and would only fill the memory.
LARGEST = 2**31


def shape_text(shape: Shape) -> str:
    """A shape as it stands on a card: ``32`` or ``12 × 1``."""
    return " × ".join(str(size) for size in shape)


@dataclass(frozen=True)
class Repair:
    """The one obvious way to make a layer fit, offered as a button.

    Attributes:
        label: What the button says, already translated.
        before: Layers to insert before the layer.
        replacement: What takes the place of the layer; None keeps it.
        after: Layers to insert after the layer.
    """

    label: str
    before: tuple[Layer, ...] = ()
    replacement: Layer | None = None
    after: tuple[Layer, ...] = ()


class ShapeError(ValueError):
    """A layer does not fit what it is given; the message says why in plain words, ``repair`` how to mend it."""

    def __init__(self, message: str, repair: Repair | None = None) -> None:
        super().__init__(message)
        self.repair = repair


@dataclass(frozen=True)
class Layer(ABC):
    """One layer of a network: an immutable value. Its settings are the dataclass fields made by ``fields.setting``.

    Attributes:
        family: Group in the palette, and colour of the card.
        summary: One sentence of help, to be translated where it is shown.
        torch_class: Name of the module class as it is written in source code.
        max_slope: Of an activation: the largest absolute slope of its curve (None: unbounded or not an activation).
        stackable: Networks with it can be trained together (``training.stack``): its module does to ``(networks, samples, features)``
            what it does to the samples of each. One with weights, or that draws, needs a function of its own there.
        over_batch: While training, what it makes of a sample depends on the others of its batch.
        gives_probabilities: What comes out are probabilities or their logarithms, which a loss that makes them itself must not get.
    """

    family: ClassVar[Family]
    summary: ClassVar[str]
    torch_class: ClassVar[str]
    max_slope: ClassVar[float | None] = None
    stackable: ClassVar[bool] = False
    over_batch: ClassVar[bool] = False
    gives_probabilities: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """The name of the layer type, which is torch's own."""
        return type(self).__name__

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """The shape of one sample after the layer.

        Raises:
            ShapeError: the layer does not fit an input of this shape.
        """

    def arguments(self, shape: Shape) -> dict[str, Any]:
        """Keyword arguments of ``torch_class`` for an input of this shape; the shape has been checked."""
        return plain(self)

    def parameter_shapes(self, shape: Shape) -> dict[str, Shape]:
        """Shape of every parameter by torch's name for it, in torch's order; the shape has been checked."""
        return {}

    def parameters(self, shape: Shape) -> int:
        """Number of weights and biases."""
        return sum(math.prod(size) for size in self.parameter_shapes(shape).values())

    def positions(self, shape: Shape) -> int:
        """At how many positions of a sample the same parameters are used: steps of a sequence, places of a kernel."""
        return 1

    def mult_adds(self, shape: Shape) -> int:
        """Multiplications (each with an addition) for one sample in the forward pass: every parameter counts once per position.

        That is how torchinfo counts; it leaves out the positions of layers other than convolutions and recurrent ones.
        """
        return self.parameters(shape) * self.positions(shape)

    def kept(self, shape: Shape) -> int:
        """Numbers that torch keeps of one sample from the forward to the backward pass, besides its input: as a rule the output."""
        return math.prod(self.output_shape(shape))

    def has_weights(self) -> bool:
        """Whether the layer has weights, and so a gradient that is measured."""
        return False

    def draws(self) -> bool:
        """Whether it draws random numbers while training."""
        return False

    def description(self) -> str:
        """The settings worth a few words on the card, already translated."""
        return _("slope ≤ {slope}").format(slope=number_text(self.max_slope)) if self.max_slope is not None else ""


def wants_features(shape: Shape, layer: str) -> None:
    """Checks that a sample has at least one dimension.

    Raises:
        ShapeError: it has none.
    """
    if not shape:
        raise ShapeError(_("{layer} needs at least one number per sample.").format(layer=layer))
