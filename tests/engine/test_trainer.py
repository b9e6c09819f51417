"""What the engine does beside the runs: learning rates, the test part of a run that is over, single samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.datasets.prepare import prepare
from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    CancelLoading,
    Checkpoint,
    FindLearningRate,
    LearningRateTest,
    MeasureTestPart,
    Pause,
    PreviewSchedule,
    RunCheckpoint,
    RunEnded,
    RunPaused,
    RunProgress,
    RunRequest,
    RunTested,
    SamplesShown,
    ScheduleCurve,
    ShowSamples,
    Stop,
    Train,
)
from playground.runs.project import project_from_plain
from playground.training.run import Run
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
    slow["dataset"] = {"name": "moons", "samples": 40_000}
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


def with_test(**training: Any) -> dict[str, Any]:
    return {**xor(**training), "preparation": {"validation": 0.2, "test": 0.3}}


@pytest.mark.parametrize("early_stopping", [None, {"patience": 2}])
def test_a_run_that_ended_is_measured_on_the_test_part(
    worker: Worker, reports: Reports, early_stopping: dict[str, int] | None
) -> None:
    plain = with_test(epochs=40, early_stopping=early_stopping)
    worker.submit(Train(runs=(request("a", plain),)))
    ended = reports.wait(RunEnded)
    assert not any(name.startswith("test") for name in ended.figures)
    last = reports.of(RunCheckpoint)[-1].checkpoint
    worker.submit(MeasureTestPart(run=request("a", plain, resume=last)))
    told = reports.wait(RunTested)
    project = project_from_plain(plain)
    alone = Run("a", project, prepare(project.dataset, project.preparation, Path()))
    while alone.advance():
        pass
    expected = alone.end("finished", "", test=True).figures
    assert told.problem == ""
    assert told.figures == {name: value for name, value in expected.items() if name.startswith("test")}
    assert {"test_loss", "test_accuracy", "test_roc_auc"} <= told.figures.keys()


def test_one_can_look_while_another_run_trains(worker: Worker, reports: Reports) -> None:
    worker.submit(Train(runs=(request("a", with_test()),)))
    reports.wait(RunEnded)
    last = reports.of(RunCheckpoint)[-1].checkpoint
    worker.submit(Train(runs=(request("b", endless()),)))
    worker.submit(MeasureTestPart(run=request("a", with_test(), resume=last)))
    assert reports.wait(RunTested).figures
    worker.submit(Stop())
    assert reports.wait(RunEnded, lambda report: report.run == "b").reason == "stopped"


def test_what_cannot_be_looked_at_is_told(worker: Worker, reports: Reports) -> None:
    with pytest.raises(RefusedError, match="checkpoint"):
        worker.submit(MeasureTestPart(run=RunRequest(run="a", project=xor())))
    worker.submit(MeasureTestPart(run=request("a", xor(), resume=Checkpoint(epoch=1, step=1, seconds=0.0, data=b"nothing"))))
    assert "checkpoint" in reports.wait(RunTested).problem
    reports.clear()
    worker.submit(Train(runs=(request("b", xor()),)))
    reports.wait(RunEnded)
    worker.submit(MeasureTestPart(run=request("b", xor(), resume=reports.of(RunCheckpoint)[-1].checkpoint)))
    assert "test part" in reports.wait(RunTested).problem


def test_samples_are_told_in_original_units(worker: Worker, reports: Reports, tmp_path: Path) -> None:
    table = "size,colour,price\n" + "".join(f"{i * 3 - 7.5},{'red' if i % 3 else 'blue'},{i * 2}\n" for i in range(30))
    (tmp_path / "houses.csv").write_text(table, encoding="utf-8")
    plain = {
        "format": 1,
        "dataset": {"name": "csv", "path": "houses.csv", "target": "price", "task": "regression"},
        "preparation": {"scaling": "standard"},
    }
    worker.submit(ShowSamples(request=7, project=plain, folder=str(tmp_path), rows=(4, 29, 4, 1000)))
    told = reports.wait(SamplesShown)
    assert (told.request, told.problem) == (7, "")
    order = np.argsort(told.rows)
    assert told.rows[order].tolist() == [4, 29]
    np.testing.assert_allclose(told.values[order, 0], [4.5, 79.5], rtol=1e-5)
    assert set(told.values[:, 1:].reshape(-1).tolist()) <= {0.0, 1.0}


def test_samples_of_data_that_cannot_be_read(worker: Worker, reports: Reports, tmp_path: Path) -> None:
    plain = {"format": 1, "dataset": {"name": "csv", "path": "nowhere.csv", "target": "price", "task": "regression"}}
    worker.submit(ShowSamples(project=plain, folder=str(tmp_path), rows=(1,)))
    assert "nowhere.csv" in reports.wait(SamplesShown).problem
