"""Drives the real app from inside its own process, ``main`` and all. Run as a program: ``python -m tests.app_driver HOW``.

A timer signal looks at the window again and again, because before ``main`` there is no Qt that could. Not for Windows.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from playground import app
from playground.log import logs_folder

Step = Callable[[Any], bool]
"""Is given the main window until it returns True: then the next step follows."""

_SECONDS = 0.05
LESSON = "lesson:vanishing-gradients"


def drive(*steps: Step) -> int:
    """Opens the lesson, carries out the steps and closes the window."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    waiting = list(steps)

    def act() -> None:
        windows = [widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "main_window"]
        if not windows or not windows[0].isVisible():
            return
        if waiting and waiting[0](windows[0]):
            del waiting[0]
        if not waiting:
            signal.setitimer(signal.ITIMER_REAL, 0)
            windows[0].end()

    def look(_number: int, _frame: object) -> None:
        if QApplication.instance() is not None:
            QTimer.singleShot(0, act)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
    return app.main(LESSON)


def opened(window: Any) -> bool:
    """The lesson is open; nothing else is waited for, so that torch need not be loaded."""
    return bool(window.document.project.name)


def crash(_window: Any) -> bool:
    """What a fault in a library does."""
    faulthandler._sigsegv()  # type: ignore[attr-defined]  # meant for tests like this one
    return True


def thread_fails(_window: Any) -> bool:
    """An exception on another thread that no one catches."""
    thread = threading.Thread(target=lambda: 1 / 0, name="side street")
    thread.start()
    thread.join()
    return True


def kill_engine() -> Step:
    """The engine crashes as soon as it can tell of it: a look after its file is there."""
    looks = 0

    def step(window: Any) -> bool:
        nonlocal looks
        looks += any(logs_folder().glob("*-engine.crash"))
        if looks == 2:
            window.message_bar.dismiss("uncaught")
            os.kill(window.controller.engine.process_id, signal.SIGSEGV)
        return looks == 2

    return step


def say_notice(window: Any) -> bool:
    """Prints what the message bar says, and whether it can be reported."""
    notice = window.message_bar.notice
    print(notice and (notice.text, notice.report), flush=True)
    return True


def notice_there(window: Any) -> bool:
    """The message bar says something."""
    return window.message_bar.notice is not None


def trained() -> Step:
    """Presses Train as soon as it can be, and is done when the run has ended by itself."""
    pressed = False

    def step(window: Any) -> bool:
        nonlocal pressed
        if not pressed and window.controller.ready and window.controller.state == "idle":
            window.toolbar.findChild(object, "train_button").click()
            pressed = True
            return False
        ended = [record.ended for record in window.runs.records if record.ended is not None]
        if ended:
            print(ended[0].reason, ended[0].epoch, flush=True)
        return bool(ended)

    return step


WAYS: dict[str, tuple[Step, ...]] = {
    "end": (opened, say_notice),
    "crash": (opened, crash),
    "mishaps": (opened, thread_fails, notice_there, say_notice, kill_engine(), notice_there, say_notice),
    "train": (opened, trained()),
}

if __name__ == "__main__":
    sys.exit(drive(*WAYS[sys.argv[1]]))
