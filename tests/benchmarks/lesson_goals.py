"""Whether a lesson's goal can be reached by everyone, and only with what the lesson teaches.

Run it: ``python -m tests.benchmarks.lesson_goals [LESSON ...] [--seeds N] [--first N]``. Each lesson is trained as it is opened and as its
solution has it, with initial weights and split drawn anew together for each seed. Of each way the table says how many seeds reach the goal,
and least, middle and largest figure; then what one answer to all, a linear model and simple forecasts have on the same samples (middle of all
seeds). A goal should be reached by nine of ten with the solution, missed without it, and be no laxer than what needs no network.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
import torch

from playground.lessons import Goal, Lesson, find_lessons
from playground.places import resources
from tests.lessons.goals import measured, project_of, simple, with_seeds


def row(name: str, goal: Goal, values: Sequence[float]) -> str:
    """How many reach the goal, and how far they lie apart."""
    reached = sum(goal.reached(value) for value in values)
    least, middle, most = np.nanpercentile(values, [0, 50, 100])
    return f"    {name:12} {reached:3} of {len(values):<3} {least:10.4g} {middle:10.4g} {most:10.4g}"


def judge(lesson: Lesson, goal: Goal, seeds: range) -> None:
    """Trains one lesson in both ways and prints its rows."""
    bounds = " ".join(f"{sign} {value:g}" for sign, value in ((">", goal.above), ("<", goal.below)) if value is not None)
    print(f"{lesson.number:2} {lesson.name}: {goal.measure} {bounds}", flush=True)
    for name, solution in (("as opened", False), *([("solved", True)] if lesson.solution else [])):
        project = project_of(lesson, solution)
        print(row(name, goal, [measured(goal, with_seeds(project, seed)) for seed in seeds]), flush=True)
    project = project_of(lesson, bool(lesson.solution))
    without = [simple(goal, with_seeds(project, seed)) for seed in seeds]
    for name in without[0]:
        print(row(name, goal, [values[name] for values in without]), flush=True)


def main() -> None:
    """Reads the command line and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lessons", nargs="*", help="names of lessons; all of them if none is given")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1000, help="first seed")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for lesson in find_lessons(resources() / "lessons"):
        if lesson.goal is not None and (not arguments.lessons or lesson.name in arguments.lessons):
            judge(lesson, lesson.goal, range(arguments.first, arguments.first + arguments.seeds))


if __name__ == "__main__":
    main()
