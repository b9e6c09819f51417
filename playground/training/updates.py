"""Optimizers: torch's class of the same name, and its fused kernel called without what surrounds it.

``Optimizer.step`` spends several times as long on profiling hooks and on collecting its tensors as the kernel on a small network
needs. For Adam, AdamW and SGD the tensors are collected once here and given to the kernel that ``fused=True`` calls; the numbers are the same, bit for
bit. Every other optimizer takes the way through ``step``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from playground.fields import plain
from playground.runs.optimizers import Optimizer

Tensors = tuple[Tensor, ...] | list[Tensor]
FUSED_DEVICES = ("cpu", "cuda", "mps", "xpu")


class Updater:
    """Takes optimizer steps. Lives on the thread that trains.

    Attributes:
        optimizer: torch's own; it holds settings and state.
    """

    def __init__(self, parameters: Sequence[torch.nn.Parameter], config: Optimizer, device: torch.device) -> None:
        kind: type[torch.optim.Optimizer] = getattr(torch.optim, config.name)
        known = inspect.signature(kind).parameters
        settings: dict[str, Any] = plain(config)
        fused = "fused" in known and device.type in FUSED_DEVICES
        if fused:
            settings["fused"] = True
        elif "foreach" in known:
            settings["foreach"] = True
        self.optimizer = kind(parameters, **settings)
        self._group: dict[str, Any] = self.optimizer.param_groups[0]
        self._parameters = list(parameters)
        self._values = [parameter.detach() for parameter in parameters]  # the same memory; autograd does not watch it
        self._strides = [value.stride() for value in self._values]
        self._step: Callable[[Tensors], None] = self._general
        if fused and kind in (torch.optim.Adam, torch.optim.AdamW):
            self._prepare_adam(device)
            self._step = self._adam
        elif fused and kind is torch.optim.SGD:
            self._prepare_sgd()
            self._step = self._sgd

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return float(self._group["lr"])

    @lr.setter
    def lr(self, value: float) -> None:
        self._group["lr"] = value

    def step(self, gradients: Tensors) -> None:
        """One step along the gradients, one per parameter."""
        self._step(gradients)

    def tensors(self) -> dict[str, Tensor]:
        """The state by name (``0.exp_avg``); empty before the first step of an optimizer that makes it then."""
        state = self.optimizer.state
        return {
            f"{index}.{name}": value
            for index, parameter in enumerate(self._parameters)
            for name, value in state.get(parameter, {}).items()
            if isinstance(value, Tensor)
        }

    def load(self, tensors: dict[str, Tensor]) -> None:
        """Takes over the state that :meth:`tensors` gave."""
        present = self.tensors()
        if present.keys() == tensors.keys():
            for name, value in tensors.items():
                present[name].copy_(value)
            return
        self.optimizer.state.clear()
        for name, value in tensors.items():
            index, key = name.split(".", 1)
            parameter = self._parameters[int(index)]
            device = value.device if key == "step" else parameter.device
            self.optimizer.state[parameter][key] = value.to(device, copy=True)

    def _matching(self, gradients: Tensors) -> Tensors:
        """The gradients laid out in memory as the parameters are: the fused kernels go through both without looking."""
        if [gradient.stride() for gradient in gradients] == self._strides:
            return gradients
        return [torch.empty_like(value).copy_(gradient) for value, gradient in zip(self._values, gradients, strict=True)]

    def _general(self, gradients: Tensors) -> None:
        for parameter, gradient in zip(self._parameters, gradients, strict=True):
            parameter.grad = gradient
        self.optimizer.step()

    def _prepare_adam(self, device: torch.device) -> None:
        adam = self.optimizer.__class__ is torch.optim.Adam
        self._kernel: Callable[..., Any] = torch._fused_adam_ if adam else torch._fused_adamw_
        self._count = torch.zeros((), dtype=torch.float32, device=device)  # one count of steps, shared by all parameters
        self._first = [torch.zeros_like(value) for value in self._values]
        self._second = [torch.zeros_like(value) for value in self._values]
        self._counts = [self._count] * len(self._values)
        for parameter, first, second in zip(self._parameters, self._first, self._second, strict=True):
            self.optimizer.state[parameter] = {"step": self._count, "exp_avg": first, "exp_avg_sq": second}
        self._betas: tuple[float, float] = self._group["betas"]

    def _adam(self, gradients: Tensors) -> None:
        group = self._group
        self._count += 1
        self._kernel(
            self._values,
            self._matching(gradients),
            self._first,
            self._second,
            [],
            self._counts,
            lr=group["lr"],
            beta1=self._betas[0],
            beta2=self._betas[1],
            weight_decay=group["weight_decay"],
            eps=group["eps"],
            amsgrad=False,
            maximize=False,
        )

    def _prepare_sgd(self) -> None:
        self._first = [torch.zeros_like(value) for value in self._values] if self._group["momentum"] else []
        for parameter, buffer in zip(self._parameters, self._first, strict=False):
            self.optimizer.state[parameter] = {"momentum_buffer": buffer}

    def _sgd(self, gradients: Tensors) -> None:
        group = self._group
        torch._fused_sgd_(
            self._values,
            self._matching(gradients),
            self._first,
            weight_decay=group["weight_decay"],
            momentum=group["momentum"],
            lr=group["lr"],
            dampening=group["dampening"],
            nesterov=group["nesterov"],
            maximize=False,
            is_first_step=False,  # the buffers begin as 0, which gives what the first step would: the gradient
        )
