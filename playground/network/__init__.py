"""The network that the user designs: immutable layers, live shapes, PyTorch source. Standard library only."""

from playground.network.code import network_source
from playground.network.columns import UnitColumn, columns_of
from playground.network.network import (
    MOST_LAYERS,
    Network,
    layer_from_plain,
    layer_to_plain,
    network_from_plain,
    network_to_plain,
)
from playground.network.shapes import LayerShape, Problem, Shapes, infer_shapes

__all__ = [
    "MOST_LAYERS",
    "LayerShape",
    "Network",
    "Problem",
    "Shapes",
    "UnitColumn",
    "columns_of",
    "infer_shapes",
    "layer_from_plain",
    "layer_to_plain",
    "network_from_plain",
    "network_source",
    "network_to_plain",
]
