"""What the tests of the plots share: runs that told something, a plot on the screen, and what is drawn in it."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import numpy as np
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetInfo, Signature
from playground.gui.plots.area import PlotArea
from playground.gui.plots.plot import Plot
from playground.gui.runs import RunRecord, Runs
from playground.runs.history import RunHistory
from playground.runs.messages import Picture
from tests.gui.stage import begin, document, found, progress

P = TypeVar("P", bound=Plot)
I = TypeVar("I")  # noqa: E741  # an item of a canvas

GRADIENTS = np.outer(np.linspace(1, 2, 40), [1e-7, 1e-4, 1e-1])

REGRESSION = Signature("regression", (10,), (1,))
BINARY = Signature("binary", (2,), (1,))
THREE = Signature("multiclass", (2,), (3,), ("width", "height"))
PLANE = Signature("binary", (2,), (1,), ("x1", "x2"), "xor")


def shown(qtbot: QtBot, plot: P, width: int = 720, height: int = 520) -> P:
    """The plot on the screen."""
    qtbot.addWidget(plot)
    plot.resize(width, height)
    plot.show()
    return plot


def drawn(plot: Plot, kind: type[I]) -> list[I]:
    """The items of a kind that lie on the canvas, the lowest first."""
    return [item for item in plot.canvas.area.childGroup.childItems() if isinstance(item, kind)]


def switch(plot: Plot, text: str) -> QToolButton:
    """The small button with this text."""
    (button,) = [button for button in plot.findChildren(QToolButton) if button.text() == text]
    return button


def trained(runs: Runs, grad_rms: np.ndarray, run: str = "r1") -> RunRecord:
    """A run with one epoch per row; the last step's gradient is that of the last epoch."""
    record = begin(runs, document().project, run)
    loss = np.linspace(1.0, 0.1, len(grad_rms))
    record.history.append(progress(record, 1, grad_rms, train_loss=loss, val_loss=loss * 2))
    runs.updated.emit()
    return record


def run_on(
    runs: Runs, signature: Signature, classes: tuple[str, ...] = (), test: int = 10, metrics: Any = ("rmse",)
) -> RunRecord:
    """A run on data of that signature, on 80 samples with 10 for validation."""
    record = begin(runs, document().project, f"r{len(runs.records)}")
    info = DatasetInfo("made", signature, 100, 80, 10, test, classes=classes)
    record.history = RunHistory(msgspec.structs.replace(record.started, info=info, metrics=metrics))
    return record


def give(plot: Plot, record: RunRecord, picture: Picture) -> None:
    """The run tells a picture, and the plot draws it."""
    record.pictures[type(picture)] = picture
    plot.runs.updated.emit()
    plot.draw_if_needed()


def open_plots(area: PlotArea) -> set[str]:
    return {name for name, plot in area.plots.items() if plot.isVisible()}


def switch_of(area: PlotArea, name: str) -> QToolButton:
    """The button above the plots that opens and closes one."""
    return found(area, QToolButton, f"{name}_switch")
