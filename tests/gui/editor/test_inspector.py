"""The inspector edits the layers that are selected, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from playground.gui.editor.inspector import Inspector
from playground.layers import LAYERS, Dropout, Linear, ReLU, Tanh
from tests.gui.editor.view_stage import Stage
from tests.gui.stage import document


class Pair(Stage):
    """Network and inspector, connected as in the window."""

    def __init__(self, qtbot: QtBot, *layers: object) -> None:
        super().__init__(qtbot, document(*layers))  # type: ignore[arg-type]
        self.inspector = Inspector(self.document)
        qtbot.addWidget(self.inspector)
        self.view.selection_changed.connect(self.inspector.show_positions)
        self.inspector.show()

    def line(self, name: str) -> QLineEdit:
        """The editor that is shown for a setting."""
        QApplication.processEvents()  # a new form is shown by the event loop
        found = [line for line in self.inspector.findChildren(QLineEdit, name) if line.isVisible()]
        assert len(found) == 1
        return found[0]

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.inspector.findChildren(QLabel) if label.isVisible())

    def type(self, name: str, text: str) -> None:
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, text)


@pytest.fixture
def pair(qtbot: QtBot) -> Iterator[Pair]:
    return Pair(qtbot, Linear(8), ReLU(), Linear(4), Dropout(0.5), Linear(1))


def test_nothing_selected(pair: Pair) -> None:
    assert "No layer selected" in pair.texts()


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_can_be_inspected(pair: Pair, name: str) -> None:
    pair.view.select([4])
    pair.view.edits.add_after_selection(LAYERS[name]())
    assert name in pair.texts()


def test_typing_is_one_step_of_undo_per_field(pair: Pair) -> None:
    before = pair.document.network
    pair.view.select([0])
    pair.type("out_features", "123")
    assert pair.document.network.layers[0] == Linear(123)
    pair.document.undo_stack.undo()
    assert pair.document.network == before
    assert pair.line("out_features").text() == "8"
    pair.document.undo_stack.redo()
    assert pair.line("out_features").text() == "123"


def test_layers_of_one_type_are_edited_together(pair: Pair) -> None:
    before = pair.document.network
    pair.view.select([0, 2, 4])
    pair.type("out_features", "7")
    assert [layer for layer in pair.document.network.layers if isinstance(layer, Linear)] == [Linear(7)] * 3
    pair.one_step(before)


def test_layers_of_several_types_have_no_form(pair: Pair) -> None:
    pair.view.select([0, 1])
    assert "Layers of different types" in pair.texts()
    assert not [line for line in pair.inspector.findChildren(QLineEdit) if line.isVisible()]


def test_text_that_is_no_value_does_not_follow_to_another_layer(qtbot: QtBot) -> None:
    """What was typed belongs to the layer that was selected, even if the next one has the same value."""
    pair = Pair(qtbot, Linear(8), Linear(8), Linear(1))
    pair.view.select([0])
    pair.type("out_features", "abc")
    assert pair.line("out_features").property("bad")
    pair.view.select([1])
    assert pair.line("out_features").text() == "8"
    assert not pair.line("out_features").property("bad")


def test_an_edit_before_the_selected_layer_does_not_lead_to_the_wrong_one(pair: Pair) -> None:
    pair.view.select([2])
    pair.document.change_network(pair.document.network.inserted(0, [Linear(16), Tanh()]), "elsewhere")
    pair.type("out_features", "5")
    assert pair.document.network.layers[4] == Linear(5)
    assert pair.document.network.layers[2] == Linear(8)
    pair.document.undo_stack.undo()
    pair.document.undo_stack.undo()
    pair.type("out_features", "6")
    assert pair.document.network.layers[2] == Linear(6)


def test_a_flag_is_toggled(pair: Pair) -> None:
    before = pair.document.network
    pair.view.select([0])
    QApplication.processEvents()
    box = next(box for box in pair.inspector.findChildren(QCheckBox, "bias") if box.isVisible())
    box.click()
    assert pair.document.network.layers[0] == Linear(8, bias=False)
    pair.one_step(before)


def test_facts_follow_the_document(pair: Pair) -> None:
    pair.view.select([2])
    assert "weight: 4 × 8" in pair.texts()
    pair.document.change_network(pair.document.network.replaced(0, Linear(16)), "wider")
    assert "weight: 4 × 16" in pair.texts()
    pair.document.undo_stack.undo()
    assert "weight: 4 × 8" in pair.texts()


def test_a_selected_layer_that_goes_away_leaves_no_form_behind(pair: Pair) -> None:
    pair.view.select([4])
    pair.document.change_network(pair.document.network.removed([2, 3, 4]), "gone")
    assert "No layer selected" in pair.texts()
