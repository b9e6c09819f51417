"""What goes out of the engine: one thread writes, so that neither the worker nor the listener ever waits for a slow window.

Answers overtake reports. What has not been written yet is kept small: two progress reports of one run become one, and of
pictures, checkpoints and the progress of loading only the newest is kept.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

import msgspec
import numpy as np

from playground.runs.epochs import COLUMNS, every_kth
from playground.runs.messages import (
    Accepted,
    DatasetProgress,
    Picture,
    Refused,
    Report,
    RunCheckpoint,
    RunProgress,
    pack,
)

MOST_EPOCHS = 8192
"""Epochs in one report at most; beyond that every second one is dropped, as the history in the window does."""

_NEWEST_COUNTS = (Picture, RunCheckpoint, DatasetProgress)

_log = logging.getLogger(__name__)


def merged(first: RunProgress, second: RunProgress) -> RunProgress:
    """One report that tells what two successive reports of a run tell."""
    together = {name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in COLUMNS}
    if len(together["epochs"]) > MOST_EPOCHS:
        together = _thinned(together)
    return msgspec.structs.replace(second, **together)


def _thinned(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Keeps the epochs ``1, 1 + k, 1 + 2k, ...`` for the smallest ``k`` = 2, 4, 8, ... that leaves few enough, and the newest."""
    every = 2
    while np.count_nonzero(keep := every_kth(columns["epochs"], every)) >= MOST_EPOCHS:
        every *= 2
    keep[-1] = True
    return {name: values[keep] for name, values in columns.items()}


class Outlet:
    """The way out: ``answer`` and ``report`` return at once, from any thread; a thread of its own packs and writes.

    Attributes:
        held: Holding it keeps everything back: what was carried out is told only after it was accepted.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.held = threading.Condition(threading.RLock())
        self._write = write
        self._answers: deque[Accepted | Refused] = deque()
        self._reports: list[Report] = []
        self._writing = False
        self._closing = False
        self._broken = False
        self._thread = threading.Thread(target=self._run, name="outlet", daemon=True)

    def start(self) -> None:
        """Starts the writing thread."""
        self._thread.start()

    def answer(self, answer: Accepted | Refused) -> None:
        """Puts an answer before everything else."""
        with self.held:
            self._answers.append(answer)
            self.held.notify_all()

    def report(self, report: Report) -> None:
        """Puts a report behind the others, or into one that waits already."""
        with self.held:
            if not self._broken:
                self._put(report)
                self.held.notify_all()

    def close(self, timeout: float) -> None:
        """Writes what is left, for ``timeout`` seconds at most."""
        end = time.monotonic() + timeout
        with self.held:
            self._closing = True
            self.held.notify_all()
            while self._thread.is_alive() and (self._answers or self._reports or self._writing):
                left = end - time.monotonic()
                if left <= 0 or self._broken:
                    return
                self.held.wait(left)

    def _put(self, report: Report) -> None:
        """Adds a report; looks back over what waits as far as the order does not matter."""
        run = getattr(report, "run", None)
        for index in range(len(self._reports) - 1, -1, -1):
            other = self._reports[index]
            if isinstance(other, RunProgress) and isinstance(report, RunProgress) and other.run == run:
                self._reports[index] = merged(other, report)
                return
            if isinstance(report, _NEWEST_COUNTS) and type(other) is type(report) and getattr(other, "run", None) == run:
                del self._reports[index]
                break
            if not isinstance(other, (RunProgress, *_NEWEST_COUNTS)):
                break
        self._reports.append(report)

    def _run(self) -> None:
        """The writing thread."""
        while (batch := self._take()) is not None:
            try:
                for report in batch:
                    self._write(pack(report))
            except OSError as error:
                _log.warning("nobody reads the reports any more: %s", error)
                with self.held:
                    self._broken = True
                    self._answers.clear()
                    self._reports.clear()
                    self.held.notify_all()
                return

    def _take(self) -> list[Report] | None:
        """Waits for something to write: all answers, or else the oldest report; None when it is over."""
        with self.held:
            self._writing = False
            self.held.notify_all()
            while not self._answers and not self._reports:
                if self._closing:
                    return None
                self.held.wait()
            self._writing = True
            if self._answers:
                batch: list[Report] = list(self._answers)
                self._answers.clear()
                return batch
            return [self._reports.pop(0)]
