"""Points in the plane: neighbours tell the classes apart, and a straight line does not where it should not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.neighbors import KNeighborsClassifier

from playground.datasets import DATASETS, DatasetConfig
from playground.datasets.dataset import ignore
from playground.datasets.plane import GROUPS, PLANE


def table(name: str, **choices: float | int) -> np.ndarray:
    config = DatasetConfig(name=name, **choices)  # type: ignore[arg-type]  # samples and noise
    return DATASETS[name].load(config, Path(), 3, ignore).table.to_numpy()


@pytest.mark.parametrize("dataset", PLANE, ids=lambda dataset: dataset.name)
def test_neighbours_tell_the_classes_apart(dataset: object) -> None:
    data = table(dataset.name)  # type: ignore[attr-defined]
    assert np.abs(data[:, :2]).max() < 4
    counts = np.bincount(data[:, 2].astype(int))
    assert counts.min() > 0.4 * counts.max()
    assert cross_val_score(KNeighborsClassifier(5), data[:, :2], data[:, 2]).mean() > 0.88


@pytest.mark.parametrize(("name", "most"), [("circles", 0.65), ("spiral", 0.7), ("checkerboard", 0.65), ("moons", 0.93)])
def test_a_straight_line_does_not(name: str, most: float) -> None:
    data = table(name)
    assert cross_val_score(LogisticRegression(), data[:, :2], data[:, 2]).mean() < most


def test_gaussians_have_their_centres_and_spread() -> None:
    data = table("gaussians", samples=3000, noise=0.2)
    for label in range(GROUPS):
        points = data[data[:, 2] == label, :2]
        assert np.hypot(*points.mean(axis=0)) == pytest.approx(1, abs=0.03)
        assert points.std(axis=0) == pytest.approx([0.2, 0.2], rel=0.1)


@pytest.mark.parametrize("dataset", PLANE, ids=lambda dataset: dataset.name)
@pytest.mark.parametrize("samples", [10, 11, 333])
def test_as_many_points_as_were_asked_for(dataset: object, samples: int) -> None:
    assert table(dataset.name, samples=samples).shape == (samples, 3)  # type: ignore[attr-defined]


def test_the_seed_of_the_data_is_its_own_where_it_is_given() -> None:
    from playground.datasets import PreparationConfig
    from playground.datasets.prepare import prepare

    def values(split_seed: int, data_seed: int | None) -> np.ndarray:
        prepared = prepare(DatasetConfig("moons", seed=data_seed), PreparationConfig(scaling="none", seed=split_seed), Path())
        return np.sort(np.concatenate([prepared.train.x, prepared.validation.x]).ravel())

    np.testing.assert_array_equal(values(0, 5), values(1, 5))
    np.testing.assert_array_equal(values(5, None), values(1, 5))
    assert not np.array_equal(values(0, None), values(1, None))
