from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.runs.messages import RunProgress
from playground.training.run import Run
from tests.training.projects import made

FLAT = {"layer": "Flatten"}
ONE = {"layer": "Linear", "out_features": 1}
TANH = {"layer": "Tanh"}
NETWORKS: dict[str, tuple[list[dict[str, Any]], tuple[int, ...]]] = {
    "Linear": ([{"layer": "Linear", "out_features": 5}, TANH, ONE], (4,)),
    "Linear without bias": ([{"layer": "Linear", "out_features": 5, "bias": False}, TANH, ONE], (4,)),
    "Linear over steps": ([{"layer": "Linear", "out_features": 5}, TANH, FLAT, ONE], (3, 4)),
    **{
        f"{kind}{name}": ([{"layer": kind, "hidden_size": 4, **settings}, FLAT, ONE], (5, 2))
        for kind in ("RNN", "LSTM", "GRU")
        for name, settings in {
            "": {},
            " bidirectional": {"bidirectional": True},
            " stacked": {"num_layers": 2, "output": "sequence"},
            " stacked bidirectional": {"num_layers": 2, "bidirectional": True, "bias": False},
        }.items()
    },
    "Conv1d": ([{"layer": "Conv1d", "out_channels": 3}, TANH, FLAT, ONE], (2, 6)),
    "Conv2d": ([{"layer": "Conv2d", "out_channels": 3}, TANH, FLAT, ONE], (2, 5, 5)),
    "BatchNorm1d": ([{"layer": "Linear", "out_features": 5}, {"layer": "BatchNorm1d"}, TANH, ONE], (4,)),
    "BatchNorm1d over channels": ([{"layer": "BatchNorm1d"}, TANH, FLAT, ONE], (3, 4)),
    "LayerNorm": ([{"layer": "Linear", "out_features": 5}, {"layer": "LayerNorm"}, TANH, ONE], (4,)),
}


def expected_squares(model: nn.Sequential, x: torch.Tensor, y: torch.Tensor) -> dict[int, tuple[float, int]]:
    """Per layer with weights: sum of (dL/dW)^2 and number of weights, by torch's own ``backward`` in float64."""
    exact = copy.deepcopy(model).double().train()
    nn.MSELoss()(exact(x.double()), y.double()).backward()
    found: dict[int, tuple[float, int]] = {}
    for position, module in enumerate(exact):
        weights = [value.grad for name, value in module.named_parameters() if "weight" in name]
        if weights:
            found[position] = (
                sum(float((grad**2).sum()) for grad in weights if grad is not None),
                sum(grad.numel() for grad in weights if grad is not None),
            )
    return found


def weight_vectors(model: nn.Sequential) -> dict[int, torch.Tensor]:
    found = {}
    for position, module in enumerate(model):
        values = [value.detach().double().flatten() for name, value in module.named_parameters() if "weight" in name]
        if values:
            found[position] = torch.cat(values).clone()
    return found


def rms(values: torch.Tensor) -> float:
    return float(values.square().mean().sqrt())


@pytest.mark.parametrize("name", NETWORKS)
def test_every_displayed_number_is_that_of_an_independent_computation(name: str) -> None:
    layers, shape = NETWORKS[name]
    training = {"batch_size": 8, "epochs": 2, "seed": 3, "optimizer": {"name": "Adam", "lr": 0.01}}
    project, prepared = made(layers, training, shape=shape, samples=(20, 5, 0))
    run = Run("a", project, prepared)
    generator = torch.Generator().manual_seed(3)
    x, y = torch.from_numpy(prepared.train.x), torch.from_numpy(prepared.train.y)
    reports = []
    for epoch in range(2):
        order = torch.randperm(20, generator=generator)
        totals: dict[int, float] = {}
        for rows in order.split(8):
            squares = expected_squares(run.model, x[rows], y[rows])
            before = weight_vectors(run.model)
            assert run.advance()
            for position, (total, _count) in squares.items():
                totals[position] = totals.get(position, 0.0) + total
            if epoch == 1:
                report = run.progress()
                assert isinstance(report, RunProgress)
                expected = [np.sqrt(total / count) for total, count in squares.values()]
                np.testing.assert_allclose(report.step_grad_rms, expected, rtol=1e-4)
                reports.append(report)
        after = weight_vectors(run.model)
        if epoch == 0:
            continue
        assert [layer.position for layer in run.started.layers] == list(squares)
        assert [layer.weights for layer in run.started.layers] == [count for _total, count in squares.values()]
        last = reports[-1]
        expected = [np.sqrt(totals[position] / (3 * count)) for position, (_total, count) in squares.items()]
        np.testing.assert_allclose(last.grad_rms[-1], expected, rtol=1e-4)
        np.testing.assert_allclose(last.weight_rms[-1], [rms(value) for value in after.values()], rtol=1e-6)
        changes = [rms(after[position] - before[position]) / rms(before[position]) for position in after]
        np.testing.assert_allclose(last.update_ratio[-1], changes, rtol=1e-3)


def test_gradients_are_those_before_clipping() -> None:
    layers, shape = NETWORKS["Linear"]
    plain = {"batch_size": None, "epochs": 1}
    first, second = ({**plain, "clip_grad_norm": None}, {**plain, "clip_grad_norm": 1e-3})
    shown = []
    for training in (first, second):
        run = Run("a", *made(layers, training, shape=shape))
        run.advance()
        report = run.progress()
        assert isinstance(report, RunProgress)
        shown.append(report.grad_rms)
    np.testing.assert_array_equal(*shown)


def test_gradients_far_below_the_squares_of_float32_are_measured() -> None:
    """Sums of squares are taken in float64: (1e-25)^2 is 0 in float32."""
    layers = [{"layer": "Linear", "out_features": 4}, {"layer": "Sigmoid"}] * 24 + [ONE]
    run = Run("a", *made(layers, {"batch_size": None, "epochs": 1, "init": "normal"}))
    run.advance()
    report = run.progress()
    assert isinstance(report, RunProgress)
    assert 0 < report.grad_rms[0, 0] < 1e-23
