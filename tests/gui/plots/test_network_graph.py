"""The drawing of nodes and links, read back: weights, places, words, what stands in for what is too large."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, Signature
from playground.gui.class_colours import negative, positive
from playground.gui.plots.design import Design
from playground.gui.plots.graph_view import words_below
from playground.gui.plots.network_graph import NetworkPlot
from playground.gui.runs import RunRecord, Runs
from playground.layers import Conv2d, Flatten, Layer, Linear, ReLU, Sigmoid, Tanh
from playground.network import Network
from playground.runs.messages import RunWeights
from playground.runs.project import Project
from tests.gui.plots.stage import shown
from tests.gui.stage import INFO, begin

TEN = INFO.signature


@pytest.fixture
def plot(qtbot: QtBot, runs: Runs) -> NetworkPlot:
    return shown(qtbot, NetworkPlot(runs), 600, 360)


def trained(runs: Runs, *layers: Layer) -> tuple[RunRecord, RunWeights]:
    """A run of 10 inputs on Linear(3), Tanh, Linear(1), with its weights."""
    network = Network(layers or (Linear(3), Tanh(), Linear(1)))
    record = begin(runs, Project("Test", DatasetConfig("diabetes"), network=network))
    rng = np.random.default_rng(1)
    weights = RunWeights(
        run=record.run,
        epoch=1.0,
        weights=(rng.normal(size=(3, 10)), rng.normal(size=(1, 3))),
        biases=(rng.normal(size=3), np.array([0.25])),
    )
    record.pictures[RunWeights] = weights
    runs.updated.emit()
    return record, weights


def test_the_links_are_the_weights(plot: NetworkPlot, runs: Runs) -> None:
    _record, weights = trained(runs)
    plot.draw_if_needed()
    columns = plot.graph.columns
    assert [(column.count, column.title) for column in columns] == [
        (10, ("Input",)),
        (3, ("1 Linear", "2 Tanh")),
        (1, ("3 Linear",)),
    ]
    for column, table, biases in zip(columns[1:], weights.weights, weights.biases, strict=True):
        np.testing.assert_array_equal(column.weights, table)
        np.testing.assert_array_equal(column.biases, biases)
    rows = plot.columns()
    assert len(rows[0][1]) == 3 * 10 + 3 + 3 + 1
    assert rows[3][1][0] == weights.weights[0][0, 0]


def test_pointing_at_a_link_tells_its_weight_and_at_a_node_its_bias(plot: NetworkPlot, runs: Runs, qtbot: QtBot) -> None:
    _record, weights = trained(runs)
    plot.draw_if_needed()
    QApplication.processEvents()
    places = plot.graph.places()
    line = plot.graph.line((2, 0, 1), places)
    qtbot.mouseMove(plot.graph, line.pointAt(0.5).toPoint())
    assert plot.pointed() == f"weight from unit 2 of layer 1 to unit 1 of layer 3: {weights.weights[1][0, 1]:.4g}"
    qtbot.mouseMove(plot.graph, places[2][0].center().toPoint())
    assert plot.pointed().endswith("bias 0.25")
    assert plot.graph.under(QPointF(1, 1)) is None
    plot.graph.point_at(None)
    assert plot.pointed() == ""
    with qtbot.waitSignal(plot.enlarge_requested):
        qtbot.mouseDClick(plot.graph, Qt.MouseButton.LeftButton)


def test_nodes_lie_within_the_drawing_and_apart(plot: NetworkPlot, runs: Runs) -> None:
    trained(runs)
    for size in ((600, 360), (290, 190), (1200, 900)):
        plot.resize(*size)
        plot.mark()
        plot.draw_if_needed()
        QApplication.processEvents()
        for boxes in plot.graph.places():
            for box in boxes:
                assert 0 <= box.left() <= box.right() <= plot.graph.width()
                assert 0 <= box.top() <= box.bottom() <= plot.graph.height()
            assert all(one.bottom() < other.top() for one, other in pairwise(boxes))


def test_the_strongest_link_has_its_full_colour(plot: NetworkPlot, runs: Runs) -> None:
    record, weights = trained(runs, Linear(1))
    for sign, colour in ((1, positive()), (-1, negative())):
        record.pictures[RunWeights] = RunWeights(
            run=record.run, epoch=1.0, weights=(np.full((1, 10), 0.01 * sign) + np.eye(1, 10) * sign,), biases=(np.zeros(1),)
        )
        plot.mark()
        plot.draw_if_needed()
        QApplication.processEvents()
        picture = plot.graph.grab().toImage()
        scale = plot.graph.devicePixelRatioF()
        point = plot.graph.line((1, 0, 0), plot.graph.places()).pointAt(0.3) * scale
        assert picture.pixelColor(point.toPoint()) == colour
    assert len(weights.weights) == 2


def test_the_network_in_the_editor_is_drawn_before_a_run(plot: NetworkPlot, runs: Runs) -> None:
    assert plot.draw_if_needed()
    assert not plot.graph.isVisible()
    design = Design(Network((Linear(64), ReLU(), Linear(1))), TEN)
    plot.set_design(design)
    plot.draw_if_needed()
    columns = plot.graph.columns
    assert [(column.count, column.more) for column in columns] == [(10, 0), (8, 56), (1, 0)]
    assert np.isnan(columns[1].weights).all()
    plot.grab()
    record, weights = trained(runs)
    plot.draw_if_needed()
    assert plot.graph.columns[1].count == 3  # it trains
    record.live = False
    plot.mark()
    plot.draw_if_needed()
    assert plot.graph.columns[1].count == 8  # what is in the editor is another network
    plot.set_design(Design(record.project.network, TEN))
    plot.draw_if_needed()
    np.testing.assert_array_equal(plot.graph.columns[1].weights, weights.weights[0])


def test_images_are_one_block_and_a_network_that_does_not_fit_is_drawn_as_far_as_it_does(plot: NetworkPlot) -> None:
    images = Signature("multiclass", (1, 8, 8), (3,), (), "digit")
    plot.set_design(Design(Network((Conv2d(4), ReLU(), Flatten(), Linear(3))), images))
    plot.draw_if_needed()
    assert [column.block for column in plot.graph.columns] == ["1 × 8 × 8", "", ""]
    assert plot.graph.columns[1].weights.size == 0
    plot.grab()
    plot.set_design(Design(Network((Linear(3), Conv2d(4), Linear(1))), TEN))
    plot.draw_if_needed()
    assert [column.count for column in plot.graph.columns] == [10, 3]
    plot.grab()


def test_numbers_that_are_not_finite_do_no_harm(plot: NetworkPlot, runs: Runs) -> None:
    record, weights = trained(runs)
    for value in (np.nan, np.inf, 0.0):
        record.pictures[RunWeights] = RunWeights(
            run=record.run,
            epoch=1.0,
            weights=tuple(np.full_like(table, value) for table in weights.weights),
            biases=tuple(np.full_like(values, value) for values in weights.biases),
        )
        plot.mark()
        assert plot.draw_if_needed()
        assert not plot.grab().isNull()


def test_it_is_open_from_the_start_where_the_network_is_small(plot: NetworkPlot) -> None:
    plane = Signature("binary", (2,), (1,), ("x1", "x2"), "xor")
    assert plot.opens_at_first(Design(Network((Linear(4), Tanh(), Linear(2), Tanh(), Linear(1))), plane))
    assert not plot.opens_at_first(Design(Network((Linear(32), Tanh(), Linear(1))), plane))
    assert not plot.opens_at_first(Design(Network((Linear(3), Tanh(), Linear(1))), TEN))
    assert not plot.opens_at_first(Design(Network(), plane))


def test_what_was_pointed_at_is_forgotten_with_its_network(plot: NetworkPlot, runs: Runs) -> None:
    trained(runs)
    assert plot.draw_if_needed()
    column = plot.graph.columns[1]
    assert column.weights.shape == (3, 10)
    end = plot.graph.line((1, 2, 9), plot.graph.places()).center()
    under = plot.graph.under(end)
    QTest.mouseMove(plot.graph, end.toPoint())
    assert plot.graph.pointed_at == under is not None
    trained_smaller(runs)
    assert plot.draw_if_needed()
    assert plot.graph.pointed_at is None
    assert plot.caption()


def trained_smaller(runs: Runs) -> None:
    """Another run, on four inputs and two units."""
    record = begin(runs, Project("Small", DatasetConfig("iris"), network=Network((Linear(2), Tanh(), Linear(3)))), "r2")
    record.pictures[RunWeights] = RunWeights(
        run=record.run, epoch=1.0, weights=(np.ones((2, 4)), np.ones((3, 2))), biases=(np.ones(2), np.ones(3))
    )
    runs.updated.emit()


def test_what_stands_below_columns_is_not_written_over_the_next(qtbot: QtBot, runs: Runs) -> None:
    """Eleven columns in a narrow plot: numbers of the layers and of the units, each within its own column."""
    plot = shown(qtbot, NetworkPlot(runs), width=470, height=240)
    layers = tuple(layer for _each in range(10) for layer in (Linear(out_features=32), Sigmoid()))
    plot.set_design(Design(Network((*layers, Linear(out_features=1))), Signature("regression", (10,), (1,))))
    plot.draw_if_needed()
    metrics = QFontMetrics(plot.graph.font())
    for column in plot.graph.columns[1:-1]:
        texts = words_below(column, metrics, 30)
        assert all(metrics.horizontalAdvance(text) <= 30 for text in texts)
        assert texts == (column.title[0].partition(" ")[0], column.title[1].partition(" ")[0], "+24")
    assert words_below(plot.graph.columns[6], metrics, 8)[:2] == ("11", "12")
    assert words_below(plot.graph.columns[1], metrics, 300) == ("1 Linear", "2 Sigmoid", "… 24 more")
