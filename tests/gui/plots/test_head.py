"""The head of a plot: its name is whole, whatever switches come to stand beside it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.gui.plots.head import PlotHead
from tests.gui.reading import shortened


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_switch_that_is_shown_later_leaves_the_name_whole(qtbot: QtBot) -> None:
    head = PlotHead("Predictions", "Predictions")
    qtbot.addWidget(head)
    switch = QPushButton("residuals")
    head.add_option(switch)
    switch.hide()
    head.resize(200, 60)
    head.show()
    QApplication.processEvents()
    assert head.more_height == 0
    switch.show()
    for _round in range(3):  # what is laid out may ask to be laid out again
        QApplication.processEvents()
    assert head.more_height > 0
    assert not shortened(head)
