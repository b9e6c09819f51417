"""Fixtures of the tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.engine.worker import Worker
from playground.runs.messages import EngineReady
from tests.engine.stage import PATIENCE, Reports


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def worker(reports: Reports) -> Iterator[Worker]:
    """A worker that is ready."""
    made = Worker(reports)
    made.start()
    try:
        reports.wait(EngineReady)
        yield made
    finally:
        made.stop(PATIENCE)
