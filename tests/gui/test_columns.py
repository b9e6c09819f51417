"""Columns that are closed and come back: by the handle, by whoever needs what they hold, and at the next start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.columns import Columns
from playground.gui.layout import Layout
from playground.gui.main_window import MainWindow
from playground.gui.settings import Settings
from tests.gui.window_stage import opened


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    """Two that can be closed, and one that cannot."""
    made = Columns()
    qtbot.addWidget(made)
    made.add_closable("first", QLineEdit("first"), 100)
    made.add_closable("second", QLineEdit(), 80)
    rest = QWidget()
    rest.setMinimumWidth(100)
    made.addWidget(rest)
    made.resize(800, 300)
    made.show()
    qtbot.waitExposed(made)
    made.setSizes([200, 150, 432])
    return made


def drag(handle: QWidget, by: int) -> None:
    start, held = handle.rect().center(), Qt.KeyboardModifier.NoModifier
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, held, start)
    if by:
        QTest.mouseMove(handle, start + QPoint(by, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, held, start + QPoint(by, 0))


class TestColumns:
    def test_a_click_on_the_handle_closes_one_and_brings_it_back_as_wide_as_it_was(self, columns: Columns) -> None:
        told: list[tuple[str, bool]] = []
        columns.toggled.connect(lambda name, seen: told.append((name, seen)))
        before = columns.sizes()
        drag(columns.handle(1), 0)
        assert columns.sizes()[:2] == [0, before[1]]
        assert sum(columns.sizes()) == sum(before)
        assert columns.handle(1).isVisible()
        drag(columns.handle(1), 0)
        assert columns.sizes() == before
        assert told == [("first", False), ("first", True)]

    def test_a_drag_of_the_handle_changes_the_width_and_closes_nothing(self, columns: Columns) -> None:
        width = columns.sizes()[0]
        drag(columns.handle(1), 40)
        assert columns.sizes()[0] == pytest.approx(width + 40, abs=2)
        assert columns.is_open("first")

    def test_what_a_closed_one_holds_is_out_of_the_way_of_the_keyboard(self, columns: Columns) -> None:
        inside = next(line for line in columns.findChildren(QLineEdit) if line.text() == "first")
        inside.setFocus()
        columns.set_open("first", False)
        assert not inside.isVisible()
        assert not inside.hasFocus()
        columns.set_open("first")
        assert inside.isVisible()

    def test_sizes_with_a_zero_close_one(self, columns: Columns) -> None:
        columns.setSizes([200, 0, 580])
        assert columns.is_open("first")
        assert not columns.is_open("second")
        columns.toggle("second")
        assert columns.sizes()[1] >= 80


class TestInTheWindow:
    def test_whoever_needs_a_closed_column_opens_it(self, window: MainWindow) -> None:
        places = window.workplace
        for name in ("tabs", "palette"):
            places.set_open(name, False)
        places.show_tab("data")
        assert places.is_open("tabs")
        places.search_layers()
        assert places.is_open("palette")
        places.set_open("palette", False)
        window.network_view.select([0])
        QTest.keyClick(window.network_view, Qt.Key.Key_Return)
        assert places.is_open("palette")

    def test_a_closed_palette_stays_closed_while_the_data_are_looked_at(self, window: MainWindow) -> None:
        places = window.workplace
        places.set_open("palette", False)
        window.look_at_data()
        places.show_network()
        QApplication.processEvents()
        assert not places.is_open("palette")
        assert not places.palette_panel.isVisible()

    def test_the_next_start_finds_them_as_they_were(self, window: MainWindow) -> None:
        window.workplace.set_open("palette", False)
        Layout(window, settings := Settings(), window.workplace, window.workplace.palette_parts).remember()
        settings.keep()
        with opened() as next_one:
            assert not next_one.workplace.is_open("palette")
            assert next_one.workplace.is_open("tabs")
            next_one.workplace.set_open("palette")
            assert next_one.workplace.sizes()[1] > 100
