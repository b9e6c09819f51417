"""Findings of real trainings: those of runs that are sick by design, none beside a goal of a lesson that is reached."""

from __future__ import annotations

import pytest

from playground.lessons import find_lessons
from playground.places import resources
from tests.benchmarks.alarm_cases import Case, sick, solutions
from tests.benchmarks.false_alarms import look, reached, train

SICK = {case.name: case for case in sick()}
NAMES = [
    "one class alone",
    "one class alone, the other way round",
    "air_passengers",
    "ReLU at the end",
    "logits after ReLU",
    "ReLU before the loss of classes",
    "Adam, rate 100",
    "diabetes: Adam, rate 10, validation 0%",
    "diabetes: Adam, rate 100, validation 20%",
    "wine, unscaled",
    "exploding with a large target, unscaled",
    "LBFGS on small batches",
]
QUICK = [case for case in solutions() if case.name not in ("long-memory", "california-housing")]
GOALS = {lesson.name: lesson.goal for lesson in find_lessons(resources() / "lessons")}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_wrong_is_named_at_the_end(name: str) -> None:
    assert SICK[name].expected in look(train(SICK[name], 3)).end


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_a_goal_that_is_reached_is_beside_no_finding(case: Case) -> None:
    """The benchmark does the same with other seeds; every finding contradicts "reached", as all are shown in red."""
    kept = train(case, 5)
    goal = GOALS[case.name]
    if goal is None or reached(goal, kept):
        assert look(kept).end == ()
