"""The model as a plain chain of functions: the same kernels as ``model(x)`` without the toll of ``nn.Module``.

``Module.__call__`` looks for hooks and every ``self.weight`` searches three dictionaries; in small networks that is a fifth of the
forward pass. What comes out is the same, bit for bit. Hooks are not called: where they are needed, the model itself is.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

Function = Callable[[Tensor], Tensor]

_FUNCTIONS: dict[type[nn.Module], Function] = {nn.ReLU: torch.relu, nn.Sigmoid: torch.sigmoid, nn.Tanh: torch.tanh}


def forward_of(model: nn.Sequential) -> Function:
    """The forward pass of a model whose parameters stay where they are; built again after ``model.to``."""
    functions = [function_of(module) for module in model if not isinstance(module, nn.Identity)]

    def forward(x: Tensor) -> Tensor:
        for function in functions:
            x = function(x)
        return x

    return forward


def function_of(module: nn.Module) -> Function:
    """The forward pass of one module."""
    if isinstance(module, nn.Linear):
        return _linear(module)
    chosen: Function = _FUNCTIONS.get(type(module), module.forward)
    return chosen


def _linear(module: nn.Linear) -> Function:
    kernel: Callable[[Tensor, Tensor, Tensor | None], Tensor] = torch._C._nn.linear
    weight: Tensor = module.weight
    bias: Tensor | None = module.bias
    return lambda x: kernel(x, weight, bias)
