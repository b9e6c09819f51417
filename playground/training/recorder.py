"""What a run writes down while it trains, without waiting for the device: fixed buffers there, read all at once.

One row per step (loss, sum of the metric, norms of the gradients) and one per epoch (validation loss and metric; norms of the weights
after the epoch, of their change in its last step, and of the weights before that step).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from playground.runs.messages import Floats
from playground.training.batches import Batches
from playground.training.gradients import Weights, norm_type

ROWS = 1024


@dataclass(frozen=True)
class EpochRows:
    """Finished epochs, one row each; columns of norms are weight tensors.

    Attributes:
        train_loss: ``(E,)`` sum over the steps of the epoch of their loss times what it was divided by.
        train_metric: ``(E,)`` the same for the metric; NaN where none is measured.
        grad_squares: ``(E, columns)`` sum of the squared gradient norms over the steps of the epoch.
        val_loss: ``(E,)`` mean; NaN without a validation part.
        val_metric: ``(E,)`` sum over the samples.
        after: ``(E, columns)`` norms of the weights.
        change: ``(E, columns)`` norms of the change in the last step.
        before: ``(E, columns)`` norms of the weights before it.
    """

    train_loss: Floats
    train_metric: Floats
    grad_squares: Floats
    val_loss: Floats
    val_metric: Floats
    after: Floats
    change: Floats
    before: Floats


class Recorder:
    """Buffers on the device, and the sums of the epoch under way on the host. Lives on the thread that trains.

    Sums are added step by step in float64, in the same order however often the buffers are read: a history is the same bit for bit.

    Attributes:
        sums: ``(2 + columns,)`` loss, metric and squared norms of the steps of the present epoch that were read.
        place: Number of steps of the present epoch that are in ``sums``.
        last: ``(2 + columns,)`` the newest step that was read.
    """

    def __init__(self, weights: Weights, batches: Batches, device: torch.device, weighted: bool = False) -> None:
        """Makes the buffers; ``weighted``: what a loss counts for is not the number of samples, and is told for each step."""
        kind = norm_type(device)
        self._weights, self._batches, self._columns = weights, batches, weights.columns
        self._steps = torch.zeros(ROWS, 2 + self._columns, dtype=kind, device=device)
        self._epochs = torch.zeros(ROWS, 2 + 3 * self._columns, dtype=kind, device=device)
        self._step_rows, self._epoch_rows = list(self._steps.unbind()), list(self._epochs.unbind())
        self._step_count = self._epoch_count = 0
        self._counts = torch.zeros(ROWS if weighted else 0, dtype=kind, device=device)
        self._count_rows = list(self._counts.unbind()) if weighted else []
        self._read_counts: Floats = np.zeros(0)
        self.nothing = torch.full((), float("nan"), dtype=kind, device=device)
        self.sums: Floats = np.zeros(2 + self._columns)
        self.place = 0
        self.last: Floats = np.full(2 + self._columns, np.nan)

    @property
    def full(self) -> bool:
        """Whether the buffers must be read before the next step."""
        return self._step_count == ROWS

    def epoch_sum(self) -> float:
        """``EpochRows.train_loss`` of the epoch whose last step was just written down, the same bit for bit (waits for the device)."""
        new = min(self._step_count, self._batches.count)
        rows = slice(self._step_count - new, self._step_count)
        counts = self._counts[rows].cpu().numpy() if self._count_rows else self._batches.sizes(self._batches.count - new, new)
        losses = self._steps[rows, 0].cpu().numpy().astype(np.float64) * counts
        begin = self.sums[0] if new < self._batches.count else 0.0
        return float(np.add.accumulate(np.append(begin, losses))[-1])

    def step(self, values: Sequence[Tensor]) -> None:
        """Writes down a step: ``[loss, metric, *norms]``, all on the device."""
        torch.stack(values, out=self.step_row())  # type: ignore[arg-type]  # a list or a tuple

    def weigh(self, count: Tensor) -> None:
        """Notes what the loss of the newest step counts for."""
        self._count_rows[self._step_count - 1].copy_(count)

    def step_row(self) -> Tensor:
        """The row of the next step, to be written by the caller."""
        self._step_count += 1
        return self._step_rows[self._step_count - 1]

    def epoch_row(self) -> Tensor:
        """The row of the epoch that ends, to be written by the caller."""
        self._epoch_count += 1
        return self._epoch_rows[self._epoch_count - 1]

    def epoch(self, values: Sequence[Tensor]) -> None:
        """Writes down the end of an epoch: ``[loss, metric, *after, *change, *before]``, all on the device."""
        torch.stack(values, out=self._epoch_rows[self._epoch_count])  # type: ignore[arg-type]  # a list or a tuple
        self._epoch_count += 1

    def read(self, extra: Tensor) -> tuple[Floats, Floats, Floats]:
        """Rows of steps, rows of epochs and ``extra``, brought to the host together: the one synchronisation. Empties the buffers."""
        steps, epochs = self._steps[: self._step_count], self._epochs[: self._epoch_count]
        counts = self._counts[: self._step_count]
        flat = torch.cat((steps.reshape(-1), epochs.reshape(-1), counts, extra.reshape(-1).to(steps.dtype)))
        values = flat.cpu().numpy().astype(np.float64)
        self._step_count = self._epoch_count = 0
        first, second, third = np.cumsum([part.numel() for part in (steps, epochs, counts)]).tolist()
        self._read_counts = values[second:third]
        return values[:first].reshape(steps.shape), values[first:second].reshape(epochs.shape), values[third:]

    def fold(self, steps: Floats, epochs: Floats) -> EpochRows:
        """Adds the steps that were just read to the sums, and gives the epochs that they finish."""
        if len(steps):
            self.last = steps[-1].copy()
        parts = steps.copy()
        parts[:, 0] *= self._read_counts if self._count_rows else self._batches.sizes(self.place, len(steps))
        parts[:, 2:] **= 2
        count = self._batches.count
        if count == 1:
            sums, used = parts, len(parts)
        else:
            sums, used = np.empty((len(epochs), parts.shape[1])), 0
            for row in range(len(epochs)):
                taken = parts[used : used + count - self.place]
                sums[row] = self._added(taken)
                used += len(taken)
                self.sums, self.place = np.zeros_like(self.sums), 0
        rest = parts[used:]
        self.sums, self.place = self._added(rest), self.place + len(rest)
        c = self._columns
        return EpochRows(
            sums[:, 0], sums[:, 1], sums[:, 2:], epochs[:, 0], epochs[:, 1], epochs[:, 2 : 2 + c], epochs[:, 2 + c : 2 + 2 * c], epochs[:, 2 + 2 * c :]
        )  # fmt: skip

    def clear(self, sums: Floats, last: Floats, place: int) -> None:
        """Forgets what was not read, and goes on with what had been read at an earlier time."""
        self._step_count = self._epoch_count = 0
        self.sums, self.last, self.place = sums.copy(), last.copy(), place

    def _added(self, parts: Floats) -> Floats:
        """The sums with ``parts`` added one after the other."""
        if not len(parts):
            return self.sums
        total: Floats = np.add.accumulate(np.vstack((self.sums, parts)), axis=0)[-1]
        return total
