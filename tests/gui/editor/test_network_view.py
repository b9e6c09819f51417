"""The network by mouse and keyboard: real events in, layers and steps of undo out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QPaintEvent,
    QRegion,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.editor.clipboard import MIME, from_mime, to_mime
from playground.gui.editor.layer_card import CardDelegate, bar_share
from playground.gui.editor.network_view import NetworkView
from playground.gui.records import Runs
from playground.layers import Conv1d, Conv2d, Dropout, Layer, Linear, ReLU, Sigmoid, Tanh
from playground.network import MOST_LAYERS, Network
from tests.gui.stage import SMALL, begin, document, names, progress

MODIFIERS = {"ctrl": Qt.KeyboardModifier.ControlModifier, "alt": Qt.KeyboardModifier.AltModifier}


class Stage:
    """A shown view with its document, and hands to use it."""

    def __init__(self, qtbot: QtBot, project: Document) -> None:
        self.document = project
        self.runs = Runs()
        self.view = NetworkView(project, self.runs)
        qtbot.addWidget(self.view)
        self.messages: list[str] = []
        self.view.message.connect(self.messages.append)
        self.view.resize(280, 700)
        self.view.show()
        qtbot.waitExposed(self.view)
        self.view.setFocus()
        self.settle()

    @property
    def names(self) -> list[str]:
        return names(self.document)

    @property
    def cards(self) -> CardDelegate:
        delegate = self.view.itemDelegate()
        assert isinstance(delegate, CardDelegate)
        return delegate

    def settle(self) -> None:
        self.view.doItemsLayout()
        QApplication.processEvents()

    def card(self, position: int) -> QPoint:
        """The middle of a card."""
        rect = self.view.visualRect(self.view.model().index(position + 1, 0))
        return self.cards.card_rect(rect, position).center()

    def above(self, position: int) -> QPoint:
        """A point where a drop lands before a layer; ``len`` is below the last one."""
        rect = self.view.visualRect(self.view.model().index(position + 1, 0))
        return QPoint(rect.center().x(), self.cards.card_rect(rect, position).top() + 2)

    def key(self, key: Qt.Key, *held: str) -> None:
        modifier = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifier |= MODIFIERS[name]
        QTest.keyClick(self.view, key, modifier)

    def enter(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        return event.isAccepted()

    def move(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDragMoveEvent(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        self.settle()
        return event.isAccepted()

    def drop(self, mime: QMimeData, at: QPoint) -> bool:
        event = QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.view.viewport(), event)
        self.settle()
        return event.isAccepted()

    def one_step(self, before: Network) -> None:
        """What was done is one step of undo, and one of redo."""
        after = self.document.network
        assert after != before
        self.document.undo_stack.undo()
        assert self.document.network == before
        self.document.undo_stack.redo()
        assert self.document.network == after


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    QGuiApplication.clipboard().clear()
    yield Stage(qtbot, document())
    QGuiApplication.clipboard().clear()


# drag and drop


@pytest.mark.parametrize("position", range(6))
def test_a_dropped_layer_lands_where_the_gap_was(stage: Stage, position: int) -> None:
    mime, before = to_mime([Tanh()]), stage.document.network
    assert stage.enter(mime, stage.above(position))
    stage.settle()
    assert stage.cards.gap == position
    here = stage.above(position) - QPoint(0, 6)
    assert stage.move(mime, here)
    assert stage.cards.gap == position
    assert stage.drop(mime, here)
    assert stage.cards.gap is None
    assert stage.document.network == before.inserted(position, [Tanh()])
    assert stage.view.positions == (position,)
    stage.one_step(before)


def test_the_gap_follows_the_pointer_and_makes_room(stage: Stage) -> None:
    mime = to_mime([Tanh()])
    height = stage.view.visualRect(stage.view.model().index(2, 0)).height()
    stage.enter(mime, stage.above(3))
    for position in (3, 2, 1, 0, 4, 5):
        stage.move(mime, stage.above(position))
        assert stage.cards.gap == position
    stage.move(mime, stage.above(1))
    assert stage.view.visualRect(stage.view.model().index(2, 0)).height() > height + 20
    QApplication.sendEvent(stage.view.viewport(), QDragLeaveEvent())
    stage.settle()
    assert stage.cards.gap is None
    assert stage.view.visualRect(stage.view.model().index(2, 0)).height() == height


def test_the_gap_is_steady_under_a_resting_pointer(stage: Stage) -> None:
    """The room that a gap takes must not push it away from the pointer that opened it."""
    mime = to_mime([Tanh()])
    stage.enter(mime, QPoint(100, 5))
    for y in range(5, 400, 3):
        stage.move(mime, QPoint(100, y))
        first = stage.cards.gap
        stage.move(mime, QPoint(100, y))
        assert stage.cards.gap == first


HOSTILE = {
    "nothing": b"",
    "not JSON": b"\x00\xff{",
    "no layers": b'{"network": 5}',
    "unknown layer": b'[{"layer": "Evil"}]',
    "out of range": b'[{"layer": "Linear", "out_features": -1}]',
    "huge number": b'[{"layer": "Linear", "out_features": 1' + b"0" * 400 + b"}]",
    "deep": b"[" * 100_000,
    "too many": b"[" + b'{"layer": "ReLU"},' * MOST_LAYERS + b'{"layer": "ReLU"}]',
    "too large": b" " * (5 * 2**20),
    "a list for a name": b'[{"layer": ["ReLU"]}]',
    "empty list": b"[]",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_data_is_refused_with_a_word(stage: Stage, data: bytes) -> None:
    mime, before = QMimeData(), stage.document.network
    mime.setData(MIME, data)
    stage.enter(mime, stage.above(1))
    assert not stage.drop(mime, stage.above(1))
    assert stage.document.network == before
    assert stage.cards.gap is None
    assert stage.messages == ["What was dropped holds no layers."]
    QGuiApplication.clipboard().setMimeData(mime)
    stage.key(Qt.Key.Key_V, "ctrl")
    assert stage.document.network == before
    assert len(stage.messages) == 2


def test_foreign_data_is_not_even_accepted(stage: Stage) -> None:
    mime = QMimeData()
    mime.setText('[{"layer": "ReLU"}]')
    mime.setUrls([])
    assert not stage.enter(mime, stage.above(1))
    assert not stage.move(mime, stage.above(1))
    assert stage.cards.gap is None


def test_a_drag_at_the_edge_scrolls(qtbot: QtBot) -> None:
    stage = Stage(qtbot, document(*[ReLU()] * 60))
    stage.view.resize(280, 300)
    stage.settle()
    mime, edge = to_mime([Tanh()]), QPoint(100, stage.view.viewport().height() - 3)
    stage.enter(mime, edge)
    stage.move(mime, edge)
    qtbot.waitUntil(lambda: stage.view.verticalScrollBar().value() > 0)
    QApplication.sendEvent(stage.view.viewport(), QDragLeaveEvent())


def drag_selected(stage: Stage, monkeypatch: pytest.MonkeyPatch, target: int, copy: bool = False) -> list[QMimeData]:
    """Drags what is selected by the mouse and lets go before ``target``; only Qt's own loop of the drag is replaced."""
    dragged: list[QMimeData] = []

    def exec_(drag: QDrag, actions: Qt.DropAction, default: Qt.DropAction) -> Qt.DropAction:
        mime = drag.mimeData()
        dragged.append(mime)
        stage.enter(mime, stage.above(target))
        stage.settle()
        at = stage.above(target) - QPoint(0, 6)
        event = QDropEvent(
            QPointF(at),
            Qt.DropAction.CopyAction if copy else default,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier if copy else Qt.KeyboardModifier.NoModifier,
        )
        monkeypatch.setattr(QDropEvent, "source", lambda _event: stage.view)
        QApplication.sendEvent(stage.view.viewport(), event)
        return event.dropAction()

    monkeypatch.setattr(QDrag, "exec", exec_)
    start = stage.card(stage.view.positions[0])
    viewport = stage.view.viewport()
    held = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, held, start)
    QTest.mouseMove(viewport, start + QPoint(0, 5))
    QTest.mouseMove(viewport, start + QPoint(0, 40))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, held, start + QPoint(0, 40))
    stage.settle()
    return dragged


@pytest.mark.parametrize("positions", [(0,), (4,), (1, 3), (0, 1, 2)])
@pytest.mark.parametrize("target", [0, 2, 5])
def test_layers_are_reordered_by_dragging_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, positions: tuple[int, ...], target: int
) -> None:
    before = stage.document.network
    stage.view.select(positions)
    dragged = drag_selected(stage, monkeypatch, target)
    assert from_mime(dragged[0]) == tuple(before.layers[position] for position in positions)
    order = [index for index in range(len(before)) if index not in positions]
    place = sum(1 for index in order if index < target)
    order[place:place] = positions
    assert stage.document.network.layers == tuple(before.layers[index] for index in order)
    if stage.document.network != before:
        assert stage.view.positions == tuple(range(place, place + len(positions)))
        stage.one_step(before)
    else:
        assert not stage.document.undo_stack.canUndo()
    assert stage.cards.gap is None


def test_dragging_with_ctrl_copies(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stage.document.network
    stage.view.select([0, 1])
    drag_selected(stage, monkeypatch, 5, copy=True)
    assert stage.document.network == before.inserted(5, before.layers[:2])
    stage.one_step(before)


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
    stage.view.add_after_selection(ReLU())
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
    stage.view.add_after_selection(Tanh())
    stage.view.repair()
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
    assert spoken[1] == "1. Linear, 10 to 8, 88 parameters"
    assert spoken[-1] == "Output: 1 · Regression"


# gradients


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
        runs.look_at(epoch)
        tell(qtbot, runs)
        assert bars(view) == pytest.approx(dict(zip((0, 2, 4), table[row], strict=True)))


def test_the_painted_length_of_a_bar_is_its_value(qtbot: QtBot) -> None:
    """Measured in the picture: the filled part of the bar, from 1e-8 to 1 on a logarithmic scale."""
    view, project, runs = painted(qtbot)
    record = begin(runs, project.project)
    values = np.array([[1e-6, 1e-3, 1e-1]])
    record.history.append(progress(record, 1, values))
    runs.look_at(1)
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
