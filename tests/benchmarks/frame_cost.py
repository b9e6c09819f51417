"""What a frame of the window costs, in milliseconds of the processor, and of what it is made.

::

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/frame_cost.py [plane] [--rounds 5] [--scale 2]

A training of the lesson (``plane``: of a small network on XOR, with surface and graph) is recorded beforehand, as the engine would tell it
30 times a second. The real main window at 1280 x 800 then reads the recording at that pace, with its plots open; no engine runs beside it.
Counted is the time that the main thread was at work (``time.thread_time``), whatever else the machine does: medians over the rounds. One
more round, in which every part is timed, is split into parts; what a part calls belongs to the part that is called.
"""

from __future__ import annotations

import argparse
import functools
import gc
import inspect
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the recording is made quicker so where others use the machine
os.environ.setdefault("NEURAL_PLAYGROUND_HOME", tempfile.mkdtemp(prefix="frame-cost-"))
if "--scale" in sys.argv:  # pixels of the screen for one of the window: Qt reads it when it starts
    os.environ["QT_SCALE_FACTOR"] = sys.argv[sys.argv.index("--scale") + 1]

import msgspec
import pyqtgraph as pg
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.datasets.prepare import Prepared, prepare
from playground.gui.editor import column, layer_card, network_view
from playground.gui.elided_label import ElidedLabel
from playground.gui.main_window import MainWindow
from playground.gui.plots import axes, canvas, colour_scale, gradients_over_time, graph_view, plot, time_row, unit_pictures
from playground.gui.plots.legend import Legend
from playground.gui.plots.words import Words
from playground.gui.run.controller import Controller
from playground.gui.theme import theme
from playground.gui.window import make_window
from playground.lessons import lesson_called
from playground.runs import messages as m
from playground.runs.history import RunHistory
from playground.runs.project import Project, read_project
from playground.training.run import Run
from tests.benchmarks.live_speed import LESSON, PLANE, wait
from tests.fakes import FakeEngine

FRAMES = 180
"""Six seconds."""

PERIOD_MS = 33
EPOCHS_AT_ONCE = 20
"""Epochs that the engine trains in the time of one frame."""

PARTS: tuple[tuple[str, object, str], ...] = (
    ("painting: axes", axes.PlainAxis, "paint"),
    ("painting: curves", pg.PlotCurveItem, "paint"),
    ("painting: scatter", pg.ScatterPlotItem, "paint"),
    ("painting: heat map, surface", pg.ImageItem, "paint"),
    ("painting: names in plots", pg.TextItem, "paint"),
    ("painting: the canvas around them", canvas.Canvas, "paintEvent"),
    ("painting: graph, units", graph_view.GraphView, "paintEvent"),
    ("painting: graph, units", unit_pictures.UnitPictures, "paintEvent"),
    ("painting: cards", network_view.NetworkView, "paintEvent"),
    ("painting: cards", layer_card.CardDelegate, "paint"),
    ("painting: column of gradients", column.Column, "paintEvent"),
    ("painting: text, keys", Words, "paintEvent"),
    ("painting: text, keys", Legend, "paintEvent"),
    ("painting: text, keys", ElidedLabel, "paintEvent"),
    ("painting: text, keys", colour_scale.ColourKey, "paintEvent"),
    ("painting: text, keys", gradients_over_time.ColourBar, "paintEvent"),
    ("setData", pg.PlotCurveItem, "setData"),
    ("setData", pg.ScatterPlotItem, "setData"),
    ("setData", pg.ImageItem, "setImage"),
    ("setData", pg.ImageItem, "setRect"),
    ("setData", pg.TextItem, "setText"),
    ("ranges", canvas.Canvas, "set_ranges"),
    ("figures in words", plot.Plot, "show_words"),
    ("plots: what to draw", plot.Plot, "draw_if_needed"),
    ("history", RunHistory, "append"),
    ("reading messages", m.Unpacker, "feed"),
    ("reports to panels", Controller, "_told"),
    ("time row", time_row.TimeRow, "_refresh"),
)
"""Name, class and method: the parts, each from its first call to its return."""


class Meter:
    """Time of the main thread by part, while it is ``on``: what is called within a part is not the part's."""

    def __init__(self) -> None:
        self.on = False
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._open: list[float] = []  # of each part that is open, what those within it took

    def watch(self, part: str, kind: Any, name: str) -> None:
        """Watches a method of a class; before objects of it are made, for Qt remembers what a class overrides."""
        method = getattr(kind, name, None)
        if method is None:
            return
        parameters = inspect.signature(method).parameters.values()
        takes = None if any(one.kind is one.VAR_POSITIONAL for one in parameters) else len(parameters)

        @functools.wraps(method)
        def timed(*arguments: Any, **named: Any) -> Any:
            arguments = arguments[:takes]  # a signal may tell more than the method wants
            if not self.on:
                return method(*arguments, **named)
            begin = time.thread_time()
            self._open.append(0.0)
            try:
                return method(*arguments, **named)
            finally:
                took = time.thread_time() - begin
                self.seconds[part] += took - self._open.pop()
                self.calls[part] += 1
                if self._open:
                    self._open[-1] += took

        setattr(kind, name, timed)


class Player(FakeEngine):
    """An engine that tells a recording, a frame each time it is asked to."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self._info = prepared.info
        self._answers[m.Train] = self._begin
        self._answers[m.LoadDataset] = self._tell_data
        self._unpacker = m.Unpacker(reports=True)
        self.run = ""

    def tell_packed(self, frame: bytes) -> None:
        """Reads and tells what came through the pipe at once."""
        for report in self._unpacker.feed(frame):
            self.tell(report)

    def _begin(self, command: m.Train) -> None:
        self.run = command.runs[0].run
        self.runs[self.run] = 0

    def _tell_data(self, command: m.LoadDataset) -> None:
        self._queue.append(m.DatasetReady(request=command.request, info=self._info))


def recorded(project: Project, prepared: Prepared, pictures: tuple[str, ...]) -> list[list[Any]]:
    """What an engine tells of a training in each frame; the first one is that it begins."""
    run = Run("recorded", project, prepared)
    frames: list[list[Any]] = [[run.started]]
    due = dict.fromkeys(pictures, 0.0)
    for number in range(FRAMES):
        for _step in range(EPOCHS_AT_ONCE * run.started.steps_per_epoch):
            run.advance()
        frame: list[Any] = [run.progress()]
        for name in pictures:
            if number >= due[name] and (picture := run.picture(name, exact=False)) is not None:
                due[name] = number + 1000 * picture.every / PERIOD_MS
                frame.append(picture)
        if number % 30 == 29:
            frame.append(m.RunCheckpoint(run=run.name, checkpoint=run.checkpoint()))
        frames.append(frame)
    return frames


def played(window: MainWindow, application: QApplication, engine: Player, frames: list[list[Any]]) -> tuple[float, int]:
    """Seconds of the main thread while the window shows a recording, and how many frames it drew."""
    engine.runs.clear()
    window.controller.train()
    packed = [b"".join(m.pack(msgspec.structs.replace(report, run=engine.run)) for report in frame) for frame in frames]
    waiting = iter(packed)
    engine.tell_packed(next(waiting) + next(waiting))
    loop, timer = QEventLoop(), QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def next_frame() -> None:
        if (frame := next(waiting, None)) is None:
            loop.quit()
        else:
            engine.tell_packed(frame)

    timer.timeout.connect(next_frame)
    assert window.plots is not None
    for _turn in range(5):
        application.processEvents()
    gc.collect()
    before, begin = window.plots.frames, time.thread_time()
    timer.start(PERIOD_MS)
    loop.exec()
    took, drawn = time.thread_time() - begin, window.plots.frames - before
    timer.stop()
    engine.end("stopped")
    engine.deliver()
    for record in window.runs.records:
        window.runs.remove(record)
    return took, drawn


def stand(project: Project, engine: Player, application: QApplication, plane: bool) -> MainWindow:
    """The main window with the project and its plots."""
    theme().apply("dark")
    window = make_window(None, engine)  # type: ignore[arg-type]  # same interface
    window.resize(1280, 800)
    window.show()
    engine.deliver()
    wait(application, lambda: window.plots is not None)
    window.showNormal()
    window.resize(1280, 800)
    if plane:
        window.document.open(project, None)
        assert window.plots is not None
        window.plots.set_closed("network_plot", False)
    else:
        window.files.open_named(LESSON)
    for _turn in range(20):
        engine.deliver()
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return window


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("lesson", "plane"), default="lesson")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", default="1")
    chosen = parser.parse_args()
    meter = Meter()
    for part, kind, name in PARTS:
        meter.watch(part, kind, name)
    application = QApplication(sys.argv[:1])
    lesson = lesson_called(LESSON)
    assert lesson is not None
    project = PLANE if chosen.what == "plane" else read_project(lesson.project_path)
    project = replace(project, training=replace(project.training, epochs=10_000_000))
    prepared = prepare(project.dataset, project.preparation, Path())
    engine = Player(prepared)
    window = stand(project, engine, application, chosen.what == "plane")
    assert window.plots is not None
    frames = recorded(project, prepared, window.plots.wanted)
    gc.collect()
    gc.freeze()
    played(window, application, engine, frames)  # warms up
    rounds = [played(window, application, engine, frames) for _round in range(chosen.rounds)]
    cost = [1000 * took / drawn for took, drawn in rounds]
    print(
        f"{chosen.what}: a frame costs {statistics.median(cost):.2f} ms of the main thread ({min(cost):.2f} to {max(cost):.2f})"
    )
    meter.on = True
    took, drawn = played(window, application, engine, frames)
    print(f"in parts, while they are timed{'ms':>12}{'calls':>8}   a frame")
    for part in dict.fromkeys(part for part, _kind, _name in PARTS):
        print(f"  {part:<32}{1000 * meter.seconds[part] / drawn:8.3f}{meter.calls[part] / drawn:8.1f}")
    rest = took - sum(meter.seconds.values())
    print(f"  {'rest: Qt, labels, event loop':<32}{1000 * rest / drawn:8.3f}")
    print(f"  {'all':<32}{1000 * took / drawn:8.3f}")
    window.end()


if __name__ == "__main__":
    main()
