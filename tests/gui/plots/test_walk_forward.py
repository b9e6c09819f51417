from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from playground.datasets import Signature
from playground.gui.plots.walk_forward import WalkForwardPlot
from playground.gui.runs import Runs
from playground.runs import messages as m
from tests.gui.plots.stage import drawn, give, run_on, shown


def test_walk_forward_validation_tells_the_error_by_step(qtbot: QtBot, runs: Runs) -> None:
    record = run_on(runs, Signature("forecast", (12, 1), (1,)))
    picture = m.RunWalkForward(
        run=record.run,
        epoch=1.0,
        origins=np.full(3, 7.0),
        model=np.array([1.0, 2.0, np.nan]),
        naive=np.array([2.0, 3.0, 4.0]),
        seasonal_naive=np.zeros(0),
        autoregression=np.array([1.5, 2.5, 3.5]),
    )
    plot = shown(qtbot, WalkForwardPlot(runs))
    give(plot, record, picture)
    assert plot.read_at(2.2, 0).splitlines() == [
        "2 ahead, 7 forecasts",
        "the network: 2",
        "the value before: 3",
        "linear autoregression: 2.5",
    ]
    assert drawn(plot, pg.PlotDataItem)[0].getData()[1].tolist() == [1.0, 2.0]
    assert plot.csv_text().splitlines()[1] == "1,7.0,1.0,2.0,,1.5"
