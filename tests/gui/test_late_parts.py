from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.plots import PLOTS
from tests.gui.window_stage import opened


def make_some(window: MainWindow, steps: int) -> None:
    """So many turns of the event loop."""
    window._late._timer.stop()
    for _step in range(steps):
        window._late._go_on()
        window._late._timer.stop()


def test_one_part_is_made_in_each_turn_of_the_event_loop(qtbot: QtBot) -> None:
    with opened(plots=False) as window:
        turns = 0
        while window.plots is None:
            make_some(window, 1)
            turns += 1
            assert turns < 1000
        assert turns > len(PLOTS) + 3
        assert list(window.plots.plots) == list(PLOTS)
        made = window.plots
        window.build_plots()
        assert window.plots is made


def test_a_window_whose_plots_are_half_made_can_be_used(qtbot: QtBot) -> None:
    with opened(plots=False) as window:
        make_some(window, 30)
        assert window.plots is None
        window.files.open_named("lesson:vanishing-gradients")
        window.point_at("loss_plot")
        window.controller.train()
        window.look_at_data()
        assert window.plots is not None
        assert window.data_page.isVisible()
        window.workplace.show_network()
        QApplication.processEvents()
        assert window.plots.plots["loss_plot"].isVisible()


def test_a_window_closes_while_its_plots_are_made_and_leaves_none_of_them(qtbot: QtBot) -> None:
    with opened(plots=False) as window:
        make_some(window, 30)
        assert window._late._parts
