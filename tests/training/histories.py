"""Reports of a run put together, and compared."""

from __future__ import annotations

import numpy as np

from playground.runs.epochs import COLUMNS
from playground.runs.messages import RunProgress
from playground.training.run import Run


def joined(reports: list[RunProgress]) -> RunProgress:
    """Consecutive reports as one."""
    last = reports[-1]
    columns = {name: np.concatenate([getattr(report, name) for report in reports]) for name in COLUMNS}
    others = {name: getattr(last, name) for name in ("run", "step", "epoch", "step_loss", "step_grad_rms", "seconds")}
    return RunProgress(**columns, **others)


def finished(run: Run, every: int = 10**9, steps: int = 10**9) -> RunProgress:
    """Trains to the end, or ``steps`` steps, with a report every so many steps; all of them as one."""
    reports: list[RunProgress] = []
    end = run.step + steps
    while run.step < end and run.advance():
        if run.step % every == 0:
            reports.append(told(run))
    reports.append(told(run))
    return joined(reports)


def told(run: Run) -> RunProgress:
    """The progress of a run that is expected to stay finite."""
    report = run.progress()
    assert isinstance(report, RunProgress), report
    return report


def same(first: RunProgress, second: RunProgress) -> None:
    """Checks that two histories are equal bit for bit."""
    for name in (*COLUMNS, "step_grad_rms"):
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name), err_msg=name)
    assert (first.step, first.epoch, first.step_loss) == (second.step, second.epoch, second.step_loss)
