from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from playground.gui.plots.folds import FoldsPlot, mean_curve
from playground.gui.theme import theme
from playground.layers import LayerNorm, Linear
from tests.gui.plots.stage import drawn, shown, switch
from tests.gui.run.stage import Stage, ended, validating
from tests.gui.stage import found, progress


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return validating(k=4, epochs=1)


@pytest.fixture
def plot(qtbot: QtBot, stage: Stage) -> FoldsPlot:
    theme().apply("light")
    return shown(qtbot, FoldsPlot(stage.runs), 600, 420)


LOSSES = np.array([[4.0, 2.0, 1.0], [3.0, 2.5, 2.0], [5.0, 3.0, 1.5], [2.0, 2.0, 0.5]])


def learned(stage: Stage) -> None:
    """Three more epochs of every fold, with losses of their own."""
    for fold, losses in zip(stage.runs.folds, LOSSES, strict=True):
        stage.engine.tell(progress(fold, 2, np.ones((3, 3)), losses / 2, losses))


def test_the_mean_and_the_band_are_those_of_the_folds(plot: FoldsPlot, stage: Stage) -> None:
    learned(stage)
    epochs, mean, std = mean_curve(stage.runs.folds)
    assert epochs.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(mean[1:], LOSSES.mean(axis=0))
    np.testing.assert_allclose(std[1:], LOSSES.std(axis=0))
    plot.draw_if_needed()
    thick, thin, *_others = drawn(plot, pg.PlotCurveItem)
    np.testing.assert_allclose(10 ** thick.getData()[1], mean)
    _x, first = thin.getData()
    np.testing.assert_allclose(10 ** first[1:], LOSSES[0])
    assert "1.25 ± 0.56" in plot.figures()
    assert plot.read_at(3.1, 0.0).startswith("epoch 3: 2.38 ± 0.41")


def test_a_lost_fold_does_not_count(stage: Stage) -> None:
    learned(stage)
    stage.engine.tell(ended(stage.runs.folds[3].run, "diverged"))
    _epochs, mean, _std = mean_curve(stage.runs.folds)
    np.testing.assert_allclose(mean[1:], LOSSES[:3].mean(axis=0))


def test_the_table_has_every_fold_and_the_spread(plot: FoldsPlot, stage: Stage) -> None:
    learned(stage)
    for fold, loss in zip(stage.runs.folds, LOSSES[:, -1], strict=True):
        stage.engine.tell(ended(fold.run, train_loss=loss / 2, val_loss=loss, val_rmse=loss * 10))
    plot.draw_if_needed()
    table = found(plot, QTableWidget)
    texts = [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]
    assert texts[0] == ["1", "4", "0.5", "1", "10"]
    assert texts[-2] == ["mean", "", "0.62", "1.25", "12.5"]
    assert texts[-1] == ["±", "", "0.28", "0.56", "5.6"]
    switch(plot, "table").setChecked(True)
    plot.draw_if_needed()
    assert table.isVisible()


def test_that_folds_are_not_trained_together_is_said(stage: Stage) -> None:
    said = [FoldsPlot(stage.runs).figures() for stage in (stage, validating(2, 1, Linear(4), LayerNorm(), Linear(1)))]
    assert ["trained one by one (LayerNorm)" in text for text in said] == [False, True]


def test_copied_data_are_the_losses_of_the_folds(plot: FoldsPlot, stage: Stage) -> None:
    learned(stage)
    lines = plot.csv_text().splitlines()
    assert lines[0].startswith("Fold 1 epoch,Fold 1 train_loss,Fold 1 val_loss,Fold 2 epoch")
    assert lines[2].startswith("2.0,2.0,4.0,2.0,1.5,3.0")
