"""The document: random edits, undos and redos, by hand and by model; every view always shows the network that is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from playground.datasets import DATASETS, DatasetConfig
from playground.gui.document import Document
from playground.gui.editor.inspector import Inspector
from playground.gui.editor.network_view import NetworkView
from playground.gui.runs import Runs
from playground.gui.summary_table import SummaryModel, SummaryTable
from playground.layers import Linear, ReLU
from playground.network import infer_shapes
from playground.runs.checks import check_network, declared_signature
from playground.runs.losses import L1Loss
from playground.runs.project import Project, project_from_bytes, project_to_bytes
from tests.gui.stage import SMALL, document
from tests.strategies import SMALL_LAYERS

POSITIONS = st.lists(st.integers(0, 7), max_size=4)


class Editing(RuleBasedStateMachine):
    """A person who edits, undoes and redoes at random; the model is two lists of projects."""

    def __init__(self) -> None:
        super().__init__()
        self.document = document()
        self.view = NetworkView(self.document, Runs())
        self.inspector = Inspector(self.document)
        self.view.selection_changed.connect(self.inspector.show_positions)
        self.table = SummaryTable(self.document)
        self.done: list[Project] = []
        self.undone: list[Project] = []
        self.merging = ""
        self.clean: Project | None = self.document.project

    def teardown(self) -> None:
        for widget in (self.view, self.inspector, self.table):
            widget.deleteLater()
        QApplication.processEvents()

    def note(self, before: Project, merge: str = "") -> None:
        """Adds what has just happened to the model."""
        if self.document.project == before and not (merge and merge == self.merging):
            return
        if not (merge and merge == self.merging and not self.undone and self.done):
            self.done.append(before)
        elif self.document.project == self.done[-1]:
            self.done.pop()
            merge = ""
        self.undone.clear()
        self.merging = merge

    @rule(layers=st.lists(SMALL_LAYERS, min_size=1, max_size=3), position=st.integers(0, 8))
    def insert(self, layers: list[Any], position: int) -> None:
        before = self.document.project
        self.view.edits.insert(min(position, len(before.network)), layers)
        self.note(before)

    @rule(positions=POSITIONS)
    def delete(self, positions: list[int]) -> None:
        before = self.document.project
        self.view.select(positions)
        self.view.edits.actions["delete"].trigger()
        self.note(before)

    @rule(positions=POSITIONS, place=st.integers(0, 8))
    def move(self, positions: list[int], place: int) -> None:
        before = self.document.project
        count = len(before.network)
        self.view.edits.move_layers(sorted({position for position in positions if position < count}), min(place, count))
        self.note(before)

    @rule(positions=POSITIONS)
    def select(self, positions: list[int]) -> None:
        self.view.select(positions)

    @rule()
    def repair(self) -> None:
        before = self.document.project
        self.view.edits.repair()
        self.note(before)

    @rule(layer=SMALL_LAYERS, position=st.integers(0, 7))
    def replace_layer(self, layer: Any, position: int) -> None:
        before = self.document.project
        if position < len(before.network):
            self.document.change_network(before.network.replaced(position, layer), "replace")
        self.note(before)

    @rule(name=st.sampled_from([name for name in DATASETS if name != "csv"]))
    def dataset(self, name: str) -> None:
        before = self.document.project
        self.document.change_dataset(DatasetConfig(name), before.preparation, "dataset")
        self.note(before)

    @rule(epochs=st.integers(1, 9), loss=st.booleans())
    def train_setting(self, epochs: int, loss: bool) -> None:
        before = self.document.project
        training = replace(before.training, epochs=epochs)
        self.document.change_training(replace(training, loss=L1Loss()) if loss else training, "training")
        self.note(before)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        self.undone.append(self.document.project)
        self.document.undo_stack.undo()
        assert self.document.project == self.done.pop()

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        self.done.append(self.document.project)
        self.document.undo_stack.redo()
        assert self.document.project == self.undone.pop()

    @rule()
    def save(self) -> None:
        self.document.saved(Path("x.nnplay"))
        self.clean = self.document.project

    @invariant()
    def the_stack_is_the_model(self) -> None:
        assert self.document.undo_stack.count() == len(self.done) + len(self.undone)
        assert self.document.undo_stack.index() == len(self.done)
        if not self.document.unsaved:
            assert self.document.project == self.clean

    @invariant()
    def views_show_the_network(self) -> None:
        network, model = self.document.network, self.view.model()
        assert model.rowCount() == len(network) + 2
        spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(1, len(network) + 1)]
        for number, (words, layer) in enumerate(zip(spoken, network.layers, strict=True), 1):
            assert words.startswith(f"layer {number}, {layer.name}")
        assert all(0 <= position < len(network) for position in self.view.positions)
        assert self.inspector.positions == self.view.positions
        table = self.table.findChild(SummaryModel)
        assert table is not None
        assert [table.index(row, 1).data() for row in range(table.rowCount())] == [layer.name for layer in network.layers]

    @invariant()
    def shapes_are_those_of_the_project(self) -> None:
        signature = declared_signature(self.document.project.dataset)
        assert self.document.signature == signature
        assert signature is not None
        assert self.document.shapes == check_network(self.document.project, signature)

    @invariant()
    def the_project_can_be_saved_and_opened(self) -> None:
        network = self.document.network
        project = replace(Project(), network=network)
        assert project_from_bytes(project_to_bytes(project)).network == network


def test_random_edits_undos_and_redos(qapp: QApplication) -> None:
    run_state_machine_as_test(Editing, settings=settings(max_examples=25, stateful_step_count=25))


@pytest.fixture
def small(qapp: QApplication) -> Document:
    return document()


def test_edits_with_one_key_are_one_step(small: Document) -> None:
    for size in (1, 12, 123):
        small.change_network(small.network.replaced(0, Linear(size)), "size", "layer.0.out_features")
    assert small.undo_stack.count() == 1
    small.undo_stack.undo()
    assert small.network == SMALL


def test_edits_that_end_where_they_began_leave_no_step(small: Document) -> None:
    for size in (80, 8):
        small.change_network(small.network.replaced(0, Linear(size)), "size", "layer.0.out_features")
    assert small.undo_stack.count() == 0
    assert not small.unsaved
    assert small.network == SMALL
    small.change_network(small.network.removed([0]), "delete")
    small.undo_stack.undo()
    assert small.network == SMALL


def test_an_edit_after_saving_is_a_step_of_its_own(small: Document) -> None:
    small.change_network(small.network.replaced(0, Linear(9)), "size", "size")
    small.saved(Path("x.nnplay"))
    small.change_network(small.network.replaced(0, Linear(10)), "size", "size")
    assert small.unsaved
    small.undo_stack.undo()
    assert not small.unsaved
    assert small.network.layers[0] == Linear(9)


def test_only_what_changed_is_told(small: Document) -> None:
    told: list[str] = []
    for name in ("network_changed", "dataset_changed", "training_changed", "shapes_changed"):
        getattr(small, name).connect(lambda name=name: told.append(name))
    small.change_training(replace(small.project.training, epochs=7), "epochs")
    assert told == ["training_changed"]
    told.clear()
    small.change_network(small.network.inserted(0, [ReLU()]), "insert")
    assert told == ["network_changed", "shapes_changed"]
    told.clear()
    small.change(small.project, "nothing")
    assert told == []
    small.change_training(replace(small.project.training, loss=L1Loss()), "loss")
    assert told == ["training_changed", "shapes_changed"]


def test_opening_forgets_what_was(small: Document) -> None:
    small.change_network(small.network.removed([0]), "delete")
    other = Project("Other", DatasetConfig("air_passengers"))
    small.open(other, Path("other.nnplay"))
    assert small.project == other
    assert not small.undo_stack.canUndo()
    assert not small.unsaved
    small.mark_unsaved()
    assert small.unsaved


def test_shapes_wait_for_the_data_of_a_table(qapp: QApplication) -> None:
    table = Document(Project("Table", DatasetConfig("csv", "x.csv"), network=SMALL))
    assert table.shapes is None
    signature = declared_signature(DatasetConfig("diabetes"))
    assert signature is not None
    table.set_signature(signature)
    assert table.shapes == infer_shapes(SMALL, signature.input_shape, signature.output_shape)


def test_what_is_opened_after_something_that_no_file_holds_is_saved(small: Document) -> None:
    small.mark_unsaved()  # restored, or made of a table: without a step that could be undone
    small.open(small.project, None)
    assert not small.unsaved
