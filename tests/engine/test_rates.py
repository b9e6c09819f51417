"""The engine answers what learning rates will be, and which one to take."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    CancelLoading,
    FindLearningRate,
    LearningRateTest,
    Pause,
    PreviewSchedule,
    RunPaused,
    RunProgress,
    ScheduleCurve,
    Stop,
    Train,
)
from tests.engine.stage import Reports, endless, request, xor


def test_the_course_of_the_learning_rate(worker: Worker, reports: Reports) -> None:
    project = xor(epochs=30, optimizer={"name": "SGD", "lr": 0.2}, scheduler={"name": "StepLR", "step_size": 10, "gamma": 0.5})
    worker.submit(PreviewSchedule(request=7, project=project))
    curve = reports.wait(ScheduleCurve)
    assert (curve.request, curve.fixed) == (7, True)
    np.testing.assert_array_equal(curve.epochs, np.arange(1, 31))
    np.testing.assert_allclose(curve.rates, [0.2] * 10 + [0.1] * 10 + [0.05] * 10)
    worker.submit(PreviewSchedule(project=xor(epochs=10**7, scheduler={"name": "ReduceLROnPlateau"})))
    long = reports.wait(ScheduleCurve, lambda report: not report.fixed)
    assert len(long.rates) == 1000


def test_it_is_answered_while_runs_train(worker: Worker, reports: Reports) -> None:
    worker.submit(Train(runs=(request("a", endless()),)))
    reports.wait(RunProgress)
    worker.submit(PreviewSchedule(project=xor(scheduler={"name": "StepLR"})))
    reports.wait(ScheduleCurve)
    worker.submit(Pause())
    reports.wait(RunPaused)


def test_a_rate_is_proposed_and_nothing_else_can_be_measured_while_runs_train(worker: Worker, reports: Reports) -> None:
    worker.submit(FindLearningRate(project=xor()))
    last = reports.wait(LearningRateTest, lambda report: report.done)
    assert last.proposed is not None
    worker.submit(Train(runs=(request("a", endless()),)))
    with pytest.raises(RefusedError, match="Stop them first"):
        worker.submit(FindLearningRate(project=xor()))
    worker.submit(Stop())


def test_it_can_be_ended(worker: Worker, reports: Reports) -> None:
    slow = xor()
    slow["dataset"] = {"name": "moons", "samples": 200_000}
    slow["network"] = [{"layer": "Linear", "out_features": 256}, {"layer": "Tanh"}, {"layer": "Linear", "out_features": 1}]
    slow["training"]["batch_size"] = None
    worker.submit(FindLearningRate(project=slow))
    reports.wait(LearningRateTest)
    worker.submit(CancelLoading())
    last = reports.wait(LearningRateTest, lambda report: report.done)
    assert last.message == "The test was ended."
    assert last.proposed is None


def test_data_that_cannot_be_loaded_is_told(worker: Worker, reports: Reports) -> None:
    project = xor()
    project["dataset"] = {"name": "csv", "path": "/nowhere/at/all.csv"}
    worker.submit(FindLearningRate(project=project))
    last = reports.wait(LearningRateTest)
    assert last.done
    assert "no file" in last.message
