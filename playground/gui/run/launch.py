"""What is sent to the engine when runs begin: each run with its name, its title and its project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from playground.gui.document import Document
from playground.gui.open_data import OpenData, data_of
from playground.gui.run.titles import title_for
from playground.gui.run.trouble import task_of
from playground.gui.runs import RunRecord, Runs
from playground.language import _
from playground.layers import Layer
from playground.runs.folds import folds_of
from playground.runs.messages import Checkpoint, RunRequest
from playground.runs.project import Project, project_to_plain


@dataclass(frozen=True)
class Launch:
    """One run that begins, or goes on.

    Attributes:
        run: Its name in the session.
        title: Its name on screen.
        project: What is trained.
        data: The data that were open when it was asked for; None: those that are when it begins.
        resume: Where it goes on from; None: from the beginning.
        fold: Its number, from 1, if it is a fold of a cross-validation; 0 if not.
        new_rate: It goes on with the learning rate of ``project``, not with that of ``resume``.
        longer: It had ended, and is trained longer.
    """

    run: str
    title: str
    project: Project
    resume: Checkpoint | None = None
    fold: int = 0
    new_rate: bool = False
    data: OpenData | None = None
    longer: bool = False

    def request(self) -> RunRequest:
        """The same as the engine wants it."""
        plain = project_to_plain(self.project)
        return RunRequest(run=self.run, project=plain, resume=self.resume, new_rate=self.new_rate, longer=self.longer)


class Launcher:
    """Makes launches of the document's project; no two of a session have the same name."""

    def __init__(self, document: Document, runs: Runs) -> None:
        self._document = document
        self._runs = runs
        self._count = 0

    def one(self) -> tuple[Launch, ...]:
        """The project as it is."""
        return (self._launch(self._document.project, self._titles()),)

    def compared(self, *layers: Layer) -> tuple[Launch, ...]:
        """The project once with each of ``layers`` as its hidden activation, and no other difference.

        A run that is there already is shown and not trained again; the others are trained for as many epochs as it was.
        """
        project = self._document.project
        wanted = [replace(project, network=project.network.with_activations(layer)) for layer in layers]
        there = [self._trained(one) for one in wanted]
        most = max((record.project.training.epochs for record in there if record is not None), default=project.training.epochs)
        taken, launches = self._titles(), []
        for one, record in zip(wanted, there, strict=True):
            if record is not None and record.project.training.epochs == most:
                self._runs.change(record, _show)
                continue
            launch = self._launch(replace(one, training=replace(one.training, epochs=most)), taken)
            taken[launch.title] = launch.project
            launches.append(launch)
        return tuple(launches)

    def _trained(self, project: Project) -> RunRecord | None:
        """The longest run of a project that ended as it should, after at least as many epochs; the newest of those."""
        alike = [
            record
            for record in reversed(self._runs.records)
            if not record.earlier and _same_but_epochs(record.project, project) and _ended_regularly(record)
        ]
        longest = max(alike, key=lambda record: record.project.training.epochs, default=None)
        return longest if longest is None or longest.project.training.epochs >= project.training.epochs else None

    def folds(self) -> tuple[Launch, ...]:
        """The project once for each fold of a cross-validation; the folds are written out in it."""
        self._count += 1
        project = self._document.project
        folds = folds_of(project, task_of(self._document))
        data = data_of(self._document)
        written = replace(project, training=replace(project.training, folds=folds))
        return tuple(
            Launch(f"run-{self._count} fold {number}", _("Fold {n}").format(n=number), written, fold=number, data=data)
            for number in range(1, folds.k + 1)
        )

    def _titles(self) -> dict[str, Project]:
        """The titles that a new run must not have; those of earlier runs tell their dataset."""
        return {record.title: record.project for record in self._runs.records}

    def _launch(self, project: Project, titles: Mapping[str, Project]) -> Launch:
        self._count += 1
        return Launch(f"run-{self._count}", title_for(project, titles), project, data=data_of(self._document))


def _same_but_epochs(one: Project, other: Project) -> bool:
    """Whether two projects train the same in the same way; the name, and the folds of cross-validations, play no part."""
    first, second = (
        replace(project, name="", training=replace(project.training, epochs=1, folds=None)) for project in (one, other)
    )
    return first == second


def _ended_regularly(record: RunRecord) -> bool:
    """Whether a run went to its end, with the learning rate that its project says."""
    rates = record.history.series("learning_rate")
    steered = record.project.training.scheduler is None and len(set(rates)) > 1
    return record.ended is not None and record.ended.reason in ("finished", "early_stopping") and not steered


def _show(record: RunRecord) -> None:
    record.shown = True
