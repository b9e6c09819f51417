"""The bars on the cards: their values, their length in the picture, and that nothing is painted in vain."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.editor.clipboard import to_mime
from playground.gui.editor.layer_card import CardDelegate, bar_share
from playground.gui.editor.network_view import NetworkView
from playground.gui.runs import Runs
from playground.layers import Layer, Linear, ReLU, Tanh
from playground.network import MOST_LAYERS
from tests.gui.editor.view_stage import Stage
from tests.gui.stage import SMALL, begin, document, progress


class Painted(NetworkView):
    """Notes what is painted anew."""

    def __init__(self, project: Document, runs: Runs) -> None:
        self.regions: list[QRegion] = []
        super().__init__(project, runs)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.regions.append(event.region())
        super().paintEvent(event)


def painted(qtbot: QtBot, *layers: Layer) -> tuple[Painted, Document, Runs]:
    project, runs = document(*layers), Runs()
    view = Painted(project, runs)
    qtbot.addWidget(view)
    view.resize(280, 700)
    view.show()
    qtbot.waitExposed(view)
    QApplication.processEvents()
    view.regions.clear()
    return view, project, runs


def bars(view: NetworkView) -> dict[int, float]:
    delegate = view.itemDelegate()
    assert isinstance(delegate, CardDelegate)
    return delegate.gradients


def tell(qtbot: QtBot, runs: Runs) -> None:
    """Says that there is news, and waits for the frame that shows it."""
    runs.updated.emit()
    qtbot.wait(60)
    QApplication.processEvents()


def test_bars_show_the_gradients_of_the_run(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    table = np.array([[1e-6, 1e-3, 0.5], [2e-6, 2e-3, 0.7], [3e-6, 3e-3, 0.9]])
    record.history.append(progress(record, 1, table))
    tell(qtbot, runs)
    assert bars(view) == pytest.approx(dict(zip((0, 2, 4), table[-1] * 3, strict=True)))
    for row, epoch in enumerate((1, 2, 3)):
        runs.choose_epoch(epoch)
        tell(qtbot, runs)
        assert bars(view) == pytest.approx(dict(zip((0, 2, 4), table[row], strict=True)))


def test_the_painted_length_of_a_bar_is_its_value(qtbot: QtBot) -> None:
    """Measured in the picture: the filled part of the bar, from 1e-8 to 1 on a logarithmic scale."""
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    values = np.array([[1e-6, 1e-3, 1e-1]])
    record.history.append(progress(record, 1, values))
    runs.choose_epoch(1)
    tell(qtbot, runs)
    picture = view.viewport().grab().toImage()
    delegate = view.itemDelegate()
    assert isinstance(delegate, CardDelegate)
    for position, value in zip((0, 2, 4), values[0], strict=True):
        bar = delegate.bar_rect(view.visualRect(view.model().index(position + 1, 0)), position)
        y = bar.center().y()
        ground = picture.pixelColor(bar.right() - 3, y)
        filled = sum(picture.pixelColor(x, y) != ground for x in range(bar.left(), bar.right() - 3))
        assert filled / bar.width() == pytest.approx((np.log10(value) + 8) / 8, abs=0.02)


def test_only_bars_that_changed_are_painted(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    record.history.append(progress(record, 1, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert view.regions
    view.regions.clear()
    record.history.append(progress(record, 2, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert view.regions == []
    record.history.append(progress(record, 3, np.array([[1e-6, 1e-2, 0.1]])))
    tell(qtbot, runs)
    assert len(view.regions) == 1
    third = view.visualRect(view.model().index(3, 0))
    assert third.contains(view.regions[0].boundingRect())


def test_bars_are_empty_when_the_network_is_another_one(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    record.history.append(progress(record, 1, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert bars(view)
    project.change_network(SMALL.removed([0]), "delete")
    assert bars(view) == {}
    project.undo_stack.undo()
    assert bars(view)
    runs.back_to_start()
    tell(qtbot, runs)
    assert bars(view) == {}


def test_the_share_of_a_bar() -> None:
    assert [bar_share(value) for value in (1e-8, 1e-4, 1.0, 1e-12, 100.0, 0.0)] == pytest.approx([0, 0.5, 1, 0, 1, 0])
    assert bar_share(None) is None
    assert bar_share(float("nan")) is None
    assert bar_share(float("inf")) is None


def test_a_thousand_layers_scroll_and_edit(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(*[Linear(10), ReLU()] * (MOST_LAYERS // 2)))
    view, bar = stage.view, stage.view.verticalScrollBar()
    assert bar.maximum() > 10_000
    for value in range(0, bar.maximum(), bar.maximum() // 20):
        bar.setValue(value)
        QApplication.processEvents()
    view.scroll_to(MOST_LAYERS)
    assert bar.value() >= bar.maximum() - 40
    stage.view.select([500])
    stage.key(Qt.Key.Key_Delete)
    assert len(stage.document.network) == MOST_LAYERS - 1
    assert stage.view.positions == (500,)
    mime = to_mime([Tanh()])
    stage.view.scroll_to(600)
    stage.settle()
    assert stage.enter(mime, stage.above(600))
    assert stage.drop(mime, stage.above(600))
    assert stage.document.network.layers[600] == Tanh()
