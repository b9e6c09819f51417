from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from playground.gui.plots.area import PlotArea
from playground.gui.plots.parameters import MOST, ParametersPlot, columns_for, stepped
from playground.gui.runs import Runs
from playground.runs.messages import ParameterSpread, RunParameters
from tests.gui.plots.stage import drawn, give, shown
from tests.gui.stage import begin, document


def spread(name: str, now: list[float], start: list[float]) -> ParameterSpread:
    figures = np.array([0.0, 0.5, -1.0, 1.0])
    return ParameterSpread(
        name=name,
        shape=(4, 2),
        low=-1.0,
        high=1.0,
        now=np.array(now),
        start=np.array(start),
        figures=figures,
        start_figures=figures / 2,
        near_zero=0.25,
    )


@pytest.fixture
def plot(qtbot: QtBot, runs: Runs) -> ParametersPlot:
    return shown(qtbot, ParametersPlot(runs))


def tell(plot: ParametersPlot, *spreads: ParameterSpread) -> None:
    give(plot, begin(plot.runs, document().project), RunParameters(run="r1", epoch=1.0, parameters=spreads))


def heights(plot: ParametersPlot) -> np.ndarray:
    (bars,) = drawn(plot, pg.BarGraphItem)
    return np.asarray(bars.opts["height"])


def labels(plot: ParametersPlot) -> list[str]:
    """Above the bars; what stands below them are their ends."""
    return [label.toPlainText() for label in drawn(plot, pg.TextItem) if label.isVisible()][::2]


def test_bars_are_the_present_and_the_outline_the_start(plot: ParametersPlot) -> None:
    tell(plot, spread("0.weight", [1, 4, 3], [8, 2, 0]), spread("0.bias", [0, 2, 0], [0, 2, 0]))
    bars = heights(plot)
    np.testing.assert_allclose(bars[:3] / bars[4], [1 / 4, 1, 3 / 4])
    start = drawn(plot, pg.PlotCurveItem)[-1]
    _x, y = start.getData()
    np.testing.assert_allclose((y[[1, 3, 5]] - y[0]) / bars[4], [1, 2 / 4, 0], atol=1e-9)  # cut off at the top of the cell
    assert labels(plot) == ["1 Linear weight", "1 Linear bias"]
    assert "25% of the" in plot.caption()
    assert "1 Linear weight (4 × 2): mean 0, σ 0.5 (start 0.25)" in plot.read_at(0.5, -0.5)
    assert plot.read_at(0.5, 99) == plot.read_at(-3, -0.5) == ""
    assert plot.columns()[0] == ("parameter", ["0.weight", "0.bias"])


def test_it_is_closed_at_first_and_wants_its_picture_when_it_is_seen(qtbot: QtBot, area: PlotArea) -> None:
    with qtbot.waitSignal(area.pictures_wanted, check_params_cb=lambda names: "RunParameters" in names, timeout=0):
        area.set_closed("parameters_plot", False)


def test_a_deep_network_shows_the_first_and_says_so(plot: ParametersPlot) -> None:
    tell(plot, *(spread(f"{number}.weight", [1, 2], [2, 1]) for number in range(MOST + 5)))
    assert len(heights(plot)) == 2 * MOST
    assert f"the first {MOST} of {MOST + 5}" in plot.figures()
    tell(plot, spread("0.weight", [1, 2], [2, 1]))
    assert labels(plot) == ["1 Linear weight"]


@given(st.integers(1, 200), st.floats(0.05, 20))
def test_the_grid_has_room_for_all(count: int, aspect: float) -> None:
    across = columns_for(count, aspect)
    assert 1 <= across <= count


def test_an_outline_goes_along_the_tops() -> None:
    x, y = stepped(np.array([0.0, 1.0, 2.0]), np.array([5.0, 3.0]), 0.0)
    assert list(zip(x, y, strict=True)) == [(0, 0), (0, 5), (1, 5), (1, 3), (2, 3), (2, 0)]
