"""Runs that pause, step, go on, and diverge."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    Pause,
    Resume,
    RunCheckpoint,
    RunDiverged,
    RunEnded,
    RunPaused,
    RunPredictions,
    RunProgress,
    RunResumed,
    SetLearningRate,
    Step,
    Stop,
    Train,
    Watch,
)
from tests.engine.stage import Reports, diverging, endless, request, xor


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
