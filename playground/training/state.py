"""The whole state of a training between two steps: kept in memory to go back to, and the content of a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from playground.runs.messages import Floats
from playground.training.loop import Training


@dataclass
class Snapshot:
    """A copy of everything that a training needs to go on, bit for bit.

    Attributes:
        tensors: Weights and buffers (``model.``), optimizer state (``optimizer.``), best weights (``best.``), on the device.
        generators: States of random number generators, on the CPU: ``order``, and ``chance.`` where the network draws.
        sums: What the recorder had added up of the epoch under way.
        last: What the recorder had read of the last step.
        numbers: Position, learning rate, scheduler and early stopping, as plain values.
    """

    tensors: dict[str, Tensor]
    generators: dict[str, Tensor]
    sums: Floats
    last: Floats
    numbers: dict[str, Any]


def _live(training: Training) -> dict[str, Tensor]:
    """The tensors themselves."""
    groups = {
        "model": training.model.state_dict(),
        "optimizer": training.updater.tensors(),
        "best": training.stopping.kept,
    }
    return {f"{group}.{name}": value for group, tensors in groups.items() for name, value in tensors.items()}


def take(training: Training, reuse: Snapshot | None = None) -> Snapshot:
    """Copies the state; the recorder must have been read. The memory of ``reuse`` is used again where it fits."""
    live = _live(training)
    if reuse is not None and reuse.tensors.keys() == live.keys():
        tensors = reuse.tensors
        torch._foreach_copy_([tensors[name] for name in live], list(live.values()))
    else:
        tensors = {name: value.detach().clone() for name, value in live.items()}
    generators = {"order": training.batches.order_state()}
    if training.chance is not None:
        generators.update({f"chance.{name}": value for name, value in training.chance.state().items()})
    stopping, batches = training.stopping, training.batches
    numbers = {
        "kind": [training.config.optimizer.name, batches.samples, batches.size, batches.count],
        "device": training.device.type,
        "done": training.done,
        "place": training.place,
        "steps": training.steps,
        "seconds": training.seconds,
        "lr": training.updater.lr,
        "schedule": training.schedule.state(),
        "best": stopping.best,
        "waited": stopping.waited,
        "stopped": stopping.stopped,
        "least": stopping.least,
        "since": stopping.since,
    }
    return Snapshot(tensors, generators, training.recorder.sums.copy(), training.recorder.last.copy(), numbers)


def put_back(training: Training, snapshot: Snapshot) -> None:
    """Makes the training what it was; what the recorder had not been read is forgotten."""
    groups: dict[str, dict[str, Tensor]] = {"model": {}, "optimizer": {}, "best": {}}
    for name, value in snapshot.tensors.items():
        group, own = name.split(".", 1)
        groups[group][own] = value
    for name, live in training.model.state_dict().items():
        live.copy_(groups["model"][name])
    training.updater.load(groups["optimizer"])
    training.batches.load_order(snapshot.generators["order"])
    if training.chance is not None:
        prefix = "chance."
        states = {name.removeprefix(prefix): value for name, value in snapshot.generators.items() if name.startswith(prefix)}
        training.chance.load(states)
    numbers = snapshot.numbers
    training.done, training.place, training.steps = numbers["done"], numbers["place"], numbers["steps"]
    training.seconds = numbers["seconds"]
    training.schedule.load(numbers["schedule"])
    training.updater.lr = numbers["lr"]
    training.stopping.best, training.stopping.waited = numbers["best"], numbers["waited"]
    training.stopping.stopped = numbers["stopped"]
    training.stopping.least, training.stopping.since = numbers["least"], numbers["since"]
    training.stopping.kept = {name: value.clone() for name, value in groups["best"].items()}
    training.recorder.clear(snapshot.sums, snapshot.last, numbers["place"])
    training.lrs.clear()
