from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from playground.gui.elided_label import ElidedLabel
from playground.gui.plots.confusion import ConfusionPlot
from playground.gui.plots.matrix import Matrix, words_within
from playground.gui.plots.samples import Samples
from playground.gui.runs import RunRecord, Runs
from playground.runs import messages as m
from tests.gui.plots.stage import THREE, run_on, shown, switch
from tests.gui.stage import found

COUNTS = np.array([[5.0, 1, 0], [0, 0, 4], [0, 0, 0]])


@pytest.fixture
def record(runs: Runs) -> RunRecord:
    record = run_on(runs, THREE, ("cat", "dog", "owl"))
    record.pictures[m.RunConfusion] = m.RunConfusion(
        run=record.run,
        epoch=1.0,
        train_counts=COUNTS * 2,
        val_counts=COUNTS,
        train_rows=np.arange(20.0, 30),
        train_true=np.zeros(10),
        train_said=np.zeros(10),
        val_rows=np.arange(10.0),
        val_true=np.array([0.0] * 6 + [1.0] * 4),
        val_said=np.array([0.0] * 5 + [1.0] + [2.0] * 4),
    )
    return record


@pytest.fixture
def plot(qtbot: QtBot, runs: Runs, record: RunRecord) -> ConfusionPlot:
    plot = shown(qtbot, ConfusionPlot(runs))
    plot.draw_if_needed()
    return plot


@pytest.fixture
def matrix(plot: ConfusionPlot) -> Matrix:
    return found(plot, Matrix)


def cell(matrix: Matrix, true: int, said: int) -> QPoint:
    return matrix.cell_rect(true, said).center().toPoint()


def test_a_click_on_a_cell_asks_for_its_samples_and_shows_them(
    runs: Runs, plot: ConfusionPlot, matrix: Matrix, record: RunRecord
) -> None:
    wanted: list[tuple[int, ...]] = []
    runs.samples_wanted.connect(lambda _record, rows: wanted.append(rows))
    assert "5 of 10 right" in plot.caption()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=cell(matrix, 2, 2))
    assert wanted == []  # nothing is in it
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=cell(matrix, 1, 2))
    assert wanted == [(6, 7, 8, 9)]
    samples = found(plot, Samples)
    assert "true dog, predicted owl: 4 of 4" in found(samples, ElidedLabel).text()
    rows = np.array([6.0, 7, 8, 9])
    record.samples = m.SamplesShown(request=1, rows=rows, values=np.outer(rows, [1.0, 0.25]))
    runs.updated.emit()
    plot.draw_if_needed()
    assert found(samples, QTableWidget).rowCount() == 4
    assert not matrix.isVisible()
    samples.back.click()
    assert matrix.isVisible()


def test_the_keyboard_walks_and_chooses(runs: Runs, plot: ConfusionPlot, matrix: Matrix) -> None:
    wanted: list[tuple[int, ...]] = []
    runs.samples_wanted.connect(lambda _record, rows: wanted.append(rows))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(matrix, key)
    assert matrix.pointed == (0, 1)
    assert plot.pointed() == "true cat, predicted dog: 1 of 6 (16.7%)"
    assert wanted == [(5,)]


def test_training_and_validation_are_switched(plot: ConfusionPlot, matrix: Matrix) -> None:
    switch(plot, "training").click()
    plot.draw_if_needed()
    np.testing.assert_array_equal(matrix.counts, COUNTS * 2)
    assert "training: 10 of 20" in plot.caption()


@pytest.mark.parametrize(
    ("room", "written"),
    [(QSizeF(70, 60), "15\n100.0%"), (QSizeF(52, 45), "15\n100.0%"), (QSizeF(36, 45), "15"), (QSizeF(12, 45), "")],
)
def test_a_cell_holds_no_more_than_it_has_room_for(qtbot: QtBot, room: QSizeF, written: str) -> None:
    font = QFont()
    pixels, text = words_within(font, "15", "100.0%", room)
    assert text == written
    font.setPixelSize(pixels)
    width = max(QFontMetricsF(font).horizontalAdvance(line) for line in text.splitlines() or [""])
    assert width <= room.width() - 6 or not text
