"""The spread of the weights is that of the model, and that of a model built anew with the same seed."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.runs.messages import RunParameters
from playground.training.build import new_model
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import hidden, made

NETWORK = hidden("Tanh", 2, 8)


def picture(run: Run) -> RunParameters:
    shown = run.picture("RunParameters")
    assert isinstance(shown, RunParameters)
    return shown


def test_now_and_at_the_start() -> None:
    project, prepared = made(NETWORK, {"epochs": 30, "init": "xavier", "seed": 3, "optimizer": {"name": "Adam", "lr": 0.05}})
    run = Run("a", project, prepared)
    at_start = picture(run)
    for spread in at_start.parameters:
        np.testing.assert_array_equal(spread.now, spread.start)
    finished(run)
    fresh = new_model(project.network, (4,), "xavier", 3)
    pairs = zip(run.model.named_parameters(), fresh.parameters(), picture(run).parameters, strict=True)
    for (name, parameter), start, spread in pairs:
        now = parameter.detach()
        assert (spread.name, spread.shape) == (name, tuple(now.shape))
        assert spread.now.sum() == spread.start.sum() == now.numel()
        assert spread.figures[0] == pytest.approx(float(now.mean()), abs=1e-6)
        assert spread.figures[1] == pytest.approx(float(now.std(correction=0)), abs=1e-6)
        assert spread.start_figures[3] == float(start.detach().max())
        assert (spread.low, spread.high) == (
            pytest.approx(min(float(now.min()), float(start.detach().min()))),
            pytest.approx(max(float(now.max()), float(start.detach().max()))),
        )
        expected = torch.histc(now, len(spread.now), spread.low, spread.high)
        assert np.abs(np.cumsum(spread.now - expected.numpy())).max() <= 2  # a number on the border of two bins


def test_numbers_that_are_all_alike_or_not_finite_do_no_harm() -> None:
    run = Run("a", *made(NETWORK, {"epochs": 1}))
    with torch.no_grad():
        for place, value in enumerate(run.model.parameters()):
            value.fill_((0.0, float("nan"), float("inf"), 5.0, 0.0, 1e-9)[place])
    shown = picture(run).parameters
    assert [spread.near_zero for spread in shown] == [1.0, 0.0, 0.0, 0.0, 1.0, 1.0]
    assert shown[1].now.sum() == 0
    assert all(np.isfinite(spread.now).all() and spread.high > spread.low for spread in shown)
