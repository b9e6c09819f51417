from __future__ import annotations

from typing import Any

import pytest
import pytorch_optimizer
import torch
from torch import nn

from playground.fields import plain
from playground.layers import Linear, Tanh
from playground.network import Network
from playground.runs.optimizers import LBFGS, MADGRAD, OPTIMIZERS, SGD, Adam, AdamW, Optimizer, RMSprop
from playground.training.build import new_model
from playground.training.optimizer_steps import Updater
from playground.training.run import Run
from tests.training.projects import hidden, made

NETWORK = Network((Linear(6), Tanh(), Linear(1)))
CPU = torch.device("cpu")
CONFIGS: list[Optimizer] = [
    *(kind() for kind in OPTIMIZERS.values() if not kind.searches),
    Adam(lr=0.05, weight_decay=0.1),
    AdamW(lr=0.05, weight_decay=0.1),
    SGD(lr=0.1, momentum=0.9, weight_decay=0.01),
    SGD(lr=0.1, momentum=0.9, nesterov=True),
    RMSprop(lr=0.01, momentum=0.5, weight_decay=0.1),
    MADGRAD(lr=0.01, momentum=0.0, weight_decay=0.1),
]
FUSED = ("Adam", "AdamW", "SGD")


def gradients(model: nn.Sequential, step: int) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(step)
    return [torch.randn(value.shape, generator=generator) for value in model.parameters()]


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: f"{config.name}-{config.lr}")
class TestEveryOptimizer:
    def test_same_weights_as_torch_bit_for_bit(self, config: Optimizer) -> None:
        ours, theirs = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 0)
        updater = Updater(list(ours.parameters()), config, CPU)
        kind = getattr(torch.optim, config.name, None) or getattr(pytorch_optimizer, config.name)
        way: dict[str, Any] = {"fused": True} if config.name in FUSED else {"foreach": True}
        optimizer = kind(theirs.parameters(), **plain(config), **way)
        for step in range(20):
            if step == 10:
                updater.lr = optimizer.param_groups[0]["lr"] = config.lr / 3
            new = gradients(ours, step)
            updater.step([gradient.clone() for gradient in new])  # some optimizers change them
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


def lbfgs_steps(updater: Updater, model: nn.Sequential, steps: int) -> None:
    """Steps down a fixed batch."""
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(16, 3, generator=generator), torch.randn(16, 1, generator=generator)

    def measured() -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        loss = nn.functional.mse_loss(model(x), y)
        return loss.detach(), torch.autograd.grad(loss, tuple(model.parameters()))

    for _step in range(steps):
        loss, found = measured()
        updater.search(found, loss, measured)


@pytest.mark.parametrize("config", [LBFGS(), LBFGS(lr=0.1, line_search_fn=None, history_size=3), LBFGS(max_iter=3)])
class TestAnOptimizerThatSearches:
    def test_same_weights_as_torch(self, config: LBFGS) -> None:
        ours, theirs = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 0)
        lbfgs_steps(Updater(list(ours.parameters()), config, CPU), ours, 4)
        optimizer = torch.optim.LBFGS(theirs.parameters(), **plain(config))
        generator = torch.Generator().manual_seed(0)
        x, y = torch.randn(16, 3, generator=generator), torch.randn(16, 1, generator=generator)

        def closure() -> torch.Tensor:
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(theirs(x), y)
            loss.backward()
            return loss

        for _step in range(4):
            optimizer.step(closure)
        assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))

    @pytest.mark.parametrize("before", [0, 1, 3])
    def test_its_memory_can_be_taken_away_and_put_back(self, config: LBFGS, before: int) -> None:
        model, other = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 1)
        updater, fresh = Updater(list(model.parameters()), config, CPU), Updater(list(other.parameters()), config, CPU)
        lbfgs_steps(updater, model, before)
        weights = {name: value.clone() for name, value in model.state_dict().items()}
        state = {name: value.clone() for name, value in updater.tensors().items()}
        lbfgs_steps(updater, model, 2)
        other.load_state_dict(weights)
        fresh.load(state)
        lbfgs_steps(fresh, other, 2)
        assert all(torch.equal(a, b) for a, b in zip(model.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("line_search", ["strong_wolfe", None])
@pytest.mark.parametrize("batch_size", [None, 8, 16])
@pytest.mark.parametrize("every", [1, 10**9])
def test_a_run_that_searches_is_a_loop_with_lbfgs_of_torch(line_search: str | None, batch_size: int | None, every: int) -> None:
    """Batch for batch the same losses and weights, bit for bit, however often the run is read and kept on the way."""
    config = LBFGS(lr=1.0 if line_search else 0.05, max_iter=7, line_search_fn=line_search)
    training = {"batch_size": batch_size, "epochs": 3, "seed": 5, "optimizer": {"name": "LBFGS", **plain(config)}}
    project, prepared = made(hidden("Tanh", 2, 8), training)
    run = Run("a", project, prepared)
    losses = []
    while run.advance():
        if run.step % every == 0:
            run.checkpoint()
        losses.append(run.progress().step_loss if every == 1 else None)  # type: ignore[union-attr]  # it stays finite

    model = new_model(project.network, (4,), "default", 5)
    optimizer = torch.optim.LBFGS(model.parameters(), **plain(config))
    generator = torch.Generator().manual_seed(5)
    x, y = torch.from_numpy(prepared.train.x), torch.from_numpy(prepared.train.y)
    expected = []
    for _epoch in range(3):
        for rows in torch.randperm(40, generator=generator).split(batch_size) if batch_size else (torch.arange(40),):

            def closure(rows: torch.Tensor = rows) -> torch.Tensor:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x[rows]), y[rows])
                loss.backward()
                return loss

            expected.append(float(optimizer.step(closure).detach()))  # type: ignore[attr-defined]  # it is a tensor
    assert all(torch.equal(a, b) for a, b in zip(run.model.parameters(), model.parameters(), strict=True))
    assert every > 1 or losses == expected


def test_rounding_is_what_lbfgs_drifts_by() -> None:
    """torch's own, in float64 and from weights that differ by 1e-15: within an epoch the losses are others (see ``Updater.search``)."""
    generator = torch.Generator().manual_seed(0)
    x, y = torch.randn(320, 6, generator=generator).double(), torch.randn(320, 1, generator=generator).double()
    losses: list[list[float]] = []
    for disturbed in (0.0, 1e-15):
        model = new_model(Network((Linear(20), Tanh(), Linear(1))), (6,), "default", 0).double()
        for value in model.parameters():
            value.data.mul_(1 + disturbed * torch.randn(value.shape, generator=torch.Generator().manual_seed(1)).double())
        updater = Updater(list(model.parameters()), LBFGS(), CPU)
        losses.append([])
        for start in range(0, 320, 16):

            def measured(
                rows: slice = slice(start, start + 16), model: nn.Sequential = model
            ) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
                loss = nn.functional.mse_loss(model(x[rows]), y[rows])
                return loss.detach(), torch.autograd.grad(loss, tuple(model.parameters()))

            loss, found = measured()
            losses[-1].append(float(loss))
            updater.search(found, loss, measured)
    first, second = losses
    assert second[1] == pytest.approx(first[1], rel=1e-10)
    assert max(abs(b / a - 1) for a, b in zip(first, second, strict=True)) > 1e-6


def test_gradients_laid_out_otherwise_are_understood() -> None:
    ours, theirs = new_model(NETWORK, (3,), "default", 0), new_model(NETWORK, (3,), "default", 0)
    first, second = (Updater(list(model.parameters()), Adam(), CPU) for model in (ours, theirs))
    new = gradients(ours, 0)
    turned = [value.t().contiguous().t() if value.dim() == 2 else value for value in new]
    assert turned[0].stride() != new[0].stride()
    first.step(new)
    second.step(turned)
    assert all(torch.equal(a, b) for a, b in zip(ours.parameters(), theirs.parameters(), strict=True))
