from __future__ import annotations

import numpy as np

from playground.runs.messages import RunProgress
from playground.training.run import Run
from tests.training.projects import hidden, made


def finished(run: Run, every: int = 10**9) -> RunProgress:
    """Trains to the end, reporting every so many steps; all reports in one."""
    reports = []
    while run.advance():
        if run.step % every == 0:
            reports.append(run.progress())
    reports.append(run.progress())
    assert all(isinstance(report, RunProgress) for report in reports)
    names = ("epochs", "train_loss", "val_loss", "learning_rate", "train_metrics", "val_metrics", "grad_rms", "weight_rms")
    columns = {name: np.concatenate([getattr(report, name) for report in reports]) for name in (*names, "update_ratio")}
    last = reports[-1]
    return RunProgress(
        run=run.name,
        **columns,
        step=last.step,
        epoch=last.epoch,
        step_loss=last.step_loss,
        step_grad_rms=last.step_grad_rms,
        seconds=last.seconds,
    )


def test_a_run_trains_to_its_end_and_reports_every_epoch_once() -> None:
    project, prepared = made(hidden("Tanh", 2, 8), {"batch_size": 8, "epochs": 20, "optimizer": {"name": "Adam", "lr": 0.01}})
    run = Run("a", project, prepared)
    history = finished(run, every=7)
    assert history.epochs.tolist() == list(range(1, 21))
    assert run.ended_by == "finished"
    assert run.step == 100
    assert run.epoch == 20
    assert history.train_loss[-1] < history.train_loss[0] / 2
