"""Fixtures of the tests of the plots."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.plots.area import PlotArea
from playground.gui.runs import Runs
from playground.gui.theme import theme


@pytest.fixture
def runs(qtbot: QtBot) -> Iterator[Runs]:
    theme().apply("light")
    yield Runs()
    theme().apply("light")


@pytest.fixture
def area(runs: Runs) -> Iterator[PlotArea]:
    """All plots, for what they do together; a plot alone is made quicker by ``stage.shown``."""
    made = PlotArea(runs)
    made.resize(700, 600)
    made.show()
    yield made
    made.close_windows()
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents()
