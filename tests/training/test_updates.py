from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from torch import nn

from playground.fields import plain
from playground.layers import Linear, Tanh
from playground.network import Network
from playground.runs.optimizers import OPTIMIZERS, SGD, Adam, AdamW, Optimizer, RMSprop
from playground.training.build import new_model
from playground.training.updates import Updater

NETWORK = Network((Linear(6), Tanh(), Linear(1)))
CPU = torch.device("cpu")
CONFIGS: list[Optimizer] = [
    *(kind() for kind in OPTIMIZERS.values()),
    Adam(lr=0.05, weight_decay=0.1),
    AdamW(lr=0.05, weight_decay=0.1),
    SGD(lr=0.1, momentum=0.9, weight_decay=0.01),
    SGD(lr=0.1, momentum=0.9, nesterov=True),
    RMSprop(lr=0.01, momentum=0.5, weight_decay=0.1),
]


def gradients(model: nn.Sequential, step: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(step)
    return [torch.randn(value.shape, generator=generator) for value in model.parameters()]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: f"{config.name}-{config.lr}")
class TestEveryOptimizer:
    def test_same_weights_as_torch_bit_for_bit(self, config: Optimizer) -> None:
        ours, theirs = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 0)
        updater = Updater(list(ours.parameters()), config, CPU)
        kind = getattr(torch.optim, config.name)
        way: dict[str, Any] = {"fused": True} if "fused" in inspect.signature(kind).parameters else {"foreach": True}
        optimizer = kind(theirs.parameters(), **plain(config), **way)
        for step in range(20):
            if step == 10:
                updater.lr = optimizer.param_groups[0]["lr"] = config.lr / 3
            new = gradients(ours, step)
            updater.step(new)
            for value, gradient in zip(theirs.parameters(), new, strict=True):
                value.grad = gradient.clone()
            optimizer.step()
            assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True)), step

    @pytest.mark.parametrize("before", [0, 3])
    def test_state_can_be_taken_away_and_put_back(self, config: Optimizer, before: int) -> None:
        model = new_model(NETWORK, (3,), "default", 0)
        updater = Updater(list(model.parameters()), config, CPU)
        for step in range(before):
            updater.step(gradients(model, step))
        weights = {name: value.clone() for name, value in model.state_dict().items()}
        state = {name: value.clone() for name, value in updater.tensors().items()}
        for step in range(3, 6):
            updater.step(gradients(model, step))
        expected = [value.detach().clone() for value in model.parameters()]

        other = new_model(NETWORK, (3,), "default", 1)
        fresh = Updater(list(other.parameters()), config, CPU)
        for updated, target in ((updater, model), (fresh, other)):
            target.load_state_dict(weights)
            updated.load(state)
            for step in range(3, 6):
                updated.step(gradients(target, step))
            assert all(torch.equal(a, b) for a, b in zip(target.parameters(), expected, strict=True))


def test_gradients_laid_out_otherwise_are_understood() -> None:
    ours, theirs = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 0)
    first, second = (Updater(list(model.parameters()), Adam(), CPU) for model in (ours, theirs))
    new = gradients(ours, 0)
    turned = [value.t().contiguous().t() if value.dim() == 2 else value for value in new]
    assert turned[0].stride() != new[0].stride()
    first.step(new)
    second.step(turned)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
