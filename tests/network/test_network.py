"""Edits of a network are those of a list."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.fields import SettingError
from playground.layers import LAYERS, Linear, ReLU, Repair, Sigmoid, Tanh
from playground.network import MOST_LAYERS, Network, network_from_plain, network_to_plain
from tests.strategies import JSON, LAYER_VALUES, NETWORKS, SMALL_LAYERS


@given(NETWORKS, st.lists(SMALL_LAYERS, max_size=3), st.data())
def test_inserting(network: Network, new: list[object], data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(network)))
    expected = list(network.layers)
    expected[position:position] = new  # type: ignore[assignment]
    assert network.inserted(position, new).layers == tuple(expected)  # type: ignore[arg-type]


@given(NETWORKS, st.data())
def test_removing(network: Network, data: st.DataObject) -> None:
    positions = data.draw(st.sets(st.integers(0, max(0, len(network) - 1)))) if len(network) else set()
    expected = list(network.layers)
    for position in sorted(positions, reverse=True):
        del expected[position]
    assert network.removed(positions).layers == tuple(expected)


@given(NETWORKS.filter(len), SMALL_LAYERS, st.data())
def test_replacing(network: Network, layer: Linear, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(network) - 1))
    expected = list(network.layers)
    expected[position] = layer
    assert network.replaced(position, layer).layers == tuple(expected)


@given(st.integers(1, 8), st.data())
def test_moving(count: int, data: st.DataObject) -> None:
    """Layers are told apart by their sizes; the target is marked in the list, and the moved ones are put before the mark."""
    network = Network(tuple(Linear(index + 1) for index in range(count)))
    positions = data.draw(st.lists(st.integers(0, count - 1), min_size=1))
    target = data.draw(st.integers(0, count))
    marked: list[object] = list(network.layers)
    marked.insert(target, "here")
    moved = [network.layers[position] for position in sorted(set(positions))]
    rest = [item for item in marked if item not in moved]
    at = rest.index("here")
    rest[at : at + 1] = moved
    assert network.moved(positions, target).layers == tuple(rest)


@given(NETWORKS)
def test_moving_everything_or_nothing_changes_nothing(network: Network) -> None:
    assert network.moved([], 0) == network
    for target in range(len(network) + 1):
        assert network.moved(range(len(network)), target) == network


def test_repairing_at_the_output_appends() -> None:
    network = Network((ReLU(),))
    assert network.repaired(1, Repair("", before=(Linear(1),))) == Network((ReLU(), Linear(1)))
    assert network.repaired(0, Repair("", before=(Linear(1),), replacement=Tanh(), after=(Linear(2),))) == Network(
        (Linear(1), Tanh(), Linear(2))
    )


def test_hidden_activations_have_weights_after_them() -> None:
    network = Network((Sigmoid(), Linear(3), Sigmoid(), Linear(1), Sigmoid()))
    assert network.hidden_activations() == (0, 2)
    assert network.with_activations(ReLU()) == Network((ReLU(), Linear(3), ReLU(), Linear(1), Sigmoid()))


@given(st.lists(LAYER_VALUES, max_size=5))
def test_networks_go_through_json_and_back(layers: list[Linear]) -> None:
    network = Network(tuple(layers))
    assert network_from_plain(json.loads(json.dumps(network_to_plain(network)))) == network


@given(JSON | st.lists(st.fixed_dictionaries({"layer": st.sampled_from(list(LAYERS)) | JSON}, optional={"p": JSON}), max_size=3))
def test_anything_else_is_refused_with_its_place(data: object) -> None:
    error = None
    try:
        network_from_plain(data)
    except SettingError as caught:
        error = caught
    if error is not None:
        assert error.path.startswith("$.network")
        assert error.reason


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"layer": "ReLU"}, "$.network: must be a list of layers, is an object"),
        ([{"layer": "ReLU"}, 3], "$.network[1]: must be an object such as"),
        ([{"layer": "Relu"}], "$.network[0].layer: there is no layer called the text 'Relu'; known: Linear, ReLU"),
        ([{"out_features": 3}], "$.network[0].layer: there is no layer called null"),
        ([{"layer": "Dropout", "p": 1.5}], "$.network[0].p: must be from 0 to 1, is 1.5"),
        ([{"layer": "Linear", "in_features": 3}], "$.network[0].in_features: unknown key; known here: bias, layer, out_features"),
        ([{"layer": "ReLU"}] * (MOST_LAYERS + 1), "$.network: has 1001 layers; 1000 at most"),
    ],
)
def test_refusals_name_place_and_reason(data: object, message: str) -> None:
    with pytest.raises(SettingError) as caught:
        network_from_plain(data)
    assert str(caught.value).startswith(message)
