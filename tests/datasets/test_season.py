"""Seasons of made series whose season is known, and of those that have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.season import measured_season

SEEDS = range(10)


def autoregressive(chance: np.random.Generator, memory: float, count: int) -> Any:
    values = np.zeros(count)
    for row in range(1, count):
        values[row] = memory * values[row - 1] + chance.normal()
    return values


def wave(season: float, count: int) -> Any:
    return np.sin(2 * np.pi * np.arange(count) / season)


WITHOUT: dict[str, Callable[[np.random.Generator], Any]] = {
    "noise": lambda chance: chance.normal(size=300),
    "random walk": lambda chance: chance.normal(size=300).cumsum(),
    "its sums": lambda chance: chance.normal(size=300).cumsum().cumsum(),
    "line": lambda chance: 0.3 * np.arange(300) + chance.normal(size=300),
    "growth": lambda chance: np.exp(np.arange(300) / 100) + 0.1 * chance.normal(size=300),
    "memory": lambda chance: autoregressive(chance, 0.8, 300),
    "alternating": lambda chance: autoregressive(chance, -0.7, 300),
    "few rows": lambda chance: chance.normal(size=20).cumsum(),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_none_is_seen_where_there_is_none(name: str) -> None:
    found = [measured_season(WITHOUT[name](np.random.default_rng(seed))) for seed in SEEDS]
    assert found.count(0) >= 9, found


WITH: dict[str, tuple[int, Callable[[np.random.Generator], Any]]] = {
    "months with growth": (12, lambda c: np.exp(np.arange(120) / 60) * (5 + wave(12, 120) + 0.2 * c.normal(size=120))),
    "wave on a random walk": (12, lambda c: 3 * wave(12, 300) + c.normal(size=300).cumsum()),
    "quarters": (4, lambda c: np.tile([0, 3, 1, 5], 20) + 0.1 * np.arange(80) + 0.5 * c.normal(size=80)),
    "days of the week": (7, lambda c: np.tile([1, 1, 1, 1, 1, 3, 4], 40) + 0.5 * c.normal(size=280)),
    "one day of the week": (7, lambda c: np.tile([0, 0, 0, 5, 0, 0, 0], 40) + c.normal(size=280)),
    "hours of the day": (24, lambda c: 3 * np.maximum(wave(24, 720), 0) + autoregressive(c, 0.7, 720)),
    "a year of days": (365, lambda c: 11 + 4 * wave(365.25, 2920) + 2 * autoregressive(c, 0.6, 2920)),
    "any": (37, lambda c: np.tile(np.random.default_rng(0).normal(size=37), 12) + 0.5 * c.normal(size=444)),
}


@pytest.mark.parametrize("name", WITH)
def test_it_is_found(name: str) -> None:
    season, make = WITH[name]
    found = [measured_season(make(np.random.default_rng(seed))) for seed in SEEDS]
    assert found.count(season) >= 9, found


def test_a_multiple_of_the_season_is_none_where_its_turns_do_not_differ() -> None:
    """A year of months whose noise remembers that of two years before, as temperatures of a town may: after 24 rows it is more like itself."""
    chance = [np.random.default_rng(seed) for seed in SEEDS]
    noise = [2.3 * source.normal(size=432) for source in chance]
    for errors in noise:
        for row in range(24, len(errors)):
            errors[row] += 0.4 * errors[row - 24]
    found = [measured_season(9 * wave(12, 192) + errors[-192:], 12) for errors in noise]
    assert found.count(12) >= 9, found
    two = np.tile(np.random.default_rng(5).normal(size=12), 16) + np.tile(
        np.r_[np.zeros(12), np.random.default_rng(6).normal(size=12)], 8
    )
    assert [measured_season(two + 0.3 * source.normal(size=192), 12) for source in chance].count(24) >= 9


def test_a_cycle_that_drifts_is_about_as_long_as_it_is() -> None:
    chance = np.random.default_rng(0)
    steps = 2 * np.pi / 130 * (1 + 0.15 * autoregressive(chance, 0.98, 2000) / 5)
    values = np.maximum(60 + 60 * np.sin(np.cumsum(steps)) + 10 * chance.normal(size=2000), 0)
    assert 115 <= measured_season(values) <= 145


def test_the_pace_helps_where_rows_are_few() -> None:
    found = []
    for seed in SEEDS:
        values = np.tile(np.random.default_rng(99).normal(size=12), 3) + 0.6 * np.random.default_rng(seed).normal(size=36)
        found.append((measured_season(values), measured_season(values, 12)))
    assert sum(usual == 12 for _none, usual in found) >= sum(none == 12 for none, _usual in found) + 5
    temperatures = WITH["a year of days"][1]
    assert [measured_season(temperatures(np.random.default_rng(seed)), 7) for seed in SEEDS].count(365) >= 9
    assert all(measured_season(np.random.default_rng(seed).normal(size=100), 7) in (0, 7) for seed in SEEDS)


@given(
    st.lists(st.floats(-1e30, 1e30), max_size=60) | st.lists(st.sampled_from([0.0, 1.0, 1e-300, -5.0]), max_size=60),
    st.integers(0, 60),
)
def test_every_series_has_an_answer(values: list[float], usual: int) -> None:
    season = measured_season(np.array(values), usual)
    assert season == 0 or 2 <= season <= len(values) / 3 + 1


@pytest.mark.parametrize("values", [np.zeros(60), np.arange(60.0), np.full(60, 7.3), np.exp(np.arange(60.0))])
def test_what_only_rises_or_stays_has_none(values: Any) -> None:
    assert measured_season(values) == 0
