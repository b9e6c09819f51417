"""Activations: what makes a stack of linear layers more than one linear layer.

``max_slope`` is the largest absolute slope of the curve over all inputs; backpropagation multiplies the gradient by the slope
at every layer, which is why a small bound makes gradients vanish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from playground.fields import Number, number_text, setting
from playground.language import N_, _
from playground.layers.layer import Family, Layer, Shape, wants_features


@dataclass(frozen=True)
class Activation(Layer):
    """What all activations share: they keep the shape, and can be stacked (one with weights says ``stackable = False``).

    Shape: ``(*)`` to ``(*)``.
    """

    family: ClassVar[Family] = "activation"
    stackable: ClassVar[bool] = True

    def output_shape(self, shape: Shape) -> Shape:
        wants_features(shape, self.name)
        return shape


@dataclass(frozen=True)
class ReLU(Activation):
    """``max(0, x)``. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("Passes positive numbers, replaces negative ones by 0.")
    torch_class: ClassVar[str] = "nn.ReLU"
    max_slope: ClassVar[float | None] = 1.0


@dataclass(frozen=True)
class LeakyReLU(Activation):
    """``x`` for positive, ``negative_slope * x`` for negative inputs. Shape: ``(*)`` to ``(*)``."""

    negative_slope: float = setting(
        Number(label=N_("Negative slope"), help=N_("Slope for negative inputs."), minimum=-10, maximum=10), 0.01
    )

    summary: ClassVar[str] = N_("Like ReLU, but negative numbers keep a small slope, so that no unit dies.")
    torch_class: ClassVar[str] = "nn.LeakyReLU"

    def description(self) -> str:
        return _("slope {slope} below 0").format(slope=number_text(self.negative_slope))


@dataclass(frozen=True)
class ELU(Activation):
    """``x`` for positive, ``alpha * (exp(x) - 1)`` for negative inputs. Shape: ``(*)`` to ``(*)``."""

    alpha: float = setting(
        Number(
            label="Alpha",
            help=N_("The value that negative inputs approach, with its sign turned."),
            minimum=0,
            above=0,
            maximum=100,
        ),
        1.0,
    )

    summary: ClassVar[str] = N_("Like ReLU for positive numbers, a smooth curve down to -alpha for negative ones.")
    torch_class: ClassVar[str] = "nn.ELU"

    def description(self) -> str:
        return f"alpha = {number_text(self.alpha)}"


@dataclass(frozen=True)
class SELU(Activation):
    """Scaled ELU with the constants of Klambauer et al. 2017. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_(
        "A scaled ELU that draws mean and standard deviation towards 0 and 1 over many layers, if the weights start small enough."
    )
    torch_class: ClassVar[str] = "nn.SELU"
    max_slope: ClassVar[float | None] = 1.7581


@dataclass(frozen=True)
class GELU(Activation):
    """``x * Phi(x)`` with the normal distribution function (Hendrycks and Gimpel 2016). Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("A smooth ReLU: each number times the probability that a normal variable lies below it.")
    torch_class: ClassVar[str] = "nn.GELU"
    max_slope: ClassVar[float | None] = 1.129


@dataclass(frozen=True)
class SiLU(Activation):
    """``x * sigmoid(x)``, also called swish. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("A smooth ReLU: each number times its sigmoid. Also called swish.")
    torch_class: ClassVar[str] = "nn.SiLU"
    max_slope: ClassVar[float | None] = 1.0999


@dataclass(frozen=True)
class Tanh(Activation):
    """Hyperbolic tangent, from -1 to 1. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("An S-shaped curve from -1 to 1.")
    torch_class: ClassVar[str] = "nn.Tanh"
    max_slope: ClassVar[float | None] = 1.0


@dataclass(frozen=True)
class Sigmoid(Activation):
    """``1 / (1 + exp(-x))``, from 0 to 1. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_(
        "An S-shaped curve from 0 to 1. Its slope is 0.25 at most, so gradients tend to shrink from layer to layer."
    )
    torch_class: ClassVar[str] = "nn.Sigmoid"
    max_slope: ClassVar[float | None] = 0.25
    gives_probabilities: ClassVar[bool] = True


@dataclass(frozen=True)
class LogSigmoid(Activation):
    """``log(sigmoid(x))``. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("The logarithm of the sigmoid: from minus infinity to 0.")
    torch_class: ClassVar[str] = "nn.LogSigmoid"
    max_slope: ClassVar[float | None] = 1.0
    gives_probabilities: ClassVar[bool] = True

    def kept(self, shape: Shape) -> int:
        return 2 * super().kept(shape)  # the output and a buffer


@dataclass(frozen=True)
class Softplus(Activation):
    """``log(1 + exp(beta * x)) / beta``. Shape: ``(*)`` to ``(*)``."""

    beta: float = setting(Number(label="Beta", help=N_("The larger, the closer to ReLU."), minimum=0, above=0, maximum=1000), 1.0)

    summary: ClassVar[str] = N_("A smooth ReLU that is always positive.")
    torch_class: ClassVar[str] = "nn.Softplus"
    max_slope: ClassVar[float | None] = 1.0


@dataclass(frozen=True)
class _OverFeatures(Activation):
    """Probabilities over the last dimension, which torch wants to be told."""

    gives_probabilities: ClassVar[bool] = True

    def arguments(self, shape: Shape) -> dict[str, Any]:
        return {"dim": -1}


@dataclass(frozen=True)
class Softmax(_OverFeatures):
    """``exp(x_i) / sum_j exp(x_j)`` over the last dimension. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("Turns the numbers of a sample into shares that add up to 1.")
    torch_class: ClassVar[str] = "nn.Softmax"


@dataclass(frozen=True)
class LogSoftmax(_OverFeatures):
    """The logarithm of softmax over the last dimension. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("The logarithm of softmax, more exact for small shares.")
    torch_class: ClassVar[str] = "nn.LogSoftmax"


@dataclass(frozen=True)
class Identity(Activation):
    """``x``. Shape: ``(*)`` to ``(*)``."""

    summary: ClassVar[str] = N_("Passes everything on unchanged: a placeholder to compare with.")
    torch_class: ClassVar[str] = "nn.Identity"
    max_slope: ClassVar[float | None] = 1.0

    def kept(self, shape: Shape) -> int:
        return 0
