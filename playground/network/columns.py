"""The network as columns of units, as it is drawn with nodes and links. Standard library only."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.layers import Linear, Shape
from playground.network.network import Network
from playground.network.shapes import infer_shapes

MOST_UNITS = 10
"""Units of a column that are shown singly; of a larger column the first ``FEW_UNITS`` are."""

FEW_UNITS = 8

_MIXING = ("core", "recurrent", "convolution")


@dataclass(frozen=True)
class UnitColumn:
    """A layer that mixes its inputs, with the layers behind it that do not: activation, normalisation, pooling.

    Attributes:
        begin: Position of the layer with weights; -1 for the inputs.
        end: Position after the last layer of the column.
        shape: Shape of a sample after the column.
        linked: Every unit is a weighted sum of the single units of the column before.
    """

    begin: int
    end: int
    shape: Shape
    linked: bool = False

    @property
    def single(self) -> bool:
        """Whether its units are numbers that can be shown one by one; else it is a block such as ``8 × 28 × 28``."""
        return len(self.shape) == 1

    @property
    def units(self) -> int:
        """Numbers that one sample gives."""
        return math.prod(self.shape)

    @property
    def shown(self) -> int:
        """Units that are shown one by one: the first ones; none of a block."""
        if not self.single:
            return 0
        return self.units if self.units <= MOST_UNITS else FEW_UNITS


def columns_of(network: Network, input_shape: Shape) -> tuple[UnitColumn, ...]:
    """The inputs, and one column for each layer that mixes; as far as the layers fit, the last column is the output."""
    shapes = infer_shapes(network, input_shape).layers
    mixing = [i for i, layer in enumerate(network.layers[: len(shapes)]) if layer.has_weights() and layer.family in _MIXING]
    ends = [*mixing, len(shapes)]
    before = UnitColumn(-1, ends[0], shapes[ends[0] - 1].output if ends[0] else input_shape)
    columns = [before]
    for begin, end in zip(mixing, ends[1:], strict=True):
        shape = shapes[end - 1].output
        linear = isinstance(network.layers[begin], Linear) and before.single and shapes[begin].output == shape
        before = UnitColumn(begin, end, shape, linear)
        columns.append(before)
    return tuple(columns)
