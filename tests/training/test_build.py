from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.fields import settings_of
from playground.layers import GRU, LAYERS, LSTM, RNN, Conv1d, Conv2d, Flatten, Layer, Linear, MaxPool2d, ReLU, ShapeError, Sigmoid
from playground.network import Network, infer_shapes, layer_to_plain, network_source
from playground.runs.config import INITIALISATIONS
from playground.runs.messages import RunProgress
from playground.training.build import (
    build_model,
    check_batches,
    fingerprint,
    initialise,
    new_model,
)
from playground.training.errors import TrainingError
from playground.training.run import Run
from tests.training.projects import made

SHAPES = ((64,), (6, 4), (3, 9, 8))
VARIANTS: list[tuple[Layer, tuple[int, ...]]] = [
    (Linear(5, bias=False), (7, 3)),
    *((kind(8, num_layers=2, bidirectional=True, dropout=0.3), (6, 4)) for kind in (RNN, LSTM, GRU)),
    *((kind(8, bias=False, output="sequence", bidirectional=True), (6, 4)) for kind in (RNN, LSTM, GRU)),
    (Conv1d(5, kernel_size=2, stride=2, padding=1, dilation=2, bias=False), (3, 9)),
    (Conv2d(5, kernel_size=2, stride=2, padding=1, dilation=2), (3, 9, 8)),
    (MaxPool2d(3, stride=1, padding=1), (3, 9, 8)),
]


def fitting() -> list[Any]:
    """Every layer type with its defaults on each of the shapes that it takes, and some with other settings."""
    found = []
    for name, kind in LAYERS.items():
        for shape in SHAPES:
            try:
                kind().output_shape(shape)
            except ShapeError:
                continue
            found.append(pytest.param(kind(), shape, id=f"{name}-{len(shape)}d"))
    return found + [pytest.param(layer, shape, id=f"{layer.name}-variant{i}") for i, (layer, shape) in enumerate(VARIANTS)]


def test_every_layer_type_fits_some_shape() -> None:
    assert {parameters.values[0].name for parameters in fitting()} == set(LAYERS)


@pytest.mark.parametrize(("layer", "shape"), fitting())
class TestEveryLayer:
    def test_declared_shapes_are_those_of_torch(self, layer: Layer, shape: tuple[int, ...]) -> None:
        with torch.device("meta"):
            model = build_model(Network((layer,)), shape)
            output = model(torch.empty(2, *shape))
        assert tuple(output.shape[1:]) == layer.output_shape(shape)
        declared = {f"0.{name}": size for name, size in layer.parameter_shapes(shape).items()}
        assert {name: tuple(value.shape) for name, value in model.named_parameters()} == declared
        assert list(declared) == [name for name, _value in model.named_parameters()]
        assert layer.has_weights() == any(name.startswith("0.weight") for name in declared)

    def test_exported_code_gives_the_same_model(self, layer: Layer, shape: tuple[int, ...]) -> None:
        network = Network((layer, Flatten(), Linear(2)))
        model = new_model(network, shape, "default", 3).eval()
        namespace: dict[str, Any] = {}
        exec(network_source(network, shape), namespace)
        exported: nn.Sequential = namespace["model"]
        assert [type(module).__name__ for module in exported] == [type(module).__name__ for module in model]
        exported.load_state_dict(model.state_dict(), strict=True)
        x = torch.randn(4, *shape, generator=torch.Generator().manual_seed(0))
        assert torch.equal(exported.eval()(x), model(x))

    def test_exported_code_starts_from_the_same_weights(self, layer: Layer, shape: tuple[int, ...]) -> None:
        network = Network((layer, Flatten(), Linear(2)))
        namespace: dict[str, Any] = {}
        with torch.random.fork_rng():
            torch.manual_seed(7)
            exec(network_source(network, shape), namespace)
        assert fingerprint(namespace["model"]) == fingerprint(new_model(network, shape, "default", 7))

    def test_one_training_step_measures_every_gradient(self, layer: Layer, shape: tuple[int, ...]) -> None:
        layers = [layer_to_plain(layer), {"layer": "Flatten"}, {"layer": "Linear", "out_features": 1}]
        run = Run("a", *made(layers, {"batch_size": None, "epochs": 1}, shape=shape))
        start = fingerprint(run.model)
        assert run.advance()
        report = run.progress()
        assert isinstance(report, RunProgress)
        assert report.grad_rms.shape == (1, 2 if layer.has_weights() else 1)
        assert np.isfinite(report.grad_rms).all()
        assert fingerprint(run.model) != start

    def test_what_is_declared_of_it_is_what_torch_does(self, layer: Layer, shape: tuple[int, ...]) -> None:
        model = new_model(Network((layer,)), shape, "default", 0)
        x = 10 * torch.randn(3, 8, *shape, generator=torch.Generator().manual_seed(0))
        with torch.no_grad(), torch.random.fork_rng():
            before = torch.get_rng_state()
            y = model(x[0])
            seen = {"draws": not torch.equal(torch.get_rng_state(), before), "over_batch": False}
            declared = {"draws": layer.draws(), "over_batch": layer.over_batch}
            if not seen["draws"]:
                seen["over_batch"] = not torch.allclose(model(x[0, :4]), y[:4], atol=1e-4)
                if not layer.parameters(shape):
                    seen["gives_probabilities"] = bool(((y >= 0) & (y <= 1)).all() or (y <= 0).all())
                    declared["gives_probabilities"] = layer.gives_probabilities
                    if len(shape) == 1 and len(layer.output_shape(shape)) == 1:
                        together, each = model(x), [model(single) for single in x]
                        seen["stackable"] = together.shape[:2] == x.shape[:2] and torch.equal(together, torch.stack(each))
                        declared["stackable"] = layer.stackable
        assert declared == seen, f"{layer.name} must declare what torch.{layer.torch_class} does: {seen}"


@pytest.mark.parametrize("kind", [kind for kind in LAYERS.values() if kind.family == "activation"])
def test_the_largest_slope_of_a_curve_is_declared(kind: type[Layer]) -> None:
    """It is unbounded where a setting bends the curve, and there is none where features are mixed."""
    model = build_model(Network((kind(),)), (1,)).double()
    x = torch.linspace(-20, 20, 200_001, dtype=torch.float64, requires_grad=True)
    y = model(x[:, None])[:, 0]
    if not torch.allclose(y, model(x)):
        assert kind.max_slope is None
        return
    (slopes,) = torch.autograd.grad(y.sum(), x)
    steepest = float(slopes.abs().max())
    known = kind.max_slope is not None or not settings_of(kind)
    assert not known or kind.max_slope == pytest.approx(steepest, rel=1e-3), f"`max_slope` of {kind.__name__} is {steepest:.4f}"


@pytest.mark.parametrize("kind", [RNN, LSTM, GRU])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_last_step_is_the_final_state_of_each_direction(kind: Any, bidirectional: bool) -> None:
    last = build_model(Network((kind(5, num_layers=2, bidirectional=bidirectional),)), (6, 3))
    whole = build_model(Network((kind(5, num_layers=2, bidirectional=bidirectional, output="sequence"),)), (6, 3))
    whole.load_state_dict(last.state_dict())
    x = torch.randn(4, 6, 3, generator=torch.Generator().manual_seed(1))
    steps, final = whole(x), last(x)
    assert torch.equal(final[:, :5], steps[:, -1, :5])  # forwards: after the last element
    if bidirectional:
        assert torch.equal(final[:, 5:], steps[:, 0, 5:])  # backwards: after the first
    assert tuple(final.shape) == (4, 10 if bidirectional else 5)


DEEP = Network((Linear(32), Sigmoid(), Linear(32), Sigmoid(), Linear(1)))


class TestInitialWeights:
    @pytest.mark.parametrize("init", [name for name, _label in INITIALISATIONS])
    def test_seed_decides_and_activation_does_not(self, init: str) -> None:
        start = fingerprint(new_model(DEEP, (10,), init, 0))
        assert fingerprint(new_model(DEEP, (10,), init, 0)) == start
        assert fingerprint(new_model(DEEP.with_activations(ReLU()), (10,), init, 0)) == start
        assert fingerprint(new_model(DEEP, (10,), init, 1)) != start

    @pytest.mark.parametrize("init", [name for name, _label in INITIALISATIONS])
    def test_drawing_again_gives_the_first_weights(self, init: str) -> None:
        model = new_model(DEEP, (10,), init, 5)
        start = fingerprint(model)
        with torch.no_grad():
            for value in model.parameters():
                value.add_(1.0)
        initialise(model, init, 5)
        assert fingerprint(model) == start

    def test_the_global_generator_is_left_alone(self) -> None:
        before = torch.get_rng_state()
        for init, _label in INITIALISATIONS:
            new_model(DEEP, (10,), init, 0)
        assert torch.equal(torch.get_rng_state(), before)

    @pytest.mark.parametrize(
        ("init", "spread"),
        [("xavier", math.sqrt(2 / (200 + 400))), ("kaiming", math.sqrt(2 / 200)), ("normal", 0.05)],
    )
    def test_spread_of_each_scheme(self, init: str, spread: float) -> None:
        (module,) = new_model(Network((Linear(400),)), (200,), init, 0)
        assert isinstance(module, nn.Linear)
        weight = module.weight.detach()
        assert float(weight.std()) == pytest.approx(spread, rel=0.02)
        assert float(weight.mean()) == pytest.approx(0, abs=0.02 * spread)
        assert not module.bias.any()
        if init != "normal":
            assert float(weight.abs().max()) == pytest.approx(spread * math.sqrt(3), rel=0.01)

    def test_recurrent_weights_are_set_and_scales_stay(self) -> None:
        network = Network(
            (LSTM(8, output="sequence"), LAYERS["LayerNorm"](), LAYERS["Flatten"](), LAYERS["BatchNorm1d"](), Linear(1))
        )
        model = new_model(network, (5, 2), "normal", 0)
        values = dict(model.named_parameters())
        assert not values["0.bias_ih_l0"].any()
        assert float(values["0.weight_hh_l0"].detach().abs().max()) < 0.4
        for position in (1, 3):
            assert bool((values[f"{position}.weight"] == 1).all())
            assert not values[f"{position}.bias"].any()


class TestRefusals:
    def test_a_network_that_does_not_fit(self) -> None:
        with pytest.raises(TrainingError, match="sequence"):
            build_model(Network((LSTM(4),)), (10,))

    def test_more_weights_than_memory_are_refused_before_anything_is_allocated(self) -> None:
        with pytest.raises(TrainingError, match=r"weights and biases.*GB"):
            new_model(Network((Linear(8192),) * 9999), (8192,), "default", 0)

    def test_a_batch_of_one_before_batch_norm(self) -> None:
        network = Network((Linear(4), LAYERS["BatchNorm1d"](), Linear(1)))
        shapes = infer_shapes(network, (3,))
        assert "at least 2" in (check_batches(network, shapes, 10, 1) or "")
        assert check_batches(network, shapes, 10, 2) is None
        assert check_batches(Network((Linear(1),)), infer_shapes(Network((Linear(1),)), (3,)), 10, 1) is None
