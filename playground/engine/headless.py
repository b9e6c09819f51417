"""A run without a window: trains in this process, shows how far it is, and writes the results. It may go on where an earlier one ended."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from playground.datasets.prepare import Prepared, prepare
from playground.engine.bar import Bar
from playground.engine.earlier import EarlierRun, notes_of, read_earlier
from playground.engine.ends import divergence_in_words, end_in_words
from playground.engine.notes import data_lines, finding_lines
from playground.engine.results import Results, prepare_folder
from playground.language import _
from playground.runs.diagnosis import diagnose
from playground.runs.history import RunHistory
from playground.runs.messages import EndReason, RunDiverged, RunEnded, RunForecast
from playground.runs.project import Project

if TYPE_CHECKING:
    from playground.training.run import Run

LOOK_EVERY = 0.1
"""Seconds between two looks at what was recorded."""


@dataclass(frozen=True)
class Outcome:
    """What came of a run: its end, its history (thinned where it is long), and in words where it diverged, else empty."""

    ended: RunEnded
    history: RunHistory
    diverged: str


class Interrupted:
    """Whether Ctrl+C was pressed: the first time it ends the training in good order, the second time the program. Empty until then."""

    def __init__(self) -> None:
        self.pressed = False

    def __len__(self) -> int:
        return int(self.pressed)

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        if self.pressed:
            raise KeyboardInterrupt
        self.pressed = True


@contextmanager
def listening() -> Iterator[Interrupted]:
    """Takes Ctrl+C for the length of a ``with`` statement."""
    interrupted = Interrupted()
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def train(project: Project, folder: Path, out: Path, download: bool = False, resume: Path | None = None) -> Outcome:
    """Trains a project whose paths are relative to ``folder``, and writes the results to ``out``. On the main thread.

    With ``resume``, the folder of an earlier run, it goes on there for as many more epochs; ``out`` tells of the whole run.

    Raises:
        OutputError: a file cannot be written.
        EarlierRunError: it cannot go on with the earlier run.
        DatasetError: the data cannot be loaded.
        TrainingError: the project cannot be trained.
    """
    bar = Bar(sys.stderr)
    try:
        earlier = _earlier(resume, bar)
        whole = project if earlier is None else earlier.whole(project)
        prepare_folder(out)
        prepared = prepare(project.dataset, project.preparation, folder, bar.loading, download)
        bar.loading(None, _("Starting torch"))
        run = _built(whole, prepared, earlier)
        history = RunHistory(run.started)
        told = [] if earlier is None else [earlier.progress(run.started)]
        bar.say([*data_lines(prepared.info), *([] if earlier is None else earlier.lines(project))])
        with listening() as interrupted, Results(out, run.started) as results:
            for report in told:
                results.add(report)
                history.append(report)
            diverged = _loop(run, results, history, interrupted, bar)
            ended = _finish(run, whole, results, history, diverged, bar)
    finally:
        bar.clear()
    return Outcome(ended, history, diverged)


def _earlier(folder: Path | None, bar: Bar) -> EarlierRun | None:
    if folder is None:
        return None
    bar.loading(None, _("Starting torch"))
    return read_earlier(folder)


def _built(project: Project, prepared: Prepared, earlier: EarlierRun | None) -> Run:
    """The run from its beginning, or where the earlier one ended: on the same device, where the project does not name one."""
    from playground.training.devices import choose_device
    from playground.training.run import Run

    wanted = project.training.device
    if earlier is None:
        return Run("run", project, prepared, *choose_device(wanted, project, prepared))
    checkpoint = earlier.checkpoint
    device, note = choose_device(checkpoint.device if wanted == "auto" else wanted, project, prepared)
    run = Run("run", project, prepared, device, note, checkpoint)
    run.wait_anew()
    if (lr := earlier.new_rate(project)) is not None:
        run.set_learning_rate(lr)
    return run


def _finish(run: Run, project: Project, results: Results, history: RunHistory, diverged: str, bar: Bar) -> RunEnded:
    """Measures the run at its end, and writes everything but the epochs."""
    from playground.training.checkpoints import to_file
    from playground.training.devices import versions

    reason: EndReason = "diverged" if diverged else run.ended_by or "interrupted"
    ended = run.end(reason, diverged or _words(run, reason), test=True)
    forecast = run.picture(RunForecast.__name__)
    findings = diagnose(history, project, forecast if isinstance(forecast, RunForecast) else None, ended.figures)
    results.finish(run, ended, versions(), findings)
    results.keep(to_file(run.checkpoint(), notes_of(project, reason)))
    bar.say(finding_lines(findings))
    return ended


def _loop(run: Run, results: Results, history: RunHistory, interrupted: Interrupted, bar: Bar) -> str:
    """Trains to the end or to Ctrl+C; returns where it diverged, in words, else an empty text."""
    clock = time.perf_counter
    due = clock() + LOOK_EVERY
    going = True
    while going:
        going = not interrupted.pressed and run.advance()
        if not going or clock() >= due:
            report = run.progress()
            if isinstance(report, RunDiverged):
                return divergence_in_words(report)
            results.add(report)
            history.append(report)
            bar.training(report, run.started)
            due = clock() + LOOK_EVERY
    return ""


def _words(run: Run, reason: EndReason) -> str:
    return end_in_words(run, "stopped" if reason == "interrupted" else reason)
