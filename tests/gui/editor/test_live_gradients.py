"""The column of gradients beside the cards: whose values, where they stand in the picture, and that nothing is painted in vain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
    QRegion,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.editor.clipboard import to_mime
from playground.gui.editor.column import Column
from playground.gui.editor.network_view import NetworkView
from playground.gui.runs import Runs
from playground.layers import Layer, Linear, ReLU, Tanh
from playground.network import MOST_LAYERS
from tests.gui.editor.view_stage import Stage
from tests.gui.stage import SMALL, begin, document, found, progress


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


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


def column(view: NetworkView) -> Column:
    return found(view, Column)


def values(view: NetworkView) -> dict[int, float]:
    """Of the run of exactly this network."""
    own = [line for line in column(view).lines if line.own]
    return own[0].values if own else {}


def tell(qtbot: QtBot, runs: Runs) -> None:
    """Says that there is news, and waits for the frame that shows it."""
    runs.updated.emit()
    qtbot.wait(60)
    QApplication.processEvents()


def test_the_column_shows_the_gradients_of_the_run(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    table = np.array([[1e-6, 1e-3, 0.5], [2e-6, 2e-3, 0.7], [3e-6, 3e-3, 0.9]])
    record.history.append(progress(record, 1, table))
    tell(qtbot, runs)
    assert values(view) == pytest.approx(dict(zip((0, 2, 4), table[-1] * 3, strict=True)))
    for row, epoch in enumerate((1, 2, 3)):
        runs.choose_epoch(epoch)
        tell(qtbot, runs)
        assert values(view) == pytest.approx(dict(zip((0, 2, 4), table[row], strict=True)))


def middle_of_ink(view: NetworkView, position: int, colour: QColor) -> float:
    """The x of what is painted in a colour at the middle of a row; the column is all that is grabbed."""
    picture = column(view).grab().toImage()
    y = round(view.card_rect(position).center().y())
    ink = [x for x in range(picture.width()) if picture.pixelColor(x, y) == colour]
    assert ink, f"nothing of the run at layer {position + 1}"
    return (min(ink) + max(ink)) / 2


def test_a_factor_of_a_million_is_seen_as_three_quarters_of_the_scale(qtbot: QtBot) -> None:
    """Measured in the picture: every marker stands at its power of ten, on the scale that is labelled."""
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    shown = (1e-7, 1e-4, 1e-1)
    record.history.append(progress(record, 1, np.array([shown])))
    runs.choose_epoch(1)
    tell(qtbot, runs)
    left, right = column(view).x_of(1e-8), column(view).x_of(1.0)
    for position, value in zip((0, 2, 4), shown, strict=True):
        share = (middle_of_ink(view, position, record.colour) - left) / (right - left)
        assert share == pytest.approx((np.log10(value) + 8) / 8, abs=0.03)


@pytest.mark.parametrize("hostile", [0.0, 1e-30, 1e30, np.inf, np.nan])
def test_what_has_no_place_on_the_scale_stands_at_its_edge(qtbot: QtBot, hostile: float) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    record.history.append(progress(record, 1, np.array([[0.1, hostile, 0.1]])))
    runs.choose_epoch(1)
    tell(qtbot, runs)
    picture = column(view).grab().toImage()
    rect = view.card_rect(2)
    edge = column(view).x_of(0.0 if hostile < 1 else np.inf)
    near = range(max(round(edge) - 12, 0), min(round(edge) + 12, picture.width()))
    seen = [x for x in near for y in range(rect.top(), rect.bottom()) if picture.pixelColor(x, y) == record.colour]
    assert seen
    said = view.model().index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.endswith(f"gradient {number_text(float(f'{hostile:.1e}'))}, run {record.title}")


def test_cards_are_not_painted_when_values_change(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    drawn = Paints(column(view))
    record = begin(runs, project.project)
    record.history.append(progress(record, 1, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert drawn.count == 1
    record.history.append(progress(record, 2, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert drawn.count == 1
    record.history.append(progress(record, 3, np.array([[1e-6, 1e-2, 0.1]])))
    tell(qtbot, runs)
    assert drawn.count == 2
    assert view.regions == []


def test_the_column_is_empty_when_the_network_is_another_one(qtbot: QtBot) -> None:
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    record.history.append(progress(record, 1, np.array([[1e-6, 1e-3, 0.1]])))
    tell(qtbot, runs)
    assert values(view)
    for other in (SMALL.removed([0]), SMALL.replaced(0, Linear(9)), SMALL.with_activations(Tanh()), SMALL.inserted(1, [ReLU()])):
        project.change_network(other, "edit")
        assert column(view).lines == ()
        assert "gradient" not in view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        project.undo_stack.undo()
        assert values(view)
    runs.back_to_start()
    tell(qtbot, runs)
    assert column(view).lines == ()


def test_runs_with_layers_at_the_same_places_stand_beside_each_other(qtbot: QtBot) -> None:
    """Sigmoid beside ReLU: the run of the network that is open is drawn last, over the others, and said first."""
    view, project, runs = painted(qtbot)
    table = np.array([[1e-6, 1e-3, 0.1]])
    begun = {}
    for title, network in (("ReLU", SMALL.with_activations(ReLU())), ("Own", SMALL), ("Deep", SMALL.inserted(0, [Linear(8)]))):
        begun[title] = begin(runs, replace(project.project, network=network), title)
    for factor, title in ((1.0, "ReLU"), (2.0, "Own")):
        begun[title].history.append(progress(begun[title], 1, table * factor))
    tell(qtbot, runs)
    assert [(line.title, line.own) for line in column(view).lines] == [("ReLU", False), ("Own", True)]
    said = view.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "layer 1, Linear, 10 to 8, 88 parameters, gradient 6e-6, run Own, gradient 3e-6, run ReLU"
    runs.change(begun["ReLU"], lambda record: setattr(record, "shown", False))
    tell(qtbot, runs)
    assert [line.title for line in column(view).lines] == ["Own"]


def test_the_column_follows_the_rows(qtbot: QtBot) -> None:
    """Its lines stay beside their cards, wherever these are scrolled to; and a click beside a card selects it."""
    stage = Stage(qtbot, document(*[Linear(10)] * 59, Linear(1)))
    record = begin(stage.runs, stage.document.project)
    record.history.append(progress(record, 1, np.full((1, 60), 1e-4)))
    tell(qtbot, stage.runs)
    for position in (3, 30, 59):
        stage.view.scroll_to(position)
        stage.settle()
        assert middle_of_ink(stage.view, position, record.colour) == pytest.approx(column(stage.view).x_of(3e-4), abs=1.5)
        at = QPoint(column(stage.view).width() // 2, stage.card(position).y())
        QTest.mouseClick(column(stage.view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert stage.view.positions == (position,)


def test_a_layer_dropped_beside_a_card_lands_there(stage: Stage) -> None:
    before, beside = stage.document.network, column(stage.view)
    at = QPointF(beside.width() / 2, stage.above(3).y())
    held = (Qt.DropAction.CopyAction, to_mime([Tanh()]), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(at.toPoint(), *held), QDropEvent(at, *held)):
        QApplication.sendEvent(beside, event)
        assert event.isAccepted()
    assert stage.document.network == before.inserted(3, [Tanh()])


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
