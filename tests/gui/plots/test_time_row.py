from __future__ import annotations

from PySide6.QtWidgets import QSlider, QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.plots.time_row import RunName, TimeRow
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, trained
from tests.gui.stage import found


def test_the_row_of_time_follows_and_points(qtbot: QtBot, runs: Runs) -> None:
    row = TimeRow(runs)
    qtbot.addWidget(row)
    record = trained(runs, GRADIENTS)
    slider = found(row, QSlider)
    buttons = {button.accessibleName(): button for button in row.findChildren(QToolButton)}
    qtbot.waitUntil(lambda: slider.maximum() == 40)
    assert slider.value() == 40
    slider.setValue(7)
    assert runs.epoch == 7
    buttons["One epoch forward"].click()
    assert runs.epoch == 8
    buttons["Follow the newest epoch"].click()
    assert runs.epoch is None
    found(row, RunName).click()
    assert not record.shown
