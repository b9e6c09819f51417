"""What goes out: nothing lost, nothing out of order, little kept for a window that does not read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.dataset import DatasetInfo, Signature
from playground.engine.outlet import MOST_EPOCHS, Outlet, merged
from playground.runs.epochs import BY_LAYER, BY_METRIC, SERIES
from playground.runs.history import RunHistory
from playground.runs.messages import (
    Accepted,
    DatasetProgress,
    Report,
    RunPaused,
    RunProgress,
    RunStarted,
    Unpacker,
    WeightedLayer,
)

LAYERS = 2


def progress(first: int, count: int, run: str = "a") -> RunProgress:
    """A report of the epochs from ``first`` on; every number can be told from its epoch."""
    epochs = np.arange(first, first + count, dtype=np.float64)
    table = epochs[:, None] + np.arange(LAYERS) / 2
    return RunProgress(
        run=run,
        epochs=epochs,
        train_loss=epochs + 0.125,
        val_loss=epochs + 0.25,
        learning_rate=epochs + 0.375,
        train_metrics=epochs[:, None] + 0.625,
        val_metrics=epochs[:, None] + 0.75,
        grad_rms=table + 0.0625,
        weight_rms=table + 0.03125,
        update_ratio=table + 0.015625,
        step=first + count - 1,
        epoch=float(first + count - 1),
        step_loss=0.5,
        step_grad_rms=np.ones(LAYERS),
        seconds=1.0,
    )


def history() -> RunHistory:
    info = DatasetInfo("xor", Signature("regression", (1,), (1,)), 1, 1, 0, 0)
    layers = tuple(WeightedLayer(position=n, layer="Linear", weights=1) for n in range(LAYERS))
    started = RunStarted(
        run="a", device="cpu", device_note="", layers=layers, metrics=("rmse",), epochs=9, steps_per_epoch=1, parameters=1,
        start="", epoch=0, info=info,
    )  # fmt: skip
    return RunHistory(started)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20))
def test_one_report_tells_what_many_tell(counts: list[int]) -> None:
    apart, together = history(), history()
    reports, first = [], 1
    for count in counts:
        reports.append(progress(first, count))
        first += count
    for report in reports:
        apart.append(report)
    whole = reports[0]
    for report in reports[1:]:
        whole = merged(whole, report)
    together.append(whole)
    assert together.epochs.tolist() == apart.epochs.tolist()
    for name in SERIES:
        assert together.series(name).tolist() == apart.series(name).tolist()
    for name in (*BY_METRIC, *BY_LAYER):
        assert together.table(name).tolist() == apart.table(name).tolist()
    assert whole.step == reports[-1].step


@settings(max_examples=30)
@given(st.integers(1, MOST_EPOCHS), st.integers(1, 4 * MOST_EPOCHS), st.integers(1, 1000))
def test_many_epochs_are_thinned(first_count: int, second_count: int, start: int) -> None:
    whole = merged(progress(start, first_count), progress(start + first_count, second_count))
    newest = start + first_count + second_count - 1
    assert len(whole.epochs) <= MOST_EPOCHS
    assert whole.epochs[-1] == newest
    kept = whole.epochs[:-1].astype(int)
    if len(kept) > 1:
        every = int(np.diff(kept).max())
        assert every & (every - 1) == 0
        assert ((kept - 1) % every == 0).all()
    assert np.array_equal(whole.grad_rms[:, 1], whole.epochs + 0.5625)


class Pipe:
    """A window that reads only when it is let."""

    def __init__(self) -> None:
        self.unpacker = Unpacker(reports=True)
        self.reports: list[Any] = []
        self.writing, self.open = threading.Event(), threading.Event()

    def __call__(self, data: bytes) -> None:
        self.writing.set()
        assert self.open.wait(30)
        self.reports.extend(self.unpacker.feed(data))


@pytest.fixture
def pipe() -> Pipe:
    return Pipe()


@pytest.fixture
def outlet(pipe: Pipe) -> Iterator[Outlet]:
    """An outlet whose window is busy with a first report."""
    made = Outlet(pipe)
    made.start()
    made.report(DatasetProgress(share=0.0, text="first"))
    assert pipe.writing.wait(30)
    yield made
    pipe.open.set()
    made.close(30)


def written(outlet: Outlet, pipe: Pipe) -> list[Report]:
    """Everything that the window gets after the first report."""
    pipe.open.set()
    outlet.close(30)
    return pipe.reports[1:]


def test_answers_overtake_reports(outlet: Outlet, pipe: Pipe) -> None:
    outlet.report(RunPaused())
    outlet.answer(Accepted(request=1))
    outlet.answer(Accepted(request=2))
    assert [type(report).__name__ for report in written(outlet, pipe)] == ["Accepted", "Accepted", "RunPaused"]


def test_progress_that_waits_becomes_one_report_for_each_run(outlet: Outlet, pipe: Pipe) -> None:
    for first in (1, 4, 7):
        for run in "ab":
            outlet.report(progress(first, 3, run))
    reports = written(outlet, pipe)
    assert [report.run for report in reports if isinstance(report, RunProgress)] == ["a", "b"]
    assert [report.epochs.tolist() for report in reports if isinstance(report, RunProgress)] == [list(range(1, 10))] * 2


def test_progress_never_passes_what_came_between(outlet: Outlet, pipe: Pipe) -> None:
    outlet.report(progress(1, 3))
    outlet.report(RunPaused())
    outlet.report(progress(4, 1))
    assert [type(report).__name__ for report in written(outlet, pipe)] == ["RunProgress", "RunPaused", "RunProgress"]


def test_only_the_newest_of_what_is_replaced_is_kept(outlet: Outlet, pipe: Pipe) -> None:
    for share in (0.1, 0.2, 0.3):
        outlet.report(DatasetProgress(share=share, text=""))
    assert [report.share for report in written(outlet, pipe) if isinstance(report, DatasetProgress)] == [0.3]


def test_nobody_waits_for_a_window_that_does_not_read(outlet: Outlet) -> None:
    for first in range(2000):
        outlet.report(progress(first + 1, 1))
    outlet.close(0.01)


def test_a_broken_pipe_ends_it_quietly() -> None:
    def broken(_data: bytes) -> None:
        raise BrokenPipeError

    outlet = Outlet(broken)
    outlet.start()
    for _n in range(3):
        outlet.report(RunPaused())
    outlet.close(30)
    outlet.report(RunPaused())
