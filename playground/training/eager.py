"""torch's optimizers without torch's compiler, which this app never uses.

The first optimizer of a process imports ``torch._dynamo``, and with it sympy and torch.distributed, only to tell the compiler to stay away; so does
the first step of most. That takes about as long as ``import torch`` itself, and 73 MB.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import torch

Made = TypeVar("Made", bound=torch.optim.Optimizer)


def make_optimizer(kind: type[Made], parameters: Any, **settings: Any) -> Made:
    """An optimizer of that class; the compiler is not imported for it."""
    # WORKAROUND https://github.com/pytorch/pytorch/blob/main/torch/_compile.py: until `_disable_dynamo` calls a function as it is while
    # torch._dynamo is not imported. Where torch does not wrap the method, this changes nothing.
    torch.optim.Optimizer.add_param_group = inspect.unwrap(torch.optim.Optimizer.add_param_group)  # type: ignore[method-assign]
    return kind(parameters, **settings)


def plain_step(optimizer: torch.optim.Optimizer) -> Callable[[], None]:
    """``optimizer.step`` as its class defines it: the same numbers without closure, hooks, profiling and compiler."""
    step: Callable[..., Any] = inspect.unwrap(type(optimizer).step)

    def take() -> None:
        with torch.no_grad():
            step(optimizer)

    return take
