"""How many processor threads a step gets: a rule of size alone, so that the same project gives the same numbers each time."""

from __future__ import annotations

import torch

from playground.network import Shapes

SMALL_STEP = 20_000_000
"""Multiplications in a forward pass below which a second thread costs more than it gives."""

MOST = torch.get_num_threads()  # torch's own choice: the physical cores


def threads_for(shapes: Shapes, batch: int) -> int:
    """Threads for a step with ``batch`` samples."""
    return 1 if shapes.mult_adds * batch < SMALL_STEP else MOST


def use_threads(count: int) -> None:
    """Makes torch use ``count`` threads for work that this thread gives it (the setting counts per thread)."""
    if torch.get_num_threads() != count:
        torch.set_num_threads(count)
