"""The film of the README: what stands still is one picture, and a button is pressed where the pointer is seen."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot


@pytest.fixture
def film(scripts: None) -> Any:
    import film

    return film


def test_what_stands_still_is_one_picture(film: Any, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    made = film.Film(widget, lambda _seconds: None)
    made.hold(0.5)
    made.hold(1.0)
    assert [stays for _picture, stays in made.pictures] == [1500]


def test_a_button_is_pressed_where_the_pointer_is_seen(film: Any, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(400, 300)
    button = QPushButton("go", widget)
    button.setObjectName("go")
    button.setGeometry(100, 50, 80, 40)
    pressed: list[int] = []
    made = film.Film(widget, lambda _seconds: None)
    button.clicked.connect(lambda: pressed.append(len(made.pictures)))
    made.click("go")
    assert made.pointer == (140, 70)
    assert pressed == [len(made.pictures)]
    assert len({picture for picture, _stays in made.pictures}) > 3  # it is seen to move
