"""What is kept of an axis between two frames: it looks as if it had been drawn anew, and it is found out once for each range."""

from __future__ import annotations

from itertools import product

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.gui.plots import PLOTS
from playground.gui.plots.axes import LogAxis, PlainAxis
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.plot import Plot
from playground.gui.runs import Runs
from playground.gui.theme import theme
from tests.gui.plots.stage import GRADIENTS, shown, trained
from tests.gui.stage import progress

_ROUNDING = 2
"""Of 255: lines that shine through are mixed in another order."""


def picture(plot: Plot, ratio: float) -> np.ndarray:
    """``(h, w, 4)``: the canvas on a screen of that many pixels for one of the window."""
    QApplication.processEvents()
    pixmap = QPixmap(plot.canvas.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    plot.canvas.viewport().render(pixmap)
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4).astype(int)


def as_pyqtgraph_draws_it(plot: Plot, ratio: float, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """The same by pyqtgraph's own painting of axes."""
    with monkeypatch.context() as patch:
        patch.setattr(PlainAxis, "paint", pg.AxisItem.paint)
        for axis in plot.canvas.axes:
            axis.picture = None
        found = picture(plot, ratio)
    for axis in plot.canvas.axes:
        axis.picture = None
    return found


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_axis_looks_as_pyqtgraph_draws_it(qtbot: QtBot, runs: Runs, ratio: float, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = shown(qtbot, LossPlot(runs))
    record = trained(runs, GRADIENTS)

    def another_range() -> None:
        record.history.append(progress(record, 41, np.repeat(GRADIENTS, 20, axis=0)))
        runs.updated.emit()

    changes = (
        lambda: theme().apply("dark"),
        lambda: plot.resize(500, 330),
        another_range,
        lambda: theme().apply("dark", 1.5),
        lambda: theme().apply("light"),
    )
    for change in changes:
        change()
        plot.draw_if_needed()
        picture(plot, ratio)  # an axis that needs more room takes it after it was painted
        ours = picture(plot, ratio)
        theirs = as_pyqtgraph_draws_it(plot, ratio, monkeypatch)
        assert ours[..., 0].std() > 1
        assert abs(ours - theirs).max() <= _ROUNDING


def test_ticks_are_found_out_once_for_each_range(qtbot: QtBot, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = shown(qtbot, LossPlot(runs))
    record = trained(runs, GRADIENTS)
    plot.draw_if_needed()
    for _paint in range(3):
        picture(plot, 1.0)
    found = []
    specs = PlainAxis.generateDrawSpecs
    monkeypatch.setattr(PlainAxis, "generateDrawSpecs", lambda axis, painter: found.append(axis) or specs(axis, painter))
    for _frame in range(5):
        record.history.last = progress(record, 40, GRADIENTS[:1])
        runs.updated.emit()
        plot.draw_if_needed()
        picture(plot, 1.0)
    assert not found
    plot.canvas.set_ranges((1.0, 90.0), (-3.0, 1.0))
    picture(plot, 1.0)
    assert len(found) == len(plot.canvas.axes)


def test_another_range_paints_the_canvas_once(qtbot: QtBot, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = []
    paint = Canvas.paintEvent
    monkeypatch.setattr(Canvas, "paintEvent", lambda canvas, event: painted.append(canvas) or paint(canvas, event))
    plot = shown(qtbot, LossPlot(runs))
    record = trained(runs, GRADIENTS)
    plot.draw_if_needed()
    for _turn in range(5):
        QApplication.processEvents()
    painted.clear()
    record.history.append(progress(record, 41, GRADIENTS))
    runs.updated.emit()
    plot.draw_if_needed()
    for _turn in range(5):
        QApplication.processEvents()
    assert len(painted) == 1


VALUES = ((0.0, 1.0), (-3e-7, 2e-7), (0.0, 123_456.0), (-2_500_000.0, 1_000_000.0), (0.9993, 1.0004))
LOGARITHMS = ((-8.2, 0.3), (-2.6, 0.1), (-0.4, 0.2), (-14.0, 3.0), (0.1, 0.12))
WHOLE = ((0.5, 21.5), (1.0, 60.0), (1.0, 100_000.0))
"""What data can lead to."""


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("name", PLOTS)
def test_numbers_at_an_axis_are_whole_and_beside_each_other(qtbot: QtBot, runs: Runs, name: str, scale: float) -> None:
    theme().apply("light", scale)
    plot = shown(qtbot, PLOTS[name](runs))
    plot.resize(plot.least_width, plot.minimumHeight())
    canvas = plot.canvas
    for hidden in plot.inside.findChildren(QLabel):
        hidden.hide()
    canvas.show()
    QApplication.processEvents()
    faults = []
    for bottom, left in product(*map(ranges_of, canvas.axes)):
        canvas.set_ranges(bottom, left)
        for _turn in range(2):  # the axes take the width of their numbers
            canvas.grab()
            QApplication.processEvents()
        for axis in canvas.axes:
            if axis.isVisible() and axis.picture is not None and tuple(axis.range) in ranges_of(axis):
                faults += [f"{axis.orientation} {axis.range}: {fault}" for fault in faults_of(axis)]
    theme().apply("light")
    assert faults == []


def ranges_of(axis: PlainAxis) -> tuple[tuple[float, float], ...]:
    return LOGARITHMS if isinstance(axis, LogAxis) else WHOLE if axis.whole else VALUES


def faults_of(axis: PlainAxis) -> list[str]:
    assert axis.picture is not None
    labels = axis.picture.labels
    whole = axis.parentItem()
    room = axis.mapRectFromItem(whole, whole.rect()).adjusted(-0.5, -0.5, 0.5, 0.5)
    found = [f"{text} is cut" for text, rect in labels if not room.contains(rect)]
    for index, (text, rect) in enumerate(labels):
        rect = rect.adjusted(0, 2, 0, -2)  # there are no letters
        found += [f"{text} on {other}" for other, place in labels[index + 1 :] if rect.intersects(place.adjusted(0, 2, 0, -2))]
    numbers = type(axis) in (PlainAxis, LogAxis)  # others have names that a run brings
    if numbers and axis.style["showValues"] and len(labels) < (1 if axis.orientation == "bottom" else 2):
        found.append(f"only {labels}")
    return found
