"""How many processor threads a step gets: a rule of size alone, so that the same project gives the same numbers each time."""

from __future__ import annotations

import math

import torch

from playground.layers import Layer, Shape
from playground.layers.recurrent import Recurrent
from playground.network import Network, Shapes

SMALL_STEP = 20_000_000
"""Multiplications in a forward pass below which a second thread costs more than it gives."""

_MOST = torch.get_num_threads()  # torch's own choice: the physical cores


def threads_for(network: Network, shapes: Shapes, batch: int) -> int:
    """Threads for a step with ``batch`` samples."""
    work = sum(
        multiplications(layer, known.input, known.output) for layer, known in zip(network.layers, shapes.layers, strict=True)
    )
    return 1 if work * batch < SMALL_STEP else _MOST


def multiplications(layer: Layer, shape: Shape, output: Shape) -> int:
    """Roughly the multiplications that one sample costs in the forward pass."""
    if not layer.has_weights():
        return 0
    if isinstance(layer, Recurrent):
        return shape[0] * layer.parameters(shape)
    if layer.family == "convolution":
        return math.prod(output[1:]) * layer.parameters(shape)
    return math.prod(shape[:-1]) * layer.parameters(shape)


def use_threads(count: int) -> None:
    """Makes torch use ``count`` threads for work that this thread gives it (the setting counts per thread)."""
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
