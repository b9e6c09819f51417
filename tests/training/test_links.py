from __future__ import annotations

import numpy as np

from playground.runs.messages import RunWeights
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import Plain, made, real


def weights_of(run: Run) -> RunWeights:
    shown = run.picture("RunWeights")
    assert isinstance(shown, RunWeights)
    return shown


def test_they_are_those_of_the_state_dict() -> None:
    network: list[Plain] = [
        {"layer": "Linear", "out_features": 30},
        {"layer": "BatchNorm1d"},
        {"layer": "ReLU"},
        {"layer": "Linear", "out_features": 5, "bias": False},
        {"layer": "Sigmoid"},
        {"layer": "Linear", "out_features": 1},
    ]
    run = Run("a", *made(network, {"epochs": 2}))
    finished(run)
    shown, state = weights_of(run), run.model.state_dict()
    assert [table.shape for table in shown.weights] == [(8, 4), (5, 8), (1, 5)]
    assert [values.shape for values in shown.biases] == [(8,), (0,), (1,)]
    for table, name in zip(shown.weights, ("0.weight", "3.weight", "5.weight"), strict=True):
        np.testing.assert_array_equal(table, state[name][: table.shape[0], : table.shape[1]])
    np.testing.assert_array_equal(shown.biases[0], state["0.bias"][:8])
    np.testing.assert_array_equal(shown.biases[2], state["5.bias"])


def test_blocks_have_no_single_weights() -> None:
    network: list[Plain] = [
        {"layer": "Conv2d", "out_channels": 2},
        {"layer": "ReLU"},
        {"layer": "Flatten"},
        {"layer": "Linear", "out_features": 3},
    ]
    shown = weights_of(Run("a", *made(network, {"loss": "CrossEntropyLoss"}, "multiclass", (1, 8, 8), 3)))
    assert [table.shape for table in shown.weights] == [(0, 0), (3, 8)]
    recurrent: list[Plain] = [{"layer": "LSTM", "hidden_size": 4}, {"layer": "Linear", "out_features": 1}]
    shown = weights_of(Run("a", *real("air_passengers", recurrent, {})))
    assert [table.shape for table in shown.weights] == [(0, 0), (1, 4)]
