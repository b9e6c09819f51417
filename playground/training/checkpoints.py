"""Checkpoints: a snapshot as the bytes of a safetensors file, and back. Nothing is ever pickled."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from playground.language import _
from playground.runs.messages import Checkpoint
from playground.training.errors import TrainingError
from playground.training.loop import Training
from playground.training.state import Snapshot, put_back

FORMAT = 2

_MAY_BE_INFINITE = ("best", "least")
"""Numbers that JSON has no word for."""


def to_checkpoint(snapshot: Snapshot) -> Checkpoint:
    """A snapshot as it crosses between the processes."""
    numbers = snapshot.numbers
    text = msgspec.json.encode({"format": FORMAT, **numbers, **{name: repr(numbers[name]) for name in _MAY_BE_INFINITE}})
    tensors: dict[str, Tensor] = {
        **{f"t.{name}": value.cpu().contiguous() for name, value in snapshot.tensors.items()},
        **{f"g.{name}": value for name, value in snapshot.generators.items()},
        "sums": torch.from_numpy(snapshot.sums),
        "last": torch.from_numpy(snapshot.last),
        "numbers": torch.from_numpy(np.frombuffer(text, dtype=np.uint8).copy()),
    }
    return Checkpoint(epoch=numbers["done"], step=numbers["steps"], seconds=numbers["seconds"], data=save(tensors))


def resumed(checkpoint: Checkpoint, training: Training, like: Snapshot) -> Snapshot:
    """Brings a training that was just built, whose own snapshot is ``like``, to where a checkpoint was made; gives its snapshot.

    Raises:
        TrainingError: the bytes are not a checkpoint, or one of another network, optimizer or batch size.
    """
    snapshot = to_snapshot(checkpoint, training)
    _check_fit(snapshot, training, like)
    try:
        put_back(training, snapshot)
    except (RuntimeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise TrainingError(_("The checkpoint cannot be read: {reason}").format(reason=error)) from None
    return snapshot


def to_snapshot(checkpoint: Checkpoint, training: Training) -> Snapshot:
    """The snapshot in a checkpoint.

    Raises:
        TrainingError: the bytes are not a checkpoint.
    """
    try:
        stored = load(checkpoint.data)
        numbers: dict[str, Any] = msgspec.json.decode(stored["numbers"].numpy().tobytes())
        if numbers.pop("format") != FORMAT:
            raise TrainingError(_("The checkpoint was made by another version."))
        numbers.update({name: float(numbers[name]) for name in _MAY_BE_INFINITE})
        tensors = {name[2:]: value.to(training.device) for name, value in stored.items() if name.startswith("t.")}
        generators = {name[2:]: value for name, value in stored.items() if name.startswith("g.")}
        return Snapshot(tensors, generators, stored["sums"].numpy(), stored["last"].numpy(), numbers)
    except (SafetensorError, msgspec.DecodeError, KeyError, ValueError, TypeError) as error:
        raise TrainingError(_("The checkpoint cannot be read: {reason}").format(reason=error)) from None


def _check_fit(snapshot: Snapshot, training: Training, like: Snapshot) -> None:
    """Checks that a snapshot is one of this training.

    Raises:
        TrainingError: it is one of another.
    """
    numbers, count = snapshot.numbers, training.batches.count
    model = training.model.state_dict()
    shapes = {name: value.shape for name, value in like.tensors.items()}
    shapes |= {f"best.{name}": value.shape for name, value in model.items() if "best." + name in snapshot.tensors}
    stored = {name: value.shape for name, value in snapshot.tensors.items()}
    if not any(name.startswith("optimizer.") for name in shapes):  # one that makes its state in its first step
        stored = {name: shape for name, shape in stored.items() if not name.startswith("optimizer.")}
    fits = (
        stored == shapes
        and like.numbers.keys() == numbers.keys()
        and like.numbers["kind"] == numbers["kind"]
        and snapshot.sums.shape == like.sums.shape
        and snapshot.last.shape == like.last.shape
        and 0 <= numbers["place"] < count
        and numbers["steps"] == numbers["done"] * count + numbers["place"]
    )
    if not fits:
        raise TrainingError(_("The checkpoint belongs to another network or to other training settings."))
