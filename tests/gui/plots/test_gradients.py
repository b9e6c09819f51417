from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from playground.gui.editor.live_gradients import lines_now
from playground.gui.plots.gradients import GradientsPlot
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, drawn, shown, trained
from tests.gui.stage import end


def line_of(plot: GradientsPlot) -> pg.PlotCurveItem:
    """The line of the one run, above its trail."""
    return drawn(plot, pg.PlotCurveItem)[-1]


def test_the_gradients_drawn_are_those_of_the_history(qtbot: QtBot, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    plot = shown(qtbot, GradientsPlot(runs))
    plot.draw_if_needed()
    x, y = line_of(plot).getData()
    assert record.history.last is not None
    np.testing.assert_allclose(10**y, record.history.last.step_grad_rms)
    assert x.tolist() == [1, 2, 3]
    runs.choose_epoch(7.0)
    plot.draw_if_needed()
    _x, y = line_of(plot).getData()
    np.testing.assert_allclose(10**y, GRADIENTS[6])


def test_a_run_that_is_over_shows_its_epoch_not_its_last_batch(qtbot: QtBot, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    end(record)
    runs.changed.emit(record)
    plot = shown(qtbot, GradientsPlot(runs))
    plot.draw_if_needed()
    _x, y = line_of(plot).getData()
    np.testing.assert_allclose(10**y, GRADIENTS[-1])
    (line,) = lines_now(runs, record.project.network)
    np.testing.assert_allclose(list(line.values.values()), GRADIENTS[-1])


def test_layers_that_receive_nothing_are_told_and_marked(qtbot: QtBot, runs: Runs) -> None:
    trained(runs, np.array([[0.0, 1e-3, 1e-1]]))
    plot = shown(qtbot, GradientsPlot(runs))
    plot.draw_if_needed()
    _points, zeros = drawn(plot, pg.ScatterPlotItem)
    assert zeros.getData()[0].tolist() == [1]
    assert "1 layer" in plot.caption()


def test_a_run_that_is_hidden_or_removed_leaves_the_plots(qtbot: QtBot, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    plot = shown(qtbot, GradientsPlot(runs))
    plot.draw_if_needed()
    runs.change(record, lambda changed: setattr(changed, "shown", False))
    plot.draw_if_needed()
    assert not line_of(plot).isVisible()
    end(record)
    runs.remove(record)
    plot.draw_if_needed()
    assert drawn(plot, pg.PlotCurveItem) == []
