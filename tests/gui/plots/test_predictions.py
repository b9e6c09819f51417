from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from pytestqt.qtbot import QtBot

from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.predictions import PredictionsPlot
from playground.gui.runs import RunRecord, Runs
from playground.runs import messages as m
from tests.gui.plots.stage import BINARY, REGRESSION, THREE, drawn, give, run_on, shown, switch


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


def of_classes(record: RunRecord, target: list[float], said: list[float]) -> m.RunPredictions:
    none = np.zeros(0)
    return m.RunPredictions(
        run=record.run,
        epoch=1.0,
        train_target=np.array(target),
        train_prediction=np.array(said),
        val_target=none,
        val_prediction=none,
    )


def labels(axis: PlainAxis, low: float, high: float, size: float) -> list[str]:
    """What is written at an axis of so many pixels."""
    levels = axis.tickValues(low, high, size)
    return [text for apart, ticks in levels for text in axis.tickStrings(ticks, 1.0, apart)]


@pytest.mark.parametrize("width", [230, 900])
def test_both_axes_name_every_class(qtbot: QtBot, runs: Runs, width: int) -> None:
    """A prediction is one of the classes: not "1.5", and no marker is cut in half at the edge."""
    classes = ("setosa", "versicolor", "virginica")
    record = run_on(runs, THREE, classes)
    plot = shown(qtbot, PredictionsPlot(runs), width, 200)
    give(plot, record, of_classes(record, [0.0, 1.0, 2.0], [0.0, 2.0, 2.0]))
    seen = plot.canvas.area.viewRect()
    assert (seen.left(), seen.right(), seen.top(), seen.bottom()) == (-0.5, 2.5, -0.5, 2.5)
    bottom, left = plot.canvas.axes
    for axis, size in ((bottom, plot.canvas.area.width()), (left, plot.canvas.area.height())):
        written = [text for text in labels(axis, -0.5, 2.5, size) if text]
        assert len(written) == 3
        assert all(name.startswith(text.rstrip("…")) for name, text in zip(classes, written, strict=True))


def test_of_two_classes_the_probability_is_shown(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, BINARY, ("no", "yes"))
    plot = shown(qtbot, PredictionsPlot(runs))
    give(plot, record, of_classes(record, [0.0, 1.0], [0.0, 1.0]))
    seen = plot.canvas.area.viewRect()
    assert seen.top() < 0 < 1 < seen.bottom()
    assert {"0", "1"} <= set(labels(plot.canvas.axes[1], seen.top(), seen.bottom(), 300.0))
    assert plot.read_at(0.9, 1.0) == "true yes, predicted 1"
