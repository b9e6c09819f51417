"""The loss of a batch, and what it counts for beside the losses of other batches.

torch divides a loss with class weights by the weights of its targets added up, not by the number of samples. So the mean over several
batches or chunks is that of all samples in one piece only if each counts for as much as it was divided by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from playground.fields import plain
from playground.runs.losses import Loss


@dataclass(frozen=True)
class Criterion:
    """A loss, with the mean taken.

    Attributes:
        mean: The loss of a batch: a function of prediction and target.
        weight: What torch divides by, a number on the device: the class weights of the targets ``(n,)`` added up; None where it is
            the number of samples.
    """

    mean: Callable[[Tensor, Tensor], Tensor]
    weight: Callable[[Tensor], Tensor] | None = None

    def total(self, target: Tensor) -> float:
        """What a loss of all these targets is divided by (waits for the device)."""
        return len(target) if self.weight is None else float(self.weight(target))


def build_loss(
    loss: Loss, labels: npt.NDArray[Any] | None = None, outputs: int = 1, device: torch.device | None = None
) -> Criterion:
    """The loss of a batch: torch's class of the same name, with the mean taken.

    Args:
        loss: The loss.
        labels: The targets of training, from which balanced weights of classes follow; None where there are none.
        outputs: Outputs of the network; one for two classes.
        device: Where predictions and targets will be; None: the CPU.
    """
    settings = plain(loss)
    for name in ("weight", "pos_weight"):
        if settings.pop(name, "none") == "balanced" and labels is not None:
            weights = balanced_weights(labels, max(outputs, 2))
            settings[name] = weights if name == "weight" else weights[1:] / weights[:1]
    module: nn.Module = getattr(nn, loss.name)(**settings).to(device)
    if isinstance(module, nn.MSELoss):
        return Criterion(_mse)
    if isinstance(module, nn.BCELoss):
        return Criterion(_bce)
    forward: Callable[[Tensor, Tensor], Tensor] = module.forward
    weight = settings.get("weight")
    return Criterion(forward, _weight_of(weight.to(device)) if isinstance(weight, Tensor) else None)


def _weight_of(weights: Tensor) -> Callable[[Tensor], Tensor]:
    """The weights of classes, added up over targets that are numbers of classes."""
    exact = weights if weights.device.type == "mps" else weights.double()
    return lambda target: exact.index_select(0, target).sum()


def balanced_weights(labels: npt.NDArray[Any], classes: int) -> Tensor:
    """Weights of the classes that make each count as much as the others: scikit-learn's ``samples / (classes * count)``.

    A class that does not occur gets the weight 1.
    """
    from sklearn.utils.class_weight import compute_class_weight

    numbers = labels.reshape(-1).astype(np.int64)
    present = np.unique(numbers)
    weights = np.ones(classes)
    weights[present] = compute_class_weight("balanced", classes=present, y=numbers)
    return torch.tensor(weights, dtype=torch.float32)


_MEAN = 1  # aten's number for reduction="mean"
_mse_kernel: Callable[[Tensor, Tensor, int], Tensor] = torch._C._nn.mse_loss  # type: ignore[assignment]  # the stub wants a text


def _mse(prediction: Tensor, target: Tensor) -> Tensor:
    """``nn.MSELoss`` for equal shapes: the kernel itself, without broadcasting first, which costs as much as a small layer."""
    return _mse_kernel(prediction, target, _MEAN)


def _bce(prediction: Tensor, target: Tensor) -> Tensor:
    """``nn.BCELoss``, which raises an error (on a GPU: for good) when a prediction is NaN; here the loss is NaN then."""
    safe = functional.binary_cross_entropy(torch.nan_to_num(prediction, nan=0.5), target)
    return safe + 0.0 * prediction.sum()
