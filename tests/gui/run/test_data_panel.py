"""The tab "Data": choosing a dataset proposes what fits it in one step, and what the engine found is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.datasets import DATASETS, DatasetConfig, Signature, Step
from playground.gui.document import Document
from playground.gui.run.data_panel import DataPanel
from playground.gui.theme import theme
from playground.layers import Linear, Sigmoid
from playground.network import Network
from playground.runs.checks import check_network, declared_signature, loss_problem, preparation_problem
from playground.runs.losses import BCELoss
from playground.runs.project import Project, known_task, project_from_bytes, project_to_bytes
from tests.gui.run.stage import NARROW, needed
from tests.gui.stage import INFO, Controller, document
from tests.gui.test_forms import wheel
from tests.strategies import projects

W = TypeVar("W", bound=QWidget)

BUILT_IN = [name for name in DATASETS if name != "csv"]


class Stage:
    def __init__(self, qtbot: QtBot, project: Project | None = None) -> None:
        self.document = Document(project) if project is not None else document()
        self.controller = Controller()
        self.panel = DataPanel(self.document, self.controller)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 900)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    def find(self, kind: type[W], name: str) -> W:
        found = self.panel.findChildren(kind, name)
        assert len(found) == 1, name
        return found[0]

    @property
    def choice(self) -> QComboBox:
        return self.find(QComboBox, "dataset_choice")

    def open(self, dataset: DatasetConfig) -> None:
        """Takes other data, and leaves the rest as it is."""
        self.document.change(replace(self.document.project, dataset=dataset), "")

    def choose(self, name: str) -> None:
        """Chooses from the open list."""
        self.choice.setCurrentIndex(self.choice.findData(name))
        self.choice.activated.emit(self.choice.currentIndex())

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.panel.findChildren(QLabel) if label.isVisible())

    def reasons(self) -> list[str]:
        labels = self.panel.findChildren(QLabel)
        return [label.text() for label in labels if label.property("role") == "danger" and label.isVisible()]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    return Stage(qtbot)


def fits(project: Project) -> None:
    """The project can be trained as it is, and can be saved and opened."""
    signature = declared_signature(project.dataset)
    assert isinstance(signature, Signature)
    assert check_network(project, signature).problem is None
    assert loss_problem(project, signature.task) is None
    assert preparation_problem(project.preparation, signature.task) is None
    assert project_from_bytes(project_to_bytes(project)) == project


@pytest.mark.parametrize("first", BUILT_IN)
def test_every_change_of_dataset_fits_and_one_undo_goes_back(stage: Stage, first: str) -> None:
    for second in BUILT_IN:
        stage.document.open(document().project, None)
        stage.choose(first)
        before = stage.document.project
        stage.choose(second)
        after = stage.document.project
        assert after.dataset == (before.dataset if first == second else DatasetConfig(second))
        fits(after)
        assert stage.choice.currentData() == second
        if after != before:
            stage.document.undo_stack.undo()
            assert stage.document.project == before
            assert stage.choice.currentData() == first
            stage.document.undo_stack.redo()
            assert stage.document.project == after


def test_a_dataset_fits_after_any_project(qtbot: QtBot) -> None:
    stage = Stage(qtbot)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(projects(), st.sampled_from(BUILT_IN))
    def check(project: Any, name: str) -> None:
        stage.document.open(project, None)
        stage.choose(name)
        if project.dataset.name != name:
            fits(stage.document.project)
            stage.document.undo_stack.undo()
        assert stage.document.project == project

    check()


@pytest.mark.parametrize("name", [name for name in BUILT_IN if DATASETS[name].task == "binary"])
def test_an_activation_at_the_end_that_the_loss_does_not_want(qtbot: QtBot, name: str) -> None:
    ends = Project("", DatasetConfig("diabetes"), network=Network((Linear(8), Linear(1), Sigmoid())))
    stage = Stage(qtbot, ends)
    stage.choose(name)
    fits(stage.document.project)
    lacks = Project("", DatasetConfig("diabetes"), network=Network((Linear(3),)))
    stage.document.open(replace(lacks, training=replace(lacks.training, loss=BCELoss())), None)
    stage.choose(name)
    fits(stage.document.project)


def test_what_fits_is_kept(stage: Stage) -> None:
    stage.choose("california_housing")
    before = stage.document.project
    stage.choose("diabetes")
    assert stage.document.network == before.network
    assert stage.document.project.training == before.training
    assert stage.document.project.preparation == before.preparation


def test_a_table_of_ones_own_can_be_chosen_again(qtbot: QtBot) -> None:
    """With its path: a project without it could be saved but never opened again."""
    table = DatasetConfig("csv", "houses.csv", target="Price", task="regression")
    stage = Stage(qtbot, Project("Houses", table))
    assert stage.choice.currentText() == "houses.csv"
    stage.choose("diabetes")
    stage.choose("csv")
    assert stage.document.project.dataset == table
    assert project_from_bytes(project_to_bytes(stage.document.project)).dataset == table
    stage.document.open(Project("Cars", DatasetConfig("csv", "cars.csv")), None)
    assert stage.choice.currentText() == "cars.csv"


def test_only_fitting_settings_are_shown(stage: Stage) -> None:
    for name in BUILT_IN:
        stage.choose(name)
        QApplication.processEvents()
        shown = {line.objectName() for line in stage.panel.findChildren(QLineEdit) if line.isVisible()}
        assert ("noise" in shown) == DATASETS[name].made
        assert ("context" in shown) == (known_task(DatasetConfig(name)) == "forecast")
        assert "target" not in shown


def test_context_and_horizon_change_the_shapes(stage: Stage) -> None:
    stage.choose("air_passengers")
    before = stage.document.project
    assert stage.find(QLineEdit, "context").placeholderText() == "12"
    QTest.keyClicks(stage.find(QLineEdit, "horizon"), "3")
    signature = stage.document.signature
    assert signature is not None
    assert signature.output_shape == (3,)
    assert stage.document.shapes is not None
    assert stage.document.shapes.problem is not None
    stage.document.undo_stack.undo()
    assert stage.document.project == before
    assert stage.find(QLineEdit, "horizon").text() == ""


def test_preparation_is_edited_and_undone(stage: Stage) -> None:
    before = stage.document.project
    scaling = stage.find(QComboBox, "scaling")
    scaling.setCurrentIndex(scaling.findData("minmax"))
    scaling.activated.emit(scaling.currentIndex())
    assert stage.document.project.preparation == replace(before.preparation, scaling="minmax")
    stage.document.undo_stack.undo()
    assert scaling.currentData() == "standard"


def test_what_does_not_go_together_is_refused(stage: Stage) -> None:
    line = stage.find(QLineEdit, "test")
    line.selectAll()
    QTest.keyClicks(line, "0.8")
    assert stage.document.project.preparation.test == 0.0
    assert "at least 5%" in stage.reasons()[0]
    stage.choose("air_passengers")
    split = stage.find(QComboBox, "split")
    split.setCurrentIndex(split.findData("random"))
    split.activated.emit(split.currentIndex())
    assert stage.document.project.preparation.split == "time"
    assert any("split by time" in reason for reason in stage.reasons())


def test_the_wheel_over_a_list_does_not_change_it(stage: Stage) -> None:
    before = stage.document.project
    stage.find(QLineEdit, "validation").setFocus()
    for box in stage.panel.findChildren(QComboBox):
        wheel(box, True)
        wheel(box, False)
    assert stage.document.project == before


def test_what_the_engine_found_is_shown_and_goes_again(stage: Stage) -> None:
    stage.controller.info = replace(INFO, steps=(Step("one"), Step("two", "missing:a")))
    stage.controller.dataset_changed.emit()
    QApplication.processEvents()
    assert "Regression · 442 rows · one sample: 10" in stage.texts()
    assert "training 353 · validation 89 · test 0" in stage.texts()
    assert "1. one" in stage.texts()
    assert "2. two" in stage.texts()
    stage.controller.info = None
    stage.controller.dataset_changed.emit()
    assert "442 rows" not in stage.texts()
    assert "1. one" in stage.texts()  # the steps stay while a switch of theirs is followed


def test_the_data_can_be_looked_at(qtbot: QtBot, stage: Stage) -> None:
    with qtbot.waitSignal(stage.panel.look_requested, timeout=0):
        stage.find(QPushButton, "look_button").click()


def test_long_work_shows_progress_and_can_be_cancelled(stage: Stage) -> None:
    bar, cancel = stage.panel.findChildren(QProgressBar)[0], stage.find(QPushButton, "cancel_loading")
    assert not bar.isVisible()
    stage.controller.loading_text, stage.controller.loading_share = "Reading rows", 0.25
    stage.controller.progress_changed.emit()
    assert bar.isVisible()
    assert (bar.value(), bar.maximum()) == (250, 1000)
    stage.controller.loading_share = None
    stage.controller.progress_changed.emit()
    assert bar.maximum() == 0
    cancel.click()
    assert stage.controller.cancelled == 1
    stage.controller.loading_text = ""
    stage.controller.progress_changed.emit()
    assert not bar.isVisible()


@pytest.mark.parametrize("name", DATASETS)
def test_the_data_of_every_kind_fit_into_the_column(stage: Stage, language: str, name: str) -> None:
    theme().apply("light")
    stage.panel.resize(NARROW, 700)
    stage.open(DatasetConfig(name, path="a.csv" if name == "csv" else None))
    assert needed(stage.panel) <= NARROW - 12, "there is no way to scroll sideways"


def test_what_is_used_where_nothing_is_typed_stands_in_the_field(stage: Stage) -> None:
    stage.open(DatasetConfig("moons"))
    for name in ("samples", "noise"):
        assert float(stage.find(QLineEdit, name).placeholderText()) == getattr(DATASETS["moons"], name)


def test_during_a_run_the_data_say_what_a_change_does(stage: Stage) -> None:
    assert "end the run that is under way" not in stage.texts()
    stage.controller.state = "training"
    stage.controller.state_changed.emit()
    assert "end the run that is under way" in stage.texts()


def test_a_table_is_called_by_its_file_without_the_folders(stage: Stage) -> None:
    stage.open(DatasetConfig("csv", path="/a/long/way/sales.csv"))
    assert stage.choice.currentText() == "sales.csv"
    assert stage.choice.currentData(Qt.ItemDataRole.ToolTipRole) == "/a/long/way/sales.csv"
