from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.layers import RNN, BatchNorm1d, Conv2d, Dropout, Flatten, Layer, Linear, MaxPool2d, ReLU, Tanh
from playground.network import Network, columns_of
from playground.network.columns import FEW_UNITS, MOST_UNITS


def seen(shape: tuple[int, ...], *layers: Layer) -> list[tuple[int, int, tuple[int, ...], bool]]:
    return [(column.begin, column.end, column.shape, column.linked) for column in columns_of(Network(layers), shape)]


def test_a_layer_that_mixes_takes_those_behind_it_along() -> None:
    layers = (Linear(4), BatchNorm1d(), Tanh(), Dropout(), Linear(1))
    assert seen((2,), *layers) == [(-1, 0, (2,), False), (0, 4, (4,), True), (4, 5, (1,), True)]


def test_what_stands_before_the_first_belongs_to_the_inputs() -> None:
    assert seen((1, 8, 8), Flatten(), Linear(10)) == [(-1, 1, (64,), False), (1, 2, (10,), True)]


def test_images_and_sequences_are_blocks_without_single_links() -> None:
    columns = columns_of(Network((Conv2d(8), ReLU(), MaxPool2d(), Linear(3))), (1, 28, 28))
    assert [column.single for column in columns] == [False, False, False]
    assert [column.shown for column in columns] == [0, 0, 0]
    assert seen((12, 1), RNN(5), Linear(1)) == [(-1, 0, (12, 1), False), (0, 1, (5,), False), (1, 2, (1,), True)]


def test_units_that_are_reshaped_behind_the_sum_are_not_linked() -> None:
    assert [column.linked for column in columns_of(Network((Conv2d(2), Flatten(), Linear(3), ReLU())), (1, 8, 8))] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("layers", "count"), [((), 1), ((ReLU(),), 1), ((Linear(3), Conv2d(2), Linear(1)), 2)])
def test_as_far_as_the_layers_fit(layers: tuple[Layer, ...], count: int) -> None:
    assert len(columns_of(Network(layers), (2,))) == count


@given(st.integers(1, 5000))
def test_large_columns_show_their_first_units(units: int) -> None:
    column = columns_of(Network((Linear(units),)), (2,))[1]
    assert column.shown == (units if units <= MOST_UNITS else FEW_UNITS)
    assert column.units == units
