from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.gui.plots.words import Words


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


def test_a_caption_without_room_is_shortened_to_the_end(qtbot: QtBot) -> None:
    holder, words = stood(qtbot)
    words.say("much too long for this place " * 9, "")
    words.resize(1, 1)
    assert not words.grab().isNull()
    assert not holder.grab().isNull()
