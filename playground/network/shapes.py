"""The shapes of a sample on its way through the network, and the first reason why it does not fit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from playground.language import _, ngettext
from playground.layers import Flatten, Linear, Repair, Shape, ShapeError, shape_text
from playground.layers.recurrent import Recurrent
from playground.network.network import Network
from playground.network.repairs import fitted, settled

NUMBER_BYTES = 4
"""Bytes of the 32-bit numbers that networks count with."""


@dataclass(frozen=True)
class Problem:
    """Why a network cannot be trained.

    Attributes:
        position: The layer it is tied to; ``len(network)`` is the output.
        message: Plain words, already translated.
        repair: The one obvious repair, if there is one.
    """

    position: int
    message: str
    repair: Repair | None = None


@dataclass(frozen=True)
class LayerShape:
    """What one layer does to a sample.

    Attributes:
        input: Shape before it.
        output: Shape after it.
        parameters: Its weights and biases.
        mult_adds: Multiplications (each with an addition) that a sample costs in the forward pass.
    """

    input: Shape
    output: Shape
    parameters: int
    mult_adds: int


@dataclass(frozen=True)
class Shapes:
    """The result of :func:`infer_shapes`.

    Attributes:
        layers: One entry per layer up to the first problem; layers after it are unknown and left out.
        problem: The first problem; None if the network can be trained.
    """

    layers: tuple[LayerShape, ...]
    problem: Problem | None = None

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers that are known."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def mult_adds(self) -> int:
        """Multiplications for one sample in the forward pass of all layers that are known."""
        return sum(layer.mult_adds for layer in self.layers)

    @property
    def input_bytes(self) -> int:
        """Memory of one sample."""
        return NUMBER_BYTES * math.prod(self.layers[0].input) if self.layers else 0

    @property
    def pass_bytes(self) -> int:
        """Memory of what the layers with parameters give for one sample, and of its gradients (as torchinfo estimates it)."""
        return 2 * NUMBER_BYTES * sum(math.prod(layer.output) for layer in self.layers if layer.parameters)

    @property
    def parameter_bytes(self) -> int:
        """Memory of the weights and biases."""
        return NUMBER_BYTES * self.parameters


def infer_shapes(network: Network, input_shape: Shape, output_shape: Shape | None = None) -> Shapes:
    """Follows a sample of ``input_shape`` through the network; ``output_shape`` is what the task wants (None: anything)."""
    shape = input_shape
    known: list[LayerShape] = []
    for position, layer in enumerate(network.layers):
        try:
            after, parameters = fitted(layer, shape)
        except ShapeError as error:
            return Shapes(tuple(known), Problem(position, str(error), error.repair and settled(layer, error.repair, shape)))
        known.append(LayerShape(shape, after, parameters, layer.mult_adds(shape)))
        shape = after
    return Shapes(tuple(known), _output_problem(network, shape, output_shape))


def _output_problem(network: Network, shape: Shape, wanted: Shape | None) -> Problem | None:
    """Why the output of the network is not what the task wants."""
    if wanted is None:
        return None
    if not any(layer.has_weights() for layer in network.layers):
        return Problem(
            len(network),
            _("The network has nothing to learn: no layer has weights."),
            Repair(_("Add Linear with outputs {n}").format(n=wanted[-1]), before=(Linear(wanted[-1]),)),
        )
    if shape == wanted:
        return None
    message = ngettext(
        "The task wants {wanted} output per sample, but the network gives {shape}.",
        "The task wants {wanted} outputs per sample, but the network gives {shape}.",
        wanted[-1],
    ).format(wanted=shape_text(wanted), shape=shape_text(shape))
    position, repair = _output_repair(network, shape, wanted)
    return Problem(position, message, repair)


def _output_repair(network: Network, shape: Shape, wanted: Shape) -> tuple[int, Repair]:
    """The layer to blame for a wrong output, and the repair: the last layer with weights, if only its size is wrong."""
    outputs = _("Set outputs to {n}").format(n=wanted[-1])
    weighted = [index for index, layer in enumerate(network.layers) if layer.has_weights()]
    position = weighted[-1]
    layer = network.layers[position]
    kept = all(other.family in ("activation", "regularisation") for other in network.layers[position + 1 :])
    if len(shape) == len(wanted) and isinstance(layer, Linear) and kept:
        return position, Repair(outputs, replacement=replace(layer, out_features=wanted[-1]))
    sequences = [i for i, other in enumerate(network.layers) if isinstance(other, Recurrent) and other.output == "sequence"]
    if len(shape) == 2 and sequences:
        last = network.layers[sequences[-1]]
        assert isinstance(last, Recurrent)
        return sequences[-1], Repair(_("Set output to last step"), replacement=replace(last, output="last"))
    end = len(network)
    if len(shape) > 1:
        return end, Repair(
            _("Add Flatten and Linear with outputs {n}").format(n=wanted[-1]), before=(Flatten(), Linear(wanted[-1]))
        )
    return end, Repair(_("Add Linear with outputs {n}").format(n=wanted[-1]), before=(Linear(wanted[-1]),))
