"""Fixtures of the tests of runs in the window."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.language import use_language
from tests.gui.run.stage import Stage


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage()


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> object:
    use_language(request.param)
    yield request.param
    use_language("en")
