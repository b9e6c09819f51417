from __future__ import annotations

import numpy as np
import pytest

from playground.runs.epochs import BY_LAYER, BY_METRIC, COLUMNS, SERIES, every_kth, widths


def test_every_column_is_the_numbers_a_series_a_table_of_metrics_or_one_of_layers() -> None:
    assert sorted(COLUMNS) == sorted(("epochs", *SERIES, *BY_METRIC, *BY_LAYER))
    assert COLUMNS[0] == "epochs"


def test_an_entry_of_a_column_has_a_number_for_each_layer_or_metric() -> None:
    shapes = widths(layers=3, metrics=2)
    assert list(shapes) == list(COLUMNS)
    assert {shapes[name] for name in BY_LAYER} == {(3,)}
    assert {shapes[name] for name in BY_METRIC} == {(2,)}
    assert {shapes[name] for name in ("epochs", *SERIES)} == {()}


@pytest.mark.parametrize(("every", "kept"), [(1, [1, 2, 3, 4, 5, 6, 7]), (2, [1, 3, 5, 7]), (3, [1, 4, 7]), (8, [1])])
def test_every_kth_epoch_is_kept_the_first_always(every: int, kept: list[int]) -> None:
    numbers = np.arange(1.0, 8.0)
    assert numbers[every_kth(numbers, every)].tolist() == kept


def test_which_are_kept_does_not_depend_on_how_they_come_in() -> None:
    numbers = np.arange(1.0, 40.0)
    parts = [every_kth(part, 4) for part in np.array_split(numbers, 7)]
    np.testing.assert_array_equal(np.concatenate(parts), every_kth(numbers, 4))
