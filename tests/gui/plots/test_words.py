"""The words above a picture: as much of them as there is room for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.plots.words import Words


@pytest.mark.parametrize("height", [1, 5, 20, 60])
@pytest.mark.parametrize("width", [1, 40, 400])
def test_they_are_painted_whatever_the_room(qtbot: QtBot, width: int, height: int) -> None:
    words = Words()
    qtbot.addWidget(words)
    words.say("the first layer gets a millionth of the last one's gradient", "first 4.8e-7 · last 0.68")
    words.setFixedSize(width, height)
    words.show()
    assert not words.grab().isNull()  # it did not look for room for ever
