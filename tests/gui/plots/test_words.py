from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.plots.words import Words
from tests.gui.reading import shortened


@pytest.mark.parametrize("width", [600, 150])
def test_a_caption_of_another_script_has_the_height_that_it_needs(qtbot: QtBot, width: int) -> None:
    words = Words()
    qtbot.addWidget(words)
    words.resize(width, words.sizeHint().height())
    words.show()
    words.say("첫 층의 기울기는 마지막 층의 백만분의 일", "")
    words.resize(width, words.sizeHint().height())
    assert not shortened(words)
