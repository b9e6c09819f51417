"""A controller with a fake engine, and hands to use it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QScrollArea

from playground.datasets import DatasetConfig, Folds
from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.run.controller import Controller
from playground.gui.runs import Runs
from playground.layers import RNN, Layer, Linear
from playground.network import Network
from playground.runs import messages as m
from playground.runs.project import Project, project_from_plain
from tests.fakes import FakeEngine
from tests.gui.stage import document as small


class Stage:
    """A controller with a fake engine, and what it told."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or small()
        self.runs = Runs()
        self.engine = FakeEngine()
        self.controller = Controller(self.document, self.runs, None, self.engine)  # type: ignore[arg-type]  # same interface
        self.notices: list[Notice] = []
        self.controller.message.connect(self.notices.append)

    def ready(self) -> Stage:
        """With the engine and the data there."""
        self.controller.start()
        self.engine.deliver()
        assert self.controller.state == "idle"
        return self

    def training(self, epochs: int = 3) -> Stage:
        """In the middle of a run."""
        self.ready().controller.train()
        self.engine.deliver()
        self.engine.advance(epochs)
        self.engine.deliver()
        assert self.controller.state == "training"
        return self

    def paused(self) -> Stage:
        self.training().controller.pause()
        self.engine.deliver()
        assert self.controller.state == "paused"
        return self

    def press(self, word: str) -> None:
        """Presses the button of the newest notice that has the word in its text."""
        _text, act = next(action for action in self.notices[-1].actions if word in action[0])
        act()


def validating(k: int = 3, epochs: int = 4, *layers: Layer) -> Stage:
    """In the middle of a cross-validation."""
    document = small(*layers)
    document.change_training(replace(document.project.training, folds=Folds(k)), "Folds")
    stage = Stage(document).ready()
    stage.controller.cross_validate()
    stage.engine.deliver()
    stage.engine.advance(epochs, keep=False)
    stage.engine.deliver()
    assert stage.controller.state == "training"
    return stage


def ended(run: str, reason: str = "finished", **figures: float) -> m.RunEnded:
    return m.RunEnded(run=run, reason=reason, message="why", epoch=4, step=40, seconds=1.0, figures=figures)


def series() -> Project:
    plain = {"format": 1, "dataset": {"name": "air_passengers"}}
    return replace(project_from_plain(plain), network=Network((RNN(4), Linear(1))), dataset=DatasetConfig("air_passengers"))


NARROW = 256
"""Pixels that the column on the left has at first."""


def needed(panel: QScrollArea) -> int:
    inner = panel.widget()
    assert inner is not None
    return inner.minimumSizeHint().width()
