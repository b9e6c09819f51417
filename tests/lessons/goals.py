"""What a lesson's goal asks about, measured by training it without a window; what a forecast or a line without any network reaches."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from playground.datasets.dataset import Part
from playground.datasets.prepare import Prepared, prepare
from playground.lessons import Goal, Lesson, solved
from playground.runs.messages import RunProgress
from playground.runs.project import Project, project_from_plain
from playground.training.figures import number_figures
from playground.training.folds import build_folds
from playground.training.run import Run

CLASSES = ("binary", "multiclass")


def project_of(lesson: Lesson, with_solution: bool) -> Project:
    """The project of a lesson as it is opened, or as its solution has it."""
    plain = json.loads(lesson.project_path.read_text(encoding="utf-8"))
    return project_from_plain(solved(plain, lesson.solution if with_solution else {}))


def with_seeds(project: Project, seed: int) -> Project:
    """The project with other chance everywhere: initial weights, batches, noise, and which samples validate."""
    training = replace(project.training, seed=seed)
    return replace(project, training=training, preparation=replace(project.preparation, seed=seed))


def measured(goal: Goal, project: Project) -> float:
    """What the goal asks about, after training; NaN if the run diverged."""
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


def simple(goal: Goal, project: Project) -> dict[str, float]:
    """What the same figure is without a network, by name: one answer to all, a linear model, and for a series the simple forecasts.

    Nothing where the figure is no metric of predictions. Of folds: of one split.
    """
    part_name, figure = goal.measure.split("_", 1)
    if figure not in ("rmse", "accuracy", "r2"):
        return {}
    prepared = prepare(project.dataset, project.preparation, Path())
    part = prepared.validation if part_name == "val" else prepared.train
    task = prepared.info.signature.task
    said = _classes_said(prepared, part) if task in CLASSES else _numbers_said(prepared, part)
    if task in CLASSES:
        target = part.y.reshape(-1)
        return {name: float(np.mean(guess == target)) for name, guess in said.items()}
    series = prepared.series
    target = prepared.in_units(part.y, part.rows)
    values = {name: number_figures(target, prepared.in_units(guess, part.rows))[figure] for name, guess in said.items()}
    if series is None:
        return values
    forecasts = series.baselines.forecasts(part.rows, series.horizon)
    return values | {name: number_figures(series.targets(part.rows), guess)[figure] for name, guess in forecasts.items()}


def _classes_said(prepared: Prepared, part: Part) -> dict[str, np.ndarray]:
    from sklearn.linear_model import LogisticRegression

    x, y = prepared.train.x, prepared.train.y.reshape(-1).astype(int)
    line = LogisticRegression(max_iter=2000).fit(x, y)
    return {"majority": np.full(len(part.x), np.bincount(y).argmax()), "linear": line.predict(part.x)}


def _numbers_said(prepared: Prepared, part: Part) -> dict[str, np.ndarray]:
    from sklearn.linear_model import LinearRegression

    x, y = prepared.train.x.reshape(len(prepared.train.x), -1), prepared.train.y
    line = LinearRegression().fit(x, y)
    mean = np.broadcast_to(y.mean(axis=0), part.y.shape)
    return {"mean": mean, "linear": line.predict(part.x.reshape(len(part.x), -1)).reshape(part.y.shape)}
