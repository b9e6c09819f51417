from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.open_data import OpenData
from playground.gui.plots.run_names import RunName
from playground.gui.plots.time_row import TimeRow
from playground.gui.runs import RunRecord, Runs
from tests.gui.plots.stage import GRADIENTS, trained
from tests.gui.stage import end, found


@pytest.fixture
def row(runs: Runs, qtbot: QtBot) -> Iterator[TimeRow]:
    row = TimeRow(runs)
    qtbot.addWidget(row)
    row.resize(1000, 40)
    row.show()
    return row


def names(row: TimeRow) -> list[str]:
    return [name.record.title for name in row.findChildren(RunName) if name.isVisible()]


def more(row: TimeRow) -> QToolButton:
    return found(row, QToolButton, "more_runs")


def text(row: TimeRow) -> str:
    (label,) = [label.text() for label in row.findChildren(QLabel)]
    return label


def test_the_row_of_time_follows_and_points(qtbot: QtBot, runs: Runs, row: TimeRow) -> None:
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


@pytest.mark.parametrize(("share", "epoch"), [(0.25, 10), (0.5, 20), (0.9, 36)])
def test_a_click_on_the_track_goes_to_that_epoch(qtbot: QtBot, runs: Runs, row: TimeRow, share: float, epoch: int) -> None:
    trained(runs, GRADIENTS)
    slider = found(row, QSlider)
    qtbot.waitUntil(lambda: slider.maximum() == 40)
    QApplication.processEvents()
    place = QPoint(round(slider.width() * share), slider.height() // 2)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert runs.epoch == pytest.approx(epoch, abs=1)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTest.mouseMove(slider, QPoint(slider.width() - 1, place.y()))
    assert runs.epoch == 40


def test_the_number_is_that_of_the_run_that_trains(qtbot: QtBot, runs: Runs, row: TimeRow) -> None:
    end(trained(runs, GRADIENTS))
    qtbot.waitUntil(lambda: text(row) == "epoch 40")
    live = trained(runs, GRADIENTS[:14], "r2")
    qtbot.waitUntil(lambda: text(row) == "epoch 14")
    assert found(row, QSlider).maximum() == 40
    end(live)
    trained(runs, np.empty((0, 3)), "r3")
    qtbot.waitUntil(lambda: text(row) == "")


def test_every_run_is_within_reach(runs: Runs, row: TimeRow) -> None:
    records = [trained(runs, GRADIENTS, f"a run with a name {number}") for number in range(9)]
    seen = names(row)
    assert 0 < len(seen) < 9
    assert seen[-1] == records[-1].title
    assert more(row).text() == f"+{9 - len(seen)}"
    menu = more(row).menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [record.title for record in records[: 9 - len(seen)][::-1]]
    menu.actions()[0].trigger()
    assert not records[8 - len(seen)].shown
    row.resize(3600, 40)
    assert len(names(row)) == 9
    assert not more(row).isVisible()


def test_earlier_runs_are_named_only_when_they_are_shown(runs: Runs, row: TimeRow) -> None:
    record: RunRecord = trained(runs, GRADIENTS)
    runs.turn_to(OpenData(opening=1))
    assert names(row) == []
    assert (text(row), found(row, QSlider).isEnabled()) == ("", False)
    runs.change(record, lambda changed: setattr(changed, "shown", True))
    assert names(row) == ["r1 (Diabetes)"]
    runs.change(record, lambda changed: setattr(changed, "shown", False))
    assert names(row) == []
