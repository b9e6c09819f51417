"""The loading thread and what it keeps."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.datasets import Cancelled, DatasetConfig, Loaded, PreparationConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import Prepared
from playground.datasets.prepare import load as load_data
from playground.engine.loader import KEPT, Loader, Loading
from playground.engine.requests import Source
from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    CancelLoading,
    DatasetFailed,
    DatasetProgress,
    DatasetReady,
    LoadDataset,
    Pause,
    Report,
    RunEnded,
    RunPaused,
    RunProgress,
    RunStarted,
    Step,
    Stop,
    Train,
)
from tests.engine.stage import Reports, endless, request, xor


@pytest.fixture
def loader() -> Iterator[Loader]:
    made = Loader()
    made.start()
    yield made
    made.stop(30)


def source(samples: int) -> Source:
    return Source(DatasetConfig(name="linear", samples=samples), PreparationConfig(), Path())


def load(loader: Loader, samples: int) -> Prepared:
    arrived: queue.Queue[Prepared | Exception] = queue.Queue()
    loader.load(Loading(source(samples), False, ignore, arrived.put))
    result = arrived.get(timeout=30)
    assert isinstance(result, Prepared)
    return result


def test_the_last_ones_are_kept(loader: Loader) -> None:
    first = load(loader, 10)
    assert load(loader, 10) is first
    for samples in range(11, 11 + KEPT - 1):
        load(loader, samples)
    assert load(loader, 10) is first
    for samples in range(21, 21 + KEPT):
        load(loader, samples)
    again = load(loader, 10)
    assert again is not first
    assert again.info == first.info


def test_what_is_cancelled_before_its_turn_is_not_loaded(loader: Loader) -> None:
    arrived: queue.Queue[Prepared | Exception] = queue.Queue()
    loading = Loading(source(10), False, ignore, arrived.put)
    loading.cancel()
    loader.load(loading)
    assert isinstance(arrived.get(timeout=30), Cancelled)


def test_there_may_be_nothing_to_cancel(loader: Loader) -> None:
    assert not loader.cancel()


def test_it_can_end_before_it_began() -> None:
    Loader().stop(1)


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


def test_another_step_does_not_read_the_table_again(
    worker: Worker, reports: Reports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noted(config: DatasetConfig, *arguments: Any) -> Loaded:
        read.append(config.name)
        return load_data(config, *arguments)

    monkeypatch.setattr("playground.engine.loader.load", noted)
    (tmp_path / "t.csv").write_text("a,b,y\n" + "".join(f"{row % 5},7,{row}\n" for row in range(20)))
    plain = {"dataset": {"name": "csv", "path": "t.csv"}}
    worker.submit(LoadDataset(request=1, project=plain, folder=str(tmp_path)))
    reports.wait(DatasetReady, lambda report: report.request == 1)
    project = {**plain, "preparation": {"steps": {"constant:b": False}}}
    worker.submit(LoadDataset(request=2, project=project, folder=str(tmp_path)))
    info = reports.wait(DatasetReady, lambda report: report.request == 2).info
    assert info.signature.features == ("a", "b")
    assert read == ["csv"]
