"""What is sent to the engine when runs begin: each run with its name, its title and its project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playground.gui.document import Document
from playground.gui.run.titles import title_for
from playground.gui.run.trouble import task_of
from playground.gui.runs import Runs
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
        """The project once with each of ``layers`` as its hidden activation, and no other difference."""
        project, taken, launches = self._document.project, self._titles(), []
        for layer in layers:
            launch = self._launch(replace(project, network=project.network.with_activations(layer)), taken)
            taken.append(launch.title)
            launches.append(launch)
        return tuple(launches)

    def folds(self) -> tuple[Launch, ...]:
        """The project once for each fold of a cross-validation; the folds are written out in it."""
        self._count += 1
        project = self._document.project
        folds = folds_of(project, task_of(self._document))
        written = replace(project, training=replace(project.training, folds=folds))
        return tuple(
            Launch(f"run-{self._count} fold {number}", _("Fold {n}").format(n=number), written, fold=number)
            for number in range(1, folds.k + 1)
        )

    def _titles(self) -> list[str]:
        return [record.title for record in self._runs.records]

    def _launch(self, project: Project, titles: Iterable[str]) -> Launch:
        self._count += 1
        return Launch(f"run-{self._count}", title_for(project, titles), project)
