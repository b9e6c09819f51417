"""A guard against slips: what a step asks of torch is counted, never timed. ``tests/benchmarks/training_speed.py`` measures times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from torch.utils._python_dispatch import TorchDispatchMode
from typing_extensions import override

from playground.training.run import Run
from tests.benchmarks.training_speed import Workload, workloads

SHARE = 0.6
"""Operations of our step at most, as a share of those of a loop written by hand: 0.28 to 0.51 with torch 2.13."""

WAITING = ("_local_scalar_dense", "item", "is_nonzero")
"""Operations that wait for the device."""


class Operations(TorchDispatchMode):
    """Counts torch's operations by name while it lasts."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    @override
    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.counted[func.overloadpacket.__name__] += 1
        return func(*args, **(kwargs or {}))


def of_an_epoch(steps: int, step: Callable[[], object]) -> Counter[str]:
    """The operations of ``steps`` steps, after two epochs and a step in which what is made once was made."""
    for _step in range(2 * steps + 1):
        step()
    with Operations() as operations:
        for _step in range(steps):
            step()
    return operations.counted


@pytest.mark.parametrize("workload", workloads(), ids=lambda workload: workload.name)
def test_a_step_asks_less_of_torch_than_one_written_by_hand(workload: Workload) -> None:
    run = Run("ours", workload.project, workload.prepared)
    steps = run.started.steps_per_epoch
    ours = of_an_epoch(steps, run.advance)
    assert not any(ours[name] for name in WAITING)
    for hand in workload.hands.values():
        loop = hand()
        theirs = of_an_epoch(steps, lambda loop=loop: next(loop))
        assert ours.total() < SHARE * theirs.total()
        assert theirs["_local_scalar_dense"] >= steps  # it is counted at all
