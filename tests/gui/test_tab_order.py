"""The Tab key goes through the window in the order of its parts, leaves each of them, and comes back to where it began."""

from __future__ import annotations

from itertools import groupby

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from tests.fakes import FakeEngine

ORDER = (
    ("toolbar",),
    ("left_tabs",),
    ("palette",),
    ("inspector",),
    ("network_switch",),
    ("network",),
    ("plot_area",),
    ("time_row",),
)
NETWORK = ("network_view", "summary_table", "code_view")


def part_of(widget: QWidget) -> str:
    """The part of the window that a widget belongs to."""
    names = {name for part in ORDER for name in part}
    holder: QWidget | None = widget
    while holder is not None:
        if holder.objectName() in NETWORK:
            return "network"
        if holder.objectName() in names:
            return holder.objectName()
        holder = holder.parentWidget()
    return ""


def walked(window: MainWindow, qtbot: QtBot, key: Qt.Key, most: int = 150) -> list[QWidget]:
    """Where the focus is, from key to key, until it is where it was before."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    start = window.findChild(QWidget, "menu_button")
    assert start is not None
    start.setFocus()
    seen: list[QWidget] = []
    while len(seen) < most:
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus in seen:
            assert focus is start, f"Tab does not leave {focus.objectName() or type(focus).__name__} in {part_of(focus)}"
            return seen
        seen.append(focus)
        QTest.keyClick(focus, key)
    raise AssertionError("Tab does not come back to where it began")


@pytest.fixture
def trained(window: MainWindow, engine: FakeEngine) -> MainWindow:
    """The window in the middle of a run."""
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1280, 800)  # with room for the palette
    window.files.open_named("lesson:vanishing-gradients")
    window.controller.train()
    engine.deliver()
    engine.advance(3)
    engine.deliver()
    return window


@pytest.mark.parametrize(("tab", "view"), [("lesson", 0), ("data", 1), ("training", 2), ("runs", 0)])
def test_the_keyboard_goes_through_the_parts_in_order(trained: MainWindow, qtbot: QtBot, tab: str, view: int) -> None:
    trained.workplace.show_tab(tab)  # type: ignore[arg-type]  # one of them
    trained.workplace.findChild(QTabBar, "network_switch").setCurrentIndex(view)  # type: ignore[union-attr]
    trained.network_view.select([1])
    QApplication.processEvents()
    parts = [part for part, _group in groupby(part_of(widget) for widget in walked(trained, qtbot, Qt.Key.Key_Tab)) if part]
    order = [name for part in ORDER for name in part]
    assert parts == [name for name in order if name in parts]
    assert {"toolbar", "left_tabs", "palette", "network", "plot_area", "time_row"} <= set(parts)


def test_and_back(trained: MainWindow, qtbot: QtBot) -> None:
    forward = walked(trained, qtbot, Qt.Key.Key_Tab)
    assert walked(trained, qtbot, Qt.Key.Key_Backtab) == [forward[0], *reversed(forward[1:])]


def test_out_of_the_page_of_the_data_too(trained: MainWindow, qtbot: QtBot, engine: FakeEngine) -> None:
    trained.look_at_data()
    QApplication.processEvents()
    assert len(walked(trained, qtbot, Qt.Key.Key_Tab)) > 8
