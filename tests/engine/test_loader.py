"""The loading thread and what it keeps."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.datasets import Cancelled, DatasetConfig, PreparationConfig
from playground.datasets.dataset import ignore
from playground.datasets.prepare import Prepared
from playground.engine.loader import KEPT, Loader, Loading
from playground.engine.requests import Source


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
