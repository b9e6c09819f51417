"""The exported source is complete, whatever is in the network. That it builds the same modules is tested beside the training."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings

from playground.layers import LSTM, Conv1d, Conv2d, Dropout, Linear, ReLU, Shape, Sigmoid
from playground.network import Network, infer_shapes, network_source
from tests.strategies import NETWORKS, SHAPES

LESSON = """\
import torch
from torch import nn

# one sample: [10], 385 parameters
model = nn.Sequential(
    nn.Linear(in_features=10, out_features=32),  # [32]
    nn.Sigmoid(),  # [32]
    nn.Linear(in_features=32, out_features=1),  # [1]
)
"""


def test_a_small_network_reads_as_a_person_would_write_it() -> None:
    assert network_source(Network((Linear(32), Sigmoid(), Linear(1))), (10,)) == LESSON


@settings(max_examples=200)
@given(NETWORKS, SHAPES)
def test_it_is_python_with_one_expression_per_layer(network: Network, shape: Shape) -> None:
    source = network_source(network, shape)
    tree = ast.parse(source)
    compile(source, "network.py", "exec")
    (call,) = (node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "model")
    assert isinstance(call, ast.Call)
    written = [ast.unparse(argument).split("(")[0].rpartition(".")[2] for argument in call.args]
    assert written == [layer.name for layer in network.layers[: len(infer_shapes(network, shape).layers)]]
    defined = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert defined == {name for name in written if name in ("RNN", "LSTM", "GRU")}


def test_what_does_not_fit_is_a_comment() -> None:
    source = network_source(Network((Linear(4), Conv1d(2), ReLU(), Dropout())), (3,))
    ending = source.split("# [4]\n")[1].splitlines()
    assert ending[0].startswith("    # Conv1d: ")
    assert ending[1:] == ["    # ReLU", "    # Dropout", ")"]


@pytest.mark.parametrize("network", [Network(), Network((LSTM(4), LSTM(3)))])
def test_empty_and_broken_networks_are_still_python(network: Network) -> None:
    compile(network_source(network, (12, 1)), "network.py", "exec")


def test_parameters_of_a_network_that_does_not_fit_are_not_counted() -> None:
    source = network_source(Network((Linear(32), Conv2d(4), Linear(1))), (10,))
    assert "# one sample: [10], parameters not known" in source
