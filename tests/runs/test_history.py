"""The history keeps what it promises, compared with a list that does the same the slow way."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets.dataset import DatasetInfo, Signature
from playground.runs.epochs import BY_LAYER, BY_METRIC, SERIES
from playground.runs.history import RunHistory
from playground.runs.messages import RunProgress, RunStarted, WeightedLayer

LAYERS, METRICS = 3, 2


def started(layers: int = LAYERS) -> RunStarted:
    return RunStarted(
        run="1",
        device="cpu",
        device_note="",
        layers=tuple(WeightedLayer(position=2 * index, layer="Linear", weights=9) for index in range(layers)),
        metrics=("rmse", "accuracy")[:METRICS],
        epochs=10,
        steps_per_epoch=1,
        parameters=30,
        start="00000000",
        epoch=0,
        info=DatasetInfo("xor", Signature("binary", (2,), (1,)), 4, 4, 0, 0),
    )


def value(name: str, epoch: float, column: int = 0) -> float:
    """A number that tells from which series, epoch and column it comes."""
    return (*SERIES, *BY_METRIC, *BY_LAYER).index(name) + epoch * 100 + column * 10


def report(first: int, count: int, layers: int = LAYERS) -> RunProgress:
    """The epochs ``first`` to ``first + count - 1``."""
    epochs = np.arange(first, first + count, dtype=np.float64)
    series = {name: value(name, epochs) for name in SERIES}  # type: ignore[arg-type]  # an array of epochs gives an array
    widths = {"train_metrics": METRICS, "val_metrics": METRICS}
    tables = {
        name: np.stack([value(name, epochs, column) for column in range(widths.get(name, layers))], axis=1)  # type: ignore[arg-type]
        for name in (*BY_METRIC, *BY_LAYER)
    }
    end = first + count - 1
    return RunProgress(
        run="1", epochs=epochs, **series, **tables, step=end, epoch=end, step_loss=0.5, step_grad_rms=np.ones(layers), seconds=1.0
    )


class Naive:
    """The same promise in a list: every ``every``-th epoch, and the newest."""

    def __init__(self, capacity: int) -> None:
        self.capacity, self.every = capacity, 1
        self.kept: list[int] = []

    def append(self, epoch: int) -> None:
        if self.kept and (self.kept[-1] - 1) % self.every:
            self.kept.pop()
        if len(self.kept) >= self.capacity:
            self.every *= 2
            self.kept = [kept for kept in self.kept if (kept - 1) % self.every == 0]
        self.kept.append(epoch)

    def truncate(self, epoch: float) -> None:
        self.kept = [kept for kept in self.kept if kept <= epoch]


@settings(max_examples=200)
@given(
    st.sampled_from([4, 6, 8, 16]),
    st.lists(st.tuples(st.booleans(), st.integers(0, 40), st.floats(0, 1)), max_size=12),
)
def test_it_keeps_what_the_list_keeps(capacity: int, actions: list[tuple[bool, int, float]]) -> None:
    """Reports of any length, and now and then a step back to an earlier epoch, from which the run goes on."""
    history, naive, epoch = RunHistory(started(), capacity), Naive(capacity), 0
    for back, count, share in actions:
        if back:
            epoch = int(epoch * share)
            history.truncate(epoch)
            naive.truncate(epoch)
        else:
            history.append(report(epoch + 1, count))
            for number in range(epoch + 1, epoch + count + 1):
                naive.append(number)
            epoch += count
        assert history.every == naive.every
        assert history.epochs.tolist() == naive.kept
        assert len(history) == len(naive.kept) <= capacity + 1
        for name in SERIES:
            assert history.series(name).tolist() == [value(name, kept) for kept in naive.kept]
        for name in (*BY_METRIC, *BY_LAYER):
            width = history.table(name).shape[1]
            assert history.table(name).tolist() == [[value(name, kept, column) for column in range(width)] for kept in naive.kept]


def test_epochs_may_begin_late() -> None:
    """A run that goes on from a checkpoint."""
    history = RunHistory(started(), 8)
    for first in range(101, 201, 10):
        history.append(report(first, 10))
    assert history.epochs[-1] == 200
    assert set(np.diff(history.epochs)[:-1]) == {history.every}


def test_a_report_without_epochs_is_the_newest_all_the_same() -> None:
    history = RunHistory(started(), 8)
    history.append(report(1, 0))
    assert len(history) == 0
    assert history.last is not None


def test_a_million_epochs_stay_flat() -> None:
    history = RunHistory(started(20))
    block = report(1, 1000, 20)
    history.append(block)
    tracemalloc.start()
    for first in range(1001, 1_000_001, 1000):
        block.epochs[:] = np.arange(first, first + 1000)
        history.append(block)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**20
    assert history.epochs[0] == 1
    assert history.epochs[-1] == 1_000_000
    assert 2000 < len(history) <= 4097
    assert history.every == 256


def test_views_cannot_be_written() -> None:
    history = RunHistory(started())
    history.append(report(1, 3))
    for array in (history.epochs, history.series("train_loss"), history.table("grad_rms")):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize("capacity", [0, 3, 5, -2])
def test_odd_capacities_are_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match="even"):
        RunHistory(started(), capacity)


def test_a_run_that_went_back_is_where_it_went_back_to() -> None:
    history = RunHistory(started())
    history.append(report(1, 5))
    history.truncate(3)
    assert history.last is not None
    assert history.last.epoch == 3
    assert history.last.step == 3 * history.started.steps_per_epoch
    assert history.last.step_grad_rms.tolist() == history.table("grad_rms")[-1].tolist()
