"""One run among those that train together, and when its costly reports are due."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from typing import TYPE_CHECKING

from playground.runs.messages import Picture, RunCheckpoint

if TYPE_CHECKING:
    from playground.training.run import Run

CHECKPOINT_EVERY = 1.0
"""Seconds."""

SHARE = 0.05
"""What pictures together, and checkpoints, may cost of the time: where one takes long, the next comes later."""

LARGE = 64 * 2**20
"""Bytes; a larger checkpoint is made only when the run pauses or ends."""

LARGEST = 2**30 - 2**16
"""Bytes; a larger checkpoint cannot cross."""

PER_PARAMETER = 12
"""Bytes of a checkpoint for each parameter, as a first guess: the weight, and two numbers of Adam's."""


class Track:
    """A run, and the clocks of its pictures and checkpoints.

    Attributes:
        run: The run.
        diverged: It was put back and has not gone on yet.
    """

    def __init__(self, run: Run, now: float) -> None:
        self.run = run
        self.diverged = False
        self._pictures_due: dict[str, float] = {}
        self._checkpoint_due = now + CHECKPOINT_EVERY
        self._checkpoint_size = run.started.parameters * PER_PARAMETER

    def pictures_due(self, watched: Collection[str]) -> list[str]:
        """Which of the pictures that are wanted may be told again."""
        now = time.perf_counter()
        return [name for name in watched if now >= self._pictures_due.get(name, 0.0)]

    def picture(self, name: str, exact: bool, among: int) -> Picture | None:
        """A picture, of ``among`` that share the time; None if it does not suit the data, and then it is never due again."""
        begin = time.perf_counter()
        picture = self.run.picture(name, exact)
        now = time.perf_counter()
        self._pictures_due[name] = math.inf if picture is None else now + max(picture.every, (now - begin) * among / SHARE)
        return picture

    @property
    def checkpoint_due(self) -> bool:
        """Whether it is time for another."""
        return time.perf_counter() >= self._checkpoint_due

    def checkpoint(self, large: bool) -> RunCheckpoint | None:
        """The newest finite state, where it is small enough to be made; ``large``: to be made when the run waits or is over."""
        if self._checkpoint_size > (LARGEST if large else LARGE):
            return None
        begin = time.perf_counter()
        checkpoint = self.run.checkpoint()
        self._checkpoint_size = len(checkpoint.data)
        now = time.perf_counter()
        self._checkpoint_due = now + max(CHECKPOINT_EVERY, (now - begin) / SHARE)
        return RunCheckpoint(run=self.run.name, checkpoint=checkpoint) if self._checkpoint_size <= LARGEST else None
