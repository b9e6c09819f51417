"""The network as PyTorch source: what the code view shows, and what a person takes away.

The text is complete: it runs by itself and gives ``model``, the same modules in the same order as the one that is trained here.
"""

from __future__ import annotations

from playground.layers import Shape
from playground.layers.recurrent import Recurrent
from playground.network.network import Network
from playground.network.shapes import infer_shapes

_RECURRENT = '''
class {name}(nn.{name}):
    """nn.{name} that passes on one tensor: every step, or the last state of each direction."""

    def __init__(self, *arguments, output="last", **settings):
        super().__init__(*arguments, batch_first=True, **settings)
        self.output = output

    def forward(self, x):
        steps, state = super().forward(x)
        if self.output == "sequence":
            return steps
        last = state[0] if isinstance(state, tuple) else state
        return torch.cat(tuple(last[-(2 if self.bidirectional else 1):]), dim=-1)

'''


def layer_source(network: Network, position: int, shape: Shape) -> str:
    """The expression that makes one layer for an input of ``shape``, such as ``nn.Linear(in_features=10, out_features=32)``."""
    layer = network.layers[position]
    arguments = ", ".join(f"{name}={value!r}" for name, value in layer.arguments(shape).items())
    return f"{layer.torch_class}({arguments})"


def network_source(network: Network, input_shape: Shape) -> str:
    """A Python script that builds ``model`` as an ``nn.Sequential``.

    A layer that does not fit its input is shown as a comment with the reason, and so is everything after it.
    """
    shapes = infer_shapes(network, input_shape)
    recurrent = sorted({layer.name for layer in network.layers[: len(shapes.layers)] if isinstance(layer, Recurrent)})
    lines = ["import torch", "from torch import nn", ""]
    for name in recurrent:
        lines += [*_RECURRENT.format(name=name).splitlines(), ""]
    count = f"{shapes.parameters:,} parameters" if shapes.problem is None else "parameters not known"
    lines += [f"# one sample: {list(input_shape)}, {count}", "model = nn.Sequential("]
    for position, layer in enumerate(shapes.layers):
        lines.append(f"    {layer_source(network, position, layer.input)},  # {list(layer.output)}")
    if shapes.problem is not None and len(shapes.layers) < len(network):
        message = " ".join(shapes.problem.message.split())
        lines.append(f"    # {network.layers[len(shapes.layers)].name}: {message}")
        lines += [f"    # {layer.name}" for layer in network.layers[len(shapes.layers) + 1 :]]
    return "\n".join([*lines, ")", ""])
