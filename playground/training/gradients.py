"""Gradients per layer: the numbers that the gradient plots show.

Of each layer with weights the root of the mean of (dL/dW)^2 over its weights (biases are not counted), before any clipping. torch
calls weights ``weight``, ``weight_ih_l0``, ...; a layer with several of them is measured over all of their numbers together. The
norms of all tensors are taken by one ``torch._foreach_norm`` on the device, with sums in float64 where the device has it, and are
squared and added on the host.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from playground.network import Network
from playground.runs.messages import Floats, WeightedLayer


def norm_type(device: torch.device) -> torch.dtype:
    """The type that norms are added up in: squares of gradients as small as 1e-23 vanish in float32."""
    return torch.float32 if device.type == "mps" else torch.float64


class Weights:
    """Which parameters of a model are weights, and to which layer they belong.

    Attributes:
        layers: The layers with weights, in order.
        indices: Positions of the weights in ``model.parameters()``.
        values: The weights, detached: the same memory, but autograd does not watch what is done to it.
        columns: Number of weight tensors.
    """

    def __init__(self, network: Network, model: nn.Sequential) -> None:
        self.indices: list[int] = []
        self.values: list[Tensor] = []
        owners: list[int] = []
        layers: dict[int, int] = {}
        for index, (name, parameter) in enumerate(model.named_parameters()):
            position, own_name = name.split(".", 1)
            if own_name.startswith("weight"):
                self.indices.append(index)
                self.values.append(parameter.detach())
                owners.append(int(position))
                layers[int(position)] = layers.get(int(position), 0) + parameter.numel()
        self.layers = tuple(
            WeightedLayer(position=position, layer=network.layers[position].name, weights=count)
            for position, count in layers.items()
        )
        self.columns = len(self.indices)
        self._starts = [owners.index(position) for position in layers]  # a layer's tensors stand side by side
        self._counts = np.array(list(layers.values()), dtype=np.float64)

    def of(self, gradients: Sequence[Tensor]) -> list[Tensor]:
        """The gradients of the weights among those of all parameters."""
        return [gradients[index] for index in self.indices]

    def mean_squares(self, squares: Floats) -> Floats:
        """Squared norms ``(..., columns)`` of the weight tensors as mean squares ``(..., layers)``."""
        result: Floats = np.add.reduceat(squares, self._starts, axis=-1) / self._counts
        return result
