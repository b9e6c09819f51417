"""Made series follow their rules."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from playground.datasets import DATASETS, DatasetConfig
from playground.datasets.dataset import ignore


def values(name: str, **choices: float | int) -> np.ndarray:
    config = DatasetConfig(name=name, **choices)  # type: ignore[arg-type]  # samples and noise
    return DATASETS[name].load(config, Path(), 3, ignore).table.to_numpy()[:, 0]


def test_trend_and_season_are_found_again() -> None:
    series = values("trend_season", samples=1200, noise=0.5)
    step = np.arange(1200)
    waves = [np.sin(2 * np.pi * k * step / 12) for k in (1, 2)]
    fit = LinearRegression().fit(np.column_stack([step, *waves]), series)
    assert fit.intercept_ == pytest.approx(10, abs=0.15)
    np.testing.assert_allclose(fit.coef_, [0.05, 3, 1], atol=0.1)
    rest = series - fit.predict(np.column_stack([step, *waves]))
    assert rest.std() == pytest.approx(0.5, rel=0.1)


def test_the_sine_repeats() -> None:
    series = values("sine")
    np.testing.assert_allclose(series[25:], series[:-25], atol=1e-9)


def test_the_chaotic_map_follows_its_rule_and_stays_in_bounds() -> None:
    series = values("chaos")
    np.testing.assert_allclose(series[1:], 3.9 * series[:-1] * (1 - series[:-1]), rtol=1e-12)
    assert 0 < series.min() < series.max() < 1
    assert len(set(series.round(6))) > 400


def test_two_starts_part() -> None:
    one = values("chaos", noise=0.0)
    other = DATASETS["chaos"].load(DatasetConfig("chaos"), Path(), 4, ignore).table.to_numpy()[:, 0]
    assert np.abs(one - other).max() > 0.5


def test_the_echo_comes_after_12_steps_turned_by_the_sign_just_before_and_no_weighted_sum_hears_it() -> None:
    series = values("echo", samples=20_000)
    assert series.std() == pytest.approx(1, rel=0.15)
    now, first, last = series[12:], series[:-12], series[11:-1]
    assert np.corrcoef(now, first * np.sign(last))[0, 1] == pytest.approx(0.95, abs=0.01)
    past = np.column_stack([series[12 - lag : len(series) - lag] for lag in range(1, 13)])
    weights = np.linalg.lstsq(past, now, rcond=None)[0]
    assert np.corrcoef(past @ weights, now)[0, 1] < 0.15
