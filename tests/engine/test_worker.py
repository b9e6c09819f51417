"""The worker in this process: what each command leads to."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.datasets.prepare import prepare
from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    CancelLoading,
    DatasetFailed,
    DatasetProgress,
    DatasetReady,
    DevicesMeasured,
    EngineFailed,
    EngineReady,
    LoadDataset,
    MeasureDevices,
    Pause,
    Report,
    Resume,
    RunCheckpoint,
    RunDiverged,
    RunEnded,
    RunForecast,
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
from playground.runs.project import project_from_plain
from tests.engine.stage import Reports, diverging, endless, request, xor


def epochs_of(reports: Reports, run: str) -> list[int]:
    return [int(number) for report in reports.of(RunProgress, run) for number in report.epochs]


def losses_of(reports: Reports, run: str) -> list[float]:
    return [float(loss) for report in reports.of(RunProgress, run) for loss in report.train_loss]


def test_it_says_what_it_found_when_it_is_ready(worker: Worker, reports: Reports) -> None:
    ready = reports.wait(EngineReady)
    assert ready.devices[0].name == "cpu"
    assert {"python", "torch", "numpy", "scikit-learn"} <= ready.versions.keys()


class TestLoading:
    def test_a_dataset_is_described(self, worker: Worker, reports: Reports) -> None:
        worker.submit(LoadDataset(request=7, project=xor()))
        ready = reports.wait(DatasetReady)
        assert ready.request == 7
        assert (ready.info.name, ready.info.train, ready.info.validation) == ("xor", 32, 8)

    def test_it_is_kept(self, worker: Worker, reports: Reports) -> None:
        worker.submit(LoadDataset(request=1, project=xor()))
        first = reports.wait(DatasetReady)
        worker.submit(LoadDataset(request=2, project=xor()))
        assert reports.wait(DatasetReady, lambda report: report.request == 2).info is first.info

    def test_a_network_that_is_broken_does_not_matter(self, worker: Worker, reports: Reports) -> None:
        worker.submit(LoadDataset(request=1, project={**xor(), "network": [{"layer": "Nonsense"}], "training": 3}))
        reports.wait(DatasetReady)

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"dataset": {"name": "nowhere"}}, "$.dataset.name"),
            ({"dataset": 5}, "$.dataset"),
            ({"preparation": {"validation": 2}}, "$.preparation.validation"),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, worker: Worker, change: dict[str, Any], place: str) -> None:
        with pytest.raises(RefusedError) as caught:
            worker.submit(LoadDataset(request=1, project={**xor(), **change}))
        assert str(caught.value).startswith(place)

    def test_a_table_that_is_not_there_fails(self, worker: Worker, reports: Reports, tmp_path: Path) -> None:
        worker.submit(LoadDataset(request=3, project={"dataset": {"name": "csv", "path": "no.csv"}}, folder=str(tmp_path)))
        failed = reports.wait(DatasetFailed)
        assert failed.request == 3
        assert "no.csv" in failed.message
        assert not failed.cancelled

    def test_a_table_that_changed_is_read_again(self, worker: Worker, reports: Reports, tmp_path: Path) -> None:
        table = tmp_path / "table.csv"
        plain = {"dataset": {"name": "csv", "path": "table.csv", "task": "regression"}}
        table.write_text("a,b\n" + "".join(f"{n},{2 * n}\n" for n in range(20)))
        worker.submit(LoadDataset(request=1, project=plain, folder=str(tmp_path)))
        assert reports.wait(DatasetReady).info.rows == 20
        table.write_text("a,b\n" + "".join(f"{n},{2 * n}\n" for n in range(30)))
        worker.submit(LoadDataset(request=2, project=plain, folder=str(tmp_path)))
        assert reports.wait(DatasetReady, lambda report: report.request == 2).info.rows == 30


class Held:
    """A sink that holds the loading thread at its first progress report until it is let go."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self.reached, self.free = threading.Event(), threading.Event()

    def __call__(self, report: Report) -> None:
        self.reports(report)
        if isinstance(report, DatasetProgress) and not self.reached.is_set():
            self.reached.set()
            self.free.wait(60)


@pytest.fixture
def held(reports: Reports) -> Any:
    sink = Held(reports)
    worker = Worker(sink)
    worker.start()
    yield worker, sink
    sink.free.set()
    worker.stop(60)


class TestWhileLoading:
    def test_it_can_be_cancelled(self, held: tuple[Worker, Held], reports: Reports) -> None:
        worker, sink = held
        worker.submit(LoadDataset(request=1, project=xor()))
        sink.reached.wait(60)
        worker.submit(CancelLoading())
        sink.free.set()
        assert reports.wait(DatasetFailed).cancelled

    def test_a_newer_wish_cancels_the_older(self, held: tuple[Worker, Held], reports: Reports) -> None:
        worker, sink = held
        worker.submit(LoadDataset(request=1, project=xor()))
        sink.reached.wait(60)
        worker.submit(LoadDataset(request=2, project={"dataset": {"name": "linear"}}))
        sink.free.set()
        assert reports.wait(DatasetFailed).request == 1
        assert reports.wait(DatasetReady).request == 2

    def test_what_is_asked_of_runs_is_done_when_they_are_built(self, held: tuple[Worker, Held], reports: Reports) -> None:
        worker, sink = held
        worker.submit(Train(runs=(request("a", endless()),)))
        sink.reached.wait(60)
        worker.submit(Pause())
        worker.submit(Step())
        sink.free.set()
        assert reports.wait(RunProgress, lambda report: report.step == 1)
        assert len(reports.of(RunPaused)) == 1

    def test_stop_ends_runs_that_wait_for_their_data(self, held: tuple[Worker, Held], reports: Reports) -> None:
        worker, sink = held
        worker.submit(Train(runs=(request("a", endless()), request("b", endless()))))
        sink.reached.wait(60)
        worker.submit(Stop())
        assert reports.wait(RunEnded, lambda report: report.run == "b").reason == "stopped"
        worker.submit(Train(runs=(request("c", xor()),)))
        sink.free.set()
        assert reports.wait(RunEnded, lambda report: report.run == "c").reason == "finished"
        assert not reports.of(RunStarted, "a")

    def test_training_goes_on(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", endless()),)))
        reports.wait(RunProgress)
        worker.submit(LoadDataset(request=1, project={"dataset": {"name": "linear"}}))
        reports.wait(DatasetReady)
        assert not reports.of(RunPaused)
        assert not reports.of(RunEnded)


class TestTraining:
    def test_from_start_to_end(self, worker: Worker, reports: Reports) -> None:
        worker.submit(Train(runs=(request("a", xor(epochs=30)),)))
        ended = reports.wait(RunEnded)
        assert (ended.reason, ended.epoch, ended.step) == ("finished", 30, 120)
        assert {"train_loss", "val_accuracy"} <= ended.figures.keys()
        assert epochs_of(reports, "a") == list(range(1, 31))
        kinds = [type(report) for report in reports.all if getattr(report, "run", None) == "a"]
        assert kinds[0] is RunStarted
        assert kinds[-3:] == [RunPredictions, RunCheckpoint, RunEnded]

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
            worker.submit(MeasureDevices(project=xor()))
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
        worker.submit(Watch(predictions=True))
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


class TestPausing:
    def test_pause_step_and_resume(self, worker: Worker, reports: Reports) -> None:
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
        worker.submit(Watch(predictions=True))
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

    def test_devices_are_measured(self, worker: Worker, reports: Reports) -> None:
        worker.submit(MeasureDevices(project=xor()))
        measured = reports.wait(DevicesMeasured)
        times = {device.name: device.step_ms for device in measured.devices if device.step_ms is not None}
        assert measured.chosen == min(times, key=lambda name: times[name])

    def test_devices_cannot_be_measured_without_data(self, worker: Worker, reports: Reports, tmp_path: Path) -> None:
        plain = {**xor(loss="MSELoss"), "dataset": {"name": "csv", "path": "no.csv"}}
        worker.submit(MeasureDevices(project=plain, folder=str(tmp_path)))
        assert "no.csv" in reports.wait(EngineFailed).message

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
