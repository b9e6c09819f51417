"""Reads what commands carry, on the listening thread: what cannot be carried out is refused at once, with place and reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playground.datasets import DatasetConfig, Folds, PreparationConfig, check_folds
from playground.fields import SettingError
from playground.language import _
from playground.network import Network
from playground.runs.checks import declared_signature, first_trouble
from playground.runs.config import check_run_config
from playground.runs.folds import folds_of
from playground.runs.messages import Checkpoint, FindLearningRate, MeasureTestPart, PreviewSchedule, Train
from playground.runs.project import FORMAT, Project, known_task, project_from_plain


class RefusedError(ValueError):
    """A command that cannot be carried out; the message says where, what, and what instead."""


@dataclass(frozen=True)
class Source:
    """Which data, how prepared and for which folds, and what a relative path is relative to: what a prepared dataset is known by."""

    dataset: DatasetConfig
    preparation: PreparationConfig
    folder: Path
    folds: Folds | None = None


@dataclass(frozen=True)
class Job:
    """One run of a ``Train``, read and checked as far as that goes without the data."""

    run: str
    project: Project
    resume: Checkpoint | None
    new_rate: bool = False
    longer: bool = False


@dataclass(frozen=True, eq=False)
class Assignment:
    """A ``Train`` that was accepted: the runs, their data, and whether they begin paused."""

    jobs: tuple[Job, ...]
    source: Source
    paused: bool

    @property
    def folds(self) -> bool:
        """Whether the runs are the folds of a cross-validation."""
        return self.source.folds is not None


@dataclass(frozen=True, eq=False)
class Measurement:
    """A ``FindLearningRate`` that was accepted."""

    project: Project
    source: Source
    request: int
    lower: bool = False

    @property
    def below(self) -> float | None:
        """What the rate that is proposed must be below; None if it may be any."""
        return self.project.training.optimizer.lr if self.lower else None


@dataclass(frozen=True, eq=False)
class Preview:
    """A ``PreviewSchedule`` that was accepted."""

    project: Project
    request: int


@dataclass(frozen=True, eq=False)
class TestPart:
    """A ``MeasureTestPart`` that was accepted."""

    job: Job
    source: Source
    request: int


def read_source(plain: dict[str, Any], folder: str) -> Source:
    """The data of a project; its other sections need not make sense yet.

    Raises:
        RefusedError: the sections ``dataset`` or ``preparation`` cannot be used.
    """
    sections: dict[str, Any] = {name: plain[name] for name in ("dataset", "preparation") if name in plain}
    return _source_of(_read({"format": FORMAT, **sections}), folder)


def read_table(plain: dict[str, Any], folder: str) -> Source:
    """A table that is to be looked at.

    Raises:
        RefusedError: the section ``dataset`` cannot be used.
    """
    return _source_of(_read({"format": FORMAT, "dataset": {**plain, "name": "csv"}}), folder)


def read_measurement(command: FindLearningRate) -> Measurement:
    """What a ``FindLearningRate`` wants measured.

    Raises:
        RefusedError: it carries no project, or one whose network does not fit.
    """
    project = _read(command.project)
    _check(project)
    return Measurement(project, _source_of(project, command.folder), command.request, command.lower)


def read_preview(command: PreviewSchedule) -> Preview:
    """What a ``PreviewSchedule`` wants to know.

    Raises:
        RefusedError: the section ``training`` cannot be used.
    """
    training = command.project.get("training", {})
    return Preview(_read({"format": FORMAT, "training": training}), command.request)


def read_test_part(command: MeasureTestPart) -> TestPart:
    """The run that a ``MeasureTestPart`` wants measured.

    Raises:
        RefusedError: a broken project, a network that does not fit, or no checkpoint.
    """
    request = command.run
    if request.resume is None:
        raise RefusedError(_("There is no checkpoint of this run."))
    project = _read(request.project)
    _check(project)
    return TestPart(Job(request.run, project, request.resume), _source_of(project, command.folder), command.request)


def read_assignment(command: Train) -> Assignment:
    """The runs of a ``Train``.

    Raises:
        RefusedError: none, two of one name, a broken project, a network that does not fit, or runs that cannot go together.
    """
    names = [request.run for request in command.runs]
    if not names:
        raise RefusedError(_("There is no run to train."))
    if len(set(names)) < len(names):
        raise RefusedError(_("Two runs have the same name."))
    jobs = tuple(
        Job(request.run, _read(request.project), request.resume, request.new_rate, request.longer) for request in command.runs
    )
    first = jobs[0].project
    for job in jobs:
        _check(job.project)
        if _shared(job.project) != _shared(first):
            raise RefusedError(_("Runs that train together may differ in their networks only."))
    source = _source_of(first, command.folder)
    return Assignment(jobs, replace(source, folds=_folds(jobs)) if command.folds else source, command.paused)


def _folds(jobs: tuple[Job, ...]) -> Folds:
    """The folds that the runs of a cross-validation are.

    Raises:
        RefusedError: they are not one project, once per fold, or the folds do not suit it.
    """
    project = jobs[0].project
    if any(job.project != project or job.resume is not None for job in jobs):
        raise RefusedError(_("The folds of a cross-validation train one project, from the beginning."))
    task = known_task(project.dataset)
    folds = folds_of(project, task)
    if len(jobs) != folds.k:
        raise RefusedError(_("There are {n} runs for {k} folds.").format(n=len(jobs), k=folds.k))
    try:
        check_folds(folds, task)
    except SettingError as error:
        raise RefusedError(str(error)) from None
    return folds


def check_learning_rate(project: Project, lr: float) -> None:
    """Checks a learning rate against the optimizer of a project.

    Raises:
        RefusedError: it is out of range.
    """
    try:
        check_run_config(replace(project.training, optimizer=replace(project.training.optimizer, lr=lr)))
    except SettingError as error:
        raise RefusedError(_("learning rate: {reason}").format(reason=error.reason)) from None


def _source_of(project: Project, folder: str) -> Source:
    return Source(project.dataset, project.preparation, Path(folder))


def _read(plain: dict[str, Any]) -> Project:
    try:
        return project_from_plain(plain)
    except SettingError as error:
        raise RefusedError(str(error)) from None


def _check(project: Project) -> None:
    signature = declared_signature(project.dataset)
    if signature is not None and (trouble := first_trouble(project, signature)):
        raise RefusedError(trouble)


def _shared(project: Project) -> Project:
    """What runs that train together have in common; one that goes on may have ended earlier than another."""
    return replace(project, name="", network=Network(), training=replace(project.training, epochs=1))
