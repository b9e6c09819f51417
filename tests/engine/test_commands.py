"""Random sequences of commands: every one is answered, the worker never stumbles, and every run that began ends once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.worker import RefusedError, Worker
from playground.runs.messages import (
    CancelLoading,
    DatasetFailed,
    DatasetReady,
    EngineFailed,
    EngineReady,
    LoadDataset,
    Pause,
    Ping,
    Resume,
    RunEnded,
    RunStarted,
    SetLearningRate,
    Step,
    Stop,
    Train,
    Watch,
)
from tests.engine.stage import PATIENCE, Reports, diverging, endless, request, xor

PROJECTS: list[dict[str, Any]] = [xor(epochs=3), xor(epochs=200), endless(), diverging(), xor(batch_size=0), {}]

simple = st.sampled_from(
    [Ping(), Pause(), Resume(), Step(), Step(), Stop(), CancelLoading(), Watch(), Watch(pictures=("RunPredictions",))]
)
rates = st.builds(SetLearningRate, lr=st.sampled_from([0.0, 1e-3, 0.1, 2.0, float("nan")]))
loads = st.builds(LoadDataset, project=st.sampled_from(PROJECTS))
trains = st.builds(
    lambda projects, paused: (projects, paused), st.lists(st.sampled_from(PROJECTS), min_size=0, max_size=2), st.booleans()
)
waits = st.just("look")


@pytest.fixture(scope="module")
def stage() -> Any:
    reports = Reports()
    worker = Worker(reports)
    worker.start()
    reports.wait(EngineReady)
    yield worker, reports
    worker.stop(PATIENCE)


def refused(worker: Worker, command: Any) -> str:
    """Submits a command; the reason if it is refused, else an empty text."""
    try:
        worker.submit(command)
    except RefusedError as error:
        return str(error)
    return ""


@settings(max_examples=60)
@given(actions=st.lists(st.one_of(simple, simple, rates, loads, trains, waits), max_size=25))
def test_any_sequence(stage: tuple[Worker, Reports], actions: list[Any]) -> None:
    worker, reports = stage
    reports.clear()
    accepted: list[str] = []
    loading: list[int] = []
    for number, action in enumerate(actions):
        if action == "look":
            worker.submit(LoadDataset(request=1000 + number, project=xor()))
            loading.append(1000 + number)
            reports.wait(DatasetReady, lambda report, wanted=1000 + number: report.request == wanted)
            continue
        if isinstance(action, tuple):
            names = [f"{number}-{index}" for index in range(len(action[0]))]
            requests = tuple(request(name, project) for name, project in zip(names, action[0], strict=True))
            action = Train(request=number, runs=requests, paused=action[1])
        elif isinstance(action, LoadDataset):
            action = LoadDataset(request=number, project=action.project)
        if refused(worker, action):
            continue
        if isinstance(action, Train):
            accepted += [one.run for one in action.runs]
        elif isinstance(action, LoadDataset):
            loading.append(number)
    refused(worker, Stop())
    for run in accepted:
        reports.wait(RunEnded, lambda report, run=run: report.run == run)
    for number in loading:
        reports.wait((DatasetReady, DatasetFailed), lambda report, number=number: report.request == number)
    assert not reports.of(EngineFailed)
    assert Counter(report.run for report in reports.of(RunEnded)) == Counter(accepted)
    assert {report.run for report in reports.of(RunStarted)} <= set(accepted)
    worker.submit(Train(runs=(request("last", xor(epochs=1)),)))
    assert reports.wait(RunEnded, lambda report: report.run == "last").reason == "finished"
