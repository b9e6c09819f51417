"""The words above a picture: whole where there is room for them, in whatever letters; as much of them as there is room for elsewhere."""

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


@pytest.mark.parametrize("height", [1, 5, 20, 60])
@pytest.mark.parametrize("width", [1, 40, 400])
def test_they_are_painted_whatever_the_room(qtbot: QtBot, width: int, height: int) -> None:
    words = Words()
    qtbot.addWidget(words)
    words.say("the first layer gets a millionth of the last one's gradient", "first 4.8e-7 · last 0.68")
    words.setFixedSize(width, height)
    words.show()
    assert not words.grab().isNull()  # it did not look for room for ever
