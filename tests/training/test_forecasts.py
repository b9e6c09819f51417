"""Walk-forward validation against a loop that forecasts row by row, and the warning on models that copy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from playground.runs.diagnosis import copies_the_past, lagged_correlations
from playground.runs.messages import RunForecast, RunWalkForward
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import real


def forecast_run(horizon: int = 1, epochs: int = 60, **choices: Any) -> Run:
    layers = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": horizon}]
    training = {"batch_size": None, "epochs": epochs, "optimizer": {"name": "Adam", "lr": 0.01}}
    run = Run("a", *real("air_passengers", layers, training, {"scaling": "minmax"}, horizon=horizon, **choices))
    finished(run)
    return run


def with_weights(run: Run, weights: list[float]) -> Run:
    """Its one layer gets these weights, and no bias: a rule that is known."""
    layer = run.model[1]
    assert isinstance(layer, nn.Linear)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([weights]))
        layer.bias.zero_()
    run._speaker.forget()
    return run


def pictured(run: Run, kind: type[Any]) -> Any:
    picture = run.picture(kind.__name__)
    assert isinstance(picture, kind)
    return picture


@pytest.mark.parametrize("horizon", [1, 5])
def test_walk_forward_is_a_loop_over_origins(horizon: int) -> None:
    run = forecast_run(horizon)
    walk, series = pictured(run, RunWalkForward), pictured(run, RunForecast).series
    low, high = series[:115].min(), series[:115].max()
    layer = run.model[1]
    assert isinstance(layer, nn.Linear)
    weight, bias = layer.weight.detach().numpy().astype(float), layer.bias.detach().numpy().astype(float)
    errors: dict[str, list[list[float]]] = {"model": [], "naive": [], "seasonal_naive": []}
    for origin in range(115, 144 - 12 + 1):  # every row of validation with 12 true values from there on
        known = [(value - low) / (high - low) for value in series[:origin]]
        while len(known) < origin + 12:
            known.extend(weight @ np.array(known[-12:]) + bias)
        truth = series[origin : origin + 12]
        errors["model"].append(list(np.array(known[origin : origin + 12]) * (high - low) + low - truth))
        errors["naive"].append(list(series[origin - 1] - truth))
        errors["seasonal_naive"].append(list(series[origin - 12 : origin] - truth))
    assert walk.origins.tolist() == [18] * 12
    for name, rows in errors.items():
        expected = np.sqrt(np.mean(np.square(rows), axis=0))
        np.testing.assert_allclose(getattr(walk, name), expected, rtol=1e-4, err_msg=name)


def test_the_recursive_forecast_through_validation_knows_nothing_of_it() -> None:
    run = forecast_run()
    shown = pictured(run, RunForecast)
    series = shown.series
    low, high = series[:115].min(), series[:115].max()
    layer = run.model[1]
    assert isinstance(layer, nn.Linear)
    weight, bias = layer.weight.detach().numpy().astype(float), layer.bias.detach().numpy().astype(float)
    known = [(value - low) / (high - low) for value in series[:115]]
    while len(known) < 144:
        known.extend(weight @ np.array(known[-12:]) + bias)
    expected = np.array(known[115:]) * (high - low) + low
    np.testing.assert_allclose(shown.recursive, expected, rtol=1e-4)
    assert shown.figures["recursive"] == pytest.approx(float(np.sqrt(np.mean((expected - series[115:]) ** 2))), rel=1e-4)


def test_a_season_is_repeated_as_often_as_the_horizon_needs() -> None:
    walk = pictured(forecast_run(horizon=15, epochs=1), RunWalkForward)
    assert len(walk.model) == len(walk.seasonal_naive) == 15
    assert np.isfinite(walk.seasonal_naive).all()


class TestCopying:
    def test_a_model_that_repeats_the_last_value_is_found_out(self) -> None:
        shown = pictured(with_weights(forecast_run(epochs=1), [0.0] * 11 + [1.0]), RunForecast)
        np.testing.assert_allclose(shown.val_prediction, shown.naive, rtol=1e-5)
        found = copies_the_past(shown)
        assert found is not None
        assert found.key == "copying"
        assert "1 step late" in found.text
        assert lagged_correlations(shown)[1] == pytest.approx(1)

    def test_so_is_one_that_repeats_the_value_before_the_last(self) -> None:
        found = copies_the_past(pictured(with_weights(forecast_run(epochs=1), [0.0] * 10 + [1.0, 0.0]), RunForecast))
        assert found is not None
        assert "2 steps late" in found.text

    def test_one_that_repeats_the_last_season_is_not(self) -> None:
        assert copies_the_past(pictured(with_weights(forecast_run(epochs=1), [1.0] + [0.0] * 11), RunForecast)) is None

    def test_one_that_has_learned_is_not(self) -> None:
        shown = pictured(forecast_run(epochs=1000), RunForecast)
        assert shown.figures["one_step"] < 0.6 * shown.figures["naive"]
        assert copies_the_past(shown) is None

    def test_of_constant_broken_or_few_predictions_nothing_is_said(self) -> None:
        assert copies_the_past(None) is None
        for value in (0.0, float("nan")):
            assert copies_the_past(pictured(with_weights(forecast_run(epochs=1), [value] * 12), RunForecast)) is None
        few = pictured(with_weights(forecast_run(horizon=1, epochs=1), [0.0] * 11 + [1.0]), RunForecast)
        cut = {name: getattr(few, name)[:5] for name in ("val_rows", "val_prediction", "naive")}
        fields = {name: getattr(few, name) for name in few.__struct_fields__}
        assert copies_the_past(RunForecast(**{**fields, **cut})) is None
