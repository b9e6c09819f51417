"""Metrics against scikit-learn (called here on what the model itself gives), by hand where it has none, and by torchmetrics' definitions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from playground.runs.messages import RunConfusion, RunFigures, RunRoc
from playground.training.evaluation import MOST_SHOWN
from playground.training.figures import class_figures, number_figures, scaled_errors
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import made, real

LINEAR = [{"layer": "Linear", "out_features": 1}]


def raw(run: Run, x: Any) -> Any:
    with torch.no_grad():
        return run.model.eval()(torch.from_numpy(x)).double()


def shown(run: Run, kind: type[Any], exact: bool = True) -> Any:
    picture = run.picture(kind.__name__, exact)
    assert isinstance(picture, kind)
    return picture


def test_regression_in_original_units() -> None:
    project, prepared = made(LINEAR, {"epochs": 5}, samples=(60, 20, 0))
    run = Run("a", project, prepared)
    history = finished(run)
    figures = shown(run, RunFigures).figures
    for prefix, part in (("train", prepared.train), ("val", prepared.validation)):
        target, said = part.y.astype(float) * 3 + 10, raw(run, part.x).numpy() * 3 + 10
        expected = {
            "rmse": theirs.root_mean_squared_error(target, said),
            "mae": theirs.mean_absolute_error(target, said),
            "r2": theirs.r2_score(target, said),
        }
        assert {name: figures[f"{prefix}_{name}"] for name in expected} == pytest.approx(expected, rel=1e-5)
    assert history.val_metrics[-1] == pytest.approx([figures["val_rmse"], figures["val_r2"]], rel=1e-5)
    assert run.end("finished", "").figures.items() >= figures.items()


@pytest.mark.parametrize("batch_size", [None, 7])
@pytest.mark.parametrize("loss", ["MSELoss", "L1Loss"])
def test_r2_of_every_epoch_is_scikit_learns(batch_size: int | None, loss: str) -> None:
    training = {"epochs": 6, "batch_size": batch_size, "loss": loss, "optimizer": {"name": "SGD", "lr": 1e-12}}
    project, prepared = made(LINEAR, training)
    run = Run("a", project, prepared)
    history = finished(run)
    for column, part in ((history.train_metrics, prepared.train), (history.val_metrics, prepared.validation)):
        expected = theirs.r2_score(part.y, raw(run, part.x).numpy())  # nothing is learned, so every epoch sees the same model
        np.testing.assert_allclose(column[:, 1], expected, rtol=1e-5, atol=1e-6)


def test_two_classes() -> None:
    project, prepared = made(LINEAR, {"epochs": 3}, task="binary", samples=(60, 30, 0))
    run = Run("a", project, prepared)
    finished(run)
    figures = shown(run, RunFigures).figures
    target, chance = prepared.validation.y.reshape(-1), raw(run, prepared.validation.x).sigmoid().numpy().reshape(-1)
    said = chance > 0.5
    expected = {
        "accuracy": theirs.accuracy_score(target, said),
        "precision": theirs.precision_score(target, said),
        "recall": theirs.recall_score(target, said),
        "f1": theirs.f1_score(target, said),
        "roc_auc": theirs.roc_auc_score(target, chance),
        "log_loss": theirs.log_loss(target, chance),
    }
    assert {name: figures[f"val_{name}"] for name in expected} == pytest.approx(expected, rel=1e-5)
    confusion = shown(run, RunConfusion)
    np.testing.assert_array_equal(confusion.val_counts, theirs.confusion_matrix(target, said))
    (curve,) = (curve for curve in shown(run, RunRoc).curves if curve.part == "val")
    false, true, _threshold = theirs.roc_curve(target, chance)
    np.testing.assert_allclose((curve.false_positive, curve.true_positive), (false, true))
    assert (curve.label, curve.area) == (1, pytest.approx(expected["roc_auc"]))


@pytest.mark.parametrize(("loss", "end"), [("CrossEntropyLoss", None), ("NLLLoss", "LogSoftmax")])
def test_several_classes(loss: str, end: str | None) -> None:
    layers = [{"layer": "Linear", "out_features": 4}, *([{"layer": end}] if end else [])]
    project, prepared = made(layers, {"epochs": 3, "loss": loss}, task="multiclass", outputs=4, samples=(200, 90, 0))
    run = Run("a", project, prepared)
    finished(run)
    figures = shown(run, RunFigures).figures
    target, chances = prepared.validation.y, raw(run, prepared.validation.x).softmax(dim=1).numpy()
    said = chances.argmax(axis=1)
    expected = {
        "accuracy": theirs.accuracy_score(target, said),
        "precision": theirs.precision_score(target, said, average="macro", zero_division=0),
        "recall": theirs.recall_score(target, said, average="macro", zero_division=0),
        "f1": theirs.f1_score(target, said, average="macro", zero_division=0),
        "roc_auc": theirs.roc_auc_score(target, chances / chances.sum(axis=1, keepdims=True), multi_class="ovr"),
        "log_loss": theirs.log_loss(target, chances / chances.sum(axis=1, keepdims=True)),
    }
    assert {name: figures[f"val_{name}"] for name in expected} == pytest.approx(expected, rel=1e-4)
    confusion = shown(run, RunConfusion)
    np.testing.assert_array_equal(confusion.val_counts, theirs.confusion_matrix(target, said, labels=range(4)))
    for row, true, guess in zip(confusion.val_rows, confusion.val_true, confusion.val_said, strict=True):
        assert (true, guess) == (target[int(row)], said[int(row)])
    curves = [curve for curve in shown(run, RunRoc).curves if curve.part == "val"]
    assert [curve.label for curve in curves] == [0, 1, 2, 3]
    assert np.mean([curve.area for curve in curves]) == pytest.approx(expected["roc_auc"], rel=1e-4)


def test_forecasts_are_compared_with_naive_ones() -> None:
    layers = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": 1}]
    project, prepared = real("air_passengers", layers, {"batch_size": None, "epochs": 20}, {"scaling": "minmax"})
    run = Run("a", project, prepared)
    finished(run)
    figures = shown(run, RunFigures).figures
    series = prepared.series
    assert series is not None
    known = series.values[: series.train_rows]
    naive = sum(abs(known[i] - known[i - 1]) for i in range(1, len(known))) / (len(known) - 1)
    seasonal = sum(abs(known[i] - known[i - 12]) for i in range(12, len(known))) / (len(known) - 12)
    said = prepared.in_units(raw(run, prepared.validation.x).numpy()).reshape(-1)
    mae = float(np.mean(np.abs(said - series.values[prepared.validation.rows])))
    expected = {"val_mae": mae, "val_mase": mae / naive, "val_mase_seasonal": mae / seasonal}
    assert {name: figures[name] for name in expected} == pytest.approx(expected, rel=1e-5)


def test_naive_forecasts_that_never_err_give_no_scale() -> None:
    class Flat:
        values = np.full(30, 5.0)
        train_rows, season = 20, 12

    assert scaled_errors(1.0, Flat()) == {}  # type: ignore[arg-type]  # what it reads


def test_much_data_is_estimated_while_it_trains_and_measured_at_a_pause() -> None:
    project, prepared = made(LINEAR, {"epochs": 1, "batch_size": None}, samples=(9000, 3000, 0))
    run = Run("a", project, prepared)
    quick, exact = (shown(run, RunFigures, exact=exact) for exact in (False, True))
    assert (quick.whole, quick.samples) == (False, {"train": MOST_SHOWN, "val": MOST_SHOWN})
    assert (exact.whole, exact.samples) == (True, {"train": 9000, "val": 3000})
    assert quick.figures["val_rmse"] == pytest.approx(exact.figures["val_rmse"], rel=0.1)
    said = raw(run, prepared.validation.x).numpy() * 3
    assert exact.figures["val_rmse"] == pytest.approx(theirs.root_mean_squared_error(prepared.validation.y * 3, said), rel=1e-5)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=30))
def test_numbers_always_have_figures_that_are_finite(pairs: list[tuple[float, float]]) -> None:
    target, said = np.array(pairs).T
    figures = number_figures(target, said)
    assert {"rmse", "mae"} <= figures.keys()
    assert figures["mae"] <= figures["rmse"] * (1 + 1e-9) + 1e-12
    assert ("r2" in figures) == (target.min() != target.max())


@given(st.integers(2, 5), st.data())
def test_classes_always_have_figures_that_are_finite(classes: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 20))
    target = np.array(data.draw(st.lists(st.integers(0, classes - 1), min_size=count, max_size=count)))
    weights = data.draw(
        st.lists(st.lists(st.floats(0.01, 1), min_size=classes, max_size=classes), min_size=count, max_size=count)
    )
    chances = np.array(weights) / np.sum(weights, axis=1, keepdims=True)
    figures = class_figures(target, chances)
    assert all(np.isfinite(value) for value in figures.values())
    assert all(0 <= value <= 1 for name, value in figures.items() if name != "log_loss")
    assert ("roc_auc" in figures) == (len(set(target.tolist())) == classes)
