"""Closes the app, and kills its engine, again and again in every state, and counts how often all went well.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/end_anywhere.py close 100
    QT_QPA_PLATFORM=offscreen python tests/benchmarks/end_anywhere.py kill 100

``close``: each time a process of its own opens the real window and closes it while it starts, loads, trains, is paused or saves. Well means
exit code 0 within 3 s of the close, and no engine left behind. ``kill``: in one window, the engine is killed by SIGKILL or SIGSEGV in a state
chosen at random; well means that a new engine comes, that interrupted runs are offered again, and that they go on from their last epoch.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
STATES = ("starting", "loading", "training", "paused", "saving")
LESSON = "lesson:vanishing-gradients"
SECONDS = 3.0


def alive(process: int) -> bool:
    """Whether a process runs (Linux)."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def close_in(state: str, home: str) -> None:
    """Opens the window in this process and closes it in a state; prints the number of the engine and when it was closed."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from playground.gui.theme import theme
    from playground.gui.window import make_window
    from playground.runs.project import write_project

    application = QApplication(sys.argv[:1])
    theme().apply("dark")
    window = make_window()
    window.show()
    window.files.open_named(LESSON)
    controller, engine = window.controller, window.controller.engine
    if state in ("training", "paused"):
        controller.train()

    def close() -> None:
        timer.stop()
        print(json.dumps({"engine": engine.process_id, "closed": time.time()}), flush=True)
        window.close()

    def look() -> None:
        now = controller.state
        if state == "starting" or (state == "loading" and now in ("loading", "idle")) or (state == "saving" and now == "idle"):
            if state == "saving":
                write_project(Path(home) / "saved.nnplay", window.document.project)
            close()
        elif now == "training" and window.runs.records:
            if state == "training":
                close()
            else:
                controller.pause()
        elif now == state == "paused":
            close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(random.randrange(1, 200) if state == "starting" else 5)
    application.exec()


def close_often(times: int) -> None:
    """Counts how often a close went well."""
    well, longest = 0, 0.0
    for number in range(times):
        state = STATES[number % len(STATES)]
        with tempfile.TemporaryDirectory(prefix="end-anywhere-") as home:
            environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "NEURAL_PLAYGROUND_HOME": home}
            command = [sys.executable, __file__, "one", state, home]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
            end = time.time()
            told = json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {"engine": 0, "closed": 0.0}
            took = end - told["closed"]
            left = told["engine"] and alive(told["engine"])
            longest = max(longest, took)
            if done.returncode == 0 and took < SECONDS and not left:
                well += 1
            else:
                print(f"{state}: exit {done.returncode}, {took:.2f} s, engine left: {bool(left)}\n{done.stderr[-500:]}")
    print(f"closed well {well} of {times}; the longest took {longest:.2f} s")


def kill_often(times: int) -> None:
    """Counts how often a killed engine was replaced and its runs went on."""
    from PySide6.QtCore import QElapsedTimer, QEventLoop
    from PySide6.QtWidgets import QApplication

    from playground.gui.run import recovery
    from playground.gui.theme import theme
    from playground.gui.window import make_window

    recovery.HEALTHY_SECONDS = 0.0  # else the window rightly gives up an engine that dies three times in a row
    application = QApplication(sys.argv[:1])
    theme().apply("dark")
    window = make_window()
    window.show()
    controller = window.controller

    def wait(until: Callable[[], bool], seconds: float = 20.0) -> bool:
        clock = QElapsedTimer()
        clock.start()
        while not until() and clock.elapsed() < 1000 * seconds:
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        return until()

    wait(lambda: controller.state == "idle" and window.plots is not None)
    window.files.open_named(LESSON)
    wait(lambda: controller.state == "idle" and controller.info is not None)
    well = 0
    for number in range(times):
        state = ("starting", "idle", "training", "paused")[number % 4]
        if state in ("training", "paused"):
            controller.train()
            wait(lambda: controller.state == "training" and bool(window.runs.records))
            wait(lambda: window.runs.records[-1].checkpoint is not None, 5.0)
        if state == "paused":
            controller.pause()
            wait(lambda: controller.state in ("paused", "idle"))
        if state == "starting":
            controller.engine.shutdown(0)
            controller.start()
            wait(lambda: controller.engine.process_id > 0)
        interrupted = controller.state in ("training", "paused")
        old = controller.engine.process_id
        os.kill(old, random.choice((signal.SIGKILL, signal.SIGSEGV)))
        replaced = wait(lambda old=old: controller.engine.process_id not in (0, old) and controller.state == "idle")
        notice = window.message_bar.notice
        told = notice is not None and "Your work is safe" in notice.text
        went_on = True
        if interrupted and notice is not None and notice.actions:
            notice.actions[0][1]()
            went_on = wait(lambda: controller.state == "training", 10.0) or window.runs.records[-1].ended is not None
            controller.stop()
            wait(lambda: controller.state == "idle")
        elif interrupted:
            went_on = False
        if replaced and told and went_on:
            well += 1
        else:
            print(f"{number} {state}: replaced {replaced}, told {told}, went on {went_on}")
        window.message_bar.dismiss("died")
    window.end()
    print(f"engine replaced, told and gone on {well} of {times}")


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.argv[1] == "one":
        close_in(sys.argv[2], sys.argv[3])
    elif sys.argv[1] == "close":
        close_often(int(sys.argv[2]))
    else:
        os.environ.setdefault("NEURAL_PLAYGROUND_HOME", tempfile.mkdtemp(prefix="end-anywhere-"))
        kill_often(int(sys.argv[2]))
