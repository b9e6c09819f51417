"""The words above a picture: whole where there is room for them, in whatever letters; as much of them as there is room for elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.gui.plots.words import Words
from playground.gui.theme import theme
from tests.gui.reading import shortened

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


@pytest.mark.parametrize("width", [600, 150])
def test_a_caption_of_another_script_has_the_height_that_it_needs(qtbot: QtBot, width: int) -> None:
    words = Words()
    qtbot.addWidget(words)
    words.resize(width, words.sizeHint().height())
    words.show()
    words.say("첫 층의 기울기는 마지막 층의 백만분의 일", "")
    words.resize(width, words.sizeHint().height())
    assert not shortened(words)


class _Layouts(QObject):
    """Counts how often a widget is laid out anew."""

    count = 0

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def stood(qtbot: QtBot) -> tuple[QWidget, Words]:
    holder, words = QWidget(), Words()
    qtbot.addWidget(holder)
    QVBoxLayout(holder).addWidget(words)
    holder.resize(300, 80)
    holder.show()
    QApplication.processEvents()
    return holder, words


def test_another_caption_lays_nothing_out_anew(qtbot: QtBot) -> None:
    holder, words = stood(qtbot)
    layouts = _Layouts()
    holder.installEventFilter(layouts)
    for number in range(5):
        words.say(f"loss {number}", "")
        QApplication.processEvents()
    assert (words.text(), words.accessibleName()) == ("loss 4", "loss 4")
    assert layouts.count == 0


@pytest.mark.qt_log_ignore("This plugin does not support")  # the tool tip's own window
def test_figures_come_back_when_there_is_room_again_and_the_tip_tells_all(qtbot: QtBot) -> None:
    holder, words = stood(qtbot)
    for width, shown in ((300, "loss 1 · first 2"), (70, "loss 1"), (300, "loss 1 · first 2")):
        holder.resize(width, 80)
        QApplication.processEvents()
        assert words.say("loss 1", "first 2") == "loss 1 · first 2"
        assert words.text() == shown
    QApplication.sendEvent(words, QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint()))
    assert words.toolTip() == "loss 1 · first 2"
