from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import Signature
from playground.gui.plots.area import PlotArea
from playground.gui.plots.axes import LogAxis, Range, decimated, log10, nice_step
from playground.gui.plots.gradients import GradientsPlot
from playground.gui.plots.gradients_over_time import GradientsOverTimePlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.runs_table import RunsTable, text_of
from playground.gui.plots.switches import PlotSwitches
from playground.gui.plots.time_row import TimeRow
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.layers import Linear, Tanh
from playground.network import Network
from tests.gui.stage import begin, end, progress
from tests.gui.stage import document as small


@pytest.fixture
def runs(qtbot: QtBot) -> Runs:
    theme().apply("light")
    return Runs()


@pytest.fixture
def area(runs: Runs) -> Iterator[PlotArea]:
    made = PlotArea(runs)
    made.resize(700, 600)
    made.show()
    yield made
    made.close_windows()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()


def trained(runs: Runs, grad_rms: np.ndarray, run: str = "r1") -> RunRecord:
    """A run with one epoch per row; the last step's gradient is that of the last epoch."""
    record = begin(runs, small().project, run)
    loss = np.linspace(1.0, 0.1, len(grad_rms))
    record.history.append(progress(record, 1, grad_rms, train_loss=loss, val_loss=loss * 2))
    runs.updated.emit()
    return record


GRADIENTS = np.outer(np.linspace(1, 2, 40), [1e-7, 1e-4, 1e-1])


def test_the_gradients_drawn_are_those_of_the_history(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    area.draw()
    plot = area.plots["gradients_plot"]
    assert isinstance(plot, GradientsPlot)
    x, y = plot._lines[record.run].line.getData()
    assert record.history.last is not None
    np.testing.assert_allclose(10**y, record.history.last.step_grad_rms)
    assert x.tolist() == [1, 2, 3]
    runs.choose_epoch(7.0)
    area.draw()
    _x, y = plot._lines[record.run].line.getData()
    np.testing.assert_allclose(10**y, GRADIENTS[6])


def test_the_losses_drawn_are_those_of_the_history(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    area.draw()
    plot = area.plots["loss_plot"]
    assert isinstance(plot, LossPlot)
    for curve, part in zip(plot._curves[record.run], ("train_loss", "val_loss"), strict=True):
        x, y = curve.getData()
        np.testing.assert_array_equal(x, record.history.epochs)
        np.testing.assert_allclose(10**y, record.history.series(part))


def test_the_picture_over_time_is_the_history(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    area.set_closed("gradients_over_time_plot", False)
    area.draw()
    plot = area.plots["gradients_over_time_plot"]
    assert isinstance(plot, GradientsOverTimePlot)
    np.testing.assert_allclose(plot._image.image, np.log10(GRADIENTS).T)
    assert plot.picture_of(record, 10).shape == (3, 10)


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


@pytest.mark.parametrize(
    "grad_rms",
    [
        np.zeros((3, 3)),
        np.full((3, 3), np.nan),
        np.full((3, 3), np.inf),
        np.array([[0.0, np.nan, 1.0]]),
        np.full((1, 3), 1e-300),
        np.zeros((0, 3)),
    ],
)
def test_numbers_that_cannot_be_drawn_do_no_harm(area: PlotArea, runs: Runs, grad_rms: np.ndarray) -> None:
    trained(runs, grad_rms)
    area.draw()
    theme().apply("dark")
    area.draw()
    runs.choose_epoch(1.0)
    area.draw()


def test_layers_that_receive_nothing_are_told_and_marked(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, np.array([[0.0, 1e-3, 1e-1]]))
    area.draw()
    plot = area.plots["gradients_plot"]
    assert isinstance(plot, GradientsPlot)
    assert plot._lines[record.run].zeros.getData()[0].tolist() == [1]
    assert "1 layer" in plot.figures()


def test_a_run_that_is_hidden_or_removed_leaves_the_plots(area: PlotArea, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    area.draw()
    plot = area.plots["gradients_plot"]
    assert isinstance(plot, GradientsPlot)
    runs.change(record, lambda changed: setattr(changed, "shown", False))
    area.draw()
    assert not plot._lines[record.run].line.isVisible()
    end(record)
    runs.remove(record)
    area.draw()
    assert record.run not in plot._lines


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


def test_the_row_of_time_follows_and_points(qtbot: QtBot, runs: Runs) -> None:
    row = TimeRow(runs)
    qtbot.addWidget(row)
    record = trained(runs, GRADIENTS)
    row._refresh()
    assert (row._slider.value(), row._slider.maximum()) == (40, 40)
    row._slider.setValue(7)
    assert runs.epoch == 7
    row._step(1)
    assert runs.epoch == 8
    row._newest.click()
    assert runs.epoch is None
    row._names[record.run].click()
    assert not record.shown


def test_the_table_of_runs_shows_renames_removes_and_copies(qtbot: QtBot, runs: Runs) -> None:
    table = RunsTable(runs)
    qtbot.addWidget(table)
    first, second = trained(runs, GRADIENTS), trained(runs, GRADIENTS, "r2")
    end(first)
    model = table._model
    assert model.setData(model.index(0, 0), "Mine")
    assert first.title == "Mine"
    assert not model.setData(model.index(0, 0), "  ")
    table._view.selectRow(0)
    table.show_only()
    assert (first.shown, second.shown) == (True, False)
    table.remove()
    assert runs.records == (second,)
    lines = model.csv_text().splitlines()
    assert len(lines) == 2
    assert "0.1" in lines[1]


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=400),
    st.integers(1, 50),
)
def test_decimation_keeps_the_extremes_and_the_order(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    few_x, few_y = decimated(x, y, columns)
    finite = y[np.isfinite(y)]
    assert len(few_x) == len(few_y) <= 2 * columns + 1
    assert (np.diff(few_x) > 0).all()
    assert set(few_y) <= set(finite)
    if len(finite):
        assert (few_y.min(), few_y.max(), few_y[-1]) == (finite.min(), finite.max(), finite[-1])


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_range_holds_what_is_shown(low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    shown = Range()
    shown.follow(low, high)
    slack = 1e-6 * max(abs(low), abs(high), 1)
    assert shown.low <= low + slack
    assert shown.high >= high - slack
    assert not shown.follow(low, high) or high - low <= 0.55 * (shown.high - shown.low)


@pytest.mark.parametrize(("low", "high"), [(0.62, 0.7), (0.0101, 0.0109), (3.1, 3.2), (0.5, 5.0), (1e-8, 1.0), (950.0, 1100.0)])
def test_a_logarithmic_axis_always_has_ticks_that_are_round(qtbot: QtBot, low: float, high: float) -> None:
    theme().apply("light")
    axis = LogAxis("left")
    ((spacing, ticks),) = axis.tickValues(np.log10(low), np.log10(high), 200)
    assert 2 <= len(ticks) <= 12
    assert all(np.log10(low) <= tick <= np.log10(high) for tick in ticks)
    assert len(set(axis.tickStrings(ticks, 1.0, spacing))) == len(ticks)


def test_small_things() -> None:
    assert [nice_step(width) for width in (0.3, 1.0, 1.1, 7.0, 0.0)] == [0.5, 1.0, 2.0, 10.0, 1.0]
    assert np.isnan(log10(np.array([np.nan, np.inf]))).all()
    assert (text_of(1234.0), text_of(0.00012345), text_of(float("nan")), text_of("x")) == ("1,234", "0.0001234", "–", "x")


PLANE = Signature("binary", (2,), (1,), ("x1", "x2"), "xor")
TINY = Network((Linear(4), Tanh(), Linear(1)))
DEEP = Network((Linear(4), Tanh(), Linear(4), Tanh(), Linear(1)))


def open_plots(area: PlotArea) -> set[str]:
    return {name for name, plot in area.plots.items() if plot.isVisible()}


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


@pytest.mark.parametrize("signature", SIGNATURES, ids=str)
@pytest.mark.parametrize("network", [TINY, DEEP, Network((Linear(64), Tanh(), Linear(64), Tanh(), Linear(1)))], ids=len)
def test_at_first_three_or_four_plots_are_open_whatever_the_data(area: PlotArea, network: Network, signature: Signature) -> None:
    area.set_design(network, signature)
    assert 3 <= len(open_plots(area)) <= 4
    assert {"loss_plot", "gradients_plot"} <= open_plots(area)


def test_a_project_that_is_opened_decides_anew_which_plots_are_open(area: PlotArea) -> None:
    area.set_design(TINY, Signature("regression", (10,), (1,)))
    assert "gradients_over_time_plot" not in open_plots(area)
    area.decide_anew()
    area.set_design(DEEP, Signature("regression", (10,), (1,)))
    assert "gradients_over_time_plot" in open_plots(area)


def switch_of(area: PlotArea, name: str) -> QToolButton:
    button = area.findChild(QToolButton, f"{name}_switch")
    assert button is not None
    return button


def menu_of(switches: PlotSwitches) -> list[QAction]:
    menu = switches.findChildren(QMenu)[0]
    menu.aboutToShow.emit()
    return menu.actions()


def test_the_switches_open_and_close_plots_and_say_which_are_open(area: PlotArea, qtbot: QtBot) -> None:
    area.set_design(TINY, PLANE)
    button = switch_of(area, "loss_plot")
    assert button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert "loss_plot" not in open_plots(area)
    assert not button.isChecked()
    area.toggle_enlarged("surface_plot")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert "loss_plot" in open_plots(area), "what is opened is seen, even if another plot was enlarged"
    assert not switch_of(area, "forecast_plot").isVisible(), "a plot that does not suit the data has no switch"
    area.plots["loss_plot"].close_requested.emit()
    assert not button.isChecked()


def test_the_switches_are_one_line_and_the_rest_is_in_a_menu(area: PlotArea) -> None:
    area.set_design(TINY, PLANE)
    switches = area.findChild(PlotSwitches)
    assert switches is not None
    suiting = [name for name, plot in area.plots.items() if plot.suits(PLANE)]
    for width in (1100, 620, 320):
        area.resize(width, 600)
        QApplication.processEvents()
        shown = [name for name in suiting if switch_of(area, name).isVisible()]
        rest = [action.text() for action in menu_of(switches)]
        assert shown == suiting[: len(shown)]
        assert rest == [area.plots[name].title for name in suiting[len(shown) :]]
        for name in shown:
            button = switch_of(area, name)
            assert button.geometry().right() <= switches.width()
            assert button.width() >= button.sizeHint().width()
    area.set_closed("folds_plot", False)
    action = next(action for action in menu_of(switches) if action.text() == "Cross-validation")
    assert action.isChecked()
    action.trigger()
    assert "folds_plot" not in open_plots(area)


@pytest.mark.parametrize("height", [40, 80, 160, 400])
@pytest.mark.parametrize(("low", "high"), [(-2.3, -0.3), (-0.6, 0.1), (-0.2, 0.1)])
def test_numbers_at_a_logarithmic_axis_are_not_written_over_each_other(
    qtbot: QtBot, low: float, high: float, height: int
) -> None:
    ((_spacing, ticks),) = LogAxis("left").tickValues(low, high, height)
    assert ticks
    pixels = np.diff(ticks) * height / (high - low)
    assert (pixels >= 13).all()


def test_what_the_app_opens_for_now_goes_with_the_data_and_is_not_remembered(area: PlotArea) -> None:
    area.set_design(TINY, PLANE)
    area.toggle_enlarged("loss_plot")
    area.open_now("folds_plot")
    assert "folds_plot" in open_plots(area)
    assert switch_of(area, "folds_plot").isChecked()
    assert area.save_state()["open"] == []
    area.set_design(TINY, Signature("regression", (10,), (1,)))
    assert "folds_plot" not in open_plots(area)


def test_names_of_runs_in_the_gradients_are_not_written_over_each_other(area: PlotArea, runs: Runs) -> None:
    for number in range(6):
        trained(runs, GRADIENTS * (1 + number / 50), f"r{number}")
    area.draw()
    plot = area.plots["gradients_plot"]
    assert isinstance(plot, GradientsPlot)
    named = [run for run, lines in plot._lines.items() if lines.name.isVisible()]
    assert named == ["r5"], "the newest has its name"


def test_the_tab_key_stops_only_where_keys_do_something(area: PlotArea) -> None:
    assert all(plot.canvas.focusPolicy() == Qt.FocusPolicy.ClickFocus for plot in area.plots.values())
