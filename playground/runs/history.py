"""What a run has done so far, thinned so that a million epochs need no more memory than a few thousand."""

from __future__ import annotations

import msgspec
import numpy as np
import numpy.typing as npt

from playground.runs.epochs import every_kth, widths
from playground.runs.messages import Floats, RunProgress, RunStarted

CAPACITY = 4096
"""Epochs kept at most; when they are full every second one is dropped, and from then on only every k-th is kept."""


class RunHistory:
    """The epochs of one run, oldest first. Mutable; the window's main thread alone owns it.

    Epochs are kept if ``(epoch - 1) % every == 0``; the newest epoch is always there too. Memory is allocated once.

    Attributes:
        run: Name of the run in the session.
        started: What the engine said when the run began.
        every: Every how many epochs one is kept: 1, 2, 4, ...
        last: The newest report; it has the step, the position and the gradient of the last step.
    """

    def __init__(self, started: RunStarted, capacity: int = CAPACITY) -> None:
        if capacity < 4 or capacity % 2:
            raise ValueError("capacity must be even and at least 4")
        self.run = started.run
        self.started = started
        self.every = 1
        self.last: RunProgress | None = None
        self._capacity = capacity
        self._length = 0
        self._tail = False  # the newest epoch is kept only because it is the newest
        shapes = widths(len(started.layers), len(started.metrics))
        self._columns = {name: np.zeros((capacity + 1, *shape)) for name, shape in shapes.items()}
        self._epochs = self._columns["epochs"]

    def __len__(self) -> int:
        return self._length

    @property
    def epochs(self) -> Floats:
        """``(N,)`` numbers of the kept epochs, from 1, increasing."""
        return _read_only(self._epochs[: self._length])

    def series(self, name: str) -> Floats:
        """``(N,)`` ``train_loss``, ``val_loss`` or ``learning_rate`` of the kept epochs."""
        return _read_only(self._columns[name][: self._length])

    def table(self, name: str) -> Floats:
        """``(N, columns)`` of the kept epochs: one ``BY_METRIC`` or ``BY_LAYER``."""
        return _read_only(self._columns[name][: self._length])

    def gradients(self, live: bool) -> Floats:
        """``(L,)`` root of the mean of (dL/dW)^2 of each layer: of the newest step while the run is live, else of its newest epoch.

        The last batch of an epoch may be a single sample: what it gives is no picture of a run that is over.
        """
        if self.last is not None and (live or not self._length):
            return self.last.step_grad_rms
        return self.table("grad_rms")[-1] if self._length else np.empty(0)

    def append(self, report: RunProgress) -> None:
        """Takes in what a report tells."""
        self.last = report
        start = 0
        while start < len(report.epochs):
            start += self._append_some(report, start)

    def go_on(self, started: RunStarted) -> None:
        """The run goes on from the epoch that ``started`` tells, with as many epochs in all as it says."""
        self.started = started
        self.truncate(started.epoch)

    def truncate(self, epoch: float) -> None:
        """Forgets every epoch after ``epoch``, and the step that was told last: the run went back to an earlier state."""
        keep = int(np.searchsorted(self._epochs[: self._length], epoch, side="right"))
        if keep < self._length:
            self._length = keep
            self._tail = keep > 0 and (int(self._epochs[keep - 1]) - 1) % self.every != 0
        if self.last is not None and self.last.epoch > epoch:
            step = round(epoch * self.started.steps_per_epoch)
            gradient = self.table("grad_rms")[-1].copy() if self._length else self.last.step_grad_rms
            self.last = msgspec.structs.replace(self.last, epoch=epoch, step=step, step_grad_rms=gradient)

    def _append_some(self, report: RunProgress, start: int) -> int:
        """Takes in as many epochs from ``start`` on as there is room for before thinning; returns how many it looked at."""
        if self._tail:
            self._length -= 1
            self._tail = False
        if self._length >= self._capacity:
            self._thin()
        numbers = report.epochs[start:]
        kept = np.flatnonzero(every_kth(numbers, self.every))[: self._capacity - self._length]
        full = self._length + len(kept) >= self._capacity
        looked = int(kept[-1]) + 1 if full and len(kept) else len(numbers)
        if looked == len(numbers) and (not len(kept) or kept[-1] != looked - 1):
            kept = np.append(kept, looked - 1)
            self._tail = True
        self._write(report, start + kept)
        return looked

    def _write(self, report: RunProgress, rows: npt.NDArray[np.int64]) -> None:
        target = slice(self._length, self._length + len(rows))
        for name, values in self._columns.items():
            values[target] = getattr(report, name)[rows]
        self._length += len(rows)

    def _thin(self) -> None:
        """Drops every second epoch and doubles ``every``."""
        self.every *= 2
        keep = every_kth(self._epochs[: self._length], self.every)
        count = int(keep.sum())
        for values in self._columns.values():
            values[:count] = values[: self._length][keep]
        self._length = count


def _read_only(array: Floats) -> Floats:
    view = array.view()
    view.flags.writeable = False
    return view
