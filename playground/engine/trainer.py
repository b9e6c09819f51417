"""What the worker thread does with what it is given, one thing after the other: build runs, hand commands to them, try learning rates."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sized
from dataclasses import dataclass

import msgspec
import numpy as np

from playground.datasets import Cancelled
from playground.datasets.prepare import Prepared
from playground.engine.failures import in_words
from playground.engine.gate import GateState
from playground.engine.group import REPORT_EVERY, Group
from playground.engine.loader import Loading
from playground.engine.requests import Assignment, Measurement, Preview, TestPart
from playground.language import _
from playground.runs.messages import (
    CancelLoading,
    EndReason,
    EngineFailed,
    LearningRateTest,
    Pause,
    Report,
    Resume,
    RunEnded,
    RunTested,
    SetLearningRate,
    Step,
    Stop,
    Watch,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Arrived:
    """The data that something was waiting for, or why there is none."""

    wanted_by: Assignment | Measurement | TestPart
    result: Prepared | Exception


Item = (
    CancelLoading
    | Pause
    | Resume
    | Step
    | Stop
    | SetLearningRate
    | Watch
    | Assignment
    | Measurement
    | TestPart
    | Preview
    | Arrived
)


class Trainer:
    """The runs under way. Lives on the worker thread.

    Args of the constructor: ``report`` tells the window; ``fetch`` begins to load what is then given to ``carry_out`` as ``Arrived``;
    ``became`` is told when runs pause or end, before it is reported; ``interrupted`` tells whether something waits to be carried out.
    """

    def __init__(
        self,
        report: Callable[[Report], None],
        fetch: Callable[[Assignment | Measurement | TestPart], Loading],
        became: Callable[[Assignment, GateState], None],
        interrupted: Callable[[], bool],
    ) -> None:
        self._report = report
        self._fetch = fetch
        self._became = became
        self._interrupted = interrupted
        self._assignment: Assignment | None = None
        self._loading: Loading | None = None  # what the assignment waits for
        self._held_back: list[Item] = []
        self._group: Group | None = None
        self._watched: frozenset[str] = frozenset()

    def go_on(self, interrupted: Sized) -> None:
        """Trains until ``interrupted`` holds something, or there is nothing to train."""
        if self._group is not None:
            self._group.advance(interrupted)
            self._forget_if_over()

    def abandon(self, error: Exception) -> None:
        """Ends whatever is under way, so that the worker can live on after an error that nobody foresaw."""
        if self._loading is not None:
            self._give_up("failed", in_words(error))
        if self._group is not None:
            self._group.fail(error)
            self._group = None

    def carry_out(self, item: Item) -> None:
        """One item. While runs wait for their data, what concerns them is held back until they are built."""
        if isinstance(item, CancelLoading):
            return  # that it waited has ended what it was meant for
        if isinstance(item, Assignment):
            self._assignment = item
            self._held_back = []
            self._loading = self._fetch(item)
        elif isinstance(item, Measurement | TestPart):
            self._fetch(item)
        elif isinstance(item, Preview):
            self._preview(item)
        elif isinstance(item, Arrived):
            self._take_in(item)
        elif isinstance(item, Watch):
            self._watched = frozenset(item.pictures)
            if self._group is not None:
                self._group.watch(self._watched)
        elif self._loading is not None:
            self._while_loading(self._loading, item)
        elif self._group is not None:
            _command(self._group, item)
            self._forget_if_over()

    def _while_loading(self, loading: Loading, item: Item) -> None:
        if isinstance(item, Stop):
            loading.cancel()
            self._give_up("stopped", _("Stopped before the data was loaded."))
        else:
            self._held_back.append(item)

    def _take_in(self, arrived: Arrived) -> None:
        wanted_by, result = arrived.wanted_by, arrived.result
        if isinstance(wanted_by, Measurement):
            self._try_rates(wanted_by, result)
        elif isinstance(wanted_by, TestPart):
            self._measure_test_part(wanted_by, result)
        elif wanted_by is self._assignment and self._loading is not None:
            if isinstance(result, Prepared):
                self._begin(wanted_by, result)
            elif isinstance(result, Cancelled):
                self._give_up("stopped", _("Loading was cancelled."))
            else:
                self._give_up("failed", in_words(result))

    def _begin(self, assignment: Assignment, prepared: Prepared) -> None:
        """Builds the runs, and does what was held back meanwhile."""
        try:
            group = self._built(assignment, prepared)
        except Exception as error:
            _log.info("the runs could not be built", exc_info=error)
            self._give_up("failed", in_words(error))
            return
        self._group, self._loading = group, None
        if assignment.paused:
            group.pause()
        held_back, self._held_back = self._held_back, []
        for item in held_back:
            _command(group, item)

    def _built(self, assignment: Assignment, prepared: Prepared) -> Group:
        from playground.training.devices import choose_device
        from playground.training.folds import build_folds
        from playground.training.run import Run

        first = assignment.jobs[0].project
        wanted, resume = first.training.device, assignment.jobs[0].resume
        if wanted == "auto" and resume is not None:
            wanted = resume.device
        device, note = choose_device(wanted, first, prepared)
        runs: list[Run] = []
        if assignment.folds:
            runs.extend(build_folds([job.run for job in assignment.jobs], first, prepared, device, note))
        else:
            runs.extend(Run(job.run, job.project, prepared, device, note, job.resume) for job in assignment.jobs)
        for run, job in zip(runs, assignment.jobs, strict=True):
            if job.longer:
                run.wait_anew()
            if job.new_rate:
                run.set_learning_rate(job.project.training.optimizer.lr)
            self._report(run.started)
        return Group(runs, self._watched, self._report, lambda state: self._became(assignment, state), assignment.folds)

    def _give_up(self, reason: EndReason, message: str) -> None:
        """Ends runs that were never built."""
        assert self._assignment is not None
        self._loading = None
        self._became(self._assignment, "idle")
        for job in self._assignment.jobs:
            self._report(RunEnded(run=job.run, reason=reason, message=message, epoch=0, step=0, seconds=0.0, figures={}))

    def _preview(self, preview: Preview) -> None:
        from playground.training.schedule import curve_of

        try:
            self._report(curve_of(preview.project.training, preview.request))
        except Exception as error:
            _log.info("no preview of the learning rate", exc_info=error)
            self._report(EngineFailed(message=in_words(error)))

    def _try_rates(self, measurement: Measurement, result: Prepared | Exception) -> None:
        """Tries learning rates until all are done, or something else is to be done."""
        from playground.training.rate_finder import try_rates

        request, nothing = measurement.request, LearningRateTest(rates=np.zeros(0), losses=np.zeros(0), done=True)
        due = 0.0
        try:
            if isinstance(result, Exception):
                raise result
            for report in try_rates(measurement.project, result, measurement.below):
                if self._interrupted():
                    self._report(msgspec.structs.replace(report, request=request, done=True, message=_("The test was ended.")))
                    return
                if report.done or time.perf_counter() >= due:
                    self._report(msgspec.structs.replace(report, request=request))
                    due = time.perf_counter() + REPORT_EVERY
        except Exception as error:
            _log.info("the learning rates could not be tried", exc_info=error)
            self._report(msgspec.structs.replace(nothing, request=request, message=in_words(error)))

    def _measure_test_part(self, wanted: TestPart, result: Prepared | Exception) -> None:
        """Builds a run that has ended again, and measures it on the test part."""
        from playground.training.run import Run

        job, figures, problem = wanted.job, {}, ""
        assert job.resume is not None  # it was refused without
        try:
            if isinstance(result, Exception):
                raise result
            figures = Run(job.run, job.project, result, job.resume.device, resume=job.resume).figures("test")
            if not figures:
                problem = _("The data has no test part.")
        except Exception as error:
            _log.info("the test part could not be looked at", exc_info=error)
            problem = in_words(error)
        self._report(RunTested(request=wanted.request, run=job.run, figures=figures, problem=problem))

    def _forget_if_over(self) -> None:
        """Lets go of runs that have ended, and of their memory."""
        if self._group is not None and self._group.over:
            self._group = None


def _command(group: Group, item: Item) -> None:
    if isinstance(item, Pause):
        group.pause()
    elif isinstance(item, Resume):
        group.resume()
    elif isinstance(item, Step):
        group.step()
    elif isinstance(item, SetLearningRate):
        group.set_learning_rate(item.lr)
    elif isinstance(item, Stop):
        group.stop()
