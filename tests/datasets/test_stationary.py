"""Logarithm and differences against pandas, undone again for every horizon, and what the training part is said to need."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetError, Loaded
from playground.datasets.prepare import Prepared, prepare_loaded
from playground.datasets.stationary import Changes, chosen_changes, kpss, seasonal_strength, swings_grow
from playground.datasets.steps import Steps

LAGS = st.sampled_from([(), (1,), (4,), (4, 1), (12,), (12, 1), (7, 7)])


def positive(count: int, seed: int) -> Any:
    return np.exp(np.random.default_rng(seed).normal(size=count).cumsum() * 0.1 + 3)


@given(count=st.integers(30, 60), lags=LAGS, log=st.booleans(), seed=st.integers(0, 99))
def test_changes_are_those_of_pandas(count: int, lags: tuple[int, ...], log: bool, seed: int) -> None:
    values = positive(count, seed)
    column = pd.Series(np.log(values) if log else values)
    for lag in lags:
        column = column - column.shift(lag)
    changes = Changes(log, lags, values.min(), 100.0)
    assert changes.lost == sum(lags) == int(column.isna().sum())
    np.testing.assert_allclose(changes.done(values), column.dropna(), rtol=1e-9, atol=1e-12)


@given(count=st.integers(30, 60), lags=LAGS, log=st.booleans(), ahead=st.integers(1, 20), seed=st.integers(0, 99))
def test_what_was_done_is_undone_from_every_row(count: int, lags: tuple[int, ...], log: bool, ahead: int, seed: int) -> None:
    values = positive(count, seed)
    changes = Changes(log, lags, values.min(), 100.0)
    done = np.concatenate((np.full(changes.lost, np.nan), changes.done(values)))
    rows = np.arange(changes.lost, count - ahead + 1)
    future = rows[:, None] + np.arange(ahead)
    unknown = values.copy()
    np.testing.assert_allclose(changes.undone(done[future], rows, values), values[future], rtol=1e-9)
    if len(rows):  # what lies after the origin is not looked at
        unknown[rows[0] :] = 7.0
        np.testing.assert_allclose(changes.undone(done[future[:1]], rows[:1], unknown), values[future[:1]], rtol=1e-9)


def test_forecasts_beyond_the_data_are_the_sums_of_pandas() -> None:
    values = positive(40, 0)
    steps = np.random.default_rng(1).normal(size=(1, 15)) * 0.1
    once = Changes(lags=(1,)).undone(steps, np.array([40]), values)
    np.testing.assert_allclose(once[0], values[-1] + pd.Series(steps[0]).cumsum(), rtol=1e-12)
    seasonal = Changes(True, (12,), values.min(), 100.0).undone(steps, np.array([40]), values)
    known = list(np.log(values))
    for step in steps[0]:
        known.append(known[-12] + step)
    np.testing.assert_allclose(seasonal[0], np.exp(known[40:]), rtol=1e-12)


def test_a_logarithm_out_of_all_bounds_stays_a_number() -> None:
    values = positive(40, 0)
    changes = Changes(True, (), values.min(), float(np.log(values.max())) + 30)
    said = changes.undone(np.array([[1e5, -1e5]]), np.array([40]), values)
    assert np.isfinite(said).all()
    assert said[0, 0] == pytest.approx(values.max() * np.exp(30), rel=1e-6)


def loaded(values: Any, **others: Any) -> Loaded:
    return Loaded(pd.DataFrame({"s": values}), ("s",), "s", "forecast", fixed=False, **others)


SWITCHES = st.dictionaries(st.sampled_from(["log", "difference", "seasonal_difference", "stationary"]), st.booleans())


@given(
    switches=SWITCHES,
    context=st.integers(1, 8),
    horizon=st.integers(1, 5),
    scaling=st.sampled_from(["minmax", "standard", "none"]),
    seed=st.integers(0, 30),
)
def test_windows_say_the_true_values_again(
    switches: dict[str, bool], context: int, horizon: int, scaling: str, seed: int
) -> None:
    step = np.arange(96)
    values = np.exp(step * 0.02) * (10 + 3 * np.sin(2 * np.pi * step / 12)) * positive(96, seed) ** 0.1
    preparation = PreparationConfig(scaling=scaling, split="time", steps=tuple(sorted(switches.items())), test=0.1)
    prepared = prepare_loaded("csv", loaded(values), preparation, context, horizon)
    series = prepared.series
    assert series is not None
    assert np.isnan(series.scaled[:, 0]).sum() == series.changes.lost
    assert prepared.train.rows[0] == series.changes.lost + context
    for part in (prepared.train, prepared.validation, prepared.test):
        assert np.isfinite(part.x).all()
        truth = values[part.rows[:, None] + np.arange(horizon)]
        np.testing.assert_allclose(prepared.in_units(part.y, part.rows), truth, rtol=1e-4)
        np.testing.assert_array_equal(series.targets(part.rows), truth)
    for name, on in (("log", series.changes.log), ("difference", 1 in series.changes.lags)):
        assert on == switches.get(name, on)


def fitted(prepared: Prepared) -> tuple[Any, ...]:
    series = prepared.series
    assert series is not None
    coefficients = series.baselines.coefficients
    return (
        series.season,
        series.changes,
        prepared.features,
        None if coefficients is None else coefficients.tobytes(),
        [step for step in prepared.info.steps if step.key],
        prepared.train.x.tobytes(),
        prepared.train.y.tobytes(),
    )


@given(seed=st.integers(0, 1000), growth=st.floats(-0.03, 0.03), season=st.sampled_from([0, 4, 7, 12]), data=st.data())
def test_nothing_is_learned_from_validation_and_test(seed: int, growth: float, season: int, data: st.DataObject) -> None:
    chance = np.random.default_rng(seed)
    step = np.arange(120)
    values = np.exp(growth * step) * (10 + (4 * np.sin(2 * np.pi * step / season) if season else 0) + chance.normal(size=120))
    preparation = PreparationConfig(scaling="minmax", split="time", validation=0.2, test=0.1)
    before = prepare_loaded("csv", loaded(values), preparation, 6, 2)
    assert before.series is not None
    train = before.series.train_rows
    changed = values.copy()
    changed[train:] = data.draw(st.lists(st.floats(-1e6, 1e6), min_size=120 - train, max_size=120 - train))
    after = prepare_loaded("csv", loaded(changed), preparation, 6, 2)
    assert fitted(before) == fitted(after)
    assert all(np.isfinite(part.x).all() for part in (after.validation, after.test))


class TestProposals:
    """What the training part suggests."""

    @staticmethod
    def of(values: Any, season: int = 0) -> Changes:
        return chosen_changes(np.asarray(values, dtype=np.float64), season, 13, True, Steps())

    def test_air_passengers_grow_and_repeat(self) -> None:
        from pathlib import Path

        from playground.datasets import DatasetConfig
        from playground.datasets.prepare import prepare

        steps = (("stationary", True),)
        preparation = PreparationConfig(scaling="minmax", split="time", steps=steps)
        prepared = prepare(DatasetConfig("air_passengers"), preparation, Path())
        assert prepared.series is not None
        assert (prepared.series.season, prepared.series.changes.log, prepared.series.changes.lags) == (12, True, (12,))
        course = prepare(DatasetConfig("air_passengers"), PreparationConfig(scaling="minmax", split="time"), Path())
        assert course.series is not None
        assert not course.series.changes
        assert [step.on for step in course.info.steps if step.key] == [False] * 3

    def test_a_random_walk_is_differenced_and_noise_is_not(self) -> None:
        walks = [self.of(np.random.default_rng(seed).normal(size=200).cumsum()) for seed in range(20)]
        noise = [self.of(np.random.default_rng(seed).normal(size=200)) for seed in range(20)]
        assert sum(changes.lags == (1,) for changes in walks) >= 18
        assert all(not changes for changes in noise)

    def test_a_line_with_noise_is_not_differenced_into_more_noise(self) -> None:
        step = np.arange(100)
        assert self.of(5 * step + np.random.default_rng(0).normal(size=100)).lags == (1,)
        assert self.of(0.001 * step + np.random.default_rng(0).normal(size=100)).lags == ()

    def test_swings_that_grow_with_the_level(self) -> None:
        step, chance = np.arange(120), np.random.default_rng(0)
        grows = np.exp(0.02 * step) * (10 + chance.normal(size=120))
        assert swings_grow(grows, 12)
        assert swings_grow(grows, 0)
        assert not swings_grow(10 + 0.5 * step + chance.normal(size=120), 12)
        assert not swings_grow(grows[:30], 12)

    def test_no_logarithm_of_what_is_not_positive(self) -> None:
        step = np.arange(120)
        values = np.exp(0.02 * step) * (10 + np.random.default_rng(0).normal(size=120))
        values[3] = 0.0
        steps = Steps({"log": True})
        assert not chosen_changes(values, 0, 13, True, steps).log
        assert [step.kind for step in steps.taken() if "not above 0" in step.words] == ["warning"]

    def test_strength_of_a_season(self) -> None:
        step, chance = np.arange(120), np.random.default_rng(0)
        assert seasonal_strength(0.3 * step + np.tile(chance.normal(size=12) * 5, 10), 12) > 0.99
        assert seasonal_strength(chance.normal(size=120), 12) < 0.3
        assert seasonal_strength(chance.normal(size=120), 39) < 0.3  # though 39 means take half of so little away

    def test_a_slow_season_under_noise_is_not_differenced_into_more_noise(self) -> None:
        step, chance = np.arange(600), np.random.default_rng(0)
        weather = np.convolve(chance.normal(size=604), np.full(5, 0.5), "valid")  # today is much as yesterday
        slow = 11 + 10 * np.sin(2 * np.pi * step / 100) + weather
        assert seasonal_strength(slow, 100) > 0.9
        assert 100 not in self.of(slow, 100).lags
        assert self.of(11 + 10 * np.sin(2 * np.pi * step / 6) + chance.normal(size=600), 6).lags == (6,)

    def test_kpss_is_that_of_the_paper(self) -> None:
        values = np.random.default_rng(0).normal(size=50).cumsum()
        rest = values - values.mean()
        variance = sum(rest**2) / 50
        lag = int(3 * 50**0.5 / 13)
        for back in range(1, lag + 1):
            variance += 2 / 50 * (1 - back / (lag + 1)) * sum(rest[i] * rest[i - back] for i in range(back, 50))
        sums = [sum(rest[: i + 1]) for i in range(50)]
        assert kpss(values) == pytest.approx(sum(s * s for s in sums) / 50**2 / variance)


def test_too_few_rows_for_differences_are_told() -> None:
    steps = (("difference", True), ("seasonal_difference", True))
    values = np.tile([1.0, 5.0, 2.0, 9.0], 8) + np.random.default_rng(0).normal(size=32) * 0.01
    with pytest.raises(DatasetError, match="differences 5 more"):
        prepare_loaded("csv", loaded(values), PreparationConfig(split="time", steps=steps, validation=0.3), 18, 1)
    prepared = prepare_loaded("csv", loaded(values), PreparationConfig(split="time", validation=0.3), 18, 1)
    assert prepared.series is not None
    assert not prepared.series.changes.lags  # not proposed where it would leave too few windows


def test_only_later_values_without_a_logarithm_are_replaced_and_that_is_said() -> None:
    """A later value that is small but above 0 has a logarithm of its own."""
    values = np.exp(np.linspace(0, 3, 100)) * 10
    values[90:94] = [4.0, 0.0, -3.0, 2.5]
    loaded = Loaded(pd.DataFrame({"y": values}), ("y",), "y", "forecast", times=tuple(str(row) for row in range(100)))
    switches = (("log", True), ("difference", False), ("seasonal_difference", False))
    config = PreparationConfig(split="time", validation=0.2, scaling="none", steps=switches)
    prepared = prepare_loaded("csv", loaded, config, context=3)
    assert prepared.series is not None
    expected = np.log(np.where(values > 0, values, values[:80].min()))
    np.testing.assert_allclose(prepared.series.scaled[:, 0], expected, rtol=1e-5)
    assert [step.kind for step in prepared.info.steps if step.words.startswith("2 values after the training part")] == ["warning"]
    fine = prepare_loaded("csv", replace(loaded, table=pd.DataFrame({"y": np.abs(values) + 0.1})), config, context=3)
    assert not [step for step in fine.info.steps if "logarithm;" in step.words]
