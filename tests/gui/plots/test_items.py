"""Items of plots look as those of pyqtgraph, and do not make anew what stays."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.gradients import GradientsPlot
from playground.gui.plots.items import Curve, HeatMap, Points
from playground.gui.runs import GRADIENT_SCALE, Runs
from playground.gui.theme import theme
from tests.gui.plots.stage import GRADIENTS, drawn, shown, trained
from tests.gui.stage import progress

TABLE = pg.colormap.get("viridis").getLookupTable(nPts=256)


def pixels(image: pg.ImageItem) -> np.ndarray:
    image.render()
    picture = image.qimage.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.array(picture.constBits()).reshape(picture.height(), picture.bytesPerLine())


def red(image: QImage) -> int:
    """How many pixels are red."""
    return sum(image.pixelColor(x, y) == QColor("red") for x in range(image.width()) for y in range(image.height()))


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(-40, 40)))
def test_a_heat_map_has_the_colours_that_pyqtgraph_gives_it(values: np.ndarray) -> None:
    ours, theirs = HeatMap(TABLE, GRADIENT_SCALE), pg.ImageItem(axisOrder="row-major", lut=TABLE, levels=GRADIENT_SCALE)
    for image in (ours, theirs):
        image.setImage(values, autoLevels=False)
    np.testing.assert_array_equal(pixels(ours), pixels(theirs))


def test_markers_of_one_look_are_drawn_once(qtbot: QtBot) -> None:
    points = Points(pxMode=True)
    colour = QColor("red")
    points.place(np.arange(3.0), np.zeros(3), "o", 7, colour)
    drawn_once = len(points.fragmentAtlas)
    for _frame in range(4):
        points.place(np.arange(3.0), np.ones(3), "o", 7, QColor(colour))
    assert len(points.fragmentAtlas) == drawn_once
    points.place(np.arange(3.0), np.ones(3), "s", 7, colour)
    assert {spot.symbol() for spot in points.points()} == {"s"}
    assert points.getData()[1].tolist() == [1, 1, 1]


def test_the_trail_is_drawn_anew_when_it_shows_something_else(qtbot: QtBot, runs: Runs) -> None:
    plot = shown(qtbot, GradientsPlot(runs))
    record = trained(runs, np.repeat(GRADIENTS, 26, axis=0))
    plot.draw_if_needed()
    oldest = drawn(plot, Curve)[0]
    before = oldest.getData()[1]
    record.history.append(progress(record, 1041, GRADIENTS[:1]))
    runs.updated.emit()
    plot.draw_if_needed()
    assert oldest.getData()[1] is before
    theme().apply("dark")
    plot.draw_if_needed()
    assert oldest.opts["pen"].color().rgb() == record.colour.rgb()
    record.history.truncate(2)
    record.history.append(progress(record, 3, 10 * np.repeat(GRADIENTS, 25, axis=0)))
    runs.updated.emit()
    plot.draw_if_needed()
    seen = np.concatenate([curve.getData()[1] for curve in drawn(plot, Curve)[1:6]])
    assert np.isclose(seen.max(), np.log10(10 * GRADIENTS.max()), atol=0.2)


def test_a_part_that_is_painted_alone_has_the_same_lines(qtbot: QtBot) -> None:
    """Something lay over the lower half: what is painted when it goes is what was there, whatever the ranges were before."""
    canvas = Canvas(PlainAxis("bottom"), PlainAxis("left"))
    canvas.hide_axes()
    canvas.resize(200, 200)
    qtbot.addWidget(canvas)
    curve, points = Curve([0.0, 9.0], [-9.0, 0.0], pen="red"), Points([7.0], [-7.0], pen=None, brush="red", size=9)
    canvas.area.addItem(curve)
    canvas.area.addItem(points)
    canvas.show()
    for far in (1.0, 9.0):
        canvas.set_ranges((0.0, far), (-far, 0.0))
        whole = canvas.grab().toImage()
    assert curve.boundingRect() == points.boundingRect() == canvas.area.viewRect()
    lower = QRect(0, 100, 200, 100)
    alone, there = red(canvas.grab(lower).toImage()), red(whole.copy(lower))
    assert there > 90
    assert abs(alone - there) <= 2
