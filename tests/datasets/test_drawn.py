"""Points drawn by hand: kept in the project, as many classes as were drawn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.datasets import DATASETS, DatasetConfig, DatasetError, PreparationConfig
from playground.datasets.prepare import prepare
from playground.fields import SettingError
from playground.runs.project import Project, project_from_bytes, project_from_plain, project_to_bytes

POINTS = tuple((0.1 * number - 0.5, 0.05 * number, number % 3) for number in range(12))


def test_there_is_something_before_anything_is_drawn() -> None:
    prepared = prepare(DatasetConfig("drawn"), PreparationConfig(scaling="none"), Path())
    assert prepared.info.rows == 20
    assert prepared.info.classes == ("0", "1")


def test_the_points_are_the_data() -> None:
    config = DatasetConfig("drawn", points=POINTS)
    prepared = prepare(config, PreparationConfig(scaling="none", split="time", validation=0), Path())
    np.testing.assert_allclose(prepared.train.x, [point[:2] for point in POINTS], rtol=1e-6)
    np.testing.assert_array_equal(prepared.train.y, [point[2] for point in POINTS])
    assert prepared.info.signature == DATASETS["drawn"].signature(config)
    assert prepared.info.signature.output_shape == (3,)


def test_classes_that_were_skipped_do_not_count() -> None:
    points = tuple((x, y, 3 if label else 1) for x, y, label in POINTS)
    prepared = prepare(DatasetConfig("drawn", points=points), PreparationConfig(), Path())
    assert prepared.info.classes == ("1", "3")
    assert prepared.info.signature.task == "binary"


@pytest.mark.parametrize("points", [(), POINTS[:9], tuple((x, y, 0) for x, y, _label in POINTS)])
def test_too_few_points_or_classes(points: tuple[tuple[float, float, int], ...]) -> None:
    config = DatasetConfig("drawn", points=points)
    with pytest.raises(DatasetError, match="Draw at least 10 points of two classes"):
        prepare(config, PreparationConfig(), Path())


def test_they_go_through_a_file_and_back() -> None:
    project = replace(Project(), dataset=DatasetConfig("drawn", points=POINTS))
    assert project_from_bytes(project_to_bytes(project)) == project


@pytest.mark.parametrize("point", [[0, 0], [0, 2, 0], [0, 0, 4], [0, 0, 0.5], ["0", 0, 0], [0, 0, True], 3])
def test_what_is_no_point_is_refused(point: object) -> None:
    with pytest.raises(SettingError, match="point 1 must be two coordinates"):
        project_from_plain({"format": 1, "dataset": {"name": "drawn", "points": [point]}})
