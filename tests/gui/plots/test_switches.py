from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.gui.plots.area import PlotArea
from playground.gui.plots.switches import PlotSwitches
from playground.layers import Linear, Tanh
from playground.network import Network
from tests.gui.plots.stage import PLANE, open_plots, switch_of
from tests.gui.stage import found

TINY = Network((Linear(4), Tanh(), Linear(1)))


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
    switches = found(area, PlotSwitches)
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
