"""Nothing that matters is cut off: every state of the window is read in both languages, at both sizes, up to twice the size of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.theme import theme
from playground.gui.workplace import Tab
from playground.language import use_language
from playground.layers import Linear, ReLU, Sigmoid, Unflatten
from playground.network import Network
from tests.fakes import FakeEngine
from tests.gui import reading, stage
from tests.gui.window_stage import opened

ALLOWED: dict[str, str] = {}
"""What may be shortened, as a pattern of the complaint, and why."""


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


SIZES = {1.0: ((1280, 800), (1024, 700)), 1.5: ((1024, 700), (1280, 800)), 2.0: ((1280, 800),)}
"""Of the window, by the size of text."""


@pytest.mark.parametrize("scale", SIZES)
def test_nothing_that_matters_is_cut_off(qtbot: QtBot, language: str, scale: float) -> None:
    engine, complaints = FakeEngine(), []
    with opened(engine, scale=scale) as window:
        window.setWindowState(Qt.WindowState.WindowNoState)
        for state in _states(window, engine):
            for size in SIZES[scale]:
                if (window.width(), window.height()) != size:
                    window.resize(*size)
                _settle(window)
                assert (window.width(), window.height()) == size, "the window does not fit this size"
                complaints += [f"{state}, {size[0]}: {complaint}" for complaint in _complaints(window)]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("tab", ["lesson", "data", "training", "runs"])
def test_at_1280_two_plots_stand_beside_each_other_whatever_is_shown(qtbot: QtBot, tab: Tab) -> None:
    with opened(FakeEngine()) as window:
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1280, 800)
        window.workplace.show_tab(tab)
        assert window.plots is not None
        for name in window.plots.plots:
            window.plots.set_closed(name, False)
            QApplication.processEvents()
            narrow = [plot for plot in window.plots.plots.values() if plot.isVisible() and not plot.wide]
            if len(narrow) > 1:
                assert len({plot.x() for plot in narrow}) == 2, name


def _complaints(window: MainWindow) -> list[str]:
    found = [
        *(f"shortened {text!r}" for text in reading.shortened(window)),
        *(f"clipped {text}" for text in reading.clipped(window)),
        *(f"overlapping {pair}" for pair in reading.overlapping(window)),
        *(f"sideways {panel}" for panel in reading.scrolls_sideways(window)),
        *(f"outside {widget}" for widget in reading.outside(window)),
    ]
    return [complaint for complaint in found if not any(re.search(pattern, complaint) for pattern in ALLOWED)]


def _states(window: MainWindow, engine: FakeEngine) -> Iterator[str]:
    """Brings the window from state to state."""
    _open(window, engine, "vanishing-gradients")
    yield "a lesson before training"
    window.controller.train()
    engine.deliver()
    engine.advance(12)
    engine.deliver()
    record = window.runs.records[-1]
    layers = len(record.started.layers)
    engine.tell(stage.progress(record, 13, np.tile(np.logspace(-7, -0.5, layers), (5, 1))))
    yield "training"
    engine.diverge(record.run)
    engine.deliver()
    yield "diverged"
    window.controller.resume()
    engine.deliver()
    engine.end()
    engine.deliver()
    yield "ended, with a finding"
    for begin, state in (
        (partial(window.controller.compare, Sigmoid(), ReLU()), "compared"),
        (window.controller.cross_validate, "folds"),
    ):
        begin()
        engine.deliver()
        engine.advance(12)
        engine.deliver()
        yield f"{state}, training"
        engine.end()
        engine.deliver()
        yield state
    assert window.plots is not None
    kept = window.plots.save_state()
    for name in window.plots.plots:
        window.plots.set_closed(name, False)
    yield "all plots open"
    window.plots.restore_state(kept)
    for tab in ("data", "training", "runs", "lesson"):
        window.workplace.show_tab(tab)
        yield f"the tab {tab}"
    window.look_at_data()
    yield "the data"
    window.workplace.show_network()
    window.network_view.select([0])
    yield "a layer selected"
    window.document.change_network(Network((Linear(3), Unflatten(), Linear(1))), "Edit")
    yield "a network that does not fit"
    window.document.change_network(Network(), "Edit")
    yield "an empty network"
    for lesson in ("forecasting-with-an-rnn", "several-classes", "xor"):
        _open(window, engine, lesson)
        yield lesson
    window.workplace.show_tab("runs")
    for record in window.runs.records:
        window.runs.change(record, lambda shown: setattr(shown, "shown", True))
    yield "earlier runs shown again"


def _open(window: MainWindow, engine: FakeEngine, lesson: str) -> None:
    window.document.saved(window.document.path)  # type: ignore[arg-type]  # or it asks
    window.files.open_named(f"lesson:{lesson}")
    engine.deliver()


def _settle(window: MainWindow) -> None:
    for _turn in range(6):  # what is laid out may ask to be laid out again
        QApplication.processEvents()
        if window.plots is not None:
            window.plots.draw()
    assert theme().scale >= 1
