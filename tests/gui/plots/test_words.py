"""The caption of a plot is shown whole, in whatever letters it is written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from pytestqt.qtbot import QtBot

from playground.gui.plots.words import Words
from playground.gui.theme import theme

KOREAN = "Sigmoid: 첫 층의 기울기는 마지막 층의 백만분의 1입니다"


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("text", ["the first layer gets a millionth of the last one's gradient", KOREAN])
def test_two_lines_have_room_for_two_lines(qtbot: QtBot, text: str, scale: float) -> None:
    """Korean comes from another font than Latin, with higher lines: it is not cut down to what is Latin in it."""
    theme().apply("light", scale)
    words = Words()
    qtbot.addWidget(words)
    words.show()
    words.resize(theme().pixels(220), 40)
    words.say(text, "")
    words.resize(words.width(), words.sizeHint().height())
    needed = words.fontMetrics().boundingRect(QRect(0, 0, words.width(), 10_000), Qt.TextFlag.TextWordWrap, text)
    assert needed.height() <= words.height() + 2
