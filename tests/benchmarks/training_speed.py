"""How fast the trainer is, against the loops that a person would write by hand.

Run it: ``python -m tests.benchmarks.training_speed``. Every workload is trained by hand and by ``Run`` (which records the gradient of every
layer and the weights' changes besides), in one process, with the same number of threads, in turns; what is compared is the median of the
times of one step. A ratio below 1 means that the trainer is the faster one.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from playground.datasets.dataset import DatasetInfo, Part, Signature
from playground.datasets.prepare import Prepared
from playground.network import Network, layer_from_plain
from playground.runs.config import run_config_from_plain
from playground.runs.project import Project
from playground.training.run import Run

ROUNDS = 15
REPORT_EVERY = 1 / 30
"""Seconds between two reports of the trainer, as in the app."""

Hand = Callable[[], Iterator[None]]
"""Makes a loop that yields after every step."""


@dataclass(frozen=True)
class Workload:
    """One training, ours and by hand.

    Attributes:
        name: What it is.
        steps: Steps timed at once.
        project: The same for the trainer.
        prepared: Its data.
        hands: The loops by hand, by name.
        aims: The ratio that is aimed at for each of them.
    """

    name: str
    steps: int
    project: Project
    prepared: Prepared
    hands: dict[str, Hand]
    aims: dict[str, float]


@dataclass(frozen=True)
class Result:
    """Medians of one comparison, in microseconds a step."""

    workload: str
    hand: str
    hand_us: float
    ours_us: float
    ratio: float
    aim: float


class Dense(nn.Module):
    """A network as the course writes it: layers in ``__init__``, their chain in ``forward``."""

    def __init__(self, sizes: list[int], activation: type[nn.Module], dropout: float = 0.0) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in itertools.pairwise(sizes))
        self.activation = activation()
        self.dropout = nn.Dropout(dropout) if dropout else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        if self.dropout is not None:
            x = self.dropout(x)
        return self.layers[-1](x)


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(1, 32, batch_first=True)
        self.last = nn.Linear(32, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        output, _state = self.lstm(x)
        return self.last(output[:, -1])


def full_batch(
    make: Callable[[], nn.Module],
    x: torch.Tensor,
    y: torch.Tensor,
    lr: float,
    val: tuple[torch.Tensor, torch.Tensor] | None = None,
) -> Hand:
    """Every step on all samples; the loss is noted, and measured on the validation part where there is one."""

    def loop() -> Iterator[None]:
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        criterion = nn.MSELoss()
        history, val_history = [], []
        while True:
            loss = criterion(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            history.append(loss.item())
            if val is not None:
                with torch.no_grad():
                    val_history.append(criterion(model(val[0]), val[1]).item())
            yield

    return loop


def with_loader(make: Callable[[], nn.Module], x: torch.Tensor, y: torch.Tensor, size: int, **settings: float) -> Hand:
    """Mini-batches from a shuffling ``DataLoader``."""

    def loop() -> Iterator[None]:
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), **settings)
        criterion = nn.MSELoss()
        loader = DataLoader(TensorDataset(x, y), batch_size=size, shuffle=True)
        history = []
        while True:
            total = 0.0
            for features, target in loader:
                optimizer.zero_grad()
                loss = criterion(model(features), target)
                loss.backward()
                optimizer.step()
                total += loss.item()
                yield
            history.append(total / len(loader))

    return loop


def permuted(make: Callable[[], nn.Module], x: torch.Tensor, y: torch.Tensor, size: int, **settings: float) -> Hand:
    """Mini-batches cut from tensors that are permuted once per epoch: what someone writes for whom the loader is too slow."""

    def loop() -> Iterator[None]:
        model = make()
        optimizer = torch.optim.Adam(model.parameters(), **settings)
        criterion = nn.MSELoss()
        history = []
        while True:
            order = torch.randperm(len(x))
            total = 0.0
            for start in range(0, len(x), size):
                rows = order[start : start + size]
                optimizer.zero_grad()
                loss = criterion(model(x[rows]), y[rows])
                loss.backward()
                optimizer.step()
                total += loss.item()
                yield
            history.append(total)

    return loop


def _data(
    samples: int, shape: tuple[int, ...], network: list[dict[str, Any]], training: dict[str, Any], validation: int = 0
) -> tuple[Project, Prepared, list[torch.Tensor]]:
    """A project on made data without structure: only its sizes count."""
    rng = np.random.default_rng(0)
    parts = [
        Part(
            rng.normal(size=(n, *shape)).astype(np.float32),
            rng.normal(size=(n, 1)).astype(np.float32),
            np.arange(n, dtype=np.int64),
        )
        for n in (samples, validation, 0)
    ]
    info = DatasetInfo("made", Signature("regression", shape, (1,)), samples + validation, samples, validation, 0)
    config = run_config_from_plain({"epochs": 100_000_000, "device": "cpu", **training})
    project = Project(network=Network(tuple(layer_from_plain(layer) for layer in network)), training=config)
    return project, Prepared(info, *parts), [torch.from_numpy(array) for part in parts for array in (part.x, part.y)]


def _linear(count: int) -> dict[str, Any]:
    return {"layer": "Linear", "out_features": count}


def workloads() -> list[Workload]:
    """The five trainings of the course."""
    relu, sigmoid, tanh = {"layer": "ReLU"}, {"layer": "Sigmoid"}, {"layer": "Tanh"}
    adam = {"name": "Adam", "lr": 0.001}
    found = []

    network = [_linear(3), relu, _linear(3), relu, _linear(3), relu, _linear(1)]
    project, prepared, (x, y, *_rest) = _data(20640, (8,), network, {"batch_size": None, "optimizer": adam})
    hands = {"by hand": full_batch(lambda: Dense([8, 3, 3, 3, 1], nn.ReLU), x, y, 1e-3)}
    found.append(Workload("8-3-3-3-1, 20,640 rows, full batch", 15, project, prepared, hands, {"by hand": 1.0}))

    network = [_linear(50), relu, _linear(30), relu, {"layer": "Dropout", "p": 0.5}, _linear(1)]
    decay = {**adam, "weight_decay": 1e-7}
    project, prepared, (x1, y1, *_rest) = _data(253, (13,), network, {"batch_size": 32, "optimizer": decay})
    deep = {"lr": 1e-3, "weight_decay": 1e-7}
    hands = {
        "DataLoader": with_loader(lambda: Dense([13, 50, 30, 1], nn.ReLU, 0.5), x1, y1, 32, **deep),
        "permuted by hand": permuted(lambda: Dense([13, 50, 30, 1], nn.ReLU, 0.5), x1, y1, 32, **deep),
    }
    aims = {"DataLoader": 1 / 1.8, "permuted by hand": 1 / 1.2}
    found.append(Workload("13-50-30-1, dropout, batch 32", 80, project, prepared, hands, aims))

    training = {"batch_size": None, "optimizer": {"name": "Adam", "lr": 0.01}}
    network = [{"layer": "LSTM", "hidden_size": 32}, _linear(1)]
    project, prepared, (x2, y2, xv, yv, *_rest) = _data(103, (12, 1), network, training, validation=29)
    hands = {"by hand": full_batch(Recurrent, x2, y2, 0.01, (xv, yv))}
    found.append(Workload("LSTM(1, 32), 103 windows, 29 to validate", 20, project, prepared, hands, {"by hand": 1.0}))

    network = [_linear(4), tanh, _linear(2), tanh, _linear(1)]
    project, prepared, (x3, y3, *_rest) = _data(250, (2,), network, {"batch_size": 10, "optimizer": adam})
    hands = {"permuted by hand": permuted(lambda: Dense([2, 4, 2, 1], nn.Tanh), x3, y3, 10, lr=1e-3)}
    found.append(Workload("2-4-2-1, batch 10", 100, project, prepared, hands, {"permuted by hand": 1.0}))

    network = [_linear(32), sigmoid] * 10 + [_linear(1)]
    project, prepared, (x4, y4, *_rest) = _data(353, (10,), network, {"batch_size": None, "optimizer": adam})
    hands = {"by hand": full_batch(lambda: Dense([10, *[32] * 10, 1], nn.Sigmoid), x4, y4, 1e-3)}
    found.append(Workload("ten sigmoid layers of 32, 353 rows", 30, project, prepared, hands, {"by hand": 1.0}))
    return found


def ours(workload: Workload) -> Iterator[None]:
    """The trainer, with a report thirty times a second."""
    run = Run("ours", workload.project, workload.prepared)
    due = time.perf_counter() + REPORT_EVERY
    while run.advance():
        if time.perf_counter() >= due:
            run.progress()
            due = time.perf_counter() + REPORT_EVERY
        yield


def _time(loop: Iterator[None], steps: int) -> float:
    """Microseconds a step."""
    begin = time.perf_counter()
    for _step in range(steps):
        next(loop)
    return (time.perf_counter() - begin) / steps * 1e6


def compare(workload: Workload, rounds: int = ROUNDS) -> list[Result]:
    """Times all loops of a workload in turns."""
    loops = {"ours": ours(workload), **{name: hand() for name, hand in workload.hands.items()}}
    times: dict[str, list[float]] = {name: [] for name in loops}
    for loop in loops.values():
        _time(loop, workload.steps)
    for _round in range(rounds):
        for name, loop in loops.items():
            times[name].append(_time(loop, workload.steps))
    results = []
    for name in workload.hands:
        ratio = statistics.median(mine / other for mine, other in zip(times["ours"], times[name], strict=True))
        medians = statistics.median(times[name]), statistics.median(times["ours"])
        results.append(Result(workload.name, name, *medians, ratio, workload.aims[name]))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds: int = parser.parse_args().rounds
    print(f"{'workload':42} {'against':18} {'hand':>9} {'ours':>9} {'ratio':>6} {'aim':>6}  (microseconds a step, medians)")
    for workload in workloads():
        for result in compare(workload, rounds):
            mark = "" if result.ratio <= result.aim else "  missed"
            print(
                f"{result.workload:42} {result.hand:18} {result.hand_us:9.0f} {result.ours_us:9.0f} "
                f"{result.ratio:6.2f} {result.aim:6.2f}{mark}"
            )
    print(f"threads: {torch.get_num_threads()}")


if __name__ == "__main__":
    main()
