"""The worker in this process: what each command leads to."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from playground.datasets.prepare import prepare
from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    EngineFailed,
    EngineReady,
    FindLearningRate,
    Pause,
    Report,
    Resume,
    RunCheckpoint,
    RunEnded,
    RunForecast,
    RunPaused,
    RunPredictions,
    RunProgress,
    RunStarted,
    SetLearningRate,
    Step,
    Stop,
    Train,
    Watch,
)
from playground.runs.project import project_from_plain
from playground.training.pictures import PICTURES
from tests.engine.stage import Reports, endless, request, xor


def epochs_of(reports: Reports, run: str) -> list[int]:
    return [int(number) for report in reports.of(RunProgress, run) for number in report.epochs]


def losses_of(reports: Reports, run: str) -> list[float]:
    return [float(loss) for report in reports.of(RunProgress, run) for loss in report.train_loss]


def test_it_says_what_it_found_when_it_is_ready(worker: Worker, reports: Reports) -> None:
    ready = reports.wait(EngineReady)
    assert ready.devices[0].name == "cpu"
    assert {"python", "torch", "numpy", "scikit-learn"} <= ready.versions.keys()


class TestTraining:
    def test_from_start_to_end(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", xor(epochs=30)),)))
        ended = reports.wait(RunEnded)
        assert (ended.reason, ended.epoch, ended.step) == ("finished", 30, 120)
        assert {"train_loss", "val_accuracy"} <= ended.figures.keys()
        assert epochs_of(reports, "a") == list(range(1, 31))
        kinds = [type(report) for report in reports.all if getattr(report, "run", None) == "a"]
        assert kinds[0] is RunStarted
        assert kinds[-2:] == [RunCheckpoint, RunEnded]
        assert RunPredictions in kinds[-2 - len(PICTURES) : -2]

    def test_the_history_is_that_of_the_run_alone(self, worker: Worker, reports: Reports, tmp_path: Path) -> None:
        from playground.training.run import Run

        project = project_from_plain(xor(epochs=25))
        run = Run("alone", project, prepare(project.dataset, project.preparation, tmp_path))
        while run.advance():
            pass
        alone = run.progress()
        worker.submit(Train(runs=(request("a", xor(epochs=25)),)))
        reports.wait(RunEnded)
        assert isinstance(alone, RunProgress)
        assert losses_of(reports, "a") == alone.train_loss.tolist()

    def test_several_runs_keep_step(self, worker: Worker, reports: Reports) -> None:
        relu = {
            **endless(),
            "network": [{"layer": "Linear", "out_features": 4}, {"layer": "ReLU"}, {"layer": "Linear", "out_features": 1}],
        }
        worker.submit(Train(runs=(request("tanh", endless()), request("relu", relu))))
        reports.wait(RunProgress, lambda report: report.run == "relu" and report.epoch > 3)
        worker.submit(Pause())
        reports.wait(RunPaused)
        assert reports.of(RunProgress, "tanh")[-1].step == reports.of(RunProgress, "relu")[-1].step

    def test_runs_that_end_early_leave_the_others(self, worker: Worker, reports: Reports) -> None:
        plain = xor(epochs=400, early_stopping={"patience": 1, "min_delta": 1000.0})
        worker.submit(Train(runs=(request("a", plain), request("b", plain))))
        ended = [reports.wait(RunEnded, lambda report, name=name: report.run == name) for name in "ab"]
        assert [report.reason for report in ended] == ["early_stopping"] * 2
        assert ended[0].epoch < 400

    def test_others_are_refused_meanwhile(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),)))
        with pytest.raises(RefusedError, match="Other runs are training"):
            worker.submit(Train(runs=(request("b", xor()),)))
        with pytest.raises(RefusedError, match="measured"):
            worker.submit(FindLearningRate(project=xor()))
        worker.submit(Stop())
        worker.submit(Train(runs=(request("c", xor()),)))
        assert reports.wait(RunEnded, lambda report: report.run == "c").reason == "finished"
        assert reports.of(RunEnded)[0].reason == "stopped"

    def test_it_goes_on_from_a_checkpoint(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("whole", xor(epochs=40)),)))
        reports.wait(RunEnded)
        worker.submit(Train(runs=(request("first", xor(epochs=40)),), paused=True))
        reports.wait(RunPaused)
        for _step in range(4 * 10):
            worker.submit(Step())
        reports.wait(RunProgress, lambda report: report.run == "first" and report.epoch == 10)
        checkpoint = reports.wait(RunCheckpoint, lambda report: report.run == "first" and report.checkpoint.epoch == 10)
        worker.submit(Stop())
        worker.submit(Train(runs=(request("second", xor(epochs=40), resume=checkpoint.checkpoint),)))
        reports.wait(RunEnded, lambda report: report.run == "second")
        assert reports.of(RunStarted, "second")[0].epoch == 10
        both = losses_of(reports, "first") + losses_of(reports, "second")
        assert both == losses_of(reports, "whole")

    def test_predictions_come_only_while_they_are_watched(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),)))
        reports.wait(RunProgress, lambda report: report.seconds > 0.3)
        assert not reports.of(RunPredictions)
        worker.submit(Watch(pictures=("RunPredictions", "RunForecast")))
        reports.wait(RunPredictions)

    def test_a_forecast_comes_with_them(self, worker: Worker, reports: Reports) -> None:
        plain = {
            "format": 1,
            "dataset": {"name": "air_passengers"},
            "preparation": {"scaling": "minmax"},
            "network": [{"layer": "RNN", "hidden_size": 4}, {"layer": "Linear", "out_features": 1}],
            "training": {"epochs": 2, "batch_size": None, "device": "cpu"},
        }
        worker.submit(Train(runs=(request("a", plain),)))
        assert reports.wait(RunEnded).reason == "finished"
        assert len(reports.of(RunForecast)) == 1


class TestFailing:
    @pytest.mark.parametrize("command", [Pause(), Resume(), Step(), Stop(), SetLearningRate(lr=0.1)])
    def test_there_is_nothing_to_command(self, worker: Worker, command: Any) -> None:
        with pytest.raises(RefusedError, match="Nothing is training"):
            worker.submit(command)

    def test_runs_that_cannot_be_read_are_refused(self, worker: Worker) -> None:
        broken: tuple[tuple[tuple[Any, ...], str], ...] = (
            ((), "no run"),
            ((request("a", xor()), request("a", xor())), "same name"),
            ((request("a", xor(batch_size=0)),), r"\$\.training\.batch_size"),
            ((request("a", xor()), request("b", xor(seed=5))), "networks only"),
            ((request("a", {**xor(), "network": []}),), "nothing to learn"),
            ((request("a", xor(loss="MSELoss")),), "MSELoss"),
            ((request("a", {}),), r"\$\.format"),
        )
        for runs, reason in broken:
            with pytest.raises(RefusedError, match=reason):
                worker.submit(Train(runs=runs))

    def test_what_only_the_data_shows_ends_the_run(self, worker: Worker, reports: Reports, tmp_path: Path) -> None:
        (tmp_path / "table.csv").write_text("a,b\n" + "".join(f"{n},{2 * n}\n" for n in range(20)))
        plain = {
            **xor(loss="MSELoss"),
            "dataset": {"name": "csv", "path": "table.csv", "task": "regression"},
            "network": [{"layer": "Linear", "out_features": 2}],
        }
        worker.submit(Train(runs=(request("a", plain),), folder=str(tmp_path)))
        ended = reports.wait(RunEnded)
        assert ended.reason == "failed"
        assert ended.message.startswith("layer 1 (Linear): ")
        worker.submit(Train(runs=(request("b", xor()),)))
        assert reports.wait(RunEnded, lambda report: report.run == "b").reason == "finished"

    def test_a_device_that_is_not_there_ends_the_run(self, worker: Worker, reports: Reports) -> None:
        found = {device.name for device in reports.wait(EngineReady).devices}
        missing = next(name for name in ("mps", "xpu", "cuda") if name not in found)
        worker.submit(Train(runs=(request("a", xor(device=missing)),)))
        ended = reports.wait(RunEnded)
        assert ended.reason == "failed"
        assert missing.upper() in ended.message

    def test_a_checkpoint_of_another_network_ends_the_run(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", xor()),)))
        reports.wait(RunEnded)
        checkpoint = reports.of(RunCheckpoint)[-1].checkpoint
        other = {**xor(), "network": [{"layer": "Linear", "out_features": 1}]}
        worker.submit(Train(runs=(request("b", other, resume=checkpoint),)))
        assert reports.wait(RunEnded, lambda report: report.run == "b").reason == "failed"

    def test_it_can_be_stopped_in_the_middle(self, reports: Reports) -> None:
        worker = Worker(reports)
        worker.start()
        worker.submit(Train(runs=(request("a", endless()),)))
        reports.wait(RunProgress)
        worker.stop(60)


class TestTheUnforeseen:
    def test_the_worker_lives_on(self) -> None:
        """The window's end of the reports fails once, in the middle of a training."""
        reports = Reports()
        broken = threading.Event()

        def sink(report: Report) -> None:
            if isinstance(report, RunProgress) and not broken.is_set():
                broken.set()
                raise RuntimeError("the sink is stopped up")
            reports(report)

        worker = Worker(sink)
        worker.start()
        try:
            worker.submit(Train(runs=(request("a", endless()), request("b", endless()))))
            assert "stopped up" in reports.wait(EngineFailed).message
            for run in "ab":
                assert reports.wait(RunEnded, lambda report, run=run: report.run == run).reason == "failed"
            worker.submit(Train(runs=(request("c", xor()),)))
            assert reports.wait(RunEnded, lambda report: report.run == "c").reason == "finished"
        finally:
            worker.stop(60)
