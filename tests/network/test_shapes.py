"""Shapes along the network, the first problem, and what its repair button does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.layers import (
    LAYERS,
    LSTM,
    Conv1d,
    Conv2d,
    Dropout,
    Flatten,
    Layer,
    Linear,
    LogSoftmax,
    ReLU,
    Shape,
    ShapeError,
    Sigmoid,
    Unflatten,
)
from playground.layers.layer import LARGEST
from playground.network import Network, infer_shapes
from tests.strategies import LAYER_VALUES, NETWORKS, SHAPES

OUTPUTS = st.integers(1, 5).map(lambda n: (n,))


@given(NETWORKS, SHAPES)
def test_each_layer_gets_what_the_one_before_gives(network: Network, shape: Shape) -> None:
    shapes = infer_shapes(network, shape)
    for layer, known in zip(network.layers, shapes.layers, strict=False):
        assert known.input == shape
        assert known.output == layer.output_shape(shape)
        assert known.parameters == layer.parameters(shape)
        shape = known.output
    if shapes.problem is None:
        assert len(shapes.layers) == len(network)
    else:
        assert shapes.problem.position == len(shapes.layers)
        with pytest.raises(ShapeError):
            network.layers[shapes.problem.position].output_shape(shape)
    assert shapes.parameters == sum(known.parameters for known in shapes.layers)


@settings(max_examples=300)
@given(st.lists(LAYER_VALUES, max_size=6), st.lists(st.integers(1, 10_000), max_size=4).map(tuple), OUTPUTS)
def test_nothing_raises_whatever_is_dragged(layers: list[Layer], shape: Shape, wanted: Shape) -> None:
    shapes = infer_shapes(Network(tuple(layers)), shape, wanted)
    if shapes.problem is not None:
        assert shapes.problem.message.endswith(".")
        assert 0 <= shapes.problem.position <= len(layers)


@settings(max_examples=300)
@given(NETWORKS, SHAPES, OUTPUTS)
def test_repairs_lead_to_a_network_that_fits(network: Network, shape: Shape, wanted: Shape) -> None:
    """Pressing every repair that is offered ends soon: with a network that fits, or with a problem that only the user can solve."""
    for _press in range(4 * len(network) + 6):
        problem = infer_shapes(network, shape, wanted).problem
        if problem is None:
            last = infer_shapes(network, shape, wanted).layers[-1]
            assert last.output == wanted
            return
        if problem.repair is None:
            return
        assert problem.repair.label
        network = network.repaired(problem.position, problem.repair)
    raise AssertionError(f"the repairs go round in circles: {network}")


@settings(max_examples=500)
@given(LAYER_VALUES, SHAPES)
def test_a_repair_leaves_no_problem_at_the_place_it_touches(layer: Layer, shape: Shape) -> None:
    network = Network((layer,))
    problem = infer_shapes(network, shape).problem
    if problem is not None and problem.repair is not None:
        assert infer_shapes(network.repaired(problem.position, problem.repair), shape).problem is None


@pytest.mark.parametrize("shape", [(1,), (2,), (32,), (36,), (7, 1), (1, 7), (3, 5), (2, 3, 4), (1, 1, 32), (2, 2, 2, 2)])
@pytest.mark.parametrize("name", LAYERS)
def test_every_repair_of_every_layer_is_enough(name: str, shape: Shape) -> None:
    """With its default settings, as it comes from the palette."""
    network = Network((LAYERS[name](),))
    problem = infer_shapes(network, shape).problem
    if problem is not None and problem.repair is not None:
        assert infer_shapes(network.repaired(problem.position, problem.repair), shape).problem is None


def test_a_row_becomes_a_picture_and_the_kernel_fits_into_it() -> None:
    problem = infer_shapes(Network((Linear(32), Conv2d(4), Linear(1))), (10,)).problem
    assert problem is not None
    assert problem.repair is not None
    assert problem.repair.label == "Insert Unflatten to 1 × 1 × 32, then: Set kernel size to 1"
    assert problem.repair.before == (Unflatten((1, 1, 32)),)
    assert problem.repair.replacement == Conv2d(4, kernel_size=1)


@pytest.mark.parametrize(
    ("layers", "shape", "wanted", "position", "button"),
    [
        ((), (10,), (1,), 0, "Add Linear with outputs 1"),
        ((ReLU(),), (1,), (1,), 1, "Add Linear with outputs 1"),
        ((Linear(8), ReLU(), Linear(3)), (10,), (1,), 2, "Set outputs to 1"),
        ((Linear(3), LogSoftmax(), Dropout()), (10,), (4,), 0, "Set outputs to 4"),
        ((LSTM(4, output="sequence"), Linear(1)), (12, 1), (1,), 0, "Set output to last step"),
        ((LSTM(4),), (12, 1), (1,), 1, "Add Linear with outputs 1"),
        ((Unflatten((1, 10)), Conv1d(4)), (10,), (1,), 2, "Add Flatten and Linear with outputs 1"),
        ((Linear(4), Flatten(), Sigmoid()), (3,), (1,), 3, "Add Linear with outputs 1"),
    ],
)
def test_a_wrong_output_is_blamed_on_the_right_layer(
    layers: tuple[Layer, ...], shape: Shape, wanted: Shape, position: int, button: str
) -> None:
    network = Network(layers)
    problem = infer_shapes(network, shape, wanted).problem
    assert problem is not None
    assert problem.repair is not None
    assert (problem.position, problem.repair.label) == (position, button)
    assert infer_shapes(network.repaired(position, problem.repair), shape, wanted).problem is None


def test_the_number_of_outputs_reads_well() -> None:
    one, two = (infer_shapes(Network((Linear(3),)), (2,), (n,)).problem for n in (1, 2))
    assert one is not None
    assert two is not None
    assert one.message == "The task wants 1 output per sample, but the network gives 3."
    assert two.message == "The task wants 2 outputs per sample, but the network gives 3."


def test_layers_after_a_problem_are_unknown() -> None:
    shapes = infer_shapes(Network((Linear(4), Conv1d(2), Linear(1))), (3,), (1,))
    assert [known.output for known in shapes.layers] == [(4,)]
    assert shapes.problem is not None
    assert shapes.problem.position == 1


def test_what_no_computer_holds_is_refused() -> None:
    huge = infer_shapes(Network((Linear(65536), Linear(65536))), (10,))
    assert huge.problem is not None
    assert huge.problem.position == 1
    assert str(65536 * 65536 + 65536) in huge.problem.message
    assert LARGEST < 65536 * 65536
