"""Fixtures of the tests of the window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from tests.fakes import FakeEngine

if TYPE_CHECKING:
    from playground.gui.main_window import MainWindow


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def window(qtbot: QtBot, engine: FakeEngine) -> Iterator[MainWindow]:
    from tests.gui.window_stage import opened  # a test of one part needs no window

    with opened(engine) as made:
        yield made
