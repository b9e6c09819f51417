"""Parameters, multiply-adds and sizes of every layer type are those of torchinfo, an independent counter."""

from __future__ import annotations

import math
import sys

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torchinfo import summary

from playground.layers import LAYERS, Conv1d, Conv2d, Layer, Linear, Shape, ShapeError, Unflatten
from playground.layers.recurrent import Recurrent
from playground.network import Network, infer_shapes
from playground.training.build import build_model
from tests.strategies import NETWORKS, SHAPES, small


def torch_module(layer: Layer, shape: Shape) -> nn.Module:
    """The layer as torch itself has it: recurrent layers give all steps."""
    arguments = layer.arguments(shape)
    if isinstance(layer, Recurrent):
        arguments = {**{name: value for name, value in arguments.items() if name != "output"}, "batch_first": True}
    module: nn.Module = getattr(nn, layer.torch_class.removeprefix("nn."))(**arguments)
    return module.eval()


def by_position(layer: Layer, shape: Shape) -> tuple[int, ...]:
    """A batch for torchinfo in which every position where the same parameters are used is a sample of its own.

    torchinfo itself knows of positions in convolutions and recurrent layers alone.
    """
    if layer.name in ("Linear", "LayerNorm"):
        return (math.prod(shape[:-1]), shape[-1])
    if layer.name == "BatchNorm1d":
        return (math.prod(shape[1:]), shape[0])
    return (1, *shape)


def shapes_for(layer: Layer) -> st.SearchStrategy[Shape]:
    """Shapes with as many dimensions as the layer takes."""
    if isinstance(layer, Unflatten):
        return st.just((math.prod(layer.unflattened_size),))
    dimensions = [count for count in (1, 2, 3, 4) if fits(type(layer)(), (12,) * count)]
    return (
        st.sampled_from(dimensions).flatmap(lambda count: st.lists(st.integers(2, 12), min_size=count, max_size=count)).map(tuple)
    )


def fits(layer: Layer, shape: Shape) -> bool:
    try:
        layer.output_shape(shape)
    except ShapeError:
        return False
    return True


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_type_is_counted_as_torchinfo_does(name: str) -> None:
    seen = 0

    @settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much])
    @given(small(LAYERS[name]).flatmap(lambda layer: st.tuples(st.just(layer), shapes_for(layer))))
    def check(case: tuple[Layer, Shape]) -> None:
        nonlocal seen
        layer, shape = case
        assume(fits(layer, shape))
        seen += 1
        counted = summary(torch_module(layer, shape), input_size=by_position(layer, shape), verbose=0, device="cpu")
        assert layer.parameters(shape) == counted.total_params
        assert layer.mult_adds(shape) == counted.total_mult_adds

    check()
    assert seen >= (1 if name == "Flatten" else 10)


@settings(max_examples=60)
@given(NETWORKS, SHAPES)
def test_sizes_of_a_network_are_those_of_torchinfo(network: Network, shape: Shape) -> None:
    shapes = infer_shapes(network, shape)
    assume(shapes.problem is None and len(network))
    model = build_model(network, shape).eval()
    counted = summary(model, input_size=(1, *shape), verbose=0, device="cpu")
    overhead = sys.getsizeof(torch.empty(0).untyped_storage())  # torchinfo counts Python's object too
    assert (shapes.input_bytes, shapes.pass_bytes, shapes.parameter_bytes) == (
        counted.total_input - overhead,
        counted.total_output_bytes,
        counted.total_param_bytes,
    )
    assert shapes.parameters == counted.total_params


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Linear(5, bias=False), (7,)),
        (Linear(5, bias=False), (9, 7)),
        (Conv1d(4, 3, 2, 1, 1, bias=False), (3, 20)),
        (Conv2d(4, 3, 2, 1, 1, bias=False), (3, 20, 11)),
    ],
)
def test_multiplications_are_those_that_torch_carries_out(layer: Layer, shape: Shape) -> None:
    with FlopCounterMode(display=False) as counter:
        torch_module(layer, shape)(torch.zeros(1, *shape))
    assert 2 * layer.mult_adds(shape) == counter.get_total_flops()


@given(st.integers(1, 30), st.sampled_from(["RNN", "LSTM", "GRU"]))
def test_a_longer_sequence_costs_more_but_has_no_more_parameters(steps: int, name: str) -> None:
    layer = LAYERS[name]()
    assert layer.mult_adds((steps, 1)) == steps * layer.mult_adds((1, 1))
    assert layer.parameters((steps, 1)) == layer.parameters((1, 1))
