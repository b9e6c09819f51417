"""Oracle: the model itself, called on points that scikit-learn's own scaler has scaled; its units by forward hooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import Tensor, nn

from playground.datasets.prepare import Prepared
from playground.runs.messages import Floats, RunSurface
from playground.training.run import Run
from playground.training.surface import COARSE, FINE, MANY
from tests.training.histories import finished
from tests.training.projects import Plain, made, real

SMALL: list[Plain] = [
    {"layer": "Linear", "out_features": 4},
    {"layer": "Tanh"},
    {"layer": "Linear", "out_features": 12},
    {"layer": "Dropout", "p": 0.5},
    {"layer": "ReLU"},
    {"layer": "Linear", "out_features": 1},
]


def trained(dataset: str, network: list[Plain], training: Plain, preparation: Plain | None = None) -> tuple[Run, Prepared]:
    project, prepared = real(dataset, network, {"epochs": 3, **training}, preparation)
    run = Run("a", project, prepared)
    finished(run)
    return run, prepared


def surface_of(run: Run) -> RunSurface:
    shown = run.picture("RunSurface")
    assert isinstance(shown, RunSurface)
    return shown


def on_grid(run: Run, shown: RunSurface, scale: Callable[[Floats], Floats]) -> tuple[Tensor, list[Tensor]]:
    """What the model gives for every point of the grid, and what each of its modules gives, by hooks."""
    grid = np.stack(np.meshgrid(shown.x, shown.y), axis=-1).reshape(-1, 2)
    seen: list[Tensor] = []
    handles = [module.register_forward_hook(lambda _m, _i, out: seen.append(out)) for module in run.model]
    run.model.eval()
    with torch.no_grad():
        output = run.model(torch.from_numpy(scale(grid).astype(np.float32)))
    run.model.train()
    for handle in handles:
        handle.remove()
    return output, seen


@pytest.mark.parametrize(("scaling", "kind"), [("standard", StandardScaler), ("minmax", MinMaxScaler), ("none", None)])
def test_it_is_what_the_model_gives_over_the_plane(scaling: str, kind: Any) -> None:
    run, prepared = trained("xor", SMALL, {"loss": "BCEWithLogitsLoss"}, {"scaling": scaling})
    shown = surface_of(run)
    scale: Callable[[Floats], Floats] = np.asarray
    if kind is not None:
        assert len(shown.train_points) == len(prepared.train.x)
        fitted = kind().fit(shown.train_points)
        np.testing.assert_allclose(fitted.transform(shown.train_points), prepared.train.x, atol=1e-5)
        scale = fitted.transform
    output, modules = on_grid(run, shown, scale)
    assert shown.output.shape == (1, FINE, FINE)
    np.testing.assert_allclose(shown.output.reshape(-1), output.sigmoid().numpy().reshape(-1), atol=1e-5)
    first, second = shown.units
    assert (first.shape, second.shape) == ((4, COARSE, COARSE), (8, COARSE, COARSE))
    for values, module in ((first, modules[1]), (second, modules[4])):
        whole = module.numpy().T.reshape(-1, FINE, FINE)[: len(values), ::2, ::2]
        np.testing.assert_allclose(values, whole, atol=1e-5)


def test_the_plane_holds_every_sample_in_original_units() -> None:
    run, prepared = trained("xor", SMALL, {"loss": "BCEWithLogitsLoss"})
    shown = surface_of(run)
    for points in (shown.train_points, shown.val_points):
        assert (np.abs(points) <= 1.0001).all()  # the square that the points are drawn from
        assert shown.x[0] < points[:, 0].min() <= points[:, 0].max() < shown.x[-1]
        assert shown.y[0] < points[:, 1].min() <= points[:, 1].max() < shown.y[-1]
    differ = np.sign(shown.train_points[:, 0]) != np.sign(shown.train_points[:, 1])
    np.testing.assert_array_equal(shown.train_target, differ)
    np.testing.assert_array_equal(shown.val_target, prepared.validation.y.reshape(-1))


def test_several_classes_have_a_probability_each() -> None:
    network = [*SMALL[:-1], {"layer": "Linear", "out_features": 3}]
    run, prepared = trained("gaussians", network, {"loss": "CrossEntropyLoss"})
    shown = surface_of(run)
    assert shown.output.shape == (3, FINE, FINE)
    np.testing.assert_allclose(shown.output.sum(axis=0), 1, atol=1e-6)
    output, _modules = on_grid(run, shown, StandardScaler().fit(shown.train_points).transform)
    np.testing.assert_allclose(shown.output.reshape(3, -1).T, output.softmax(dim=1).numpy(), atol=1e-5)
    assert set(shown.train_target) == {0.0, 1.0, 2.0}
    np.testing.assert_array_equal(shown.train_target, prepared.train.y)


def test_numbers_are_in_original_units() -> None:
    project, prepared = made([{"layer": "Linear", "out_features": 1}], {"epochs": 1}, shape=(2,))
    run = Run("a", project, prepared)
    shown = surface_of(run)
    module = run.model[0]
    assert isinstance(module, nn.Linear)
    (w1, w2), bias = module.weight.detach().numpy()[0].astype(float), float(module.bias.detach())
    x, y = np.meshgrid((shown.x - 5) / 2, (shown.y - 5) / 2)  # features of ``made`` are at 5 + 2 x
    np.testing.assert_allclose(shown.output[0], (w1 * x + w2 * y + bias) * 3 + 10, atol=1e-4)
    np.testing.assert_allclose(shown.train_points, prepared.train.x * 2.0 + 5, atol=1e-5)
    np.testing.assert_allclose(shown.train_target, prepared.train.y[:, 0] * 3.0 + 10, atol=1e-5)
    assert shown.units == ()


def test_a_picture_changes_nothing() -> None:
    alone, _prepared = trained("xor", SMALL, {"loss": "BCEWithLogitsLoss", "epochs": 6})
    project, prepared = real("xor", SMALL, {"epochs": 6, "loss": "BCEWithLogitsLoss"})
    run = Run("a", project, prepared)
    while run.advance():
        run.picture("RunSurface")
        run.picture("RunWeights")
    for one, other in zip(run.model.parameters(), alone.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_large_network_has_a_coarser_grid() -> None:
    width = 400
    assert width * width > MANY
    network: list[Plain] = [
        *([{"layer": "Linear", "out_features": width}, {"layer": "ReLU"}] * 2),
        {"layer": "Linear", "out_features": 1},
    ]
    run, _prepared = trained("xor", network, {"loss": "BCEWithLogitsLoss", "epochs": 1})
    shown = surface_of(run)
    assert shown.output.shape == (1, COARSE, COARSE)
    assert [values.shape for values in shown.units] == [(8, 17, 17)] * 2


def test_layers_that_give_no_single_units_have_no_pictures() -> None:
    network: list[Plain] = [
        {"layer": "Linear", "out_features": 16},
        {"layer": "Unflatten", "unflattened_size": [1, 4, 4]},
        {"layer": "Conv2d", "out_channels": 2},
        {"layer": "Flatten"},
        {"layer": "Linear", "out_features": 1},
    ]
    run, _prepared = trained("xor", network, {"loss": "BCEWithLogitsLoss", "epochs": 1})
    assert [len(values) for values in surface_of(run).units] == [0, 8]


@pytest.mark.parametrize("shape", [(3,), (1,), (2, 1), (1, 2, 2)])
def test_nothing_for_data_with_other_than_two_features(shape: tuple[int, ...]) -> None:
    network: list[Plain] = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": 1}]
    assert Run("a", *made(network, {}, shape=shape)).picture("RunSurface") is None


def test_nothing_for_a_series_of_two_steps() -> None:
    network: list[Plain] = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": 1}]
    assert Run("a", *real("air_passengers", network, {}, context=2)).picture("RunSurface") is None
