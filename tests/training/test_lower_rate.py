"""The rate that "Find a lower rate" puts in: whatever the optimizer and however high its rate was, the next run learns.

``python -m tests.benchmarks.lower_rates`` does the same with every optimizer, rate and kind of batch.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.prepare import prepare
from playground.layers import Linear, ReLU
from playground.lessons import find_lessons
from playground.network import Network
from playground.places import resources
from playground.runs.config import RunConfig
from playground.runs.messages import LearningRateTest
from playground.runs.optimizers import OPTIMIZERS, SGD
from playground.runs.project import Project
from playground.training.rate_finder import TRIALS, candidates, try_rates
from tests.lessons.goals import measured, project_of
from tests.training.lower_rates import after_repair

STARTS = (1.0, 10.0, 100.0, 1000.0)
SAMPLE = [(name, STARTS[place % 4]) for place, name in enumerate(OPTIMIZERS)]


@pytest.mark.parametrize(("name", "start"), SAMPLE)
def test_the_next_run_learns(name: str, start: float) -> None:
    """Diabetes: validation R2 above 0.3, or of an optimizer that needs all samples at once, training R2."""
    kind = OPTIMIZERS[name]
    found = after_repair(name, start, None if kind.searches else 32, epochs=10 if kind.searches else 30)
    assert found.rate is not None
    assert found.rate < start
    assert found.figures["train_r2" if kind.searches else "val_r2"] > 0.3, found


@pytest.mark.parametrize("below", STARTS)
def test_it_is_always_lower_and_each_try_a_tenth(below: float) -> None:
    for kind in OPTIMIZERS.values():
        for proposed in (None, 1e-3, 0.3, 5.0, 1000.0):
            tried = np.array(candidates(proposed, kind(lr=below), below))
            assert len(tried) == TRIALS
            assert (tried < below).all()
            np.testing.assert_allclose(tried[1:] / tried[:-1], 0.1, rtol=1e-6)


def test_it_is_never_one_that_the_lesson_calls_divergent() -> None:
    """Lesson 2: 1.2 diverges; what is found instead reaches its goal."""
    (lesson,) = [lesson for lesson in find_lessons(resources() / "lessons") if lesson.name == "learning-rate"]
    project = project_of(lesson, with_solution=False)
    project = replace(project, training=replace(project.training, optimizer=SGD(lr=1.2)))
    *_others, test = try_rates(project, prepare(project.dataset, project.preparation, Path()), below=1.2)
    assert test.proposed is not None
    repaired = replace(project, training=replace(project.training, optimizer=SGD(lr=test.proposed)))
    assert lesson.goal is not None
    assert lesson.goal.reached(measured(lesson.goal, repaired))


def test_where_no_rate_works_it_says_so_and_what_else_to_try() -> None:
    network = Network((Linear(8), ReLU(), Linear(1), ReLU()))  # of targets below 0 only 0 can be said, whatever the rate
    project = Project(
        "p", DatasetConfig("diabetes"), PreparationConfig(), network, RunConfig(optimizer=SGD(lr=1.0), device="cpu")
    )
    prepared = prepare(project.dataset, project.preparation, Path())
    below_zero = replace(prepared, train=replace(prepared.train, y=-np.abs(prepared.train.y) - 1))
    *others, test = try_rates(project, below_zero, below=1.0)
    assert isinstance(test, LearningRateTest)
    assert (test.done, test.proposed) == (True, None)
    assert "Scale features and target" in test.message
    assert all(not report.done for report in others)


def test_what_is_tried_at_length_is_told_meanwhile() -> None:
    project = Project(
        "p",
        DatasetConfig("diabetes"),
        PreparationConfig(target_scaling="standard"),
        Network((Linear(1),)),
        RunConfig(optimizer=SGD(lr=1.0), batch_size=32, device="cpu"),
    )
    *others, test = try_rates(project, prepare(project.dataset, project.preparation, Path()), below=1.0)
    assert [report.trying for report in others][-1] == test.proposed
    assert test.trying is None
