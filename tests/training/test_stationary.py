"""Networks that learn differences and logarithms: every figure and every forecast is one of the values themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import r2_score, root_mean_squared_error

from playground.datasets.folds import Folds
from playground.datasets.prepare import prepare
from playground.runs.messages import RunForecast, RunWalkForward
from playground.training.folds import build_folds
from playground.training.rate_finder import try_rates
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import real

STEPS = [
    {"log": True},
    {"difference": True},
    {"log": True, "seasonal_difference": True},
    {"log": True, "seasonal_difference": True, "difference": True},
]
LAYERS: list[dict[str, Any]] = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": 1}]


def project(steps: dict[str, bool], horizon: int = 1, **training: Any) -> Any:
    layers = [LAYERS[0], {"layer": "Linear", "out_features": horizon}]
    plain = {"batch_size": None, "epochs": 30, "optimizer": {"name": "Adam", "lr": 0.01}, **training}
    return real("air_passengers", layers, plain, {"scaling": "minmax", "steps": steps, "test": 0.1}, horizon=horizon)


def by_hand(prepared: Any, run: Run, split: str) -> Any:
    """The predictions of one part, undone row by row with Python's own numbers."""
    series, part = prepared.series, getattr(prepared, split)
    with torch.no_grad():
        said = run.model.eval()(torch.from_numpy(part.x)).numpy().astype(float)
    said = said * prepared.target_scale + prepared.target_offset
    log, lags = series.changes.log, series.changes.lags
    levels = np.log(series.values) if log else series.values
    result = np.empty_like(said)
    for place, row in enumerate(part.rows):
        known = list(levels[:row])
        for step, change in enumerate(said[place]):
            if lags == ():
                known.append(change)
            elif lags in ((1,), (12,)):
                known.append(known[-lags[0]] + change)
            else:
                known.append(known[-12] + known[-1] - known[-13] + change)
            result[place, step] = np.exp(known[-1]) if log else known[-1]
    return result


@pytest.mark.parametrize("steps", STEPS)
@pytest.mark.parametrize("horizon", [1, 4])
@pytest.mark.parametrize("loss", ["MSELoss", "L1Loss"])
def test_the_figures_of_every_epoch_are_those_of_the_values(steps: dict[str, bool], horizon: int, loss: str) -> None:
    choice, prepared = project(steps, horizon, loss=loss, optimizer={"name": "SGD", "lr": 1e-12}, epochs=3, batch_size=16)
    run = Run("a", choice, prepared)
    history = finished(run)  # nothing is learned, so every epoch sees the same model
    figures = run.end("finished", "", test=True).figures
    for split, prefix, known in (
        ("train", "train", history.train_metrics),
        ("validation", "val", history.val_metrics),
        ("test", "test", None),
    ):
        said, truth = by_hand(prepared, run, split), prepared.series.targets(getattr(prepared, split).rows)
        rmse, r2 = root_mean_squared_error(truth.ravel(), said.ravel()), r2_score(truth.ravel(), said.ravel())
        assert figures[f"{prefix}_rmse"] == pytest.approx(rmse, rel=1e-4)
        assert figures[f"{prefix}_r2"] == pytest.approx(r2, rel=1e-3, abs=1e-4)
        if known is not None:
            np.testing.assert_allclose(known[:, 0], rmse, rtol=1e-3)
            np.testing.assert_allclose(known[:, 1], r2, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("steps", STEPS)
def test_predictions_and_forecasts_are_of_the_values(steps: dict[str, bool]) -> None:
    choice, prepared = project(steps)
    run = Run("a", choice, prepared)
    finished(run)
    shown, walk = run.picture(RunForecast.__name__), run.picture(RunWalkForward.__name__)
    assert isinstance(shown, RunForecast)
    assert isinstance(walk, RunWalkForward)
    np.testing.assert_allclose(shown.val_prediction, by_hand(prepared, run, "validation")[:, 0], rtol=1e-5)
    np.testing.assert_allclose(shown.train_prediction, by_hand(prepared, run, "train")[:, 0], rtol=1e-5)
    assert shown.recursive[0] == pytest.approx(shown.val_prediction[0], rel=1e-5)  # its first row knows no more
    parts = {part.split: part for part in run.all_predictions()}
    np.testing.assert_allclose(parts["validation"].target, prepared.series.values[prepared.validation.rows])
    np.testing.assert_allclose(walk.model[0], root_mean_squared_error(*_first_of(shown, walk)), rtol=1e-4)
    assert np.isfinite(shown.future).all()
    assert shown.future.min() > 0 or not steps.get("log")
    assert len(shown.autoregression) == len(shown.val_rows)
    assert len(walk.autoregression) == len(walk.model) == 12


def _first_of(shown: RunForecast, walk: RunWalkForward) -> tuple[Any, Any]:
    count = int(walk.origins[0])
    return shown.series[shown.val_rows.astype(int)][:count], shown.val_prediction[:count]


@pytest.mark.parametrize("steps", STEPS)
def test_the_recursive_forecast_is_a_loop_over_the_values(steps: dict[str, bool]) -> None:
    choice, prepared = project(steps)
    run = Run("a", choice, prepared)
    finished(run)
    shown, series = run.picture(RunForecast.__name__), prepared.series
    assert isinstance(shown, RunForecast)
    levels = list((np.log(series.values) if series.changes.log else series.values)[: int(shown.val_rows[0])])
    for step in range(10):
        changed = np.array(levels)
        for lag in series.changes.lags:
            changed = changed[lag:] - changed[:-lag]
        window = ((changed[-12:] - prepared.target_offset) / prepared.target_scale).astype(np.float32)
        with torch.no_grad():
            said = (
                float(run.model.eval()(torch.from_numpy(window[None, :, None]))) * prepared.target_scale + prepared.target_offset
            )
        back = {(): 0.0, (1,): levels[-1], (12,): levels[-12]}.get(series.changes.lags, levels[-12] + levels[-1] - levels[-13])
        levels.append(said + back)
        value = np.exp(levels[-1]) if series.changes.log else levels[-1]
        assert shown.recursive[step] == pytest.approx(value, rel=1e-4)


def test_with_them_a_network_beats_the_simple_forecasts() -> None:
    layers = [{"layer": "RNN", "hidden_size": 32}, {"layer": "Linear", "out_features": 1}]
    training = {"batch_size": None, "epochs": 100, "optimizer": {"name": "Adam", "lr": 0.01}}
    for seed in range(3):
        preparation = {"scaling": "minmax", "steps": {"stationary": True}}
        run = Run("a", *real("air_passengers", layers, {**training, "seed": seed}, preparation))
        finished(run)
        figures = run.end("finished", "").figures
        simple = [figures[f"val_rmse_{name}"] for name in ("naive", "seasonal_naive", "autoregression")]
        assert figures["val_rmse"] < min(simple)  # 16.0 to 17.4 over seeds 0 to 4; 52.5, 46.1 and 20.7


@pytest.mark.parametrize("steps", [{"log": True}, {"log": True, "difference": True}])
def test_folds_side_by_side_measure_what_single_ones_do(steps: dict[str, bool]) -> None:
    choice, _prepared = project(steps, epochs=4, batch_size=16)
    prepared = prepare(choice.dataset, choice.preparation, Path(), folds=Folds(3, "time"))
    names = ("a", "b", "c")
    together, apart = (
        [finished(fold) for fold in build_folds(names, choice, prepared, together=side_by_side)] for side_by_side in (True, False)
    )
    for one, other in zip(together, apart, strict=True):
        np.testing.assert_allclose(one.val_metrics, other.val_metrics, rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(one.train_loss, other.train_loss, rtol=1e-4)


def test_learning_rates_can_be_tried() -> None:
    *_others, last = try_rates(*project({"log": True, "difference": True}))
    assert last.done


@pytest.mark.parametrize(("steps", "known"), [({}, True), ({"log": True}, True), ({"difference": True}, False)])
def test_a_constant_difference_is_a_forecast_and_no_yardstick_for_having_learned(steps: dict[str, bool], known: bool) -> None:
    run = Run("r", *project({"log": False, "difference": False, "seasonal_difference": False, **steps}))
    assert (run.started.constant_loss is not None) == known
