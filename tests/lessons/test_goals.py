"""Every lesson is trained to its goal, without a window: as it is opened, and once with other initial weights and another split.

Those that take seconds are trained as they are opened alone, and California's narrow network (four thousand steps with all samples) not at
all: ``python -m tests.benchmarks.lesson_goals`` trains everything with twenty seeds, and prints what needs no network.
"""

from __future__ import annotations

import pytest

from playground.lessons import Goal, Lesson, find_lessons
from playground.places import resources
from playground.runs.project import Project, read_project
from tests.datasets.conftest import kept_cache
from tests.lessons.goals import measured, project_of, with_seeds

LESSONS = {lesson.name: lesson for lesson in find_lessons(resources() / "lessons")}
SLOW = ("california-housing", "long-memory")
OTHER_SEED = 1001
WITH_GOAL = [name for name, lesson in LESSONS.items() if lesson.goal is not None]
TRAINED = [(name, seed) for name in WITH_GOAL for seed in ((0,) if name in SLOW else (0, OTHER_SEED))]
UNSOLVED = [name for name, lesson in LESSONS.items() if lesson.solution]


def goal_of(lesson: Lesson) -> Goal:
    assert lesson.goal is not None
    return lesson.goal


def figure(lesson: Lesson, project: Project, monkeypatch: pytest.MonkeyPatch) -> float:
    if project.dataset.name == "california_housing":
        monkeypatch.setenv("SCIKIT_LEARN_DATA", str(kept_cache()))
    return measured(goal_of(lesson), project)


@pytest.mark.parametrize(("name", "seed"), TRAINED)
def test_the_goal_is_reached(name: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[name]
    value = figure(lesson, with_seeds(project_of(lesson, with_solution=True), seed), monkeypatch)
    assert goal_of(lesson).reached(value), f"{goal_of(lesson).text}: {value}"


@pytest.mark.parametrize("name", [name for name in UNSOLVED if name != "california-housing"])
def test_without_the_solution_it_is_not(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = LESSONS[name]
    assert not goal_of(lesson).reached(figure(lesson, project_of(lesson, with_solution=False), monkeypatch))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_opened_with_the_seeds_that_its_text_speaks_of(name: str) -> None:
    project = project_of(LESSONS[name], with_solution=False)
    assert (project.training.seed, project.preparation.seed) == (0, 0)


@pytest.mark.parametrize("name", UNSOLVED)
def test_a_solution_changes_what_it_says_and_nothing_else(name: str) -> None:
    lesson = LESSONS[name]
    before, after = read_project(lesson.project_path), project_of(lesson, with_solution=True)
    assert before != after
    assert before.name == after.name
    for section in ("dataset", "preparation", "network", "training"):
        assert (getattr(before, section) != getattr(after, section)) == (section in lesson.solution), section
