from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.file_open_events import FileOpenEvents


def tell(application: QCoreApplication, file: str) -> None:
    """As macOS does: posts the event, which the event loop delivers."""
    QCoreApplication.postEvent(application, QFileOpenEvent(file))
    QCoreApplication.sendPostedEvents(application, QEvent.Type.FileOpen)


def test_a_file_that_comes_while_the_app_runs_is_opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    events = FileOpenEvents(qapp)
    opened: list[str] = []
    events.hand_to(opened.append)
    assert opened == []
    tell(qapp, str(tmp_path / "a b 한글.nnplay"))
    assert opened == [str(tmp_path / "a b 한글.nnplay")]
    qapp.removeEventFilter(events)


def test_a_file_that_comes_before_the_window_waits_for_it(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    events = FileOpenEvents(qapp)
    tell(qapp, str(tmp_path / "started with.nnplay"))
    opened: list[str] = []
    assert events.hand_to(opened.append)
    assert not events.hand_to(opened.append)
    assert opened == [str(tmp_path / "started with.nnplay")]
    qapp.removeEventFilter(events)


def test_an_address_that_is_no_file_is_left_alone(qtbot: QtBot, qapp: QApplication) -> None:
    events = FileOpenEvents(qapp)
    opened: list[str] = []
    events.hand_to(opened.append)
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl("https://example.org/a.nnplay")))
    assert opened == []
    qapp.removeEventFilter(events)
