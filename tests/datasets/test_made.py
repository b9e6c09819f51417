"""Made data follows its rule: a least-squares fit finds the numbers again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression

from playground.datasets import DATASETS, DatasetConfig
from playground.datasets.dataset import ignore


def table(name: str, **choices: float | int) -> np.ndarray:
    config = DatasetConfig(name=name, **choices)  # type: ignore[arg-type]  # samples and noise
    return DATASETS[name].load(config, Path(), 3, ignore).table.to_numpy()


@pytest.mark.parametrize(("name", "weights", "bias"), [("ice_cream", [10, -2, 20], 4), ("linear", [2], 0)])
def test_the_rule_is_found_again(name: str, weights: list[float], bias: float) -> None:
    exact = table(name, noise=0.0, samples=50)
    fit = LinearRegression().fit(exact[:, :-1], exact[:, -1])
    np.testing.assert_allclose(fit.coef_, weights)
    assert fit.intercept_ == pytest.approx(bias, abs=1e-9)
    noisy = table(name, noise=0.5, samples=20_000)
    fit = LinearRegression().fit(noisy[:, :-1], noisy[:, -1])
    assert np.std(noisy[:, -1] - fit.predict(noisy[:, :-1])) == pytest.approx(0.5, rel=0.03)


def test_ice_cream_is_plausible() -> None:
    data = table("ice_cream")
    assert len(data) == 100
    assert set(data[:, 2]) == {0.0, 1.0}
    assert data[:, -1].min() > 0


@given(samples=st.integers(10, 300), noise=st.sampled_from([0.0, 0.2, 1000.0]))
def test_exclusive_or(samples: int, noise: float) -> None:
    data = table("xor", samples=samples, noise=noise)
    assert data.shape == (samples, 3)
    assert np.abs(data[:, :2]).max() <= 1
    assert set(data[:, 2]) == {0.0, 1.0}
    if noise == 0:
        np.testing.assert_array_equal(data[:, 2], data[:, 0] * data[:, 1] < 0)
