"""The range test proposes a rate that learns, and says so when none does."""

from __future__ import annotations

import numpy as np
import pytest

from playground.runs.messages import LearningRateTest
from playground.training.rate_finder import HIGHEST, LOWEST, SMOOTHING, STEPS, proposal, smoothed, try_rates
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import hidden, made


def test_the_mean_has_no_bias_at_its_start() -> None:
    np.testing.assert_allclose(smoothed([2.0] * 30), 2.0)
    assert smoothed([1.0, 3.0])[1] == pytest.approx((SMOOTHING * 1 + 3) / (SMOOTHING + 1))


def test_a_tenth_of_the_rate_with_the_least_loss_is_proposed() -> None:
    rates = np.geomspace(1e-6, 10, 200)
    losses = 1.5 - np.tanh(2 * (np.log10(rates) + 3)) * 0.5 + np.where(rates > 0.1, (rates - 0.1) * 5, 0)
    assert proposal(rates, losses) == pytest.approx(rates[losses.argmin()] / 10, rel=0.3)


@pytest.mark.parametrize("losses", [np.ones(50), np.linspace(1, 3, 50), np.array([1.0, 0.5, 0.3])])
def test_nothing_is_proposed_where_the_loss_does_not_fall(losses: np.ndarray) -> None:
    assert proposal(np.geomspace(1e-6, 10, len(losses)), losses) is None


@pytest.mark.parametrize("optimizer", ["Adam", "SGD"])
@pytest.mark.parametrize("batch", [None, 8])
def test_the_proposed_rate_learns(optimizer: str, batch: int | None) -> None:
    training = {
        "batch_size": batch,
        "epochs": 40,
        "optimizer": {"name": optimizer, "lr": 1e-9},
        "scheduler": {"name": "LinearLR"},
    }
    project, prepared = made(hidden("Tanh", 1, 8), training, samples=(64, 16, 0))
    reports = list(try_rates(project, prepared))
    assert all(not report.done for report in reports[:-1])
    last = reports[-1]
    assert last.done
    assert last.proposed is not None
    assert LOWEST <= last.proposed <= HIGHEST
    assert len(last.rates) <= STEPS
    training["optimizer"] = {"name": optimizer, "lr": last.proposed}
    training["scheduler"] = None
    history = finished(Run("a", *made(hidden("Tanh", 1, 8), training, samples=(64, 16, 0))))
    assert history.train_loss[-1] < 0.7 * history.train_loss[0]


def test_an_explosion_ends_the_test_early() -> None:
    project, prepared = made(hidden("ReLU", 3, 32), {"batch_size": 8, "optimizer": {"name": "SGD"}}, samples=(64, 0, 0))
    last = list(try_rates(project, prepared))[-1]
    assert isinstance(last, LearningRateTest)
    assert len(last.rates) < STEPS
    assert np.isfinite(last.losses).all()
