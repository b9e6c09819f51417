"""How long it takes from the start of the process to a window that can be used, and to the first trained epoch on screen.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/start_up.py

Each round is a process of its own that opens the window on the first lesson and presses Train as soon as the window is painted. Printed:
medians over the rounds (the first one, which warms the disk's cache, is left out), and the resident memory of window and engine at rest and
after training.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LESSON = "lesson:vanishing-gradients"
ROUNDS = 7

BARE = """
import sys, time
import numpy, pyqtgraph
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        print(time.time() - float(sys.argv[1]))
        QApplication.quit()

application = QApplication([])
window = Bare()
window.show()
application.exec()
"""
"""What a window costs that does nothing: the measure of what is painted first."""


def resident(process: int) -> float:
    """Resident memory of a process in MB (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def one_start(begin: float) -> dict[str, float]:
    """Opens the window in this process, trains, and says when what happened, in seconds since ``begin``."""
    gc.disable()  # as the app does
    import playground.gui  # noqa: F401, I001  # before Qt, as the app does
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication
    from typing_extensions import override

    from playground.gui.window import make_window
    from playground.gui.theme import theme

    application = QApplication(sys.argv[:1])
    theme().apply("dark")
    with theme().styled_at_the_end():
        window = make_window()
    found: dict[str, float] = {}

    class FirstPaint(QObject):
        """Notices when the network is painted for the first time, and that the event loop turns after it."""

        @override
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and "painted" not in found:
                found["painted"] = time.time() - begin
                QTimer.singleShot(0, usable)
            return False

    def usable() -> None:
        found["usable"] = time.time() - begin
        window.files.open_named(LESSON)
        window.controller.train()

    def look() -> None:
        records = window.runs.records
        if "epoch" not in found and records and len(records[0].history) and window.plots is not None and window.plots.frames:
            found["epoch"] = time.time() - begin
        if records and records[0].ended is not None and "window_after" not in found:
            found["window_after"] = resident(os.getpid())
            found["engine_after"] = resident(window.controller.engine.process_id)
            application.quit()
        elif window.controller.state == "training" and "window_rest" not in found:
            found["window_rest"] = resident(os.getpid())
            found["engine_rest"] = resident(window.controller.engine.process_id)

    paint = FirstPaint()
    window.network_view.viewport().installEventFilter(paint)
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(5)
    window.show()
    application.exec()
    window.end()
    return found


def main() -> None:
    """Measures and prints."""
    rounds = []
    for _round in range(ROUNDS + 1):
        with tempfile.TemporaryDirectory(prefix="start-up-") as home:
            environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "NEURAL_PLAYGROUND_HOME": home}
            environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start compiles the app anew, in both processes
            command = [sys.executable, __file__, str(time.time())]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60)
            rounds.append(json.loads(done.stdout.splitlines()[-1]))
            command = [sys.executable, "-c", BARE, str(time.time())]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
            rounds[-1]["bare"] = float(done.stdout.splitlines()[0])
    middle = {name: statistics.median(result[name] for result in rounds[1:]) for name in rounds[0]}
    print(f"bare, with numpy and pyqtgraph    {middle['bare']:6.2f} s")
    print(f"window painted                    {middle['painted']:6.2f} s")
    print(f"window usable (aim: < 0.5)        {middle['usable']:6.2f} s")
    print(f"first epoch on screen (aim: < 4)  {middle['epoch']:6.2f} s")
    for name, text in (("rest", "when training begins"), ("after", "after training")):
        window, engine = middle[f"window_{name}"], middle[f"engine_{name}"]
        print(f"memory {text:<27}{window:6.0f} MB window, {engine:.0f} MB engine")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.path.insert(0, str(ROOT))
        print(json.dumps(one_start(float(sys.argv[1]))))
    else:
        main()
