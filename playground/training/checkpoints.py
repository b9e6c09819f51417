"""Checkpoints: a snapshot as the bytes of a safetensors file, and back. Nothing is ever pickled.

A file of one also holds notes: what whoever reads it must know before anything is built.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from playground.datasets.prepared import Prepared
from playground.language import _
from playground.runs.messages import Checkpoint
from playground.training.errors import TrainingError
from playground.training.loop import Training
from playground.training.state import Snapshot, put_back

FORMAT = 3

_MAY_BE_INFINITE = ("best", "least")
"""Numbers that JSON has no word for."""

_UNREADABLE = (SafetensorError, msgspec.DecodeError, msgspec.ValidationError, KeyError, ValueError, TypeError, AttributeError)
"""What comes of bytes that are no checkpoint."""


def mark_of(prepared: Prepared) -> str:
    """What tells the data of training and validation from others: 16 hexadecimal digits of their SHA-256."""
    digest = hashlib.sha256()
    for part in (prepared.train, prepared.validation):
        for array in (part.x, part.y):
            digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()[:16]


def to_checkpoint(snapshot: Snapshot, mark: str) -> Checkpoint:
    """A snapshot as it crosses between the processes; ``mark`` is that of the data."""
    numbers = {**snapshot.numbers, "data": mark}
    text = msgspec.json.encode({"format": FORMAT, **numbers, **{name: repr(numbers[name]) for name in _MAY_BE_INFINITE}})
    tensors: dict[str, Tensor] = {
        **{f"t.{name}": value.cpu().contiguous() for name, value in snapshot.tensors.items()},
        **{f"g.{name}": value for name, value in snapshot.generators.items()},
        "sums": torch.from_numpy(snapshot.sums),
        "last": torch.from_numpy(snapshot.last),
        "numbers": torch.from_numpy(np.frombuffer(text, dtype=np.uint8).copy()),
    }
    return _told(numbers, save(tensors))


def to_file(checkpoint: Checkpoint, notes: dict[str, Any]) -> bytes:
    """The content of a file: a checkpoint and notes to it, which are plain values."""
    text = np.frombuffer(msgspec.json.encode(notes), dtype=np.uint8)
    return save({**load(checkpoint.data), "notes": torch.from_numpy(text.copy())})


def from_file(data: bytes) -> tuple[Checkpoint, dict[str, Any]]:
    """The checkpoint in a file, and the notes to it.

    Raises:
        TrainingError: the bytes are not those of such a file.
    """
    try:
        stored = load(data)
        notes = msgspec.json.decode(stored["notes"].numpy().tobytes(), type=dict[str, Any])
        return _told(_numbers(stored), data), notes
    except _UNREADABLE as error:
        raise TrainingError(_("The checkpoint cannot be read: {reason}").format(reason=error)) from None


def _told(numbers: dict[str, Any], data: bytes) -> Checkpoint:
    done, steps, seconds = int(numbers["done"]), int(numbers["steps"]), float(numbers["seconds"])
    return Checkpoint(epoch=done, step=steps, seconds=seconds, device=str(numbers["device"]), data=data)


def _numbers(stored: dict[str, Tensor]) -> dict[str, Any]:
    """The numbers of a checkpoint.

    Raises:
        TrainingError: they are those of another format.
    """
    numbers: dict[str, Any] = msgspec.json.decode(stored["numbers"].numpy().tobytes())
    if numbers.pop("format") != FORMAT:
        raise TrainingError(_("The checkpoint was made by another version."))
    return numbers


def resumed(checkpoint: Checkpoint, training: Training, like: Snapshot, mark: str) -> Snapshot:
    """Brings a training that was just built, whose own snapshot is ``like``, to where a checkpoint was made; gives its snapshot.

    Raises:
        TrainingError: the bytes are not a checkpoint, or one of another device, network, optimizer, batch size, or other data than ``mark`` tells.
    """
    snapshot = to_snapshot(checkpoint, training)
    device, data = snapshot.numbers.get("device"), snapshot.numbers.pop("data", "")
    if device != training.device.type:
        text = _("It was trained on {before}, and its random numbers cannot go on on {now}.")
        raise TrainingError(text.format(before=str(device).upper(), now=training.device.type.upper()))
    if data != mark:
        raise TrainingError(_("The data have changed since it was trained: it cannot go on with others."))
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
        numbers = _numbers(stored)
        numbers.update({name: float(numbers[name]) for name in _MAY_BE_INFINITE})
        tensors = {name[2:]: value.to(training.device) for name, value in stored.items() if name.startswith("t.")}
        generators = {name[2:]: value for name, value in stored.items() if name.startswith("g.")}
        return Snapshot(tensors, generators, stored["sums"].numpy(), stored["last"].numpy(), numbers)
    except _UNREADABLE as error:
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
