"""Runs are told apart without their colours: in the lines of the loss, in the legend, in the table."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.gui.plots.loss import LossPlot
from playground.gui.plots.run_marks import draw_mark
from playground.gui.run_signs import SYMBOLS
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, drawn, shown, trained


def marks(plot: LossPlot) -> dict[str, int]:
    """How many markers of each kind can be seen."""
    return {item.opts["symbol"]: len(item.data) for item in drawn(plot, pg.ScatterPlotItem) if item.isVisible()}


def test_one_loss_needs_no_marker_and_of_two_each_has_its_own(qtbot: QtBot, runs: Runs) -> None:
    plot = shown(qtbot, LossPlot(runs))
    first = trained(runs, GRADIENTS, "r1")
    plot.draw_if_needed()
    assert marks(plot) == {}
    second = trained(runs, GRADIENTS, "r2")
    plot.draw_if_needed()
    assert set(marks(plot)) == {first.symbol, second.symbol}
    assert min(marks(plot).values()) >= 2
    runs.change(second, lambda record: setattr(record, "shown", False))
    plot.draw_if_needed()
    assert marks(plot) == {}
    runs.remove(second)
    assert len(drawn(plot, pg.ScatterPlotItem)) == 1


def test_every_marker_is_painted_in_a_shape_of_its_own(qtbot: QtBot, runs: Runs) -> None:
    pictures = []
    for number in range(len(SYMBOLS)):
        record = trained(runs, GRADIENTS, f"r{number}")
        image = QImage(24, 24, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        draw_mark(painter, record, QPointF(12, 12), 16)
        painter.end()
        pictures.append(tuple(image.pixelColor(x, y) != QColor("white") for x in range(24) for y in range(24)))
    assert len(set(pictures)) == len(SYMBOLS)
    assert all(sum(picture) > 30 for picture in pictures)
