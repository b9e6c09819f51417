"""The contract that every entry of ``LAYERS`` keeps."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.fields import check_settings
from playground.layers import FAMILIES, LAYERS, Layer, Repair, Shape, ShapeError
from playground.network import Network, layer_from_plain, layer_to_plain
from tests.strategies import LAYER_VALUES, SHAPES, SMALL_LAYERS

ANY_SHAPE = st.lists(st.integers(1, 10_000), max_size=5).map(tuple)


def attempt(layer: Layer, shape: Shape) -> Shape | ShapeError:
    """The shape after ``layer``, or why it does not fit."""
    try:
        return layer.output_shape(shape)
    except ShapeError as error:
        return error


@pytest.mark.parametrize("kind", LAYERS.values(), ids=LAYERS)
class TestEveryLayer:
    def test_is_named_as_it_is_registered(self, kind: type[Layer]) -> None:
        assert LAYERS[kind().name] is kind
        assert hasattr(kind, "torch_class"), f"{kind.__name__} must say `torch_class`, such as nn.{kind.__name__}"
        assert kind.torch_class.rpartition(".")[2] == kind.__name__, "a layer has the name of its torch_class"

    def test_tells_what_it_is(self, kind: type[Layer]) -> None:
        assert getattr(kind, "family", None) in FAMILIES, f"{kind.__name__} must say `family`, one of {', '.join(FAMILIES)}"
        assert getattr(kind, "summary", "").endswith("."), f"{kind.__name__} must say `summary`, a sentence in N_(...)"
        assert "Shape:" in (kind.__doc__ or ""), f"the docstring of {kind.__name__} must have a line `Shape:`"
        assert isinstance(kind().description(), str)

    def test_default_is_written_as_its_name_alone(self, kind: type[Layer]) -> None:
        check_settings(kind())
        assert layer_to_plain(kind()) == {"layer": kind.__name__}

    def test_is_a_value(self, kind: type[Layer]) -> None:
        assert kind() == kind()
        assert hash(kind()) == hash(kind())


@given(LAYER_VALUES)
def test_layers_go_through_json_and_back(layer: Layer) -> None:
    assert layer_from_plain(json.loads(json.dumps(layer_to_plain(layer)))) == layer


@settings(max_examples=500)
@given(LAYER_VALUES, ANY_SHAPE)
def test_any_shape_fits_or_is_refused_in_plain_words(layer: Layer, shape: Shape) -> None:
    after = attempt(layer, shape)
    if isinstance(after, ShapeError):
        assert str(after).endswith(".")
    else:
        assert after
        assert all(isinstance(size, int) and size >= 1 for size in after)
        parameters = layer.parameter_shapes(shape)
        assert layer.parameters(shape) == sum(math.prod(size) for size in parameters.values())
        assert layer.has_weights() == ("weight" in parameters or any(name.startswith("weight_") for name in parameters))


@settings(max_examples=500)
@given(SMALL_LAYERS, SHAPES)
def test_an_offered_repair_mends_the_layer(layer: Layer, shape: Shape) -> None:
    """Pressing the button, again if another one appears, ends with a layer that fits."""
    network = Network((layer,))
    for _press in range(4):
        position, error = first_error(network, shape)
        if error is None:
            return
        if error.repair is None:
            assert _press == 0 or not same_complaint(network, position, layer, shape), str(error)
            return
        assert error.repair.label
        network = network.repaired(position, error.repair)
    raise AssertionError(f"still broken: {network}")


def first_error(network: Network, shape: Shape) -> tuple[int, ShapeError | None]:
    for position, layer in enumerate(network.layers):
        after = attempt(layer, shape)
        if isinstance(after, ShapeError):
            return position, after
        shape = after
    return len(network), None


def same_complaint(network: Network, position: int, layer: Layer, shape: Shape) -> bool:
    """Whether the layer is still refused for the reason that the repair was to remove."""
    before, after = attempt(layer, shape), first_error(network, shape)[1]
    return isinstance(before, ShapeError) and str(before) == str(after)


def test_no_sample_is_refused_by_every_layer() -> None:
    for kind in LAYERS.values():
        with pytest.raises(ShapeError):
            kind().output_shape(())


@pytest.mark.parametrize(
    ("layer", "shape", "button", "repaired"),
    [
        ("RNN", (12,), "Insert Unflatten to 12 × 1", ["Unflatten", "RNN"]),
        ("Conv1d", (12,), "Insert Unflatten to 1 × 12", ["Unflatten", "Conv1d"]),
        ("Conv2d", (64,), "Insert Unflatten to 1 × 8 × 8", ["Unflatten", "Conv2d"]),
        ("BatchNorm1d", (3, 8, 8), "Insert Flatten", ["Flatten", "BatchNorm1d"]),
        ("Unflatten", (2, 3), "Insert Flatten", ["Flatten", "Unflatten"]),
        ("Unflatten", (10,), "Set shape to 1 × 10", ["Unflatten"]),
    ],
)
def test_the_obvious_repair_is_offered(layer: str, shape: Shape, button: str, repaired: list[str]) -> None:
    error = attempt(LAYERS[layer](), shape)
    assert isinstance(error, ShapeError)
    assert isinstance(error.repair, Repair)
    assert error.repair.label == button
    assert [kind.name for kind in Network((LAYERS[layer](),)).repaired(0, error.repair).layers] == repaired
