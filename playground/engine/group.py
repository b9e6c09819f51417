"""The runs of one ``Train``: advanced together, step by step in turn, and reported. Everything here is on the worker thread."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Collection, Sized
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.engine.failures import in_words
from playground.engine.gate import GateState
from playground.fields import number_text
from playground.language import _, ngettext
from playground.runs.messages import Checkpoint, EndReason, Report, RunCheckpoint, RunDiverged, RunEnded, RunPaused, RunResumed

if TYPE_CHECKING:
    from playground.training.run import Run

REPORT_EVERY = 1 / 30
CHECKPOINT_EVERY = 1.0
"""Seconds, as the next two."""

SHARE = 0.05
"""What pictures together, and checkpoints, may cost of the time: where one takes long, the next comes later."""

LARGE = 64 * 2**20
"""Bytes; a larger checkpoint is made only when the run pauses or ends."""

LARGEST = 2**30 - 2**16
"""Bytes; a larger checkpoint cannot cross."""

PER_PARAMETER = 12
"""Bytes of a checkpoint for each parameter, as a first guess: the weight, and two numbers of Adam's."""

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Track:
    """One run, and when its costly reports are due.

    Attributes:
        name: Its name in the session.
        run: The run.
        pictures_due: When each picture may be told again, by the name of its class.
        checkpoint_due: The same for a checkpoint.
        checkpoint_size: Bytes of the last one.
        diverged: The run was put back and has not gone on yet.
    """

    name: str
    run: Run
    pictures_due: dict[str, float] = field(default_factory=dict)
    checkpoint_due: float = 0.0
    checkpoint_size: int = 0
    diverged: bool = False


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
        self._tracks = [
            _Track(run.name, run, checkpoint_due=now + CHECKPOINT_EVERY, checkpoint_size=run.started.parameters * PER_PARAMETER)
            for run in runs
        ]
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
            now = time.perf_counter()
            self._tell_pictures(track, [name for name in self.watched if now >= track.pictures_due.get(name, 0.0)])
            if now >= track.checkpoint_due:
                self._tell_checkpoint(track, large=False)
        if self._diverged and not self.paused:
            self._hold()

    @property
    def _diverged(self) -> bool:
        return any(track.diverged for track in self._tracks)

    def _round(self) -> None:
        """One step of every run; those that are done end."""
        done: list[_Track] = []
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

    def _tell_progress(self, track: _Track) -> bool:
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

    def _tell_pictures(self, track: _Track, names: Collection[str] | None = None) -> None:
        """Tells pictures of a run: those named, or all that suit its task."""
        if track not in self._tracks or self._folds:
            return
        for name in track.run.pictures if names is None else names:
            begin = time.perf_counter()
            try:
                picture = track.run.picture(name, exact=names is None or self.paused)
            except Exception as error:
                self._fail(track, error)
                return
            now = time.perf_counter()
            if picture is None:
                track.pictures_due[name] = math.inf
                continue
            self._report(picture)
            track.pictures_due[name] = now + max(picture.every, (now - begin) * len(self.watched) / SHARE)

    def _tell_checkpoint(self, track: _Track, large: bool) -> None:
        if self._folds or track.checkpoint_size > (LARGEST if large else LARGE):
            return
        begin = time.perf_counter()
        try:
            checkpoint = track.run.checkpoint()
        except Exception as error:
            self._fail(track, error)
            return
        self._put_checkpoint(track, checkpoint)
        now = time.perf_counter()
        track.checkpoint_due = now + max(CHECKPOINT_EVERY, (now - begin) / SHARE)

    def _put_checkpoint(self, track: _Track, checkpoint: Checkpoint) -> None:
        track.checkpoint_size = len(checkpoint.data)
        if track.checkpoint_size <= LARGEST:
            self._report(RunCheckpoint(run=track.name, checkpoint=checkpoint))

    def _end(self, track: _Track, reason: EndReason) -> None:
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

    def _lose(self, track: _Track, report: RunDiverged) -> None:
        """Ends a fold that diverged; the others go on."""
        message = divergence_in_words(report)
        self._remove(track)
        self._report(
            RunEnded(
                run=track.name,
                reason="diverged",
                message=message,
                epoch=report.epoch,
                step=report.step,
                seconds=track.run.seconds,
                figures={},
            )
        )

    def _fail(self, track: _Track, error: Exception) -> None:
        """Ends a run that cannot go on; the others do."""
        if track not in self._tracks:
            return
        _log.error("run %s failed", track.name, exc_info=error)
        self._remove(track)
        run = track.run
        self._report(
            RunEnded(
                run=track.name,
                reason="failed",
                message=in_words(error),
                epoch=int(run.epoch),
                step=run.step,
                seconds=run.seconds,
                figures={},
            )
        )

    def _remove(self, track: _Track) -> None:
        self._tracks.remove(track)
        if not self._tracks:
            self._became("idle")


def divergence_in_words(report: RunDiverged) -> str:
    """Where a run diverged, and what to do about it."""
    where = report.what if report.position is None else f"{report.what}, layer {report.position + 1} ({report.layer})"
    message = _("not a finite number in epoch {epoch} ({where}) with learning rate {lr}; try {suggested}")
    return message.format(epoch=report.epoch, where=where, lr=number_text(report.lr), suggested=number_text(report.suggested_lr))


def end_in_words(run: Run, reason: EndReason) -> str:
    """Why a run ended, in words."""
    epochs = int(run.epoch)
    if reason == "finished":
        return ngettext("The epoch is done.", "All {n} epochs are done.", epochs).format(n=epochs)
    if reason == "early_stopping":
        return _("The validation loss has stopped falling.")
    if reason == "diverged" and run.best_epoch is not None:
        return _("The loss became infinite or not a number.")
    if reason == "diverged":
        return _("The loss became infinite or not a number; the last finite weights are back.")
    return ngettext("Stopped after {n} epoch.", "Stopped after {n} epochs.", epochs).format(n=epochs)
