from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from playground.gui.plots.predictions import PredictionsPlot
from playground.gui.runs import Runs
from playground.runs import messages as m
from tests.gui.plots.stage import REGRESSION, drawn, give, run_on, shown, switch


def test_residuals_are_true_minus_predicted_over_predicted(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, REGRESSION)
    target, said = np.array([1.0, 2.0, 3.0]), np.array([1.5, np.nan, 2.0])
    picture = m.RunPredictions(
        run=record.run, epoch=1.0, train_target=target, train_prediction=said, val_target=np.zeros(0), val_prediction=np.zeros(0)
    )
    plot = shown(qtbot, PredictionsPlot(runs))
    give(plot, record, picture)
    ideal, counts = drawn(plot, pg.PlotCurveItem)
    training = drawn(plot, pg.ScatterPlotItem)[0]
    switch(plot, "residuals").click()
    plot.draw_if_needed()
    x, y = training.getData()
    assert (x.tolist(), y.tolist()) == ([1.5, 2.0], [-0.5, 1.0])
    assert counts.isVisible()
    assert ideal.getData()[1].tolist() == [0.0, 0.0]
    switch(plot, "residuals").click()
    plot.draw_if_needed()
    assert training.getData()[0].tolist() == [1.0, 3.0]
