"""Comparing: the open network once with each of some hidden activations. A run that is there is taken as it is, and only what is missing is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.run.launch import Launch, Launcher
from playground.gui.run.starting import Starting
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import RunRecord, Runs
from playground.language import _, ngettext
from playground.layers import Layer
from playground.runs.project import Project


@dataclass(frozen=True)
class _Side:
    """One of what is compared: its activation, what is trained, and the run that is there already; None: it is trained."""

    layer: Layer
    project: Project
    there: RunRecord | None


class Comparing(QObject):
    """Makes comparisons. Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
    """

    message = Signal(object)

    def __init__(
        self, document: Document, runs: Runs, launcher: Launcher, starting: Starting, under_way: UnderWay, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._runs = document, runs
        self._launcher, self._starting, self._under_way = launcher, starting, under_way

    def begin(self, *layers: Layer) -> None:
        """Shows runs that differ in the hidden activations alone, and trains what is missing: same initial weights, same batches."""
        if self._starting.busy(partial(self.begin, *layers)):
            return
        if not self._document.network.hidden_activations():
            self.message.emit(Notice("warning", _nothing_to_compare(), key="compare"))
        else:
            self._starting.begin(partial(self._launches, *layers), paused=False)

    def promise(self, *layers: Layer) -> str:
        """What ``begin`` will do, in words."""
        if not self._document.network.hidden_activations():
            return _nothing_to_compare()
        sides = self._sides(*layers)
        missing = [side for side in sides if side.there is None]
        if len(missing) == len(sides):
            return _("Trains the network with Sigmoid and with ReLU from the same initial weights, in the same batches")
        if not missing:
            return _("Shows the runs with Sigmoid and with ReLU, which have been trained already, side by side")
        there = ", ".join(side.there.title for side in sides if side.there is not None)
        epochs = missing[0].project.training.epochs
        count = ngettext("{n:,} epoch", "{n:,} epochs", epochs).format(n=epochs)
        text = _("Keeps {there}, and trains the network with {missing} beside it: same initial weights, same batches, {epochs}")
        return text.format(there=there, missing=", ".join(side.layer.name for side in missing), epochs=count)

    def _launches(self, *layers: Layer) -> tuple[Launch, ...]:
        """The runs that a comparison still needs; the user is told if it needs none."""
        sides = self._sides(*layers)
        for side in sides:
            if side.there is not None:
                self._runs.change(side.there, _show)
        there = tuple(side.there.run for side in sides if side.there is not None)
        missing = [side.project for side in sides if side.there is None]
        self._under_way.belong_together(there)
        if not missing:
            self._runs.choose_epoch(None)
            text = _("{first} and {second} have been trained already, in the same way: both are shown.")
            first, second = (side.layer.name for side in sides)
            self.message.emit(Notice("info", text.format(first=first, second=second), key="compared"))
        return self._launcher.several(missing, there)

    def _sides(self, *layers: Layer) -> list[_Side]:
        """What is compared; all are trained for as many epochs as the longest run that is there."""
        project = self._document.project
        wanted = [replace(project, network=project.network.with_activations(layer)) for layer in layers]
        found = [self._trained(one) for one in wanted]
        epochs = max((record.project.training.epochs for record in found if record is not None), default=project.training.epochs)
        return [
            _Side(
                layer,
                replace(one, training=replace(one.training, epochs=epochs)),
                record if record is not None and record.project.training.epochs == epochs else None,
            )
            for layer, one, record in zip(layers, wanted, found, strict=True)
        ]

    def _trained(self, project: Project) -> RunRecord | None:
        """The longest run of a project that ended as it should, after at least as many epochs; the newest of those."""
        alike = [
            record
            for record in reversed(self._runs.records)
            if not record.earlier and _same_but_epochs(record.project, project) and _ended_regularly(record)
        ]
        longest = max(alike, key=lambda record: record.project.training.epochs, default=None)
        return longest if longest is None or longest.project.training.epochs >= project.training.epochs else None


def _nothing_to_compare() -> str:
    return _("The network has no hidden activation to compare. Put one between two layers.")


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
