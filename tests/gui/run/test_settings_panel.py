"""The tab "Training": every control changes the project in one step, and follows when the project changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DATASETS, DatasetConfig
from playground.gui.document import Document
from playground.gui.folded import Folded
from playground.gui.highlight import point_at
from playground.gui.run.settings_panel import SettingsPanel
from playground.gui.theme import theme
from playground.runs.config import EarlyStopping, RunConfig
from playground.runs.losses import LOSSES, HuberLoss
from playground.runs.messages import LearningRateTest
from playground.runs.optimizers import OPTIMIZERS, SGD, Adam
from playground.runs.project import known_task, project_from_bytes, project_to_bytes
from playground.runs.schedulers import SCHEDULERS
from tests.gui.run.stage import NARROW, needed
from tests.gui.stage import Controller, document
from tests.gui.test_forms import wheel
from tests.strategies import RUN_CONFIGS

W = TypeVar("W", bound=QWidget)


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        self.document: Document = document()
        self.controller = Controller()
        self.panel = SettingsPanel(self.document, self.controller)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 900)
        self.panel.show()
        qtbot.waitExposed(self.panel)

    @property
    def training(self) -> RunConfig:
        return self.document.project.training

    def find(self, kind: type[W], name: str) -> W:
        """The one control of this name: a test, a lesson or a screen reader must not find one that is gone."""
        found = self.panel.findChildren(kind, name)
        assert len(found) == 1, name
        return found[0]

    def choose(self, name: str, text: str) -> None:
        """Chooses by keyboard from the open list."""
        box = self.find(QComboBox, name)
        box.setCurrentIndex(box.findText(text))
        box.activated.emit(box.currentIndex())
        QApplication.processEvents()

    def type(self, name: str, text: str) -> None:
        line = self.find(QLineEdit, name)
        line.selectAll()
        QTest.keyClicks(line, text)

    def one_step(self, before: RunConfig) -> None:
        after = self.training
        assert after != before
        self.document.undo_stack.undo()
        assert self.training == before
        self.shows(before)
        self.document.undo_stack.redo()
        assert self.training == after
        self.shows(after)

    def shows(self, training: RunConfig) -> None:
        """The panel says what the project says."""
        assert self.find(QComboBox, "loss_choice").currentData() == training.loss.name
        assert self.find(QComboBox, "optimizer_choice").currentData() == training.optimizer.name
        scheduler = training.scheduler.name if training.scheduler is not None else None
        assert self.find(QComboBox, "scheduler_choice").currentData() == scheduler
        assert float(self.find(QLineEdit, "learning_rate").text()) == training.optimizer.lr
        batch = self.find(QLineEdit, "batch_size").text()
        assert (int(batch) if batch else None) == training.batch_size
        assert int(self.find(QLineEdit, "epochs").text()) == training.epochs
        assert self.find(QComboBox, "init").currentData() == training.init
        assert int(self.find(QLineEdit, "seed").text()) == training.seed
        clip = self.find(QLineEdit, "clip_grad_norm").text()
        assert (float(clip) if clip else None) == training.clip_grad_norm
        assert self.find(QCheckBox, "early_stopping").isChecked() == (training.early_stopping is not None)

    def reasons(self) -> list[str]:
        labels = self.panel.findChildren(QLabel)
        return [label.text() for label in labels if label.property("role") == "danger" and label.isVisible()]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    return Stage(qtbot)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_can_be_chosen(stage: Stage, name: str) -> None:
    before = stage.training
    stage.choose("optimizer_choice", name)
    assert stage.training == replace(before, optimizer=OPTIMIZERS[name]())
    stage.shows(stage.training)
    if name != before.optimizer.name:
        stage.one_step(before)


@pytest.mark.parametrize("name", SCHEDULERS)
def test_every_scheduler_can_be_chosen(stage: Stage, name: str) -> None:
    before = stage.training
    stage.choose("scheduler_choice", name)
    assert stage.training == replace(before, scheduler=SCHEDULERS[name]())
    stage.one_step(before)
    stage.choose("scheduler_choice", "constant learning rate")
    assert stage.training == before


def test_numbers_are_typed(stage: Stage) -> None:
    for name, text, part in (
        ("learning_rate", "3e-2", {"optimizer": Adam(lr=0.03)}),
        ("batch_size", "17", {"batch_size": 17}),
        ("epochs", "250", {"epochs": 250}),
        ("seed", "11", {"seed": 11}),
        ("clip_grad_norm", "0.5", {"clip_grad_norm": 0.5}),
    ):
        before = stage.training
        stage.type(name, text)
        assert stage.training == replace(before, **part)  # type: ignore[arg-type]  # one of them at a time
        stage.one_step(before)


def test_an_empty_batch_size_is_the_full_batch(stage: Stage) -> None:
    line = stage.find(QLineEdit, "batch_size")
    line.clear()
    line.textEdited.emit("")
    assert stage.training.batch_size is None
    assert line.placeholderText() == "full batch"


def test_a_learning_rate_in_the_middle_of_typing_is_not_lost(stage: Stage) -> None:
    before = stage.training
    stage.type("learning_rate", "1e-")
    assert stage.training.optimizer.lr == 1.0  # "1" was a value, "1e-" is not
    assert stage.reasons()
    stage.type("epochs", "5")
    assert stage.find(QLineEdit, "learning_rate").text() == "1e-"
    QTest.keyClicks(stage.find(QLineEdit, "learning_rate"), "")
    line = stage.find(QLineEdit, "learning_rate")
    line.setCursorPosition(3)
    QTest.keyClicks(line, "4")
    assert stage.training.optimizer.lr == 1e-4
    assert not stage.reasons()
    assert before.optimizer.lr == 1e-3


def test_losses_that_do_not_suit_the_task_cannot_be_chosen(stage: Stage) -> None:
    box = stage.find(QComboBox, "loss_choice")
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    for name in DATASETS:
        if name == "csv":
            continue
        stage.document.change_dataset(DatasetConfig(name), stage.document.project.preparation, "dataset")
        task = known_task(DatasetConfig(name))
        enabled = [box.itemData(row) for row in range(box.count()) if model.item(row).isEnabled()]
        assert enabled == [loss for loss, kind in LOSSES.items() if task in kind.tasks]
        stage.document.undo_stack.undo()
    assert model.item(box.findData("MSELoss")).isEnabled()
    assert not model.item(box.findData("NLLLoss")).isEnabled()
    assert "Does not suit" in model.item(box.findData("NLLLoss")).toolTip()


def test_a_loss_brings_its_settings(stage: Stage) -> None:
    before = stage.training
    stage.choose("loss_choice", "HuberLoss")
    stage.one_step(before)
    stage.type("delta", "2")
    assert stage.training.loss == HuberLoss(delta=2.0)
    stage.choose("loss_choice", "MSELoss")
    assert not stage.panel.findChildren(QLineEdit, "delta")


def test_stopping_early(stage: Stage) -> None:
    before = stage.training
    assert not stage.find(QLineEdit, "patience").isVisible()
    stage.find(QCheckBox, "early_stopping").click()
    assert stage.training.early_stopping == EarlyStopping()
    assert stage.find(QLineEdit, "patience").isVisible()
    stage.one_step(before)
    stage.type("patience", "7")
    assert stage.training.early_stopping == EarlyStopping(patience=7)
    stage.document.undo_stack.undo()
    stage.document.undo_stack.undo()
    assert not stage.find(QLineEdit, "patience").isVisible()


def test_what_does_not_go_together_is_refused_with_a_reason(stage: Stage) -> None:
    """A project with Nesterov and no momentum could be saved but never opened again."""
    stage.choose("optimizer_choice", "SGD")
    stage.find(QCheckBox, "nesterov").click()
    assert stage.training.optimizer == SGD()
    assert stage.reasons() == ["Nesterov needs a momentum above 0"]
    stage.type("momentum", "0.9")
    assert not stage.reasons()
    stage.find(QCheckBox, "nesterov").click()
    assert stage.training.optimizer == SGD(momentum=0.9, nesterov=True)
    stage.type("momentum", "0")
    assert stage.training.optimizer == SGD(momentum=0.9, nesterov=True)
    assert stage.reasons()


def test_shares_that_leave_nothing_to_train_with_are_refused(stage: Stage) -> None:
    project = stage.document.project
    stage.document.change_dataset(project.dataset, replace(project.preparation, test=0.5), "test share")
    stage.type("validation", "0.7")
    assert stage.document.project.preparation.validation == 0.0  # "0" and "0." were values, "0.7" is not
    assert len(stage.reasons()) == 1
    assert "at least 5%" in stage.reasons()[0]


def test_the_dice_give_another_seed(stage: Stage) -> None:
    before = stage.training
    for _ in range(2):
        stage.find(QToolButton, "").click()
    assert stage.training.seed != before.seed
    stage.one_step(before)


def test_the_wheel_over_a_list_does_not_change_it(stage: Stage) -> None:
    before = stage.document.project
    stage.find(QLineEdit, "epochs").setFocus()
    for box in stage.panel.findChildren(QComboBox):
        wheel(box, True)
        wheel(box, False)
    assert stage.document.project == before


def test_what_a_run_keeps_is_said_before_it_begins_so_that_nothing_moves_then(stage: Stage) -> None:
    hint = next(label for label in stage.panel.findChildren(QLabel) if "keeps its settings" in label.text())
    assert hint.isVisible()


def test_the_panel_follows_every_project(stage: Stage) -> None:
    """And back: undo of each shows the one before."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(RUN_CONFIGS)
    def check(config: Any) -> None:
        before = stage.training
        stage.document.change_training(config, "all of it")
        stage.shows(config)
        if config != before:
            stage.document.undo_stack.undo()
            stage.shows(before)
            stage.document.undo_stack.redo()
        assert not stage.reasons()

    check()


def test_whatever_is_clicked_can_be_saved_and_opened(stage: Stage) -> None:
    for name in OPTIMIZERS:
        stage.choose("optimizer_choice", name)
        for box in (box for box in stage.panel.findChildren(QCheckBox) if box.isVisible()):
            box.click()
        for line in (line for line in stage.panel.findChildren(QLineEdit) if line.isVisible()):
            for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
                QTest.keyClick(line, key)
        assert project_from_bytes(project_to_bytes(stage.document.project)) == stage.document.project


@pytest.fixture
def panel(qtbot: QtBot) -> SettingsPanel:
    theme().apply("light")
    made = SettingsPanel(document(), Controller())
    qtbot.addWidget(made)
    made.resize(NARROW, 700)
    made.show()
    return made


def test_the_training_tab_fits_on_the_screen(panel: SettingsPanel) -> None:
    inner = panel.widget()
    assert inner is not None
    assert inner.sizeHint().height() <= 700
    assert needed(panel) <= NARROW - 12


def test_a_proposed_learning_rate_does_not_widen_the_tab(qtbot: QtBot, language: str) -> None:
    theme().apply("light")
    controller = Controller()
    made = SettingsPanel(document(), controller)
    qtbot.addWidget(made)
    rates = np.geomspace(1e-6, 1, 20)
    controller.rates.test = LearningRateTest(rates=rates, losses=np.ones(20), proposed=0.00123, done=True)
    controller.rates.test_changed.emit()
    assert not made.findChildren(QWidget, "use_learning_rate")[0].isHidden()
    assert needed(made) <= NARROW - 12


def test_a_section_unfolds_by_its_heading_and_when_something_in_it_is_pointed_at(panel: SettingsPanel, qtbot: QtBot) -> None:
    clip, l1 = (panel.findChild(QWidget, name) for name in ("clip_grad_norm", "l1"))
    heading = panel.findChild(QToolButton, "more_settings")
    assert clip is not None
    assert l1 is not None
    assert heading is not None
    assert not clip.isVisible()
    heading.click()
    assert clip.isVisible()
    heading.click()
    assert not clip.isVisible()
    point_at(l1)
    assert l1.isVisible()


def test_settings_in_use_are_never_folded_away(qtbot: QtBot) -> None:
    doc = document()
    panel = SettingsPanel(doc, Controller())
    qtbot.addWidget(panel)
    sections = panel.findChildren(Folded)
    assert not any(section.is_open for section in sections)
    doc.change_training(replace(RunConfig(), l1=0.01), "")
    assert [section.is_open for section in sections].count(True) == 1
