"""The style sheet of the application."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.theme import theme


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    theme().apply("light")
    yield
    theme().apply("system")


def panel_with_button(qtbot: QtBot) -> QWidget:
    panel = QWidget()
    qtbot.addWidget(panel)
    QVBoxLayout(panel).addWidget(QPushButton("Train"))
    panel.resize(200, 80)
    return panel


def picture_of(panel: QWidget) -> QImage:
    return panel.grab().toImage()


def test_what_is_made_before_the_style_sheet_looks_the_same(qtbot: QtBot, qapp: QApplication) -> None:
    sheet = qapp.styleSheet()
    styled = picture_of(panel_with_button(qtbot))
    with theme().styled_at_the_end():
        assert qapp.styleSheet() == ""
        assert picture_of(panel_with_button(qtbot)) != styled
        panel = panel_with_button(qtbot)
    assert qapp.styleSheet() == sheet
    assert picture_of(panel) == styled
