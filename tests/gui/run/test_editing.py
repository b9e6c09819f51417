"""Whatever is done in the tabs "Data" and "Training", in any order, gives a project that its file brings back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox

from playground.datasets import DATASETS, TASKS, DatasetConfig, DatasetInfo, PreparationConfig, Signature
from playground.fields import ByName, Points, settings_of
from playground.gui.document import Document
from playground.gui.field_editors import FieldEditor
from playground.gui.forms import Form
from playground.gui.run.data_panel import DataPanel
from playground.gui.run.settings_panel import SettingsPanel
from playground.gui.run.step_list import StepList
from playground.layers import Linear
from playground.network import Network
from playground.runs.checks import declared_signature
from playground.runs.project import (
    Project,
    known_task,
    project_from_bytes,
    project_from_plain,
    project_to_bytes,
    project_to_plain,
)
from tests.gui.stage import Controller, found
from tests.strategies import values

TABLES = [DatasetConfig("csv", "table.csv", task=task) for task in (None, *TASKS)]
"""Tables of the user's own; of one of them only the data tell the task."""


class Choosing(RuleBasedStateMachine):
    """A person at the two tabs; an engine that finds the data of a table to be of any task that is not stated."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(Project("Test", DatasetConfig("diabetes"), network=Network((Linear(8), Linear(1)))))
        self.controller = Controller()
        self.panels = (DataPanel(self.document, self.controller), SettingsPanel(self.document, self.controller))

    def teardown(self) -> None:
        for panel in self.panels:
            panel.deleteLater()
        QApplication.processEvents()

    def found(self, kind: type[Any]) -> list[Any]:
        return [widget for panel in self.panels for widget in panel.findChildren(kind) if not widget.isHidden()]

    @rule(name=st.sampled_from(list(DATASETS)))
    def choose_dataset(self, name: str) -> None:
        self.choose("dataset_choice", name)

    @rule(data=st.data(), name=st.sampled_from(["task_choice", "loss_choice", "optimizer_choice", "scheduler_choice"]))
    def choose_one(self, data: st.DataObject, name: str) -> None:
        (box,) = [box for box in self.found(QComboBox) if box.objectName() == name] or [None]
        if box is not None:
            self.choose(name, box.itemData(data.draw(st.integers(0, box.count() - 1))))

    def choose(self, name: str, value: object) -> None:
        (box,) = [box for box in self.found(QComboBox) if box.objectName() == name]
        if (index := box.findData(value)) >= 0:
            box.setCurrentIndex(index)
            box.activated.emit(index)

    @rule(data=st.data())
    def fill_in(self, data: st.DataObject) -> None:
        """A value of its range in any field of any form, as its editor takes it."""
        form: Form = data.draw(st.sampled_from(self.found(Form)))
        if form.names:
            name = data.draw(st.sampled_from(form.names))
            (editor,) = form.editor(name).findChildren(FieldEditor, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if not editor.widget.isHidden():
                editor.take(data.draw(values(editor.field)))

    @rule(split=st.sampled_from(["random", "stratified", "time"]))
    def split(self, split: str) -> None:
        """The choice that goes with the task, often enough."""
        editor = self.panels[0].findChild(QComboBox, "split")
        assert editor is not None
        self.choose("split", split)

    @rule(on=st.booleans())
    def stop_early(self, on: bool) -> None:
        (box,) = [box for box in self.found(QCheckBox) if box.objectName() == "early_stopping"]
        box.setChecked(on)

    @rule(key=st.text("abc_", min_size=1, max_size=5), on=st.booleans())
    def switch_a_step(self, key: str, on: bool) -> None:
        found(self.panels[0], StepList).switched.emit(key, on)

    @rule(table=st.sampled_from(TABLES))
    def import_again(self, table: DatasetConfig) -> None:
        """Another reading of a table, as the import panel gives it, without what would make it fit."""
        self.document.change_dataset(table, self.document.project.preparation, "import")

    @precondition(lambda self: declared_signature(self.document.project.dataset) is None)
    @rule(task=st.sampled_from(list(TASKS)))
    def data_are_read(self, task: str) -> None:
        stated = self.document.project.dataset.task or task
        shapes = ((12, 1), (1,)) if stated == "forecast" else ((3,), (3 if stated == "multiclass" else 1,))
        signature = Signature(stated, *shapes)
        self.document.set_signature(signature)
        self.controller.info = DatasetInfo("csv", signature, 100, 80, 20, 0)
        self.controller.dataset_changed.emit()

    @rule(share=st.integers(0, 100))
    def undo_or_redo(self, share: int) -> None:
        stack = self.document.undo_stack
        stack.setIndex(stack.count() * share // 100)

    @invariant()
    def its_file_brings_it_back(self) -> None:
        project = self.document.project
        assert project_from_plain(project_to_plain(project)) == project
        assert project_from_bytes(project_to_bytes(project)) == project


def test_random_choices_can_be_saved_and_opened(qapp: QApplication) -> None:
    run_state_machine_as_test(Choosing, settings=settings(max_examples=20, stateful_step_count=20, deadline=None))


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "csv"])
def test_the_known_task_is_that_of_the_signature(name: str) -> None:
    """What a file is checked against is what the editor goes by; points of a third class are another task."""
    points = ((0.0, 0.0, 0), (0.5, 0.5, 1), (-0.5, 0.5, 2)) if name == "drawn" else None
    for base in (DatasetConfig(name), DatasetConfig(name, points=points)):
        for task in (None, *DATASETS[name].tasks(base)):
            config = replace(base, task=task)
            signature = declared_signature(config)
            assert signature is not None
            assert known_task(config) == signature.task


@pytest.mark.parametrize("split", ["random", "stratified", "time"])
@pytest.mark.parametrize("task", list(TASKS))
def test_a_change_of_task_takes_a_split_that_is_forbidden_with_it(qapp: QApplication, task: str, split: str) -> None:
    """In one step, which one undo takes back; a split that the task allows stays."""
    first = Project("", DatasetConfig("csv", "table.csv"), PreparationConfig(split=split))
    document = Document(first)
    document.change_dataset(DatasetConfig("csv", "table.csv", task=task), first.preparation, "task")
    forbidden = (task == "forecast" and split != "time") or (task, split) == ("regression", "stratified")
    expected = ("time" if task == "forecast" else "random") if forbidden else split
    assert document.project.preparation.split == expected
    document.undo_stack.undo()
    assert document.project == first
    assert not document.undo_stack.canUndo()


def test_every_setting_of_a_project_has_a_row_or_a_place_of_its_own(qapp: QApplication) -> None:
    """The random choices reach every setting of the preparation and of the training but those that are listed here."""
    machine = Choosing()
    rows = {name for panel in machine.panels for form in panel.findChildren(Form) for name in form.names}
    wanted = {
        name
        for owner in (machine.document.project.preparation, machine.document.project.training)
        for name, field in settings_of(owner).items()
        if not isinstance(field, Points | ByName)
    }
    assert wanted - rows == {"device"}  # chosen in the toolbar
    machine.teardown()
