from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from playground.gui.plots.roc import RocPlot
from playground.gui.runs import Runs
from playground.runs import messages as m
from tests.gui.plots.stage import BINARY, drawn, give, run_on, shown


def curve(part: str, label: int) -> m.RocCurve:
    points = {"false_positive": [0.0, 0.0, 0.5, 1.0], "true_positive": [0.0, 0.6, 0.9, 1.0], "threshold": [np.inf, 0.8, 0.4, 0.0]}
    return m.RocCurve(part=part, label=label, area=0.85, **{name: np.array(values) for name, values in points.items()})


def test_the_roc_curve_tells_the_threshold_under_the_cursor(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, BINARY, ("no", "yes"))
    plot = shown(qtbot, RocPlot(runs))
    give(plot, record, m.RunRoc(run=record.run, epoch=1.0, curves=(curve("train", 1), curve("val", 1))))
    assert plot.figures() == "AUC 0.850"
    words = plot.read_at(0.45, 0.85)
    assert "yes predicted above 0.4" in words
    assert "finds 90%" in words
    assert "takes 50%" in words
    (marker,) = drawn(plot, pg.ScatterPlotItem)
    assert marker.getData()[0].tolist() == [0.5]
    assert "never" in plot.read_at(0.0, 0.0)
    plot.show_words()  # the mouse is no longer there
    assert len(marker.getData()[0]) == 0


def test_without_curves_the_roc_plot_says_why(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, BINARY, ("no", "yes"))
    plot = shown(qtbot, RocPlot(runs))
    give(plot, record, m.RunRoc(run=record.run, epoch=1.0, curves=(curve("train", 1),)))
    assert not plot.canvas.isVisible()
    assert plot.read_at(0.5, 0.5) == plot.figures() == ""
