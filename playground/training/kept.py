"""The states that a run can go back to when its numbers are no longer finite."""

from __future__ import annotations

import time

from playground.training.loop import Training
from playground.training.progress import Reports
from playground.training.state import Snapshot, put_back, take

SHARE = 20
"""A snapshot is not taken again before this many times the time that it took."""

EXPLODED = 1e3
"""A loss of more than this many times the first one is finite, but no state to go back to."""


class Kept:
    """Snapshots of a training.

    Attributes:
        newest: The newest finite state.
    """

    def __init__(self, training: Training, reports: Reports, first: Snapshot) -> None:
        self._training, self._reports = training, reports
        self.newest = self._sound = first
        self._due = 0.0

    def renew_when_due(self) -> None:
        """Takes a snapshot now and then; copies of large models are made less often."""
        if time.perf_counter() >= self._due:
            self.renew()

    def renew(self) -> None:
        """Takes a snapshot, if all numbers are finite; the recorder must have been read.

        The one before it is sound if the next loss, which was measured on its very weights, has not exploded.
        """
        if self._reports.sign is not None:
            return
        begin = time.perf_counter()
        spare = self.newest if self.newest is not self._sound else None
        if self._reports.proven(EXPLODED):
            spare, self._sound = (self._sound if spare is not None else None), self.newest
        self.newest = take(self._training, spare)
        end = time.perf_counter()
        self._due = end + SHARE * (end - begin)

    def go_back(self) -> None:
        """Makes the training what it was when its loss had surely not exploded; what was reported after that is forgotten."""
        if not self._reports.proven(EXPLODED):
            self.newest = self._sound
        put_back(self._training, self.newest)
        self._reports.forget()
