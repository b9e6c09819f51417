from __future__ import annotations

import os
import signal
import subprocess
import sys

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from playground.gui.message_bar import MessageBar
from playground.gui.notices import Notice
from playground.gui.session import Session, notice_of_crash
from playground.log import crash_of, logs_folder

KILLED = """
import os, signal
from playground.gui.session import Session
from playground.log import begin_session
session = Session(begin_session())
print(os.environ["NEURAL_PLAYGROUND_SESSION"], flush=True)
{}
"""


def run(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", KILLED.format(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_session_that_was_killed_is_found_once() -> None:
    child = run("os.kill(os.getpid(), signal.SIGKILL)")
    name = child.communicate(timeout=60)[0].strip()
    assert child.returncode == -signal.SIGKILL
    session = Session("20990101-000000-1")
    assert session.crashed() == (name,)
    assert session.crashed() == ()
    assert "ended from outside" in crash_of(name)
    session.close()
    assert list(logs_folder().glob("*.lock")) == []


def test_a_window_that_still_runs_has_not_crashed() -> None:
    child = run("input()")
    assert child.stdout is not None
    name = child.stdout.readline().strip()
    session = Session("20990101-000000-1")
    assert session.crashed() == ()
    child.kill()
    child.communicate(timeout=60)
    assert session.crashed() == (name,)
    session.close()


def test_a_session_that_was_closed_has_not_crashed() -> None:
    child = run("session.close()")
    child.communicate(timeout=60)
    session = Session("20990101-000000-1")
    assert session.crashed() == ()
    session.close()


def test_a_folder_that_takes_no_lock_stops_nothing(home: os.PathLike[str]) -> None:
    session = Session("20990101-000000-1")  # the folder is not there
    assert session.crashed() == ()
    session.close()


def test_a_notice_of_a_fault_has_a_button_that_reports_it(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.show_notice(notice_of_crash())
    bar.show_notice(Notice("info", "The language changes.", key="language"))
    bar.dismiss("language")  # the one that can be reported waited behind
    assert bar.notice is not None
    assert bar.notice.key == "crash"
    button = bar.findChildren(QPushButton)[-1]
    assert button.text() == "Report a problem"
    with qtbot.waitSignal(bar.report_wanted):
        button.click()
    assert bar.notice is None
