"""The message bar lies over the columns: whatever it says, nothing else moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget

from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice

DO_IT = ("Do it", lambda: None)


def places(window: MainWindow) -> dict[QWidget, QRect]:
    """Where every visible widget of the window is, but the bar, when all that was asked for has been laid out."""
    bar, before = window.message_bar, {}
    for _time in range(9):
        QApplication.processEvents()
        now = {
            part: QRect(part.mapToGlobal(part.rect().topLeft()), part.size())
            for part in window.findChildren(QWidget)
            if part.isVisible() and part is not bar and not bar.isAncestorOf(part)
        }
        if now == before:
            break
        before = now
    return before


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_nothing_moves_when_a_message_comes_or_goes(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    before = places(window)
    window.message_bar.show_notice(Notice("warning", "Something long. " * 40, (DO_IT, DO_IT)))
    assert window.message_bar.isVisible()
    assert places(window) == before
    window.message_bar.dismiss("")
    assert places(window) == before


def test_it_covers_the_columns_alone_and_follows_the_window(window: MainWindow) -> None:
    window.message_bar.show_notice(Notice("warning", "Something long. " * 40, (DO_IT,)))
    for size in ((1280, 800), (1024, 700), (1400, 900)):
        window.resize(*size)
        QApplication.processEvents()
        place, columns = window.message_bar.geometry(), window.workplace.geometry()
        assert columns.contains(place)
        assert place.bottom() > columns.bottom() - 20
        assert place.right() > columns.right() - 20


def test_escape_closes_it(window: MainWindow) -> None:
    window.message_bar.show_notice(Notice("warning", "Something", (DO_IT,)))
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.message_bar.isVisible()


def test_its_buttons_come_right_after_it(window: MainWindow) -> None:
    bar = window.message_bar
    bar.show_notice(Notice("warning", "Something", (("First", lambda: None), ("Second", lambda: None))))
    following, reached = bar.nextInFocusChain(), []
    while len(reached) < 3:
        if following.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(following.text() if isinstance(following, QPushButton) else type(following))
        following = following.nextInFocusChain()
    assert reached == ["First", "Second", QToolButton]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_the_goal_of_the_lesson_stays_in_sight(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.files.open_named("lesson:vanishing-gradients")
    window.message_bar.show_notice(Notice("warning", "Something that takes a while to be said", (("Do it", lambda: None),)))
    QApplication.processEvents()
    goal = window.findChild(QWidget, "lesson_goal")
    assert goal is not None
    place = QRect(goal.mapTo(window, QPoint(0, 0)), goal.size())
    bar = QRect(window.message_bar.mapTo(window, QPoint(0, 0)), window.message_bar.size())
    assert goal.isVisible()
    assert not place.intersects(bar)
    window.workplace.set_open("tabs", False)
    QApplication.processEvents()
    assert window.message_bar.x() < 40  # there is nothing to leave free


def test_it_is_no_higher_than_its_text(window: MainWindow) -> None:
    """A text that fits one line lies in a bar of one line: it hides as little as it can."""
    window.resize(1280, 800)
    bar, text = window.message_bar, "The predictions follow the series one step late: their RMSE is 48.5"
    bar.show_notice(Notice("warning", text))
    QApplication.processEvents()
    one = bar.height()
    bar.show_notice(Notice("warning", f"{text}, that of repeating the last value 52.5; {text}."))
    QApplication.processEvents()
    line = bar.fontMetrics().height()
    assert one < 3.5 * line
    assert bar.height() < one + 1.5 * line
