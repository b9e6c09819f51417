"""What is sent to the engine when runs begin: each run with its name, its title and its project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from playground.gui.document import Document
from playground.gui.open_data import OpenData, data_of
from playground.gui.run.titles import title_for
from playground.gui.run.trouble import task_of
from playground.gui.runs import Runs
from playground.language import _
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
        beside: Runs that were there already, by name, with which it is compared.
    """

    run: str
    title: str
    project: Project
    resume: Checkpoint | None = None
    fold: int = 0
    new_rate: bool = False
    data: OpenData | None = None
    longer: bool = False
    beside: tuple[str, ...] = ()

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

    def several(self, projects: Sequence[Project], beside: tuple[str, ...]) -> tuple[Launch, ...]:
        """Projects that are trained together, ``beside`` runs that are there already."""
        taken, launches = self._titles(), []
        for project in projects:
            launch = replace(self._launch(project, taken), beside=beside)
            taken[launch.title] = launch.project
            launches.append(launch)
        return tuple(launches)

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
