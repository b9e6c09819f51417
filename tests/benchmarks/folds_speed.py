"""What five folds of 13-50-30-1 cost, measured in one run of it: together in batched operations, and one after the other.

::

    .venv/bin/python tests/benchmarks/folds_speed.py [--rounds 9] [--epochs 60]

Everything is alternated, so that a machine that is busy with other things slows all of it; medians over the rounds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from playground.datasets.dataset import DatasetInfo, Part, Signature
from playground.datasets.prepare import Prepared
from playground.runs.project import Project, project_from_plain
from playground.training.folds import build_folds
from playground.training.run import Run

FEATURES, ROWS, FOLDS = 13, 506, 5
TARGET = 2.5
"""Times one run that five folds may cost."""


def project(dropout: bool, epochs: int, batch_size: int | None) -> Project:
    layers: list[dict[str, Any]] = [{"layer": "Linear", "out_features": 50}, {"layer": "ReLU"}]
    layers += [{"layer": "Dropout", "p": 0.5}] * dropout
    layers += [{"layer": "Linear", "out_features": 30}, {"layer": "ReLU"}, {"layer": "Linear", "out_features": 1}]
    optimizer = {"name": "Adam", "lr": 0.001, "weight_decay": 1e-7}
    training = {"epochs": epochs, "batch_size": batch_size, "optimizer": optimizer, "device": "cpu"}
    return project_from_plain({"format": 1, "network": layers, "training": training})


def data() -> Prepared:
    """Made data in five folds, which differ in size by one sample."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, FEATURES)).astype(np.float32)
    y = np.sin(x @ rng.normal(size=(FEATURES, 1))).astype(np.float32)
    rows = np.arange(ROWS)
    whole = _prepared(x, y, rows, rows[:0])
    return replace(whole, folds=tuple(_prepared(x, y, rows[rows % FOLDS != n], rows[rows % FOLDS == n]) for n in range(FOLDS)))


def _prepared(x: Any, y: Any, train: Any, validation: Any) -> Prepared:
    info = DatasetInfo("made", Signature("regression", (FEATURES,), (1,)), ROWS, len(train), len(validation), 0)
    parts = [Part(x[part], y[part], part) for part in (train, validation, train[:0])]
    return Prepared(info, *parts)


def seconds(runs: Sequence[Run]) -> float:
    """Time to train runs to their end, a step each in turn."""
    live = list(runs)
    begin = time.perf_counter()
    while live:
        live = [run for run in live if run.advance()]
    for run in runs:
        run.progress()
    return time.perf_counter() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--epochs", type=int, default=60)
    options = parser.parse_args()
    prepared, names = data(), [str(number) for number in range(FOLDS)]
    worst = 0.0
    for dropout, batch_size in ((False, 32), (True, 32), (False, None), (True, None)):
        epochs = options.epochs * (1 if batch_size else 10)
        chosen = project(dropout, epochs, batch_size)

        def one(chosen: Project = chosen) -> Sequence[Run]:
            return [Run("one", chosen, prepared.folds[0])]

        def folds(chosen: Project = chosen, together: bool = True) -> Sequence[Run]:
            return build_folds(names, chosen, prepared, together=together)

        ways: dict[str, Callable[[], Sequence[Run]]] = {
            "one": one,
            "together": folds,
            "in turn": lambda folds=folds: folds(together=False),
        }
        times: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(options.rounds):
            for name, make in ways.items():
                times[name].append(seconds(make()))
        middle = {name: statistics.median(values) for name, values in times.items()}
        ratio = statistics.median(a / b for a, b in zip(times["together"], times["one"], strict=True))
        worst = max(worst, ratio)
        steps = epochs * (-(-len(prepared.folds[0].train.x) // batch_size) if batch_size else 1)
        print(
            f"13-50-30-1{' with dropout' if dropout else '':<13} batch {batch_size or 'full'!s:<5}"
            f" one {1000 * middle['one'] / steps:.3f} ms a step, {FOLDS} together {1000 * middle['together'] / steps:.3f},"
            f" in turn {1000 * middle['in turn'] / steps:.3f}: together {ratio:.2f} times one,"
            f" in turn {middle['in turn'] / middle['one']:.2f}"
        )
    print(f"worst {worst:.2f}, wanted at most {TARGET}")
    return 0 if worst <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
