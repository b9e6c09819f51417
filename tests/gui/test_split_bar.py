from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.gui.split_bar import SplitBar


def test_the_split_bar_is_in_proportion(qtbot: QtBot) -> None:
    bar = SplitBar()
    qtbot.addWidget(bar)
    bar.resize(200, 8)
    bar.set_parts((50, 25, 25))
    image = bar.grab().toImage()
    colours = [image.pixelColor(x, 4).name() for x in (2, 95, 105, 145, 155, 195)]
    assert colours[0] == colours[1] != colours[2] == colours[3] != colours[4] == colours[5]
