"""All plots together: which are open, enlarged, in windows of their own, and that each is drawn only when it must be."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.datasets import Signature
from playground.gui.plots.area import PlotArea
from playground.gui.plots.shelf import Shelf
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.layers import Linear, Tanh
from playground.network import Network
from tests.gui.plots.stage import GRADIENTS, PLANE, open_plots, switch_of, trained
from tests.gui.stage import end, found, progress


def test_however_many_reports_one_frame_draws_once_and_what_is_hidden_not_at_all(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    area.set_closed("predictions_plot", True)
    area.draw()
    before = {name: plot.drawn for name, plot in area.plots.items()}
    for first in range(41, 61):
        record.history.append(progress(record, first, GRADIENTS[:1]))
        runs.updated.emit()
    area.draw()
    area.draw()
    after = {name: plot.drawn for name, plot in area.plots.items()}
    assert after["loss_plot"] == before["loss_plot"] + 1
    assert after["predictions_plot"] == before["predictions_plot"]
    assert after["forecast_plot"] == before["forecast_plot"] == 0


def test_numbers_that_cannot_be_drawn_do_no_harm(area: PlotArea, runs: Runs) -> None:
    for grad_rms in (
        np.zeros((3, 3)),
        np.full((3, 3), np.nan),
        np.full((3, 3), np.inf),
        np.array([[0.0, np.nan, 1.0]]),
        np.full((1, 3), 1e-300),
        np.zeros((0, 3)),
    ):
        record = trained(runs, grad_rms)
        area.draw()
        theme().apply("dark")
        area.draw()
        runs.choose_epoch(1.0)
        area.draw()
        end(record)
        runs.remove(record)
        runs.choose_epoch(None)
        theme().apply("light")


def test_plots_are_enlarged_closed_and_put_into_windows_and_back(area: PlotArea) -> None:
    area.toggle_enlarged("loss_plot")
    assert [name for name, plot in area.plots.items() if plot.isVisible()] == ["loss_plot"]
    area.toggle_enlarged("loss_plot")
    area.set_closed("loss_plot", True)
    assert not area.plots["loss_plot"].isVisible()
    state = area.save_state()
    assert "loss_plot" in state["closed"]
    assert "loss_plot" not in state["open"]
    assert state["enlarged"] is None
    area.restore_state({"closed": ["unknown"], "enlarged": "unknown"})
    assert area.plots["loss_plot"].isVisible()
    area.toggle_window("gradients_plot")
    assert area.plots["gradients_plot"].window() is not area.window()
    area.toggle_window("gradients_plot")
    assert area.plots["gradients_plot"].window() is area.window()
    assert area.plots["gradients_plot"].isVisible()


def test_a_forecast_has_its_own_plot(area: PlotArea) -> None:
    area.set_design(Network(), Signature("forecast", (12, 1), (1,)))
    assert area.plots["forecast_plot"].isVisible()
    assert not area.plots["predictions_plot"].isVisible()


TINY = Network((Linear(4), Tanh(), Linear(1)))


DEEP = Network((Linear(4), Tanh(), Linear(4), Tanh(), Linear(1)))


def test_in_the_plane_the_surface_has_the_room(area: PlotArea) -> None:
    area.set_design(DEEP, Signature("regression", (10,), (1,)))
    assert {"gradients_over_time_plot", "predictions_plot"} <= open_plots(area)
    assert not {"surface_plot", "network_plot"} & open_plots(area)
    wanted: list[tuple[str, ...]] = []
    area.pictures_wanted.connect(wanted.append)
    area.set_design(TINY, PLANE)
    assert {"surface_plot", "network_plot"} <= open_plots(area)
    assert not {"gradients_over_time_plot", "predictions_plot"} & open_plots(area)
    assert {"RunSurface", "RunWeights"} <= set(wanted[-1]) == set(area.wanted)
    surface, loss = area.plots["surface_plot"], area.plots["loss_plot"]
    QApplication.processEvents()
    assert surface.width() > 1.8 * loss.width()
    assert surface.y() < loss.y()


def test_a_large_network_in_the_plane_leaves_the_graph_closed_until_it_is_asked_for(area: PlotArea) -> None:
    area.set_design(Network((Linear(32), Tanh(), Linear(1))), PLANE)
    assert "network_plot" not in open_plots(area)
    area.set_design(TINY, PLANE)  # an edit moves nothing about
    assert "network_plot" not in open_plots(area)
    area.set_closed("network_plot", False)
    area.set_closed("surface_plot", True)
    assert "RunSurface" in area.wanted  # the graph shows what its units give
    area.set_closed("network_plot", True)
    assert not {"RunSurface", "RunWeights"} & set(area.wanted)


def test_what_the_user_opened_and_closed_is_remembered_and_nothing_else(area: PlotArea, runs: Runs, qtbot: QtBot) -> None:
    area.set_closed("loss_plot", True)
    area.set_closed("network_plot", False)
    state = area.save_state()
    assert (state["closed"], state["open"]) == (["loss_plot"], ["network_plot"])
    other = PlotArea(runs)
    qtbot.addWidget(other)
    other.show()
    other.restore_state({**state, "closed": [*state["closed"], "no_such_plot"]})
    other.set_design(TINY, PLANE)
    assert "loss_plot" not in open_plots(other)
    assert {"network_plot", "surface_plot"} <= open_plots(other)


SIGNATURES = (
    PLANE,
    Signature("regression", (10,), (1,)),
    Signature("regression", (1,), (1,)),
    Signature("regression", (2,), (1,)),
    Signature("binary", (30,), (1,)),
    Signature("multiclass", (2,), (3,)),
    Signature("multiclass", (1, 8, 8), (10,)),
    Signature("forecast", (12, 1), (1,)),
)


def test_at_first_three_or_four_plots_are_open_whatever_the_data(area: PlotArea) -> None:
    for network in (TINY, DEEP, Network((Linear(64), Tanh(), Linear(64), Tanh(), Linear(1)))):
        for signature in SIGNATURES:
            area.decide_anew()
            area.set_design(network, signature)
            opened = open_plots(area)
            assert 3 <= len(opened) <= 4, (network, signature)
            assert {"loss_plot", "gradients_plot"} <= opened, (network, signature)


def test_a_project_that_is_opened_decides_anew_which_plots_are_open(area: PlotArea) -> None:
    area.set_design(TINY, Signature("regression", (10,), (1,)))
    assert "gradients_over_time_plot" not in open_plots(area)
    area.decide_anew()
    area.set_design(DEEP, Signature("regression", (10,), (1,)))
    assert "gradients_over_time_plot" in open_plots(area)


def test_what_the_app_opens_for_now_goes_with_the_data_and_is_not_remembered(area: PlotArea) -> None:
    area.set_design(TINY, PLANE)
    area.toggle_enlarged("loss_plot")
    area.open_now("folds_plot")
    assert "folds_plot" in open_plots(area)
    assert switch_of(area, "folds_plot").isChecked()
    assert area.save_state()["open"] == []
    area.set_design(TINY, Signature("regression", (10,), (1,)))
    assert "folds_plot" not in open_plots(area)


def test_the_tab_key_stops_only_where_keys_do_something(area: PlotArea) -> None:
    for plot in area.plots.values():
        assert plot.focusPolicy() == Qt.FocusPolicy.StrongFocus
        assert plot.canvas.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("width", [320, 590])
def test_no_plot_is_below_its_least_size_however_many_are_open(area: PlotArea, width: int) -> None:
    for signature in (PLANE, Signature("regression", (10,), (1,)), Signature("forecast", (12, 1), (1,))):
        area.set_design(TINY, signature)
        for name in area.plots:
            area.set_closed(name, False)
        area.resize(width, 560)
        QApplication.processEvents()
        shelf = found(area, Shelf)
        seen = [plot for plot in area.plots.values() if plot.isVisible()]
        assert len(seen) > 5
        for plot in seen:
            assert plot.width() >= plot.least[0]
            assert plot.height() >= plot.least[1]
            assert plot.geometry().right() <= shelf.viewport().width(), "nothing is cut at the right"
        assert shelf.verticalScrollBar().maximum() > 0
        columns = {plot.x() for plot in seen}
        assert len(columns) == (2 if width > 500 else 1)


def test_a_plot_that_is_opened_is_scrolled_to(area: PlotArea) -> None:
    area.set_design(DEEP, Signature("regression", (10,), (1,)))
    for name in area.plots:
        area.set_closed(name, False)
    area.set_closed("loss_plot", False)
    assert not area.plots["loss_plot"].visibleRegion().isEmpty()
    assert area.plots["folds_plot"].visibleRegion().isEmpty()
