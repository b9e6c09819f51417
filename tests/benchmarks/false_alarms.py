"""Whether the findings are true: no alarm on runs that are healthy, one on runs that are sick.

Run it: ``python -m tests.benchmarks.false_alarms [KIND ...] [--seeds N] [--first N]``; kinds: ``start`` (every dataset with its start), ``solution``
(every lesson as its solution has it), ``healthy`` (40 runs of many kinds), ``sick``. Each run is diagnosed after every epoch, as the window
does; start and split are drawn anew for each seed.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playground.datasets import DATASETS, DatasetConfig, PreparationConfig
from playground.datasets.prepare import Prepared, prepare
from playground.layers import Linear, ReLU
from playground.lessons import Goal, find_lessons
from playground.network import Network
from playground.places import resources
from playground.runs.diagnosis import diagnose
from playground.runs.history import RunHistory
from playground.runs.messages import RunForecast, RunProgress
from playground.runs.project import Project, project_from_plain
from playground.runs.start_network import with_start
from playground.training.run import Run
from tests.benchmarks.alarm_cases import KINDS, Case


@dataclass(frozen=True)
class Kept:
    """What came of a run: all that findings are made from."""

    case: Case
    project: Project
    prepared: Prepared
    started: Any
    progress: list[RunProgress]
    picture: RunForecast | None
    figures: dict[str, float]
    diverged: bool = False


@dataclass
class Seen:
    """The findings of a run: in how many of its epochs each was there, and those at its end."""

    epochs: Counter[str] = field(default_factory=Counter)
    end: tuple[str, ...] = ()


def project_of(case: Case, seed: int, folder: Path) -> tuple[Project, Prepared]:
    """The project with its own seeds (0) or others, and its data."""
    if case.frame is not None:
        case.frame(seed).to_csv(folder / "table.csv", index=False)
    project = project_from_plain(case.plain)
    if case.start:
        config = DatasetConfig(name=project.dataset.name)
        signature = DATASETS[config.name].signature(config)
        assert signature is not None
        network = Network((Linear(32), ReLU(), Linear(1)))  # what File > New begins with
        first = Project(network=network, preparation=PreparationConfig(target_scaling="standard"))
        project = with_start(replace(first, dataset=config), signature)
    project = replace(
        project,
        preparation=replace(project.preparation, seed=seed if project.preparation.split != "time" else 0),
        training=replace(project.training, seed=seed, folds=None, device="cpu"),
    )
    return project, prepare(project.dataset, project.preparation, folder)


def train(case: Case, seed: int) -> Kept:
    """Trains a case to its end; a report per epoch."""
    with tempfile.TemporaryDirectory() as folder:
        project, prepared = project_of(case, seed, Path(folder))
    run = Run("r", project, prepared)
    progress: list[RunProgress] = []
    diverged = False
    while not diverged and run.advance():
        if run.step % run.started.steps_per_epoch == 0:
            report = run.progress()
            diverged = not isinstance(report, RunProgress)
            if isinstance(report, RunProgress):
                progress.append(report)
    picture = run.picture("RunForecast")
    figures = run.end("finished", "").figures
    return Kept(
        case, project, prepared, run.started, progress, picture if isinstance(picture, RunForecast) else None, figures, diverged
    )


def look(kept: Kept) -> Seen:
    """The findings of a run, epoch by epoch and at its end."""
    history, seen = RunHistory(kept.started), Seen()
    for report in kept.progress:
        history.append(report)
        seen.epochs.update(finding.key for finding in diagnose(history, kept.project))
    seen.end = tuple(finding.key for finding in diagnose(history, kept.project, kept.picture, kept.figures))
    return seen


def reached(goal: Goal, kept: Kept) -> bool:
    """Whether a run has what a goal of a lesson asks for; a goal of folds is asked of the run as if it were one."""
    if goal.measure == "grad_rms":
        return bool(kept.progress) and goal.reached(float(kept.progress[-1].grad_rms[-1, goal.layer]))
    return not kept.diverged and goal.reached(kept.figures[goal.measure])


def contradictions(kept: Kept, seen: Seen) -> tuple[str, ...]:
    """Findings at the end of a lesson's solution whose goal is reached all the same."""
    goals = {lesson.name: lesson.goal for lesson in find_lessons(resources() / "lessons")}
    goal = goals.get(kept.case.name) if kept.case.kind == "solution" else None
    return seen.end if goal is not None and reached(goal, kept) else ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("kinds", nargs="*", choices=KINDS, metavar="KIND")
    parser.add_argument("--seeds", type=int, default=2, help="how many for each run")
    parser.add_argument("--first", type=int, default=0, help="the first of them; others are drawn from it on")
    chosen = parser.parse_args()
    for kind in chosen.kinds or KINDS:
        runs = right = 0
        against: list[str] = []
        for case in KINDS[kind]():
            for seed in range(chosen.first, chosen.first + chosen.seeds):
                kept = train(case, seed)
                seen = look(kept)
                good = kept.diverged or case.expected in seen.end if case.expected else not seen.end and not seen.epochs
                runs, right = runs + 1, right + good
                against += contradictions(kept, seen)
                if not good:
                    print(
                        f"{kind}: {case.name}, seed {seed}: in epochs {dict(seen.epochs)}, at the end {seen.end}; {kept.figures}",
                        flush=True,
                    )
        print(f"{kind}: {right} of {runs} as they should be; beside a goal that is reached: {len(against)}", flush=True)


if __name__ == "__main__":
    main()
