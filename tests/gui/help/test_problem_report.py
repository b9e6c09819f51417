from __future__ import annotations

import getpass
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.help.problem_report import ReportDialog, facts_of
from playground.gui.main_window import MainWindow
from playground.gui.session import notice_of_crash
from playground.gui.theme import theme
from playground.log import logs_folder
from playground.runs.messages import DeviceInfo


@pytest.fixture
def dialog(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ReportDialog:
    theme().apply("light")
    logs_folder().mkdir(parents=True, exist_ok=True)
    (logs_folder() / "20260101-000000-7.log").write_text(f"opened {Path.home()}/grades.nnplay")
    monkeypatch.setenv("NEURAL_PLAYGROUND_SESSION", "20260101-000000-7")
    made = ReportDialog({"devices": f"the gpu of {getpass.getuser()}"})
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made.text.isReadOnly())
    return made


def press(dialog: QWidget, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    assert button.isEnabled()
    button.click()


def test_it_shows_what_would_be_reported_without_who_the_user_is(dialog: ReportDialog) -> None:
    text = dialog.text.toPlainText()
    assert "devices   the gpu of ~" in text
    assert "opened ~/grades.nnplay" in text
    assert str(Path.home()) not in text


def test_what_is_copied_is_what_is_seen(dialog: ReportDialog) -> None:
    dialog.text.setPlainText("only this")
    press(dialog, "report_copy")
    assert QGuiApplication.clipboard().text() == "only this"


def test_it_is_saved(dialog: ReportDialog, tmp_path: Path) -> None:
    dialog.save(tmp_path / "report.txt")
    assert (tmp_path / "report.txt").read_text() == dialog.text.toPlainText()
    assert dialog.said == "Saved as report.txt."


def test_where_it_cannot_be_saved_it_says_why(dialog: ReportDialog, tmp_path: Path) -> None:
    dialog.save(tmp_path / "no such folder" / "report.txt")
    assert dialog.said == "report.txt could not be saved: No such file or directory."


def test_the_window_tells_what_it_knows(qtbot: QtBot) -> None:
    theme().apply("dark", 1.25)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    facts = facts_of(window, (DeviceInfo(name="cuda:0", label="A card"),), {"torch": "2.13"})
    theme().apply("light")
    assert facts["devices"] == "cuda:0: A card"
    assert facts["engine"] == "torch 2.13"
    assert facts["window"] == "800 x 600, text 125%, colours dark (dark), language en"
    assert "offscreen" in facts["screen"]
    assert facts_of(window, (), {})["devices"] == "not known yet"


def test_menu_and_message_bar_open_it(window: MainWindow) -> None:
    menu = window.findChild(QToolButton, "menu_button").menu()
    help_menu = next(action.menu() for action in menu.actions() if action.text() == "Help")
    titles = {}
    for action in help_menu.actions():  # type: ignore[attr-defined]  # a QMenu
        if action.text() in ("Report a problem …", "About Neural Playground", "Look for a newer version …"):
            action.trigger()
            titles[action.text()] = _open_dialog().windowTitle()
            _open_dialog().close()
            QApplication.sendPostedEvents()
    assert list(titles.values()) == ["Report a problem", "Newer version", "About Neural Playground"]
    window.message_bar.show_notice(notice_of_crash())
    window.message_bar.findChildren(QPushButton)[-1].click()
    assert _open_dialog().objectName() == "report_dialog"
    _open_dialog().close()


def _open_dialog() -> QWidget:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QWidget)
    return dialog
