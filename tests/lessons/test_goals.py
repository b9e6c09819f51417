"""Every lesson is trained to its goal, without a window: with its own seed and with two others."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from playground.datasets.prepare import prepare
from playground.lessons import Goal, Lesson, find_lessons, solved
from playground.places import resources
from playground.runs.messages import RunProgress
from playground.runs.project import Project, project_from_plain, read_project
from playground.training.folds import build_folds
from playground.training.run import Run
from tests.datasets.conftest import kept_cache

LESSONS = {lesson.name: lesson for lesson in find_lessons(resources() / "lessons")}
SEEDS = 3
UNSOLVED = [name for name, lesson in LESSONS.items() if lesson.solution]


def project_of(lesson: Lesson, with_solution: bool) -> Project:
    plain = json.loads(lesson.project_path.read_text(encoding="utf-8"))
    project = project_from_plain(solved(plain, lesson.solution if with_solution else {}))
    assert project.training.seed == 0
    return project


def measured(goal: Goal, project: Project, monkeypatch: pytest.MonkeyPatch) -> float:
    """What the goal asks about, after training; NaN if the run diverged."""
    if project.dataset.name == "california_housing":
        monkeypatch.setenv("SCIKIT_LEARN_DATA", str(kept_cache()))
    if goal.folds:
        return mean_of_folds(goal, project)
    run = Run("lesson", project, prepare(project.dataset, project.preparation, Path()))
    gradient = math.nan
    going = True
    while going:
        going = run.advance()
        if not going or run.step % 512 == 0:
            report = run.progress()
            if not isinstance(report, RunProgress):
                return math.nan
            if len(report.grad_rms):
                gradient = float(report.grad_rms[-1, goal.layer])
    figures = run.end("finished", "").figures
    return gradient if goal.measure == "grad_rms" else figures[goal.measure]


def mean_of_folds(goal: Goal, project: Project) -> float:
    """The mean of the figure over the folds, as ``playground run --folds`` gives it."""
    folds = project.training.folds
    assert folds is not None
    names = [str(number) for number in range(folds.k)]
    prepared = prepare(project.dataset, project.preparation, Path(), folds=folds)
    runs = build_folds(names, project, prepared)
    going = True
    while going:
        going = False
        for run in runs:
            going = run.advance() or going
            if run.step % 512 == 0:
                run.progress()
    return float(np.mean([run.end("finished", "").figures[goal.measure] for run in runs]))


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if lesson.goal is not None])
def test_the_goal_is_reached(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[name]
    goal = lesson.goal
    assert goal is not None
    project = project_of(lesson, with_solution=True)
    value = measured(goal, replace(project, training=replace(project.training, seed=seed)), monkeypatch)
    assert goal.reached(value), f"{goal.text}: {value}"


@pytest.mark.parametrize("name", UNSOLVED)
def test_without_the_solution_it_is_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[name]
    goal = lesson.goal
    assert goal is not None
    assert not goal.reached(measured(goal, project_of(lesson, with_solution=False), monkeypatch))


@pytest.mark.parametrize("name", UNSOLVED)
def test_a_solution_changes_what_it_says_and_nothing_else(name: str) -> None:
    lesson = LESSONS[name]
    before, after = read_project(lesson.project_path), project_of(lesson, with_solution=True)
    assert before != after
    assert before.name == after.name
    for section in ("dataset", "preparation", "network", "training"):
        assert (getattr(before, section) != getattr(after, section)) == (section in lesson.solution), section
