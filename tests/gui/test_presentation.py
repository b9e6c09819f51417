"""A presentation shows little, and that large; afterwards everything is as it was."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.settings import SCALE, Settings
from playground.gui.theme import theme
from playground.language import use_language
from tests.fakes import FakeEngine
from tests.gui import reading, stage
from tests.gui.window_stage import opened

HIGH_ENOUGH = 130
"""Pixels of the area in which a picture is drawn, without its words."""


def reopen(window: MainWindow, engine: FakeEngine, lesson: str) -> None:
    window.document.saved(window.document.path)  # type: ignore[arg-type]  # or it asks
    window.files.open_named(f"lesson:{lesson}")
    engine.deliver()
    settle(window)


def trained(window: MainWindow, engine: FakeEngine) -> None:
    """A run with a gradient that vanishes."""
    reopen(window, engine, "vanishing-gradients")
    window.controller.train()
    engine.deliver()
    layers = len(window.runs.records[-1].started.layers)
    engine.tell(stage.progress(window.runs.records[-1], 1, np.tile(np.logspace(-7, -0.5, layers), (9, 1))))
    settle(window)
    window.findings.look()


def settle(window: MainWindow) -> None:
    for _turn in range(3):
        QApplication.processEvents()
        assert window.plots is not None
        window.plots.draw()


def state(window: MainWindow) -> dict[str, object]:
    """All that shall come back."""
    assert window.plots is not None
    seen = {
        widget.objectName(): widget.geometry().getRect()
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.objectName() and not widget.objectName().startswith("qt_") and widget.window() is window
    }
    rest = {
        "columns": window.workplace.sizes(),
        "plots": window.plots.save_state(),
        "text": theme().pixels(100),
        "lines": theme().lines,
        "layers": window.network_view.positions,
        "card": window.network_view.card_rect(0).getRect(),
    }
    return {**seen, **rest}


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key)
    settle(window)


@pytest.mark.parametrize("palette", [True, False])
def test_everything_comes_back(qtbot: QtBot, palette: bool) -> None:
    engine = FakeEngine()
    with opened(engine) as window:
        window.resize(1280, 800)
        trained(window, engine)
        window.workplace.set_open("palette", palette)
        window.network_view.select([3])
        settle(window)
        before = state(window)
        for end in (Qt.Key.Key_F9, Qt.Key.Key_Escape):
            press(window, Qt.Key.Key_F9)
            assert not window.workplace.is_open("tabs")
            assert not window.workplace.is_open("palette")
            press(window, end)
            assert state(window) == before


def test_the_data_come_back(qtbot: QtBot) -> None:
    with opened() as window:
        window.look_at_data()
        window.presentation.begin()
        assert not window.workplace.shows_data
        window.presentation.end()
        assert window.workplace.shows_data


def test_it_is_not_remembered(qtbot: QtBot) -> None:
    with opened() as window:
        window.restyle("dark", 1.25)
        before = [window.workplace.is_open(name) for name in ("tabs", "palette")]
        window.presentation.begin()
        window.restyle("light", theme().scale)
    assert Settings().get(SCALE) == 1.25
    assert theme().lines == 1
    with opened() as window:
        assert [window.workplace.is_open(name) for name in ("tabs", "palette")] == before


def test_lines_are_twice_as_wide(qtbot: QtBot) -> None:
    engine = FakeEngine()
    with opened(engine) as window:
        trained(window, engine)
        assert window.plots is not None
        area = window.plots.plots["loss_plot"].canvas.area
        (curve, *_others) = [item for item in area.childGroup.childItems() if isinstance(item, pg.PlotCurveItem)]
        before = curve.opts["pen"].width()
        press(window, Qt.Key.Key_F9)
        assert curve.opts["pen"].width() == 2 * before


@pytest.fixture(params=["en", "ko"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def test_the_pictures_are_large_and_nothing_is_cut(qtbot: QtBot, language: str) -> None:
    engine, complaints = FakeEngine(), []
    with opened(engine) as window:
        window.setWindowState(Qt.WindowState.WindowNoState)
        trained(window, engine)
        for width, height in ((1280, 800), (1920, 1080)):
            complaints += [f"{width} x {height}: {complaint}" for complaint in seen_large(window, width, height)]
        for lesson in ("xor", "several-classes", "forecasting-with-an-rnn"):
            reopen(window, engine, lesson)
            complaints += [f"{lesson}: {complaint}" for complaint in seen_large(window, 1280, 800)]
    assert not complaints, "\n".join(complaints)


def seen_large(window: MainWindow, width: int, height: int) -> Iterator[str]:
    """What is wrong with a presentation in a window of this size."""
    window.resize(width, height)
    settle(window)
    press(window, Qt.Key.Key_F9)
    window.message_bar.dismiss("presentation")
    settle(window)
    assert window.plots is not None
    pictures = [plot for plot in window.plots.plots.values() if plot.isVisible()]
    wanted = 1 if any(plot.name == "surface_plot" for plot in pictures) else 2
    if (window.width(), window.height(), len(pictures)) != (width, height, wanted):
        yield f"{len(pictures)} pictures in {window.size()}"
    if theme().pixels(100) < 150:
        yield "the type is small"
    for plot in pictures:
        if plot.visibleRegion().boundingRect() != plot.rect():
            yield f"{plot.title} is not seen whole"
        if plot.inside.height() < HIGH_ENOUGH:
            yield f"{plot.title} is {plot.inside.height()} pixels high"
    view, count = window.network_view, len(window.document.network)
    if not view.viewport().rect().contains(view.card_rect(count)):
        yield "not all layers are seen"
    for complaint in (
        *reading.shortened(window),
        *reading.clipped(window),
        *reading.overlapping(window),
        *reading.outside(window),
    ):
        yield str(complaint)
    press(window, Qt.Key.Key_F9)


def test_what_is_opened_ends_it(qtbot: QtBot) -> None:
    engine = FakeEngine()
    with opened(engine) as window:
        window.presentation.begin()
        reopen(window, engine, "xor")
        assert not window.presentation.on
        assert window.workplace.is_open("tabs")


def test_a_lesson_about_gradients_shows_them_first_and_larger(qtbot: QtBot) -> None:
    engine = FakeEngine()
    with opened(engine) as window:
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1280, 800)
        reopen(window, engine, "vanishing-gradients")
        assert window.plots is not None
        gradients, loss = (window.plots.plots[name] for name in ("gradients_plot", "loss_plot"))
        assert gradients.y() < loss.y()
        assert gradients.width() > 1.9 * loss.width()
        assert not window.findChild(QToolButton, "gradients_over_time_plot_switch").isChecked()  # type: ignore[union-attr]
