from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground import __version__
from playground.gui.help.about import AboutDialog
from playground.gui.theme import theme
from playground.language import use_language

ROOT = Path(__file__).resolve().parents[3]


def shown(qtbot: QtBot) -> AboutDialog:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: button(dialog, "about_copy").isEnabled())
    return dialog


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def value(dialog: AboutDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"about_{name}")
    assert isinstance(found, QLabel)
    return found.text()


def test_a_checkout_says_so(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert value(dialog, "version") == __version__
    assert value(dialog, "built") == "runs from its sources"
    assert value(dialog, "numpy") == importlib.metadata.version("numpy")


def test_the_qt_that_is_loaded_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user may have put another one in its place; the distribution that it came with says nothing of that."""
    monkeypatch.setattr("playground.gui.help.about.qVersion", lambda: "6.11.3-mine")
    dialog = shown(qtbot)
    assert value(dialog, "Qt") == "6.11.3-mine"
    button(dialog, "about_copy").click()
    assert "\nQt 6.11.3-mine\n" in QGuiApplication.clipboard().text()


@pytest.mark.usefixtures("built")
def test_a_build_says_when_and_from_what(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert (value(dialog, "version"), value(dialog, "commit")) == ("9.8.7", "0123456789")
    assert "21" in value(dialog, "built")
    assert "2026" in value(dialog, "built")
    assert "CPU" in value(dialog, "flavour")
    button(dialog, "about_copy_commit").click()
    assert QGuiApplication.clipboard().text() == "0123456789abcdef"
    button(dialog, "about_copy").click()
    assert "commit 0123456789abcdef\n" in QGuiApplication.clipboard().text()


def test_the_date_is_in_the_language_of_the_user(qtbot: QtBot, built: None) -> None:
    use_language("ko")
    try:
        assert value(shown(qtbot), "built") == "2026년 11월 21일 토요일"
    finally:
        use_language("en")


@pytest.mark.usefixtures("built")
def test_every_package_is_listed_and_its_text_is_read_when_it_is_selected(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    licences = dialog.licences
    assert licences.list.model().rowCount() == 0  # nothing is read before it is looked at
    dialog.tabs.setCurrentWidget(licences)
    qtbot.waitUntil(lambda: licences.list.model().rowCount() == 5)
    names = [licences.list.model().index(row, 0).data() for row in range(5)]
    assert names == ["neural-playground", "package-0", "package-1", "package-2", "PySide6"]
    licences.list.setCurrentIndex(licences.list.model().index(4, 0))
    qtbot.waitUntil(lambda: licences.text.toPlainText() == "GNU LESSER GENERAL PUBLIC LICENSE")
    licences.list.setCurrentIndex(licences.list.model().index(1, 0))
    qtbot.waitUntil(lambda: "brings no text" in licences.text.toPlainText())
    assert dialog.findChild(QWidget, "about_replace_qt").toPlainText() == "Put your own Qt there."  # type: ignore[attr-defined]


def test_nothing_of_it_is_loaded_with_the_window() -> None:
    code = "import sys, playground.app; print(*(name for name in sys.modules if name.startswith(('playground.gui.help', 'playground.'))))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    late = {"playground.about", "playground.problem_report", "playground.newer_version"}
    assert "playground.gui.main_window" in loaded
    assert {name for name in loaded if name in late or name.startswith("playground.gui.help")} == set()


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_it_fits_on_the_screen(qtbot: QtBot, scale: float) -> None:
    theme().apply("dark", scale)
    try:
        dialog = shown(qtbot)
        room = dialog.screen().availableGeometry()
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
    finally:
        theme().apply("light")
