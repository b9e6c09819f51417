"""Runs that have ended go on in the engine, together, each from its own end; the window sends back the checkpoints that it was told."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.worker import Worker
from playground.runs.messages import RunCheckpoint, RunEnded, RunProgress, RunStarted, Train
from tests.engine.stage import Reports, request, xor


def told(worker: Worker, reports: Reports, command: Train) -> dict[str, tuple[RunCheckpoint, RunEnded, list[RunProgress]]]:
    """By run: its last checkpoint, its end, and its epochs."""
    reports.clear()
    worker.submit(command)
    names = [run.run for run in command.runs]
    ends = {ended.run: ended for ended in reports.wait_for(RunEnded, len(names))}
    return {name: (reports.of(RunCheckpoint, name)[-1], ends[name], reports.of(RunProgress, name)) for name in names}


def losses(progress: list[RunProgress]) -> list[float]:
    return np.concatenate([report.val_loss for report in progress]).tolist()


def test_those_that_ended_at_different_epochs_go_on_together(worker: Worker, reports: Reports) -> None:
    """One stops early, the other does not; after that each is patient again and trains as many epochs more."""
    training: dict[str, Any] = {"early_stopping": {"patience": 3}, "optimizer": {"name": "SGD", "lr": 1e-9}}
    still, other = xor(epochs=12, **training), xor(epochs=12, **training)
    still["network"] = [{"layer": "Linear", "out_features": 1}]
    still["training"]["early_stopping"] = other["training"]["early_stopping"] = {"patience": 3, "min_delta": 1.0}
    first = told(worker, reports, Train(runs=(request("a", still), request("b", other))))
    assert [first[run][1].reason for run in "ab"] == ["early_stopping"] * 2
    done = first["a"][1].epoch
    longer = {run: {**project, "training": {**project["training"], "epochs": done + more}}
              for run, project, more in (("a", still, 2), ("b", other, 1))}  # fmt: skip
    runs = tuple(request(run, longer[run], resume=first[run][0].checkpoint, longer=True) for run in "ab")
    second = told(worker, reports, Train(runs=runs))
    assert [(second[run][1].reason, second[run][1].epoch) for run in "ab"] == [("finished", done + 2), ("finished", done + 1)]
    assert second["a"][1].seconds >= first["a"][1].seconds
    assert [started.epochs for started in reports.of(RunStarted)] == [done + 2, done + 1]


def test_it_is_the_run_that_never_stopped(worker: Worker, reports: Reports) -> None:
    whole = told(worker, reports, Train(runs=(request("a", xor(epochs=9)),)))["a"]
    half = told(worker, reports, Train(runs=(request("a", xor(epochs=4)),)))["a"]
    more = told(
        worker, reports, Train(runs=(request("a", xor(epochs=9), resume=half[0].checkpoint, longer=True),))
    )["a"]  # fmt: skip
    assert losses(half[2]) + losses(more[2]) == losses(whole[2])
    assert more[1].figures == whole[1].figures


def test_the_device_that_was_chosen_for_it_stays_when_the_project_names_none(worker: Worker, reports: Reports) -> None:
    half = told(worker, reports, Train(runs=(request("a", xor(epochs=2, device="auto")),)))["a"]
    assert half[0].checkpoint.device == "cpu"
    more = request("a", xor(epochs=4, device="auto"), resume=half[0].checkpoint, longer=True)
    assert told(worker, reports, Train(runs=(more,)))["a"][1].epoch == 4
    assert reports.of(RunStarted)[0].device_note == ""


def test_data_that_have_changed_are_noticed(worker: Worker, reports: Reports) -> None:
    half = told(worker, reports, Train(runs=(request("a", xor(epochs=2)),)))["a"]
    project = xor(epochs=4)
    project["preparation"] = {"seed": 5}
    reports.clear()
    worker.submit(Train(runs=(request("a", project, resume=half[0].checkpoint, longer=True),)))
    ended = reports.wait(RunEnded)
    assert ended.reason == "failed"
    assert "data have changed" in ended.message
