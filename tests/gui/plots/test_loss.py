from __future__ import annotations

import msgspec
import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from playground.gui.plots.loss import LossPlot
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, REGRESSION, drawn, run_on, shown, switch, trained
from tests.gui.stage import found, progress


def test_the_curve_of_a_metric_can_be_shown_in_place_of_the_loss(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, REGRESSION, metrics=("rmse", "r2"))
    report = progress(record, 1, np.ones((4, 3)))
    metrics = np.column_stack((np.arange(1.0, 5), -np.arange(4.0)))
    record.history.append(msgspec.structs.replace(report, train_metrics=metrics, val_metrics=metrics * 2))
    plot = shown(qtbot, LossPlot(runs))
    plot.draw_if_needed()
    choice = found(plot, QComboBox)
    assert [choice.itemText(index) for index in range(choice.count())] == ["Loss", "RMSE", "R²"]
    for name, column in (("rmse", np.log10(metrics[:, 0])), ("r2", metrics[:, 1])):
        choice.setCurrentIndex(choice.findData(name))
        plot.draw_if_needed()
        np.testing.assert_allclose(drawn(plot, pg.PlotCurveItem)[0].getData()[1], column)
    assert not switch(plot, "log").isVisible()
    assert "train_r2" in plot.csv_text()
    assert "-3 / -6" in plot.read_at(4, 0)


def test_the_losses_drawn_are_those_of_the_history(qtbot: QtBot, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    plot = shown(qtbot, LossPlot(runs))
    plot.draw_if_needed()
    for curve, part in zip(drawn(plot, pg.PlotCurveItem), ("train_loss", "val_loss"), strict=True):
        x, y = curve.getData()
        np.testing.assert_array_equal(x, record.history.epochs)
        np.testing.assert_allclose(10**y, record.history.series(part))


def test_a_loss_that_goes_nowhere_looks_flat(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, REGRESSION)
    noise = 1 + 0.04 * np.cos(np.arange(40.0))
    record.history.append(progress(record, 1, GRADIENTS, train_loss=noise, val_loss=noise))
    plot = shown(qtbot, LossPlot(runs))
    plot.draw_if_needed()
    (low, high), curve = plot.canvas.area.viewRange()[1], drawn(plot, pg.PlotCurveItem)[0]
    assert np.ptp(curve.getData()[1]) < 0.1 * (high - low)
