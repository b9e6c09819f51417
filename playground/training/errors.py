"""What can go wrong in training that the user must see: one clear message each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from playground.language import _


class TrainingError(RuntimeError):
    """A run that cannot be built or cannot go on; the message says why in plain words."""


class DeviceError(TrainingError):
    """A device that was asked for and is not there."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch or Python ran out of memory; torch's CPU allocator raises a plain RuntimeError and says so in its text."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and ("DefaultCPUAllocator" in text or "allocate memory" in text)


@contextlib.contextmanager
def plain_words(device: str) -> Iterator[None]:
    """Turns what torch raises for lack of memory into a ``TrainingError``."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, TrainingError) or not is_out_of_memory(error):
            raise
        raise TrainingError(out_of_memory(device)) from error


def out_of_memory(device: str) -> str:
    """What to say when there is not enough memory."""
    where = _("The computer ran out of memory.") if device == "cpu" else _("The GPU ran out of memory.")
    return where + " " + _("Make the network smaller, or train in smaller batches.")
