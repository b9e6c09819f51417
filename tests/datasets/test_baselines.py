"""Simple forecasts against loops, and the autoregression against numpy's least squares."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.baselines import MOST_LAGS
from playground.datasets.windows import Series


def series(values: Any, context: int = 5, horizon: int = 1, season: int = 0, train_rows: int = 60) -> Series:
    scaled = np.asarray(values, dtype=np.float32)[:, None]
    return Series(np.asarray(values, dtype=np.float64), scaled, (), season, context, horizon, train_rows)


@given(context=st.integers(1, 8), horizon=st.integers(1, 4), ahead=st.integers(1, 9), seed=st.integers(0, 50))
def test_they_are_those_of_a_loop(context: int, horizon: int, ahead: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=90).cumsum() + 100
    data = series(values, context, horizon, season=7)
    past = np.array([[1.0, *values[row - context : row]] for row in range(context, 60 - horizon + 1)])
    target = np.array([values[row : row + horizon] for row in range(context, 60 - horizon + 1)])
    weights = np.linalg.lstsq(past, target, rcond=None)[0]
    rows = np.arange(60, 80)
    made = data.baselines.forecasts(rows, ahead)
    for place, row in enumerate(rows):
        known = list(values[:row])
        while len(known) < row + ahead:
            known.extend(np.array([1.0, *known[-context:]]) @ weights)
        np.testing.assert_allclose(made["autoregression"][place], known[row : row + ahead], rtol=1e-5)
        assert set(made["naive"][place]) == {values[row - 1]}
        assert made["seasonal_naive"][place].tolist() == [values[row - 7 + step % 7] for step in range(ahead)]


def test_one_that_cannot_be_made_is_left_out() -> None:
    values = np.arange(90.0) ** 1.5
    assert set(series(values).baselines.forecasts(np.arange(60, 70), 3)) == {"naive", "autoregression"}
    assert set(series(values, season=30).baselines.forecasts(np.arange(20, 30), 3)) == {"naive", "autoregression"}
    assert set(series(values, context=50).baselines.forecasts(np.arange(60, 70), 3)) == {"naive"}
    assert series(values).baselines.forecasts(np.arange(0), 3)["autoregression"].shape == (0, 3)


def test_a_long_window_is_read_from_its_end() -> None:
    values = np.random.default_rng(0).normal(size=2000)
    data = series(values, context=MOST_LAGS + 200, train_rows=1800)
    assert data.baselines.coefficients is not None
    assert data.baselines.coefficients.shape == (1 + MOST_LAGS, 1)
