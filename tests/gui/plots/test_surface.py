"""What is drawn, read back from the items: the surface, the samples over it, and the small pictures of the units."""

from __future__ import annotations

import msgspec
import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, DatasetInfo, Signature
from playground.gui.class_colours import class_colours, negative, positive
from playground.gui.plots.colour_scale import SOFT, ColourKey, image_of, signed_pixels
from playground.gui.plots.design import Design
from playground.gui.plots.surface import SurfacePlot
from playground.gui.plots.unit_pictures import UnitPictures
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.layers import Linear, ReLU, Tanh
from playground.network import Network
from playground.runs.messages import RunSurface
from playground.runs.project import Project
from tests.gui.plots.stage import PLANE, drawn, shown, switch
from tests.gui.stage import begin, found

HIDDEN = Network((Linear(4), Tanh(), Linear(12), ReLU(), Linear(1)))
G = 9


@pytest.fixture
def plot(qtbot: QtBot, runs: Runs) -> SurfacePlot:
    return shown(qtbot, SurfacePlot(runs), 600, 420)


def image(plot: SurfacePlot) -> pg.ImageItem:
    return drawn(plot, pg.ImageItem)[0]


def samples(plot: SurfacePlot) -> list[pg.ScatterPlotItem]:
    """Those of training, and those of validation."""
    return drawn(plot, pg.ScatterPlotItem)


def units(plot: SurfacePlot) -> UnitPictures:
    return found(plot, UnitPictures)


def record_of(runs: Runs, signature: Signature = PLANE, classes: tuple[str, ...] = ("0", "1")) -> RunRecord:
    record = begin(runs, Project("Test", DatasetConfig("xor"), network=HIDDEN))
    info = DatasetInfo("xor", signature, 6, 4, 2, 0, classes=classes)
    record.history.started = msgspec.structs.replace(record.history.started, info=info)
    return record


def tell(runs: Runs, record: RunRecord, output: np.ndarray, target: tuple[float, ...] = (0, 1, 1, 0)) -> RunSurface:
    """A picture with this output; unit ``u`` of layer ``l`` is ``(l + 1) * x`` plus a little for each unit."""
    x, y = np.linspace(-1, 1, G), np.linspace(10, 30, G)
    ramp = np.tile(np.linspace(-1, 1, G // 2 + 1), (G // 2 + 1, 1))
    units = tuple(np.stack([(layer + 1) * ramp + unit / 100 for unit in range(count)]) for layer, count in enumerate((4, 8)))
    told = RunSurface(
        run=record.run,
        epoch=1.0,
        x=x,
        y=y,
        output=output,
        units=units,
        train_points=np.array([[-0.5, 15], [-0.5, 25], [0.5, 15], [0.5, 25]]),
        train_target=np.array(target, dtype=float),
        val_points=np.array([[0.1, 20], [0.2, 21]]),
        val_target=np.array(target[:2], dtype=float),
    )
    record.pictures[RunSurface] = told
    runs.updated.emit()
    return told


RAMP = np.tile(np.linspace(0, 1, G), (G, 1))[None]


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def test_nothing_is_drawn_before_there_is_a_picture(plot: SurfacePlot) -> None:
    assert plot.draw_if_needed()
    assert not plot.canvas.isVisible()
    assert "as soon as a run begins" in "".join(label.text() for label in plot.findChildren(QLabel) if label.isVisible())


def test_two_classes_go_from_orange_to_blue(plot: SurfacePlot, runs: Runs) -> None:
    tell(runs, record_of(runs), RAMP)
    plot.draw_if_needed()
    pixels = image(plot).image
    np.testing.assert_array_equal(pixels, signed_pixels(RAMP[0] - 0.5, 0.5, SOFT))
    ground = np.array(rgb(QColor(theme().colours.panel)))
    for column, colour in ((0, negative()), (-1, positive())):
        expected = SOFT * np.array(rgb(colour)) + (1 - SOFT) * ground
        np.testing.assert_allclose(pixels[0, column], expected, atol=1)
    np.testing.assert_allclose(pixels[0, G // 2], ground, atol=1)


def test_the_axes_are_in_original_units_and_the_samples_lie_where_they_are(plot: SurfacePlot, runs: Runs) -> None:
    told = tell(runs, record_of(runs), RAMP)
    plot.draw_if_needed()
    assert plot.canvas.area.state["targetRange"] == [[-1, 1], [10, 30]]
    box = image(plot).mapRectToParent(image(plot).boundingRect())
    cell = (2 / (G - 1), 20 / (G - 1))  # the pixels of the image lie around the points of the grid
    expected = (-1 - cell[0] / 2, 10 - cell[1] / 2, 2 + cell[0], 20 + cell[1])
    np.testing.assert_allclose(box.getRect(), expected)
    for item, points in zip(samples(plot), (told.train_points, told.val_points), strict=True):
        np.testing.assert_array_equal(np.column_stack(item.getData()), points)
    assert [spot.brush().color() for spot in samples(plot)[0].points()] == [negative(), positive(), positive(), negative()]
    assert [axis.labelText for axis in plot.canvas.axes] == ["x1", "x2"]


def test_discrete_shows_the_answer_alone(plot: SurfacePlot, runs: Runs) -> None:
    tell(runs, record_of(runs), RAMP * 0.98 + 0.005)
    assert not switch(plot, "discrete").isChecked()
    switch(plot, "discrete").setChecked(True)
    plot.draw_if_needed()
    colours = {tuple(pixel) for pixel in image(plot).image.reshape(-1, 3)}
    assert len(colours) == 2


def test_several_classes_mix_their_colours(plot: SurfacePlot, runs: Runs) -> None:
    signature = Signature("multiclass", (2,), (3,), ("x1", "x2"), "group")
    shares = np.zeros((3, G, G))
    shares[0, :, :3], shares[1, :, 3:6], shares[2, :, 6:] = 1, 1, 1
    tell(runs, record_of(runs, signature, ("a", "b", "c")), shares, (0, 1, 2, 1))
    plot.draw_if_needed()
    ground = np.array(rgb(QColor(theme().colours.panel)))
    for column, colour in zip((0, 4, 8), class_colours(3), strict=True):
        np.testing.assert_allclose(image(plot).image[0, column], SOFT * np.array(rgb(colour)) + (1 - SOFT) * ground, atol=1)
    assert found(plot, ColourKey).labels == ("a", "b", "c")
    assert "b 100%" in plot.read_at(0.0, 20.0)
    assert [name for name, _values in plot.columns()] == ["x1", "x2", "a", "b", "c"]


def test_numbers_take_their_colours_from_the_targets(plot: SurfacePlot, runs: Runs) -> None:
    signature = Signature("regression", (2,), (1,), ("x1", "x2"), "sales")
    tell(runs, record_of(runs, signature, ()), 100 + 100 * RAMP, (100, 200, 150, 120))
    plot.draw_if_needed()
    np.testing.assert_array_equal(image(plot).image, signed_pixels(RAMP[0] - 0.5, 0.5, SOFT))
    assert found(plot, ColourKey).labels == ("200", "175", "150", "125", "100")
    assert samples(plot)[0].points()[0].brush().color() == negative()
    assert samples(plot)[0].points()[1].brush().color() == positive()
    assert plot.read_at(-1.0, 10.0).endswith(": 100")


def test_every_layer_before_the_output_has_a_row_of_pictures(plot: SurfacePlot, runs: Runs) -> None:
    told = tell(runs, record_of(runs), RAMP)
    plot.draw_if_needed()
    rows = units(plot).rows
    assert [(row.title, len(row.images), row.more) for row in rows] == [("2 Tanh", 4, 0), ("4 ReLU", 8, 4)]
    level = np.abs(told.units[1]).max()  # more than 1: the layer's largest is the strongest colour
    assert rows[1].images[3] == image_of(signed_pixels(told.units[1][3], level))
    assert rows[0].images[0] == image_of(signed_pixels(told.units[0][0], max(1.0, np.abs(told.units[0]).max())))


def test_the_unit_under_the_mouse_is_enlarged_and_takes_the_surface(plot: SurfacePlot, runs: Runs, qtbot: QtBot) -> None:
    told = tell(runs, record_of(runs), RAMP)
    plot.draw_if_needed()
    QApplication.processEvents()
    boxes = units(plot).boxes()
    assert len(boxes) == 12
    assert all(units(plot).rect().contains(box.toAlignedRect().adjusted(1, 1, -1, -1)) for box in boxes.values())
    qtbot.mouseMove(units(plot), boxes[0, 2].center().toPoint())
    plot.draw_if_needed()
    assert units(plot).place == (0, 2)
    level = np.abs(told.units[0]).max()
    np.testing.assert_array_equal(image(plot).image, signed_pixels(told.units[0][2], level, SOFT))
    assert plot.caption() == "layer 2 Tanh, unit 3"
    grown = units(plot).grown(boxes[0, 2])
    assert grown.width() > 1.2 * boxes[0, 2].width()
    assert units(plot).rect().contains(grown.toAlignedRect().adjusted(1, 1, -1, -1))
    QApplication.sendEvent(units(plot), QEvent(QEvent.Type.Leave))
    plot.draw_if_needed()
    np.testing.assert_array_equal(image(plot).image, signed_pixels(RAMP[0] - 0.5, 0.5, SOFT))


def test_the_units_can_be_walked_with_the_keys(plot: SurfacePlot, runs: Runs, qtbot: QtBot) -> None:
    tell(runs, record_of(runs), RAMP)
    plot.draw_if_needed()
    walked = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Up):
        qtbot.keyClick(units(plot), key)
        walked.append(units(plot).place)
    assert walked == [(0, 0), (0, 1), (1, 1), (1, 0), (1, 0), (0, 0)]
    qtbot.keyClick(units(plot), Qt.Key.Key_Escape)
    assert units(plot).place is None


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_numbers_that_are_not_finite_do_no_harm(plot: SurfacePlot, runs: Runs, value: float) -> None:
    record = record_of(runs)
    told = tell(runs, record, np.full((1, G, G), value))
    record.pictures[RunSurface] = msgspec.structs.replace(told, units=tuple(np.full_like(unit, value) for unit in told.units))
    for sharp in (False, True):
        switch(plot, "discrete").setChecked(sharp)
        assert plot.draw_if_needed()
        plot.grab()
    theme().apply("dark")
    assert plot.draw_if_needed()


@pytest.mark.parametrize("size", [(280, 190), (580, 230), (580, 690), (1200, 900), (150, 120)])
def test_it_stands_in_any_size(plot: SurfacePlot, runs: Runs, size: tuple[int, int]) -> None:
    tell(runs, record_of(runs), RAMP)
    plot.resize(*size)
    plot.draw_if_needed()
    QApplication.processEvents()
    assert not plot.grab().isNull()
    assert units(plot).beside == (plot.width() > 1.2 * plot.height())


def test_which_data_it_suits(plot: SurfacePlot) -> None:
    assert plot.suits(PLANE)
    for task, shape in (("regression", (3,)), ("forecast", (2, 1)), ("forecast", (2,)), ("multiclass", (1, 8, 8))):
        assert not plot.suits(Signature(task, shape, (1,)))
    assert plot.opens_at_first(Design(HIDDEN, PLANE))
