"""What the tests of the engine share: small projects, and a worker whose reports can be waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from playground.runs.messages import Report, RunRequest, Train

R = TypeVar("R", bound=Report)

PATIENCE = 60.0


class Reports:
    """Takes reports from any thread and lets a test wait for them."""

    def __init__(self) -> None:
        self.all: list[Report] = []
        self._arrived = threading.Condition()

    def __call__(self, report: Report) -> None:
        with self._arrived:
            self.all.append(report)
            self._arrived.notify_all()

    def of(self, kind: type[R], run: str | None = None) -> list[R]:
        """All reports of a kind so far."""
        with self._arrived:
            return [r for r in self.all if isinstance(r, kind) and (run is None or getattr(r, "run", None) == run)]

    def wait(self, kind: type[R] | tuple[type[R], ...], when: Callable[[R], bool] = lambda _report: True) -> R:
        """The first report of a kind for which ``when`` holds, as soon as it is there."""
        limit = time.monotonic() + PATIENCE
        seen = 0
        with self._arrived:
            while True:
                for report in self.all[seen:]:
                    if isinstance(report, kind) and when(report):
                        return report
                seen = len(self.all)
                if not self._arrived.wait(limit - time.monotonic()):
                    raise AssertionError(f"no {kind} came; what came: {[type(r).__name__ for r in self.all][-30:]}")

    def wait_for(self, kind: type[R], count: int) -> list[R]:
        """All reports of a kind, as soon as there are so many."""
        self.wait(kind, lambda _report: len(self.of(kind)) == count)
        return self.of(kind)

    def clear(self) -> None:
        """Forgets what has come so far."""
        with self._arrived:
            self.all.clear()


def xor(epochs: int = 20, **training: Any) -> dict[str, Any]:
    """A project that trains in no time: 2-4-1 on 40 samples."""
    return {
        "format": 1,
        "dataset": {"name": "xor", "samples": 40},
        "network": [{"layer": "Linear", "out_features": 4}, {"layer": "Tanh"}, {"layer": "Linear", "out_features": 1}],
        "training": {"epochs": epochs, "batch_size": 10, "device": "cpu", **training},
    }


def endless(**training: Any) -> dict[str, Any]:
    """A project that trains until it is stopped."""
    return xor(epochs=100_000_000, **training)


def diverging() -> dict[str, Any]:
    """A project whose loss soon is infinite."""
    return {
        "format": 1,
        "dataset": {"name": "linear", "samples": 40},
        "network": [{"layer": "Linear", "out_features": 8}, {"layer": "Linear", "out_features": 1}],
        "training": {"epochs": 200, "batch_size": None, "device": "cpu", "optimizer": {"name": "SGD", "lr": 5.0}},
    }


def folds(project: dict[str, Any], k: int = 3, **more: Any) -> Train:
    """A cross-validation of the project; its runs are called ``f1``, ``f2`` and so on."""
    project = {**project, "training": {**project["training"], "folds": {"k": k, "kind": "shuffled"}}}
    return Train(runs=tuple(request(f"f{number}", project) for number in range(1, k + 1)), folds=True, **more)


def request(run: str, project: dict[str, Any], **more: Any) -> RunRequest:
    return RunRequest(run=run, project=project, **more)
