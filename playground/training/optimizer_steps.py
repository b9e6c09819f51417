"""Optimizers: torch's class of the same name, and its fused kernel called without what surrounds it.

``Optimizer.step`` spends several times as long on profiling hooks and on collecting its tensors as the kernel on a small network
needs. For Adam, AdamW and SGD the tensors are collected once here and given to the kernel that ``fused=True`` calls; the numbers are the same, bit for
bit. Every other optimizer takes the way through its class's ``step``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from playground.fields import plain
from playground.runs.optimizers import Optimizer
from playground.training.eager import make_optimizer, plain_step

Tensors = tuple[Tensor, ...] | list[Tensor]
FUSED_DEVICES = ("cpu", "cuda", "mps", "xpu")

_FUSED = ("Adam", "AdamW", "SGD")
"""Optimizers whose fused kernel is called here on every device that has it."""

_SHARED = "all"
_NUMBER, _ITEM = "=", "#"
"""Mark a number, and an item of a list, in the names of the state."""


def optimizer_class(name: str) -> type[torch.optim.Optimizer]:
    """Torch's class of that name, or that of the package pytorch_optimizer."""
    found: type[torch.optim.Optimizer] | None = getattr(torch.optim, name, None)
    if found is None:
        import pytorch_optimizer

        found = getattr(pytorch_optimizer, name)
    assert found is not None
    return found


def _named(name: str, value: object) -> dict[str, Tensor]:
    """One entry of an optimizer's state as tensors by name: a tensor, a number, or a list of tensors (LBFGS remembers its moves so)."""
    if isinstance(value, Tensor):
        return {name: value}
    if isinstance(value, int | float):
        return {f"{name}{_NUMBER}": torch.tensor(value, dtype=torch.float64 if isinstance(value, float) else torch.int64)}
    if isinstance(value, list) and all(isinstance(item, Tensor) for item in value):
        return {f"{name}{_ITEM}{position}": item for position, item in enumerate(value)}
    return {}


def _is_made(name: str) -> bool:
    """Whether an entry is not itself the tensor in the state."""
    return _NUMBER in name or _ITEM in name


def _place(entry: tuple[str, Tensor]) -> int:
    """The place of an entry in its list; 0 if it is in none."""
    return int(entry[0].rpartition(_ITEM)[2]) if _ITEM in entry[0] else 0


def _put(state: dict[str, Any], name: str, value: Tensor) -> None:
    """Puts an entry back to where :func:`_named` found it."""
    if name.endswith(_NUMBER):
        state[name.removesuffix(_NUMBER)] = value.item()
    elif _ITEM in name:
        state.setdefault(name.split(_ITEM)[0], []).append(value)
    else:
        state[name] = value


class Updater:
    """Takes optimizer steps. Lives on the thread that trains.

    Attributes:
        optimizer: torch's own; it holds settings and state.
        searches: One step looks at several places: call ``search`` instead of ``step``.
    """

    def __init__(self, parameters: Sequence[torch.nn.Parameter], config: Optimizer, device: torch.device) -> None:
        kind = optimizer_class(config.name)
        known = inspect.signature(kind).parameters
        settings: dict[str, Any] = plain(config)
        fused = config.name in _FUSED and device.type in FUSED_DEVICES
        if fused:
            settings["fused"] = True
        elif "foreach" in known:
            settings["foreach"] = True
        self.searches = config.searches
        self.optimizer = make_optimizer(kind, parameters, **settings)
        self._plain_step = plain_step(self.optimizer)
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

    def search(self, gradients: Tensors, loss: Tensor, again: Callable[[], tuple[Tensor, Tensors]]) -> None:
        """One step that looks at several places: ``loss`` and ``gradients`` here, and ``again()`` wherever the parameters are then.

        The step is ``torch.optim.LBFGS``'s own: from the same losses and gradients come the same weights, bit for bit. A loop that rounds
        otherwise drifts away from it all the same, because the method doubles small differences in every move: of 16 batches of 32
        samples (13-50-50-1, 20 moves each) torch's own losses in float64 are off by up to 59 % within the first epoch when the first weights
        were disturbed by 1e-15, in float32 by 50 % after 1e-7, and the epoch's mean by 6 %; Adam's stay within 1e-7. With full batches
        it takes some ten steps. So a figure of LBFGS is one of many that are equally right.
        """
        known: tuple[Tensor, Tensors] | None = (loss, gradients)

        def measured() -> Tensor:
            nonlocal known
            value, found = known if known is not None else again()
            known = None
            for parameter, gradient in zip(self._parameters, found, strict=True):
                parameter.grad = gradient
            return value

        self.optimizer.step(measured)  # type: ignore[arg-type]  # torch says that the loss is a float

    def tensors(self) -> dict[str, Tensor]:
        """The state by name (``0.exp_avg``); empty before the first step of an optimizer that makes it then."""
        state: dict[Any, Any] = self.optimizer.state
        found: dict[str, Tensor] = {}
        for index, parameter in enumerate(self._parameters):
            for name, value in state.get(parameter, {}).items():
                found.update(_named(f"{index}.{name}", value))
        for name, value in state.items():
            if isinstance(name, str):  # of no parameter: MADGRAD counts its steps so
                found.update(_named(f"{_SHARED}.{name}", value))
        return found

    def load(self, tensors: dict[str, Tensor]) -> None:
        """Takes over the state that :meth:`tensors` gave."""
        present = self.tensors()
        if present.keys() == tensors.keys() and not any(_is_made(name) for name in tensors):
            for name, value in tensors.items():
                present[name].copy_(value)
            return
        state: dict[Any, Any] = self.optimizer.state
        state.clear()
        for name, value in sorted(tensors.items(), key=_place):  # a file has them in an order of its own
            owner, key = name.split(".", 1)
            if owner == _SHARED:
                state[key] = value.clone()
                continue
            parameter = self._parameters[int(owner)]
            device = value.device if key == "step" else parameter.device
            _put(state[parameter], key, value.to(device, copy=True))

    def _matching(self, gradients: Tensors) -> Tensors:
        """The gradients laid out in memory as the parameters are: the fused kernels go through both without looking."""
        if [gradient.stride() for gradient in gradients] == self._strides:
            return gradients
        return [torch.empty_like(value).copy_(gradient) for value, gradient in zip(self._values, gradients, strict=True)]

    def _general(self, gradients: Tensors) -> None:
        for parameter, gradient in zip(self._parameters, gradients, strict=True):
            parameter.grad = gradient
        self._plain_step()

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
