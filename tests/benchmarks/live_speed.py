"""What the window costs: training with every plot visible against the same training without a window, and how smooth the window stays.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/live_speed.py [plane]

The lesson's network (``plane``: 2-4-2-1 on XOR, with its decision surface and its graph) is trained for a fixed time, in turns: through an
engine process that nobody watches, and in the real main window at 1280 x 800 with its plots open. Printed: steps per second of both and their ratio, frames per second, and how late the event loop was when a
timer of 2 ms was due (99th percentile and maximum).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("NEURAL_PLAYGROUND_HOME", tempfile.mkdtemp(prefix="live-speed-"))

from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.datasets import DatasetConfig
from playground.gui.main_window import MainWindow
from playground.gui.theme import theme
from playground.gui.window import make_window
from playground.layers import Linear, Tanh
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.losses import BCEWithLogitsLoss
from playground.runs.project import Project

LESSON = "lesson:vanishing-gradients"
PLANE = Project(
    dataset=DatasetConfig("xor"),
    network=Network((Linear(4), Tanh(), Linear(2), Tanh(), Linear(1))),
    training=RunConfig(loss=BCEWithLogitsLoss()),
)
SECONDS = 6.0
ROUNDS = 5
TIMER_MS = 2


@dataclass
class Smoothness:
    """Figures of one round in the window."""

    steps: float
    frames: float
    late_99: float
    late_most: float


def wait(application: QApplication, until: Callable[[], bool], seconds: float = 30.0) -> None:
    """Lets the event loop run until something is true.

    Raises:
        TimeoutError: it did not become true in time.
    """
    clock = QElapsedTimer()
    clock.start()
    while not until():
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        if clock.elapsed() > 1000 * seconds:
            raise TimeoutError("the window did not come to where it should")


def rate(window: MainWindow, application: QApplication, seconds: float) -> float:
    """Steps per second of the run that is under way."""
    wait(application, lambda: bool(window.runs.records))
    record = window.runs.records[-1]
    wait(application, lambda: record.history.last is not None and record.history.last.step > 200)
    assert record.history.last is not None
    step, begin = record.history.last.step, record.history.last.seconds
    end = time.perf_counter() + seconds
    loop_until(end)
    return (record.history.last.step - step) / (record.history.last.seconds - begin)


def loop_until(end: float) -> None:
    """Runs the true event loop, as the app does, until a moment."""
    loop = QEventLoop()
    QTimer.singleShot(max(1, round(1000 * (end - time.perf_counter()))), loop.quit)
    loop.exec()


def stopped(window: MainWindow, application: QApplication) -> None:
    """Ends the run and takes all records away."""
    window.controller.stop()
    wait(application, lambda: window.controller.state == "idle")
    for record in window.runs.records:
        window.runs.remove(record)


def alone(window: MainWindow, application: QApplication) -> float:
    """The same training with a window that draws nothing: minimised, its plots hidden, predictions not asked for."""
    window.hide()
    window.controller.watch(())
    window.controller.train_anew()
    wait(application, lambda: window.controller.state == "training")
    result = rate(window, application, SECONDS)
    stopped(window, application)
    return result


def watched(window: MainWindow, application: QApplication) -> Smoothness:
    """Training with every plot visible."""
    window.show()
    assert window.plots is not None
    window.controller.watch(window.plots.wanted)
    window.controller.train_anew()
    wait(application, lambda: window.controller.state == "training")
    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(1000 * (now - last) - TIMER_MS)
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(TIMER_MS)
    frames, begin, last = window.plots.frames, time.perf_counter(), time.perf_counter()
    steps = rate(window, application, SECONDS)
    frames_per_second = (window.plots.frames - frames) / (time.perf_counter() - begin)
    timer.stop()
    stopped(window, application)
    late.sort()
    return Smoothness(steps, frames_per_second, late[int(0.99 * len(late))], late[-1])


def main() -> None:
    """Measures and prints."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    theme().apply("dark")
    window = make_window()
    window.resize(1280, 800)
    window.show()
    wait(application, lambda: window.plots is not None and window.controller.state == "idle")
    assert window.plots is not None
    window.showNormal()
    window.resize(1280, 800)
    if "plane" in sys.argv:
        window.document.open(PLANE, None)
        window.plots.set_closed("network_plot", False)
    else:
        window.files.open_named(LESSON)
    training = replace(window.document.project.training, epochs=10_000_000)
    window.document.change_training(training, "benchmark")
    wait(application, lambda: window.controller.state == "idle" and window.controller.info is not None)
    bare, live = [], []
    for _round in range(ROUNDS):
        bare.append(alone(window, application))
        live.append(watched(window, application))
    window.end()
    steps = statistics.median(result.steps for result in live)
    ratio = statistics.median(result.steps / other for result, other in zip(live, bare, strict=True))
    print(f"steps a second without a window   {statistics.median(bare):8.0f}")
    print(f"steps a second with every plot    {steps:8.0f}")
    print(f"ratio (aim: 0.95 or more)         {ratio:8.2f}")
    print(f"frames a second (aim: 30)         {statistics.median(result.frames for result in live):8.1f}")
    print(f"event loop late, 99 % (aim: < 16) {statistics.median(result.late_99 for result in live):8.1f} ms")
    print(f"event loop late, most (aim: < 50) {statistics.median(result.late_most for result in live):8.1f} ms")


if __name__ == "__main__":
    main()
