from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from playground.training.evaluation import MOST_SHOWN
from playground.training.forecasts import recursive
from playground.training.run import Run
from tests.training.histories import finished
from tests.training.projects import hidden, made, real

LINEAR = [{"layer": "Linear", "out_features": 1}]


class TestPredictions:
    def test_many_samples_are_thinned_evenly(self) -> None:
        project, prepared = made(LINEAR, {"batch_size": None, "epochs": 1}, samples=(5001, 100, 0))
        shown = Run("a", project, prepared).picture("RunPredictions")
        assert len(shown.train_target) == MOST_SHOWN == len(shown.train_prediction)
        assert len(shown.val_target) == 100
        everything = prepared.in_units(prepared.train.y).reshape(-1)
        assert shown.train_target[0] == everything[0]
        assert shown.train_target[-1] == everything[-1]

    def test_without_validation_that_side_is_empty(self) -> None:
        shown = Run("a", *made(LINEAR, {"epochs": 1}, samples=(20, 0, 0))).picture("RunPredictions")
        assert len(shown.val_target) == len(shown.val_prediction) == 0

    @pytest.mark.parametrize(
        ("task", "loss", "end", "outputs"),
        [
            ("binary", "BCEWithLogitsLoss", None, 1),
            ("binary", "BCELoss", "Sigmoid", 1),
            ("multiclass", "CrossEntropyLoss", None, 3),
            ("multiclass", "NLLLoss", "LogSoftmax", 3),
        ],
    )
    def test_classes(self, task: str, loss: str, end: str | None, outputs: int) -> None:
        layers = [{"layer": "Linear", "out_features": outputs}, *([{"layer": end}] if end else [])]
        project, prepared = made(layers, {"loss": loss, "epochs": 2}, task=task, outputs=outputs)
        run = Run("a", project, prepared)
        finished(run)
        module = run.model[0]
        assert isinstance(module, nn.Linear)
        with torch.no_grad():
            raw = module(torch.from_numpy(prepared.validation.x))
        expected = raw.sigmoid() if task == "binary" else raw.argmax(dim=1)
        shown = run.picture("RunPredictions")
        np.testing.assert_allclose(shown.val_prediction, expected.numpy().reshape(-1), rtol=1e-6)
        np.testing.assert_array_equal(shown.val_target, prepared.validation.y.reshape(-1))

    def test_all_predictions_name_their_rows(self) -> None:
        project, prepared = made(LINEAR, {"epochs": 1}, samples=(20, 5, 3))
        parts = list(Run("a", project, prepared).all_predictions())
        assert [(part.split, len(part.rows)) for part in parts] == [("train", 20), ("validation", 5), ("test", 3)]
        for part in parts:
            assert part.rows.shape == part.target.shape == part.prediction.shape


class TestForecast:
    def forecast_run(self, horizon: int = 1, epochs: int = 3) -> Run:
        layers = [{"layer": "Flatten"}, {"layer": "Linear", "out_features": horizon}]
        training = {"batch_size": None, "epochs": epochs, "optimizer": {"name": "Adam", "lr": 0.01}}
        return Run("a", *real("air_passengers", layers, training, {"scaling": "minmax"}, horizon=horizon))

    @pytest.mark.parametrize("horizon", [1, 5])
    def test_one_step_recursive_and_baselines(self, horizon: int) -> None:
        run = self.forecast_run(horizon)
        finished(run)
        shown = run.picture("RunForecast")
        assert shown is not None
        layer = run.model[1]
        assert isinstance(layer, nn.Linear)
        weight, bias = layer.weight.detach().numpy().astype(float), layer.bias.detach().numpy().astype(float)
        low, high = shown.series[:115].min(), shown.series[:115].max()

        def step(window: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]  # by hand, in passengers
            return (weight @ ((window - low) / (high - low)) + bias) * (high - low) + low

        for rows, predictions in ((shown.train_rows, shown.train_prediction), (shown.val_rows, shown.val_prediction)):
            expected = [step(shown.series[int(row) - 12 : int(row)])[0] for row in rows]
            np.testing.assert_allclose(predictions, expected, rtol=1e-5, atol=1e-3)
        series = list(shown.series)
        while len(series) < 144 + 24:
            series.extend(step(np.array(series[-12:])))
        np.testing.assert_allclose(shown.future, series[144 : 144 + 24], rtol=1e-4, atol=1e-3)
        assert shown.future_rows.tolist() == list(range(144, 168))
        assert len(shown.times) == 168
        assert (shown.times[0], shown.times[143], shown.times[167]) == ("1949-01", "1960-12", "1962-12")

        rows = shown.val_rows.astype(int)
        assert rows.tolist() == list(range(115, 144 - horizon + 1))
        np.testing.assert_array_equal(shown.naive, shown.series[rows - 1])
        np.testing.assert_array_equal(shown.seasonal_naive, shown.series[rows - 12])
        truth = shown.series[rows]
        for name, guess in (("one_step", shown.val_prediction), ("naive", shown.naive), ("seasonal_naive", shown.seasonal_naive)):
            assert shown.figures[name] == pytest.approx(float(np.sqrt(np.mean((truth - guess) ** 2))))

    def test_predictions_of_several_steps_name_the_row_of_each(self) -> None:
        part = next(self.forecast_run(3).all_predictions())
        assert part.rows[:6].tolist() == [12, 13, 14, 13, 14, 15]
        shown = self.forecast_run(3).picture("RunForecast")
        assert shown is not None
        np.testing.assert_allclose(part.target, shown.series[part.rows], rtol=1e-6)

    def test_another_task_has_none(self) -> None:
        assert Run("a", *made(LINEAR, {})).picture("RunForecast") is None

    def test_a_perfect_rule_continues_the_series(self) -> None:
        known = np.array([[8.0, 9.0], [0.0, 2.0]])
        ahead = recursive(known, 5, lambda x: (2 * x[:, 1] - x[:, 0]).astype(float))
        assert ahead.tolist() == [[10, 11, 12, 13, 14], [4, 6, 8, 10, 12]]


class TestFinalFigures:
    def test_numbers(self) -> None:
        project, prepared = made(LINEAR, {"epochs": 5}, samples=(30, 10, 7))
        run = Run("a", project, prepared)
        finished(run)
        assert not any(name.startswith("test_") for name in run.end("stopped", "").figures)
        ended = run.end("stopped", "You stopped it.", test=True)
        assert (ended.reason, ended.message, ended.epoch, ended.step) == ("stopped", "You stopped it.", 5, 5)
        names = {f"{part}_{name}" for part in ("train", "val", "test") for name in ("loss", "rmse", "mae", "r2")}
        assert set(ended.figures) == names
        with torch.no_grad():
            error = 3 * (run.model(torch.from_numpy(prepared.test.x)).numpy() - prepared.test.y).astype(float)
        assert ended.figures["test_rmse"] == pytest.approx(float(np.sqrt((error**2).mean())), rel=1e-5)
        assert ended.figures["test_mae"] == pytest.approx(float(np.abs(error).mean()), rel=1e-5)
        assert ended.figures["test_loss"] == pytest.approx(float((error**2).mean()) / 9, rel=1e-5)
        spread = ((3 * (prepared.test.y - prepared.test.y.mean())).astype(float) ** 2).mean()
        assert ended.figures["test_r2"] == pytest.approx(1 - float((error**2).mean() / spread), rel=1e-5)

    @pytest.mark.parametrize(("task", "outputs"), [("binary", 1), ("multiclass", 3)])
    def test_classes(self, task: str, outputs: int) -> None:
        layers = [*hidden("Tanh", 1, 8)[:-1], {"layer": "Linear", "out_features": outputs}]
        run = Run("a", *made(layers, {"epochs": 5}, task=task, outputs=outputs))
        history = finished(run)
        figures = run.end("finished", "").figures
        assert set(figures) == {
            f"{part}_{name}"
            for part in ("train", "val")
            for name in ("loss", "accuracy", "precision", "recall", "log_loss", "f1", "roc_auc")
        }
        assert figures["val_log_loss"] == pytest.approx(history.val_loss[-1], rel=1e-5)
        assert figures["val_accuracy"] == history.val_metrics[-1, 0]

    @pytest.mark.parametrize(("task", "outputs"), [("binary", 1), ("multiclass", 3)])
    def test_a_part_where_a_class_is_missing_has_no_area(self, task: str, outputs: int) -> None:
        layers = [{"layer": "Linear", "out_features": outputs}]
        project, prepared = made(layers, {"epochs": 1}, task=task, outputs=outputs)
        prepared.validation.y[...] = 1
        figures = Run("a", project, prepared).end("finished", "").figures
        assert "val_roc_auc" not in figures
        assert "val_accuracy" in figures
        assert "train_roc_auc" in figures
