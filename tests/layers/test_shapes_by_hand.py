"""Shapes and parameters worked out by hand, independent of torch and of our own formulas."""

from __future__ import annotations

import pytest

from playground.layers import (
    GRU,
    LSTM,
    RNN,
    AvgPool1d,
    BatchNorm1d,
    Conv1d,
    Conv2d,
    Flatten,
    Layer,
    LayerNorm,
    Linear,
    MaxPool2d,
    Shape,
    Unflatten,
)
from playground.layers.activations import Sigmoid


@pytest.mark.parametrize(
    ("layer", "before", "after", "parameters"),
    [
        (Linear(32), (10,), (32,), 10 * 32 + 32),
        (Linear(32, bias=False), (12, 10), (12, 32), 320),
        (RNN(32), (12, 1), (32,), 32 * 1 + 32 * 32 + 32 + 32),
        (LSTM(32), (12, 1), (32,), 4 * (32 * 1 + 32 * 32 + 32 + 32)),
        (GRU(4, num_layers=2, bidirectional=True), (5, 3), (8,), 2 * 3 * (4 * 3 + 4 * 4 + 8) + 2 * 3 * (4 * 8 + 4 * 4 + 8)),
        (LSTM(4, bidirectional=True, output="sequence"), (5, 3), (5, 8), 2 * 4 * (4 * 3 + 4 * 4 + 8)),
        (BatchNorm1d(), (7,), (7,), 14),
        (BatchNorm1d(affine=False), (7, 3), (7, 3), 0),
        (LayerNorm(), (4, 6), (4, 6), 12),
        (Conv1d(16, kernel_size=3), (2, 10), (16, 8), 16 * 2 * 3 + 16),
        (Conv1d(1, kernel_size=3, stride=2, padding=1, dilation=2), (1, 10), (1, 4), 4),
        (Conv2d(6, kernel_size=5), (1, 28, 28), (6, 24, 24), 6 * 25 + 6),
        (MaxPool2d(2), (6, 24, 24), (6, 12, 12), 0),
        (MaxPool2d(3, stride=1, padding=1), (1, 5, 4), (1, 5, 4), 0),
        (AvgPool1d(4), (3, 10), (3, 2), 0),
        (Flatten(), (6, 12, 12), (864,), 0),
        (Unflatten((1, 8, 8)), (64,), (1, 8, 8), 0),
        (Sigmoid(), (4, 6), (4, 6), 0),
    ],
)
def test_shape_and_parameters(layer: Layer, before: Shape, after: Shape, parameters: int) -> None:
    assert layer.output_shape(before) == after
    assert layer.parameters(before) == parameters
