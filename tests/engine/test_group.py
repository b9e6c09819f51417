"""The runs of one ``Train``: they pause, step, go on and diverge together, as folds too."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
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
    RunFigures,
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
from tests.engine.stage import Reports, diverging, endless, folds, request, xor


class TestPausing:
    def test_pause_step_and_resume(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Watch(pictures=("RunPredictions",)))
        worker.submit(Train(runs=(request("a", endless()), request("b", endless()))))
        reports.wait(RunProgress)
        worker.submit(Pause())
        reports.wait(RunPaused)
        assert reports.of(RunPredictions, "a")
        assert reports.of(RunCheckpoint, "b")
        before = reports.of(RunProgress, "a")[-1].step
        reports.clear()
        worker.submit(Step())
        for run in "ab":
            reports.wait(RunCheckpoint, lambda report, run=run: report.run == run)
            assert reports.of(RunProgress, run)[-1].step == before + 1
            assert len(reports.of(RunPredictions, run)) == 1
        worker.submit(Resume())
        reports.wait(RunResumed)
        reports.wait(RunProgress, lambda report: report.step > before + 1)

    def test_a_pause_does_not_count(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),), paused=True))
        reports.wait(RunPaused)
        worker.submit(Step())
        before = reports.wait(RunProgress, lambda report: report.step == 1)
        threading.Event().wait(0.5)
        worker.submit(Step())
        after = reports.wait(RunProgress, lambda report: report.step == 2)
        assert after.seconds - before.seconds < 0.4

    def test_watching_shows_paused_runs_at_once(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),), paused=True))
        reports.wait(RunPaused)
        count = len(reports.of(RunPredictions))
        worker.submit(Watch(pictures=("RunPredictions", "RunForecast")))
        worker.submit(Stop())
        reports.wait(RunEnded)
        assert len(reports.of(RunPredictions)) == count + 2  # one for watching, one for the end

    def test_a_step_wants_a_pause(self, worker: Worker) -> None:
        worker.submit(Train(runs=(request("a", endless()),)))
        with pytest.raises(RefusedError, match="Pause"):
            worker.submit(Step())

    def test_the_last_step_ends_the_run(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", xor(epochs=1)),), paused=True))
        for _step in range(5):
            worker.submit(Step())
        assert reports.wait(RunEnded).reason == "finished"

    def test_a_new_learning_rate_counts_from_the_next_step(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),), paused=True))
        worker.submit(SetLearningRate(lr=0.5))
        worker.submit(Resume())
        assert reports.wait(RunProgress, lambda report: len(report.epochs) > 0).learning_rate[0] == 0.5

    @pytest.mark.parametrize("lr", [0.0, -1.0, float("nan"), float("inf"), 1e300])
    def test_a_learning_rate_out_of_range_is_refused(self, worker: Worker, lr: float) -> None:
        worker.submit(Train(runs=(request("a", endless()),), paused=True))
        with pytest.raises(RefusedError, match="learning rate"):
            worker.submit(SetLearningRate(lr=lr))


class TestDivergence:
    def test_the_runs_pause_and_can_go_on(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", diverging()),)))
        diverged = reports.wait(RunDiverged)
        reports.wait(RunPaused)
        assert diverged.suggested_lr < diverged.lr == 5.0
        worker.submit(SetLearningRate(lr=0.001))
        worker.submit(Resume())
        ended = reports.wait(RunEnded)
        assert (ended.reason, ended.epoch) == ("finished", 200)
        assert np.isfinite(ended.figures["train_loss"])

    def test_a_run_that_was_stopped_then_goes_on_with_the_rate_of_its_project(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", diverging()),)))
        state = reports.wait(RunDiverged).checkpoint
        worker.submit(Stop())
        reports.wait(RunEnded)
        reports.clear()
        lower = diverging()
        lower["training"]["optimizer"]["lr"] = 0.001
        worker.submit(Train(runs=(request("a", lower, resume=state, new_rate=True),)))
        ended = reports.wait(RunEnded)
        assert (ended.reason, ended.epoch) == ("finished", 200)
        assert {rate for report in reports.of(RunProgress) for rate in report.learning_rate} == {0.001}

    def test_stopping_then_says_so(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", diverging()),)))
        reports.wait(RunPaused)
        worker.submit(Stop())
        assert reports.wait(RunEnded).reason == "diverged"

    def test_a_step_that_diverges_again_pauses_again(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", diverging()),)))
        reports.wait(RunPaused)
        reports.clear()
        worker.submit(Resume())
        reports.wait(RunDiverged)
        reports.wait(RunPaused)


NAMES = ("f1", "f2", "f3")


def test_every_fold_is_a_run_with_its_own_data_and_figures(worker: Worker, reports: Reports) -> None:
    worker.submit(Watch(pictures=("RunPredictions",)))
    worker.submit(folds(xor(epochs=12)))
    reports.wait_for(RunEnded, 3)
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
    assert all(report.reason == "stopped" and "val_loss" in report.figures for report in reports.wait_for(RunEnded, 3))
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
    reports.wait_for(RunEnded, 3)
    assert reports.of(LearningRateTest) == []


def test_folds_that_diverge_end_and_do_not_pause(worker: Worker, reports: Reports) -> None:
    worker.submit(folds(diverging()))
    ended = reports.wait_for(RunEnded, 3)
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
    assert {report.message for report in reports.wait_for(RunEnded, 20)} == {
        "Too few rows for 20 folds: 10 are left beside the test part. Take fewer folds."
    }


def series() -> dict[str, Any]:
    return {
        "format": 1,
        "dataset": {"name": "air_passengers"},
        "network": [{"layer": "RNN", "hidden_size": 2}, {"layer": "Linear", "out_features": 1}],
        "training": {"folds": {"k": 3, "kind": "shuffled"}, "device": "cpu"},
    }


def test_figures_are_estimated_while_much_data_trains_and_exact_once_it_waits(worker: Worker, reports: Reports) -> None:
    plain = {**endless(), "dataset": {"name": "xor", "samples": 10_000}}
    worker.submit(Watch(pictures=("RunFigures",)))
    worker.submit(Train(runs=(request("a", plain),)))
    assert reports.wait(RunFigures).samples == {"train": 2000, "val": 2000}
    worker.submit(Pause())
    assert reports.wait(RunFigures, lambda report: report.whole).samples == {"train": 8000, "val": 2000}
    worker.submit(Step())
    reports.clear()
    worker.submit(Step())
    assert reports.wait(RunFigures).whole
    worker.submit(Stop())
    reports.wait(RunEnded)
