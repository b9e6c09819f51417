from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground import __version__
from playground.gui.help.newer_version import UpdateDialog
from playground.gui.theme import theme
from playground.newer_version import Release, UpdateError

PAGE = "https://github.com/someone/neural-playground/releases/tag/v99.0"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that a browser was asked to open."""
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(url.toString()))
    return pages


@pytest.fixture
def asked(qtbot: QtBot) -> Callable[..., UpdateDialog]:
    theme().apply("light")

    def ask(answer: Callable[[threading.Event], Release] | None = None, wait: bool = True) -> UpdateDialog:
        dialog = UpdateDialog(None, answer) if answer is not None else UpdateDialog()
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(dialog)
        dialog.show()
        if wait:
            qtbot.waitUntil(lambda: not dialog.asking)
        return dialog

    return ask


def button(dialog: UpdateDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_a_newer_version_is_opened_by_a_click_alone(asked: Callable[..., UpdateDialog], opened: list[str]) -> None:
    dialog = asked(lambda _cancelled: Release("99.0", PAGE, True))
    assert "Version 99.0 is there" in dialog.said
    assert PAGE in dialog.said
    assert opened == []
    button(dialog, "update_open").click()
    assert opened == [PAGE]


def test_who_is_up_to_date_is_told_so(asked: Callable[..., UpdateDialog]) -> None:
    dialog = asked(lambda _cancelled: Release(__version__, PAGE, False))
    assert "You are up to date" in dialog.said
    assert button(dialog, "update_open").isHidden()


def test_why_it_could_not_be_found_out(asked: Callable[..., UpdateDialog]) -> None:
    def fail(_cancelled: threading.Event) -> Release:
        raise UpdateError("The cable is out.")

    dialog = asked(fail)
    assert dialog.said == "It could not be found out The cable is out."
    assert button(dialog, "update_open").isHidden()


def test_a_fault_of_the_app_is_not_hidden(asked: Callable[..., UpdateDialog]) -> None:
    assert "Something went wrong in the app (division by zero)" in asked(lambda _cancelled: 1 / 0).said  # type: ignore[arg-type, return-value]


def test_a_checkout_knows_no_place_to_ask(asked: Callable[..., UpdateDialog]) -> None:
    assert "does not know where newer versions are published" in asked().said


def test_while_it_asks_the_window_lives_and_it_can_be_cancelled(asked: Callable[..., UpdateDialog], qtbot: QtBot) -> None:
    heard = threading.Event()

    def wait(cancelled: threading.Event) -> Release:
        if cancelled.wait(10):
            heard.set()
        raise UpdateError("Cancelled.")

    dialog = asked(wait, wait=False)
    assert dialog.asking
    assert button(dialog, "update_close").text() == "Cancel"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(heard.is_set)
    assert not dialog.isVisible()
