"""What the tests of the window's parts share: small networks, runs without an engine, and the little that panels need of a controller."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from playground.datasets import DatasetConfig, DatasetInfo, Signature
from playground.gui.document import Document
from playground.gui.runs import RunRecord, Runs
from playground.layers import Layer, Linear, ReLU, Sigmoid
from playground.network import Network
from playground.runs.messages import Floats, LearningRateTest, RunEnded, RunProgress, RunStarted, ScheduleCurve, WeightedLayer
from playground.runs.project import Project

W = TypeVar("W", bound=QWidget)

SMALL = Network((Linear(8), ReLU(), Linear(4), Sigmoid(), Linear(1)))
"""Fits the diabetes data."""

INFO = DatasetInfo("diabetes", Signature("regression", (10,), (1,)), 442, 353, 89, 0)


def document(*layers: Layer) -> Document:
    """An open project with these layers (none: the small network) on the diabetes data."""
    return Document(Project("Test", DatasetConfig("diabetes"), network=Network(layers) if layers else SMALL))


def found(owner: QWidget, kind: type[W], name: str = "") -> W:
    """The part of a widget that is of this kind, and has this objectName if one is given."""
    part = owner.findChild(kind, name) if name else owner.findChild(kind)
    assert isinstance(part, kind), f"{owner.objectName()} has no {kind.__name__} {name}"
    return part


def names(document: Document) -> list[str]:
    return [layer.name for layer in document.network.layers]


class FakeRates(QObject):
    """Learning rates as panels see them."""

    curve_changed = Signal()
    test_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.curve: ScheduleCurve | None = None
        self.test: LearningRateTest | None = None
        self.cancelled = 0

    def cancel(self) -> None:
        self.cancelled += 1


class Controller(QObject):
    """State, data and signals as panels see them; it only notes what they ask for."""

    state_changed = Signal()
    dataset_changed = Signal()
    progress_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = "idle"
        self.info: DatasetInfo | None = None
        self.data_name = "XOR"
        self.loading_text = ""
        self.loading_share: float | None = None
        self.cancelled = 0
        self.rates = FakeRates()
        self.found = 0

    def find_learning_rate(self) -> None:
        self.found += 1

    def cancel_loading(self) -> None:
        self.cancelled += 1


def begin(runs: Runs, project: Project, run: str = "r1") -> RunRecord:
    """A run of a project that has just been built."""
    weighted = tuple(
        WeightedLayer(position=position, layer=layer.name, weights=1)
        for position, layer in enumerate(project.network.layers)
        if layer.has_weights()
    )
    started = RunStarted(
        run=run,
        device="cpu",
        device_note="",
        layers=weighted,
        metrics=("rmse",),
        epochs=100,
        steps_per_epoch=10,
        parameters=1,
        start="00000000",
        epoch=0,
        info=INFO,
    )
    return runs.add(started, run, project)


def progress(
    record: RunRecord,
    first: int,
    grad_rms: Floats,
    train_loss: Floats | None = None,
    val_loss: Floats | None = None,
) -> RunProgress:
    """A report of the epochs from ``first`` on: one row of ``grad_rms`` each; losses are 1 where nothing is said."""
    count, layers = grad_rms.shape
    ones = np.ones(count)
    return RunProgress(
        run=record.run,
        epochs=np.arange(first, first + count, dtype=np.float64),
        train_loss=ones if train_loss is None else train_loss,
        val_loss=ones if val_loss is None else val_loss,
        learning_rate=ones * 0.01,
        train_metrics=np.ones((count, 1)),
        val_metrics=np.ones((count, 1)),
        grad_rms=grad_rms,
        weight_rms=np.ones((count, layers)),
        update_ratio=grad_rms / 2,
        step=(first + count - 1) * 10,
        epoch=float(first + count - 1),
        step_loss=1.0,
        step_grad_rms=grad_rms[-1] * 3 if count else np.ones(layers),
        seconds=1.0,
    )


def end(record: RunRecord, reason: str = "finished", **figures: float) -> None:
    """Ends a run."""
    record.live = False
    record.ended = RunEnded(run=record.run, reason=reason, message="", epoch=100, step=1000, seconds=1.0, figures=figures)
