"""What plots show of the data before a network is trained on them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.datasets.describe import describe
from playground.datasets.overview import DataOverview
from playground.gui.plots import PLOTS
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, shown, trained
from tests.training.projects import hidden, real


def look_at(dataset: str) -> DataOverview:
    """What can be seen of a dataset."""
    return describe(real(dataset, hidden("Tanh", 1, 4), {"epochs": 1})[1])


@pytest.mark.parametrize(
    ("name", "dataset", "said"),
    [
        ("surface_plot", "xor", "before training: 200 samples"),
        ("surface_plot", "spiral", "before training"),
        ("forecast_plot", "air_passengers", "before training: 144 values from 1949-01 to 1960-12"),
        ("predictions_plot", "diabetes", "from 25 to 346, on average 152"),
        ("predictions_plot", "iris", "150 samples, 33% of them"),
    ],
)
def test_the_data_are_seen_before_training(qtbot: QtBot, runs: Runs, name: str, dataset: str, said: str) -> None:
    plot = PLOTS[name](runs)
    shown(qtbot, plot)
    plot.draw_if_needed()
    assert not plot.canvas.isVisible()
    plot.set_look(look_at(dataset))
    plot.draw_if_needed()
    assert plot.canvas.isVisible()
    assert said in plot.caption()
    assert any(len(trace) for trace in plot.traces()), "they can be read by keyboard"
    plot.set_look(None)  # other data are opened
    plot.draw_if_needed()
    assert not plot.canvas.isVisible()


def test_a_run_takes_the_place_of_the_data(qtbot: QtBot, runs: Runs) -> None:
    plot = PLOTS["loss_plot"](runs)
    shown(qtbot, plot)
    plot.set_look(look_at("diabetes"))
    trained(runs, GRADIENTS)
    plot.draw_if_needed()
    assert "before" not in plot.caption()
