"""Train more: which runs that have ended Train goes on with, and what they are sent as. Without any, Train begins a new run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from playground.gui.document import Document
from playground.gui.run.launch import Launch
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import RunRecord, Runs
from playground.runs.longer import difference, with_more
from playground.runs.messages import Checkpoint
from playground.runs.project import Project

_ENDS = ("finished", "stopped", "early_stopping")
"""Ends after which a run can go on as it is; one that diverged can with another learning rate alone."""


@dataclass(frozen=True)
class Offer:
    """What Train would go on with.

    Attributes:
        titles: Names of the runs on screen: one, or those that were compared.
        epoch: Where they are; the least, if one has stopped earlier.
        epochs: How many more are trained.
        new_rate: The learning rate with which they go on, if it is another one than before.
        launches: The same for the engine.
    """

    titles: tuple[str, ...]
    epoch: int
    epochs: int
    new_rate: float | None
    launches: tuple[Launch, ...]


class TrainMore:
    """Finds what the document's project can go on with. Main thread only.

    It is the newest run on screen of exactly this project, but for its name, epochs and learning rate; with it those that were trained
    together with it, as compared ones are. None after the weights were reset.
    """

    def __init__(self, document: Document, runs: Runs, under_way: UnderWay) -> None:
        self._document = document
        self._runs = runs
        self._under_way = under_way

    def offer(self) -> Offer | None:
        """What Train would go on with; None: it begins a new run."""
        if self._runs.current is None or self._under_way.launched:
            return None
        project = self._document.project
        found = next((record for record in reversed(self._runs.shown) if self._is_of(record, project)), None)
        if found is None:
            return None
        ends = list(self._ends(found))
        before, lr = self._under_way.rate_of(found.run), project.training.optimizer.lr
        changed = before is not None and before != lr
        if not ends or (not changed and any(_diverged(record) for record, _end in ends)):
            return None
        return Offer(
            tuple(record.title for record, _end in ends),
            min(end.epoch for _record, end in ends),
            project.training.epochs,
            lr if changed else None,
            tuple(_launch(record, end, project, changed) for record, end in ends),
        )

    def _is_of(self, record: RunRecord, project: Project) -> bool:
        wanted, device = project.training.device, record.checkpoint.device if record.checkpoint is not None else None
        return (
            record.project.dataset == project.dataset
            and wanted in ("auto", device)
            and record.checkpoint is not None
            and not difference(record.project, project)
        )

    def _ends(self, found: RunRecord) -> Iterator[tuple[RunRecord, Checkpoint]]:
        """The run, and those that were trained together with it and are shown, that can go on, each with its end."""
        together = self._under_way.together(found.run)
        for record in self._runs.shown:
            if record.checkpoint is None or (record is not found and record.run not in together):
                continue
            if record.ended is None or record.ended.reason in _ENDS or _diverged(record):
                yield record, record.checkpoint


def _diverged(record: RunRecord) -> bool:
    return record.ended is not None and record.ended.reason == "diverged"


def _launch(record: RunRecord, end: Checkpoint, project: Project, changed: bool) -> Launch:
    """A run that goes on, with the settings of the project and its own network."""
    whole = with_more(replace(record.project, training=project.training), end.epoch)
    return Launch(record.run, record.title, whole, end, new_rate=changed, longer=True)
