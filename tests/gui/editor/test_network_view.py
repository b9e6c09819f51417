"""The network by keyboard and mouse: real events in, layers and steps of undo out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.document import Document
from playground.gui.editor.fonts import font
from playground.gui.editor.network_model import NetworkModel
from playground.gui.runs import Runs
from playground.gui.theme import SMALL
from playground.layers import LAYERS, Conv1d, Conv2d, Dropout, Linear, ReLU, Sigmoid, Tanh
from playground.network import MOST_LAYERS, Network
from playground.runs.project import Project
from tests.gui.editor.view_stage import Stage
from tests.gui.stage import document

# keyboard


def test_alt_arrows_move_layers(stage: Stage) -> None:
    before = stage.document.network
    stage.view.select([1, 2])
    stage.key(Qt.Key.Key_Down, "alt")
    assert stage.document.network == before.moved([1, 2], 4)
    assert stage.view.positions == (2, 3)
    stage.one_step(before)
    stage.view.select([2, 3])
    for _ in range(5):
        stage.key(Qt.Key.Key_Up, "alt")
    assert stage.view.positions == (0, 1)
    assert stage.document.network == before.moved([1, 2], 0)
    for _ in range(9):
        stage.key(Qt.Key.Key_Down, "alt")
    assert stage.view.positions == (3, 4)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_the_selected_layers_away(stage: Stage, key: Qt.Key) -> None:
    before = stage.document.network
    stage.view.select([1, 3])
    stage.key(key)
    assert stage.document.network == before.removed([1, 3])
    assert stage.view.positions == (1,)
    stage.one_step(before)


def test_everything_can_be_deleted_and_begun_anew(stage: Stage) -> None:
    before = stage.document.network
    stage.key(Qt.Key.Key_A, "ctrl")
    assert stage.view.positions == (0, 1, 2, 3, 4)
    stage.key(Qt.Key.Key_Delete)
    assert stage.names == []
    assert stage.view.positions == ()
    stage.one_step(before)
    stage.view.edits.add_after_selection(ReLU())
    assert stage.names == ["ReLU"]


def test_duplicate_puts_the_copies_after_the_last(stage: Stage) -> None:
    before = stage.document.network
    stage.view.select([0, 2])
    stage.key(Qt.Key.Key_D, "ctrl")
    assert stage.document.network == before.inserted(3, [before.layers[0], before.layers[2]])
    assert stage.view.positions == (3, 4)
    stage.one_step(before)


def test_cut_copy_and_paste(stage: Stage) -> None:
    before = stage.document.network
    stage.view.select([0, 1])
    stage.key(Qt.Key.Key_X, "ctrl")
    assert stage.document.network == before.removed([0, 1])
    stage.one_step(before)
    cut = stage.document.network
    stage.view.select([2])
    stage.key(Qt.Key.Key_V, "ctrl")
    assert stage.document.network == cut.inserted(3, before.layers[:2])
    assert stage.view.positions == (3, 4)
    stage.one_step(cut)
    pasted = stage.document.network
    stage.view.select([4])
    stage.key(Qt.Key.Key_C, "ctrl")
    stage.view.clearSelection()
    stage.key(Qt.Key.Key_V, "ctrl")
    assert stage.document.network == pasted.inserted(5, [ReLU()])


def test_a_network_in_plain_text_can_be_pasted(stage: Stage) -> None:
    QGuiApplication.clipboard().setText('{"format": 1, "network": [{"layer": "Dropout", "p": 0.25}]}')
    stage.key(Qt.Key.Key_V, "ctrl")
    assert stage.document.network.layers[-1] == Dropout(0.25)


def test_a_network_never_gets_more_layers_than_a_file_may_hold(qtbot: QtBot) -> None:
    """A project with more could be saved, but never opened again."""
    stage = Stage(qtbot, document(*[ReLU()] * MOST_LAYERS))
    before = stage.document.network
    stage.view.select([3])
    stage.key(Qt.Key.Key_D, "ctrl")
    stage.view.edits.add_after_selection(Tanh())
    stage.view.edits.repair()
    assert stage.document.network == before
    assert stage.view.positions == (3,)
    assert len(stage.messages) >= 2


def test_enter_asks_to_edit_and_escape_lets_go(stage: Stage, qtbot: QtBot) -> None:
    stage.view.select([2])
    with qtbot.waitSignal(stage.view.edit_requested):
        stage.key(Qt.Key.Key_Return)
    stage.key(Qt.Key.Key_Escape)
    assert stage.view.positions == ()
    with qtbot.assertNotEmitted(stage.view.edit_requested):
        stage.key(Qt.Key.Key_Return)


def test_arrows_reach_every_layer(stage: Stage) -> None:
    stage.view.select([0])
    seen = [stage.view.positions]
    for _ in range(4):
        stage.key(Qt.Key.Key_Down)
        seen.append(stage.view.positions)
    assert seen == [(0,), (1,), (2,), (3,), (4,)]
    stage.key(Qt.Key.Key_Up)
    assert stage.view.positions == (3,)


# selection, repair, words


def test_the_selection_survives_edits_elsewhere(stage: Stage) -> None:
    seen: list[object] = []
    stage.view.selection_changed.connect(seen.append)
    stage.view.select([3])
    stage.document.change_network(stage.document.network.inserted(0, [Tanh(), Tanh()]), "elsewhere")
    assert stage.view.positions == (5,)
    assert seen[-1] == (5,)
    stage.document.change_network(stage.document.network.replaced(5, Sigmoid()).replaced(0, ReLU()), "settings")
    assert stage.view.positions == (5,)
    stage.document.undo_stack.undo()
    stage.document.undo_stack.undo()
    assert stage.view.positions == (3,)


def test_the_repair_button_repairs_in_one_step(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(Linear(8), Conv2d(4), Linear(1)))
    shapes = stage.document.shapes
    assert shapes is not None
    assert shapes.problem is not None
    assert shapes.problem.repair is not None
    position, before = shapes.problem.position, stage.document.network
    row = stage.view.visualRect(stage.view.model().index(position + 1, 0))
    button = stage.cards.repair_rect(row, position)
    assert row.contains(button)
    QTest.mousePress(stage.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.center())
    assert stage.document.network == before
    QTest.mouseRelease(stage.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert stage.document.network == before
    QTest.mouseClick(stage.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.center())
    assert stage.document.network == before.repaired(position, shapes.problem.repair)
    stage.one_step(before)


def test_repairs_lead_to_a_network_that_fits(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(Linear(8), Conv1d(4), Linear(3)))
    for _ in range(6):
        stage.settle()
        shapes = stage.document.shapes
        assert shapes is not None
        if shapes.problem is None:
            break
        row = stage.view.visualRect(stage.view.model().index(shapes.problem.position + 1, 0))
        button = stage.cards.repair_rect(row, shapes.problem.position)
        QTest.mouseClick(stage.view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.center())
    assert stage.document.shapes is not None
    assert stage.document.shapes.problem is None


def test_every_row_speaks(stage: Stage) -> None:
    model = stage.view.model()
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert spoken[0] == "Input: 10 features"
    assert spoken[1] == "layer 1, Linear, 10 to 8, 88 parameters"
    assert spoken[-1] == "Output: 1 · Regression"


def test_the_words_in_an_empty_network_fit_into_a_narrow_column(stage: Stage) -> None:
    stage.view.resize(230, 700)
    stage.document.change_network(Network(()), "")
    stage.settle()
    viewport = stage.view.viewport()
    below = QRect(0, viewport.height() // 2 - 40, viewport.width(), 80)
    picture = viewport.grab(below).toImage()
    ink = {x for x in range(picture.width()) for y in range(picture.height()) if picture.pixel(x, y) != picture.pixel(0, 0)}
    assert ink
    assert 2 < min(ink) < max(ink) < picture.width() - 3


def test_parameters_are_counted_where_they_are_known(qtbot: QtBot) -> None:
    model = NetworkModel(document(), Runs(), QObject())
    assert model.parameters_text() == "Parameters: 129"
    broken = NetworkModel(document(Linear(8), Conv2d(4)), Runs(), QObject())
    unread = Document(Project("Own", DatasetConfig("csv", path="own.csv"), network=Network((Linear(1),))))
    for unknown in (broken, NetworkModel(unread, Runs(), QObject())):
        assert unknown.parameters_text() == "Parameters: –"


@pytest.mark.parametrize("width", [210, 250, 316])
def test_number_and_name_of_every_layer_fit_on_its_card(qtbot: QtBot, width: int) -> None:
    """Only what stands on the right of them is shortened."""
    stage = Stage(qtbot, document(*[kind() for kind in LAYERS.values()]))
    stage.view.resize(width, 700)
    stage.settle()
    metrics = QFontMetrics(font(SMALL + 2, bold=True))
    numbers = QFontMetrics(font(SMALL)).horizontalAdvance("00")
    widest = max(metrics.horizontalAdvance(name) for name in LAYERS)
    assert 8 + numbers + 6 + widest <= stage.view.card_rect(0).width() - 2


def test_the_words_of_a_repair_fit_on_its_button(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(Linear(32), Conv2d(4), Linear(1)))
    stage.view.resize(210, 700)
    stage.settle()
    shapes = stage.document.shapes
    assert shapes is not None
    assert shapes.problem is not None
    assert shapes.problem.repair is not None
    row = stage.view.visualRect(stage.view.model().index(shapes.problem.position + 1, 0))
    button = stage.cards.repair_rect(row, shapes.problem.position)
    inner = button.adjusted(8, 0, -8, 0)
    words = QFontMetrics(font(SMALL)).boundingRect(inner, int(Qt.TextFlag.TextWordWrap), shapes.problem.repair.label)
    assert inner.width() >= words.width()
    assert inner.height() >= words.height()


def test_the_lesson_of_21_layers_is_seen_whole(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(*[layer for _ in range(10) for layer in (Linear(32), Sigmoid())], Linear(1)))
    heights = []
    for height in (620, 700, 900):
        stage.view.resize(316, height)
        stage.settle()
        assert stage.view.verticalScrollBar().maximum() == 0
        heights.append(stage.cards.card_height(0))
    assert 22 <= heights[0] < heights[1] < heights[2] == 28
