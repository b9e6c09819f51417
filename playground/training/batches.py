"""The training samples in batches: moved to the device once, permuted once per epoch, cut into slices.

No ``DataLoader``: its Python work per sample costs more than a step of a small network.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from playground.datasets.dataset import Part

_SLICES = 1024
"""Slices cut at a time: one call cuts many of them, but each is an object that needs memory."""


def on_device(part: Part, device: torch.device) -> tuple[Tensor, Tensor]:
    """Samples and targets of a part as tensors; on the CPU they share the memory of the arrays where that is possible.

    What the metric must know beside the targets stands in the columns after them.
    """
    y = part.y if part.beside is None else np.concatenate((part.y, part.beside), axis=1)
    return _tensor(part.x, device), _tensor(y, device)


def _tensor(array: npt.NDArray[np.generic], device: torch.device) -> Tensor:
    whole = np.ascontiguousarray(array)
    if not whole.flags.writeable:
        whole = whole.copy()  # torch warns of memory that it must not write, though nothing here writes it
    return torch.from_numpy(whole).to(device)


class Batches:
    """Hands out the batches of one epoch after the other. Lives on the thread that trains.

    The order of an epoch comes from a generator of its own on the device, so it does not depend on what the network draws. A full batch is not permuted.
    The last batch of an epoch holds what is left; with ``join_last`` a single sample that is left joins the batch before it
    (BatchNorm1d has no spread to measure in a batch of one).

    Attributes:
        samples: Number of samples.
        size: Samples in a batch.
        count: Batches (and so optimizer steps) in an epoch.
        last: Samples in the last batch of an epoch.
    """

    def __init__(self, x: Tensor, y: Tensor, size: int | None, seed: int, join_last: bool = False) -> None:
        self._x, self._y = x, y
        self.samples = len(x)
        self.size = min(size or self.samples, self.samples)
        self.count = -(-self.samples // self.size)
        self.last = self.samples - (self.count - 1) * self.size
        if join_last and self.last == 1 and self.count > 1:
            self.count -= 1
            self.last = self.size + 1
        self._generator = torch.Generator(x.device).manual_seed(seed)
        self._start = self._generator.get_state()

    @property
    def targets(self) -> Tensor:
        """The targets of all samples."""
        return self._y

    def order_state(self) -> Tensor:
        """The state of the generator at the start of the epoch under way: it gives the order of that epoch again."""
        return self._start.clone()

    def load_order(self, state: Tensor) -> None:
        """Goes back to the epoch that began with this state."""
        self._generator.set_state(state)
        self._start = state.clone()

    def epoch(self, begin: int = 0) -> Iterator[tuple[Tensor, Tensor]]:
        """The batches of the next epoch, without the first ``begin``."""
        if self.count == 1:
            yield self._x, self._y
            return
        self._start = self._generator.get_state()
        order = torch.randperm(self.samples, generator=self._generator, device=self._x.device)
        x, y = self._x.index_select(0, order), self._y.index_select(0, order)
        for start in range(begin, self.count, _SLICES):
            sizes = [self.size] * min(_SLICES, self.count - start)
            if start + len(sizes) == self.count:
                sizes[-1] = self.last
            rows = slice(start * self.size, start * self.size + sum(sizes))
            yield from zip(torch.split(x[rows], sizes), torch.split(y[rows], sizes), strict=True)

    def finish_epoch(self) -> None:
        """The epoch is over: what :meth:`order_state` gives from now on is that of the next one."""
        if self.count > 1:
            self._start = self._generator.get_state()

    def sizes(self, first: int, rows: int) -> npt.NDArray[np.float64]:
        """Samples in each of ``rows`` consecutive batches, of which the first is number ``first`` of its epoch."""
        places = (first + np.arange(rows)) % self.count
        return np.where(places == self.count - 1, self.last, self.size).astype(np.float64)
