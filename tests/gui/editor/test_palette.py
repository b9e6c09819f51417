"""Every layer can be found, added by keyboard and dragged from the palette."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView
from pytestqt.qtbot import QtBot

from playground.gui.editor.clipboard import from_mime
from playground.gui.editor.palette import Palette, layer_icon
from playground.layers import LAYERS, Layer, ReLU
from tests.gui.stage import document


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        self.palette = Palette(document())
        qtbot.addWidget(self.palette)
        self.added: list[Layer] = []
        self.palette.add_requested.connect(self.added.append)
        self.palette.resize(180, 900)
        self.palette.show()
        qtbot.waitExposed(self.palette)
        search, view = self.palette.findChild(QLineEdit, "palette_search"), self.palette.findChild(QListView, "palette_list")
        assert search is not None
        assert view is not None
        self.search, self.list = search, view

    def rows(self) -> list[str]:
        """The layers that are offered."""
        model = self.list.model()
        found = [model.index(row, 0) for row in range(model.rowCount())]
        return [index.data() for index in found if index.flags() & Qt.ItemFlag.ItemIsDragEnabled]


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_all_layers_are_offered_once(stage: Stage) -> None:
    assert sorted(stage.rows()) == sorted(LAYERS)


def test_a_layer_without_an_icon_of_its_own_shows_that_of_its_family(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class Undrawn(ReLU):
        """A layer type that someone is adding."""

    monkeypatch.setitem(LAYERS, "Undrawn", Undrawn)
    stage = Stage(qtbot)
    assert "Undrawn" in stage.rows()
    assert (layer_icon(Undrawn), layer_icon(ReLU)) == ("activation", "relu")
    assert not stage.palette.grab().isNull()


@pytest.mark.parametrize("name", LAYERS)
def test_a_name_and_enter_add_that_layer(stage: Stage, name: str) -> None:
    QTest.keyClicks(stage.search, name.lower())
    QTest.keyClick(stage.search, Qt.Key.Key_Return)
    assert stage.added == [LAYERS[name]()]


def test_the_search_looks_into_family_and_help_and_escape_ends_it(stage: Stage) -> None:
    QTest.keyClicks(stage.search, "recurrent gates")
    assert set(stage.rows()) >= {"LSTM", "GRU"}
    assert "Linear" not in stage.rows()
    QTest.keyClick(stage.search, Qt.Key.Key_Escape)
    assert stage.search.text() == ""
    assert len(stage.rows()) == len(LAYERS)


def test_nothing_found_adds_nothing(stage: Stage) -> None:
    QTest.keyClicks(stage.search, "zzz")
    QTest.keyClick(stage.search, Qt.Key.Key_Return)
    QTest.keyClick(stage.search, Qt.Key.Key_Down)
    assert stage.rows() == []
    assert stage.added == []


def test_down_and_enter_choose_from_the_list(stage: Stage) -> None:
    QTest.keyClicks(stage.search, "relu")
    first, second = stage.rows()[:2]
    QTest.keyClick(stage.search, Qt.Key.Key_Down)
    QTest.keyClick(stage.list, Qt.Key.Key_Return)
    QTest.keyClick(stage.list, Qt.Key.Key_Down)
    QTest.keyClick(stage.list, Qt.Key.Key_Return)
    assert [layer.name for layer in stage.added] == [first, second]


def test_a_double_click_adds(stage: Stage) -> None:
    row = next(row for row in range(40) if stage.list.model().index(row, 0).data() == "Tanh")
    at = stage.list.visualRect(stage.list.model().index(row, 0)).center()
    QTest.mouseClick(stage.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseDClick(stage.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert [layer.name for layer in stage.added] == ["Tanh"]


def test_a_drag_carries_the_layer(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only Qt's own loop of the drag is replaced."""
    carried: list[tuple[Layer, ...]] = []

    def exec_(drag: QDrag, *_actions: object) -> Qt.DropAction:
        carried.append(from_mime(drag.mimeData()))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", exec_)
    model = stage.list.model()
    index = next(model.index(row, 0) for row in range(40) if model.index(row, 0).data() == "Dropout")
    assert from_mime(model.mimeData([index])) == (LAYERS["Dropout"](),)
    assert model.supportedDragActions() & Qt.DropAction.CopyAction
    heading = stage.list.visualRect(model.index(0, 0)).center()
    QTest.mousePress(stage.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, heading)
    QTest.mouseMove(stage.list.viewport(), heading + QPoint(0, 60))
    QTest.mouseRelease(stage.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, heading)
    QApplication.processEvents()
    assert carried == []
