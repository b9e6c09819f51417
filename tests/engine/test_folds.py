"""Cross-validation in the engine: the folds are runs of one ``Train``."""

from __future__ import annotations

from typing import Any

import pytest

from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    FindLearningRate,
    LearningRateTest,
    Pause,
    Resume,
    RunCheckpoint,
    RunDiverged,
    RunEnded,
    RunPaused,
    RunPredictions,
    RunProgress,
    RunResumed,
    RunStarted,
    SetLearningRate,
    Step,
    Stop,
    Train,
    Watch,
)
from tests.engine.stage import Reports, diverging, endless, request, xor

NAMES = ("f1", "f2", "f3")


def folds(project: dict[str, Any], k: int = 3, **more: Any) -> Train:
    project = {**project, "training": {**project["training"], "folds": {"k": k, "kind": "shuffled"}}}
    return Train(runs=tuple(request(f"f{number}", project) for number in range(1, k + 1)), folds=True, **more)


def test_every_fold_is_a_run_with_its_own_data_and_figures(worker: Worker, reports: Reports) -> None:
    worker.submit(Watch(pictures=("RunPredictions",)))
    worker.submit(folds(xor(epochs=12)))
    reports.wait(RunEnded, lambda _report: len(reports.of(RunEnded)) == 3)
    started = reports.of(RunStarted)
    assert [report.run for report in started] == list(NAMES)
    assert sorted(report.info.validation for report in started) == [13, 13, 14]
    assert len({report.start for report in started}) == 3
    for name in NAMES:
        assert [epoch for report in reports.of(RunProgress, name) for epoch in report.epochs] == list(range(1, 13))
    assert all(report.reason == "finished" and "val_accuracy" in report.figures for report in reports.of(RunEnded))
    assert not any(name.startswith("test_") for report in reports.of(RunEnded) for name in report.figures)
    assert reports.of(RunPredictions) == []
    assert reports.of(RunCheckpoint) == []


def test_pause_step_go_on_and_cancel_in_the_middle(worker: Worker, reports: Reports) -> None:
    worker.submit(folds(endless()))
    reports.wait(RunProgress)
    worker.submit(Pause())
    reports.wait(RunPaused)
    before = {name: reports.of(RunProgress, name)[-1].step for name in NAMES}
    assert len(set(before.values())) == 1
    worker.submit(Step())
    for name in NAMES:
        reports.wait(RunProgress, lambda report, name=name: report.run == name and report.step == before[name] + 1)
    worker.submit(Resume())
    reports.wait(RunResumed)
    worker.submit(Stop())
    reports.wait(RunEnded, lambda _report: len(reports.of(RunEnded)) == 3)
    assert all(report.reason == "stopped" and "val_loss" in report.figures for report in reports.of(RunEnded))
    worker.submit(Train(runs=(request("next", xor()),)))
    reports.wait(RunEnded, lambda report: report.run == "next")


def test_nothing_else_begins_meanwhile_and_the_folds_stay_alike(worker: Worker, reports: Reports) -> None:
    worker.submit(folds(endless()))
    for command, reason in (
        (Train(runs=(request("other", xor()),)), "Other runs are training"),
        (folds(xor()), "Other runs are training"),
        (FindLearningRate(project=xor()), "be measured while"),
        (SetLearningRate(lr=0.1), "keeps its learning rate"),
    ):
        with pytest.raises(RefusedError, match=reason):
            worker.submit(command)
    worker.submit(Stop())
    reports.wait(RunEnded, lambda _report: len(reports.of(RunEnded)) == 3)
    assert reports.of(LearningRateTest) == []


def test_folds_that_diverge_end_and_do_not_pause(worker: Worker, reports: Reports) -> None:
    worker.submit(folds(diverging()))
    reports.wait(RunEnded, lambda _report: len(reports.of(RunEnded)) == 3)
    ended = reports.of(RunEnded)
    assert {report.reason for report in ended} == {"diverged"}
    assert all("learning rate 5" in report.message and report.figures == {} for report in ended)
    assert reports.of(RunDiverged) == []
    assert reports.of(RunPaused) == []


def test_folds_that_make_no_sense_are_refused(worker: Worker) -> None:
    good = folds(xor())
    other = request("f3", {**good.runs[0].project, "name": "other"})
    for command, reason in (
        (Train(runs=good.runs[:2], folds=True), "2 runs for 3 folds"),
        (Train(runs=(*good.runs[:2], other), folds=True), "one project"),
        (Train(runs=tuple(request(name, series()) for name in NAMES), folds=True), "walk-forward"),
    ):
        with pytest.raises(RefusedError, match=reason):
            worker.submit(command)


def test_what_only_the_data_shows_ends_every_fold_with_one_reason(worker: Worker, reports: Reports) -> None:
    worker.submit(folds({**xor(), "dataset": {"name": "xor", "samples": 10}}, k=20))
    reports.wait(RunEnded, lambda _report: len(reports.of(RunEnded)) == 20)
    assert {report.message for report in reports.of(RunEnded)} == {
        "Too few rows for 20 folds: 10 are left beside the test part. Take fewer folds."
    }


def series() -> dict[str, Any]:
    return {
        "format": 1,
        "dataset": {"name": "air_passengers"},
        "network": [{"layer": "RNN", "hidden_size": 2}, {"layer": "Linear", "out_features": 1}],
        "training": {"folds": {"k": 3, "kind": "shuffled"}, "device": "cpu"},
    }
