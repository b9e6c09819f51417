"""The runs of one ``Train``: advanced together, step by step in turn, and reported. Everything here is on the worker thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Sized
from typing import TYPE_CHECKING

from playground.engine.ends import divergence_in_words, end_in_words, ended_early
from playground.engine.failures import in_words
from playground.engine.gate import GateState
from playground.engine.track import Track
from playground.runs.messages import EndReason, Report, RunDiverged, RunPaused, RunResumed

if TYPE_CHECKING:
    from playground.training.run import Run

REPORT_EVERY = 1 / 30
"""Seconds."""

_log = logging.getLogger(__name__)


class Group:
    """Runs that train together. Paused or running; over when no run is left. ``became`` is told so before it is reported.

    Folds of a cross-validation tell neither pictures nor checkpoints, and one that diverges ends while the others go on.

    Attributes:
        paused: Whether the runs wait.
        watched: The pictures that are wanted while it trains.
    """

    def __init__(
        self,
        runs: list[Run],
        watched: frozenset[str],
        report: Callable[[Report], None],
        became: Callable[[GateState], None],
        folds: bool = False,
    ) -> None:
        self._folds = folds
        now = time.perf_counter()
        self._became = became
        self.paused = False
        self.watched = watched
        self._report = report
        self._tracks = [Track(run, now) for run in runs]
        self._due = now

    @property
    def over(self) -> bool:
        """Whether every run has ended."""
        return not self._tracks

    def advance(self, interrupted: Sized) -> None:
        """Trains until ``interrupted`` holds something, or the runs pause or end. The hot loop: a clock is read once a round."""
        clock = time.perf_counter
        tracks = self._tracks
        while not interrupted and not self.paused and tracks:
            self._round()
            if clock() >= self._due:
                self.tell()
                self._due = clock() + REPORT_EVERY

    def step(self) -> None:
        """One optimizer step of every paused run, and everything that there is to tell about it."""
        if not self.paused:
            return
        self._forget_divergence()
        self._round()
        for track in list(self._tracks):
            if self._tell_progress(track):
                self._tell_pictures(track, self.watched)
                self._tell_checkpoint(track, large=False)
        if self._diverged:
            self._hold()

    def pause(self) -> None:
        """Holds the runs and tells their state."""
        if self.paused or not self._tracks:
            return
        for track in list(self._tracks):
            self._tell_progress(track)
        self._hold()

    def resume(self) -> None:
        """Lets the runs go on."""
        if not self.paused or not self._tracks:
            return
        self._forget_divergence()
        self.paused = False
        self._became("training")
        self._due = time.perf_counter() + REPORT_EVERY
        self._report(RunResumed())

    def stop(self) -> None:
        """Ends every run where it is."""
        for track in list(self._tracks):
            self._tell_progress(track)
            if track in self._tracks:
                self._end(track, "diverged" if track.diverged else "stopped")

    def fail(self, error: Exception) -> None:
        """Ends every run for an error that none of them is to blame for."""
        for track in list(self._tracks):
            self._fail(track, error)

    def set_learning_rate(self, lr: float) -> None:
        """Changes the learning rate of every run."""
        for track in self._tracks:
            track.run.set_learning_rate(lr)

    def watch(self, watched: frozenset[str]) -> None:
        """Notes which pictures are wanted; paused runs tell new ones at once."""
        new, self.watched = watched - self.watched, watched
        if self.paused:
            for track in list(self._tracks):
                self._tell_pictures(track, new)

    def tell(self) -> None:
        """What is due: progress of every run, pictures and checkpoints now and then."""
        for track in list(self._tracks):
            if not self._tell_progress(track):
                continue
            self._tell_pictures(track, track.pictures_due(self.watched))
            if track.checkpoint_due:
                self._tell_checkpoint(track, large=False)
        if self._diverged and not self.paused:
            self._hold()

    @property
    def _diverged(self) -> bool:
        return any(track.diverged for track in self._tracks)

    def _round(self) -> None:
        """One step of every run; those that are done end."""
        done: list[Track] = []
        for track in self._tracks:
            try:
                if not track.run.advance():
                    done.append(track)
            except Exception as error:
                self._fail(track, error)
                return
        for track in done:
            if self._tell_progress(track):
                self._end(track, track.run.ended_by or "finished")

    def _forget_divergence(self) -> None:
        for track in self._tracks:
            track.diverged = False

    def _hold(self) -> None:
        """Makes the runs wait, tells their state, and last that they wait."""
        self.paused = True
        self._became("paused")
        for track in list(self._tracks):
            self._tell_pictures(track)
            self._tell_checkpoint(track, large=True)
        if self._tracks:
            self._report(RunPaused())

    def _tell_progress(self, track: Track) -> bool:
        """Tells what a run has done; False if it diverged or failed."""
        try:
            report = track.run.progress()
        except Exception as error:
            self._fail(track, error)
            return False
        if isinstance(report, RunDiverged) and self._folds:
            self._lose(track, report)
            return False
        self._report(report)
        if isinstance(report, RunDiverged):
            track.diverged = True
            self._due = 0.0
        return not track.diverged

    def _tell_pictures(self, track: Track, names: Collection[str] | None = None) -> None:
        """Tells pictures of a run: those named, or all that suit its task."""
        if track not in self._tracks or self._folds:
            return
        for name in track.run.pictures if names is None else names:
            try:
                picture = track.picture(name, exact=names is None or self.paused, among=len(self.watched))
            except Exception as error:
                self._fail(track, error)
                return
            if picture is not None:
                self._report(picture)

    def _tell_checkpoint(self, track: Track, large: bool) -> None:
        if self._folds:
            return
        try:
            checkpoint = track.checkpoint(large)
        except Exception as error:
            self._fail(track, error)
            return
        if checkpoint is not None:
            self._report(checkpoint)

    def _end(self, track: Track, reason: EndReason) -> None:
        """Ends a run: its final figures are measured first, then everything is told, the end last."""
        try:
            ended = track.run.end(reason, end_in_words(track.run, reason))
        except Exception as error:
            self._fail(track, error)
            return
        self._tell_pictures(track)
        if track not in self._tracks:
            return
        self._tell_checkpoint(track, large=True)
        if track in self._tracks:
            self._remove(track)
            self._report(ended)

    def _lose(self, track: Track, report: RunDiverged) -> None:
        """Ends a fold that diverged; the others go on."""
        self._remove(track)
        self._report(ended_early(track.run, "diverged", divergence_in_words(report), report.epoch, report.step))

    def _fail(self, track: Track, error: Exception) -> None:
        """Ends a run that cannot go on; the others do."""
        if track not in self._tracks:
            return
        _log.error("run %s failed", track.run.name, exc_info=error)
        self._remove(track)
        self._report(ended_early(track.run, "failed", in_words(error), int(track.run.epoch), track.run.step))

    def _remove(self, track: Track) -> None:
        self._tracks.remove(track)
        if not self._tracks:
            self._became("idle")
