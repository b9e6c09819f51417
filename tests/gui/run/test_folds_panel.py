from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from playground.datasets import Folds
from playground.gui.run.folds_panel import FoldsPanel
from playground.gui.run.settings_panel import SettingsPanel
from tests.gui.run.stage import Stage, series
from tests.gui.stage import document as small
from tests.gui.stage import found


def test_what_suits_the_data_is_shown_until_something_is_chosen(qtbot: QtBot) -> None:
    document = small()
    panel = FoldsPanel(document)
    qtbot.addWidget(panel)
    kind = found(panel, QComboBox, "kind")
    assert kind.currentData() == "shuffled"
    document.open(series(), None)
    assert kind.currentData() == "time"
    assert document.project.training.folds is None


def test_edits_are_undoable_steps_of_the_document(qtbot: QtBot) -> None:
    document = small()
    panel = FoldsPanel(document)
    qtbot.addWidget(panel)
    k = found(panel, QLineEdit, "k")
    k.selectAll()
    QTest.keyClicks(k, "8")
    assert document.project.training.folds == Folds(8, "shuffled")
    document.undo_stack.undo()
    assert document.project.training.folds is None


def test_the_button_asks(qtbot: QtBot) -> None:
    panel = FoldsPanel(small())
    qtbot.addWidget(panel)
    button = found(panel, QPushButton, "cross_validate_button")
    with qtbot.waitSignal(panel.begin_requested):
        button.click()


def test_while_runs_train_the_button_stays_where_the_keyboard_is(qtbot: QtBot) -> None:
    stage = Stage().training()
    panel = SettingsPanel(stage.document, stage.controller)
    qtbot.addWidget(panel)
    button = panel.findChild(QPushButton, "cross_validate_button")
    assert button is not None
    assert button.isEnabled()
    panel.folds.begin_requested.connect(stage.controller.cross_validate)
    button.click()
    assert "Stop the present run first" in stage.notices[-1].text
