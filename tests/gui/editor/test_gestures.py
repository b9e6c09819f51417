"""Layers dragged into the network and within it: real drag events in, layers and steps of undo out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDrag,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.editor.clipboard import MIME, from_mime, to_mime
from playground.layers import ReLU, Tanh
from playground.network import MOST_LAYERS
from tests.gui.editor.view_stage import Stage
from tests.gui.stage import document


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
