"""Findings of the end of a run: losses that count then, classes that are never given, forecasts beside the simplest one."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest

from playground.datasets import DatasetInfo, PreparationConfig, Signature
from playground.layers import LSTM, Linear, ReLU
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.diagnosis import Finding
from playground.runs.diagnosis import diagnose as diagnose_project
from playground.runs.history import RunHistory
from playground.runs.losses import BCEWithLogitsLoss
from playground.runs.messages import RunForecast
from playground.runs.optimizers import LBFGS, Adam
from playground.runs.project import Project
from tests.runs.diagnosis.test_rules import LEARNING, deep, history, keys, rows

CALM = rows(1, 1, 1, 1, epochs=60)
FLAT = np.full(60, 1.2) + 0.1 * np.sin(np.arange(60))
NONE = np.full(60, math.nan)


def at_end(run: RunHistory, figures: dict[str, float], **project: Any) -> tuple[Finding, ...]:
    return diagnose_project(run, Project(network=deep(ReLU), **project), figures=figures)


def test_a_loss_that_jumps_in_the_last_epoch_only_is_named() -> None:
    jumps = LEARNING.copy()
    jumps[-1] = 3e6
    run = history(deep(ReLU), CALM, LEARNING, jumps, constant_val_loss=1.0)
    (finding,) = at_end(run, {"val_loss": 3e6, "train_loss": 0.01})
    assert (finding.key, finding.fix) == ("worse_than_constant", "early_stopping")
    assert finding.gist == "validation loss 3e6, that of always giving the mean 1"


def test_without_validation_the_training_loss_counts() -> None:
    run = history(deep(ReLU), CALM, LEARNING, NONE)
    (finding,) = at_end(run, {"train_loss": 3e6})
    assert (finding.key, finding.fix) == ("worse_than_constant", None)
    assert finding.gist.startswith("training loss 3e6")
    assert at_end(run, {"train_loss": 0.01}) == ()


def test_a_validation_loss_beyond_all_numbers_is_said_so() -> None:
    run = history(deep(ReLU), CALM, LEARNING, LEARNING, constant_val_loss=1.0)
    (finding,) = at_end(run, {"val_loss": math.inf})
    assert "∞" in finding.gist


def test_what_was_kept_by_early_stopping_is_what_counts() -> None:
    bad = np.concatenate([np.linspace(1, 0.2, 50), [5.0] * 10])
    run = history(deep(ReLU), CALM, LEARNING, bad, constant_val_loss=1.0)
    assert "worse_than_constant" not in keys(at_end(run, {"val_loss": 0.2}))


@pytest.mark.parametrize(("left", "named"), [(0.35, True), (0.25, False)])
def test_unscaled_features_are_named_where_the_end_is_poor(left: float, named: bool) -> None:
    unscaled = PreparationConfig(scaling="none")
    val = np.linspace(1, left, 60)
    run = history(deep(ReLU), CALM, LEARNING, val, constant_val_loss=1.0, feature_ratio=500.0)
    assert keys(at_end(run, {"val_loss": left}, preparation=unscaled)) == ["unscaled_features"] * named
    assert at_end(run, {"val_loss": left}) == ()  # they are scaled
    alone = history(deep(ReLU), CALM, val, NONE, feature_ratio=500.0)
    assert keys(at_end(alone, {"train_loss": left}, preparation=unscaled)) == ["unscaled_features"] * named


def test_nothing_is_said_of_unscaled_features_before_the_end() -> None:
    run = history(deep(ReLU), CALM, LEARNING, np.linspace(1, 0.8, 60), constant_val_loss=1.0, feature_ratio=500.0, planned=99)
    assert at_end(run, {}, preparation=PreparationConfig(scaling="none")) == ()


def test_a_search_on_small_batches_is_told_to_take_all_samples() -> None:
    run = history(deep(ReLU), CALM, FLAT, FLAT)
    (finding,) = at_end(run, {}, training=RunConfig(optimizer=LBFGS(lr=1000.0), batch_size=32))
    assert (finding.key, finding.fix) == ("small_batches", "full_batch")
    assert "353" in finding.gist
    whole = at_end(run, {}, training=RunConfig(optimizer=LBFGS(lr=1000.0), batch_size=None))
    assert keys(whole) == ["rate_too_high"]


def test_a_rate_that_is_too_high_names_the_usual_one() -> None:
    (finding,) = at_end(history(deep(ReLU), CALM, FLAT, FLAT), {}, training=RunConfig(optimizer=Adam(lr=10.0)))
    assert (finding.key, finding.fix) == ("rate_too_high", "lower_lr")
    assert "10 is far above the usual 0.001" in finding.gist


def test_a_network_with_a_memory_may_wait_until_the_end() -> None:
    network = Network((LSTM(4), Linear(1)))
    flat = np.full(60, 1.0)
    waits = history(network, rows(1, 1, epochs=60), flat, flat, planned=61)
    assert diagnose_project(waits, Project(network=network)) == ()
    over = history(network, rows(1, 1, epochs=60), flat, flat)
    assert keys(diagnose_project(over, Project(network=network))) == ["not_learning"]


def two_classes(figures: dict[str, float], loss: BCEWithLogitsLoss) -> tuple[Finding, ...]:
    run = history(deep(ReLU), CALM, LEARNING, LEARNING, accuracy=np.full(60, 0.9))
    info = DatasetInfo("t", Signature("binary", (10,), (1,)), 442, 353, 89, 0, classes=("ill", "well"))
    run.started = msgspec.structs.replace(run.started, info=info)
    return at_end(run, figures, training=RunConfig(loss=loss))


@pytest.mark.parametrize(
    ("figures", "rare"),
    [
        ({"val_accuracy": 0.97, "val_recall": 0.0, "val_f1": 0.0, "val_precision": 0.0}, "well"),
        ({"val_accuracy": 0.97, "val_recall": 1.0, "val_f1": 0.985, "val_precision": 0.97}, "ill"),
    ],
)
def test_a_class_that_is_never_given_is_named(figures: dict[str, float], rare: str) -> None:
    (finding,) = two_classes(figures, BCEWithLogitsLoss())
    assert (finding.key, finding.fix) == ("one_class", "balance")
    assert f"“{rare}”; 97.0% is the share of" in finding.gist
    (weighted,) = two_classes(figures, BCEWithLogitsLoss(pos_weight="balanced"))
    assert weighted.fix is None


@pytest.mark.parametrize(
    "figures",
    [
        {"val_accuracy": 0.97, "val_recall": 0.1, "val_f1": 0.18, "val_precision": 1.0},
        {"val_accuracy": 0.98, "val_recall": 1.0, "val_f1": 0.9, "val_precision": 0.85},
        {"val_accuracy": 1.0, "val_recall": 1.0, "val_f1": 1.0, "val_precision": 1.0},
        {"val_accuracy": 0.5, "val_recall": 0.0, "val_f1": 0.0, "val_precision": 0.0},
        {},
    ],
)
def test_classes_that_are_both_given_are_not(figures: dict[str, float]) -> None:
    assert two_classes(figures, BCEWithLogitsLoss()) == ()


def forecast(said: np.ndarray, series: np.ndarray, model: float, naive: float) -> RunForecast:
    nothing, valid = np.zeros(0), np.arange(float(len(series) - len(said)), len(series))
    return RunForecast(
        run="r",
        epoch=60.0,
        times=(),
        series=series,
        train_rows=nothing,
        val_rows=valid,
        train_prediction=nothing,
        val_prediction=said,
        recursive=nothing,
        future_rows=nothing,
        future=nothing,
        naive=nothing,
        seasonal_naive=nothing,
        autoregression=nothing,
        figures={"one_step": model, "naive": naive},
    )


SERIES = 10 * np.sin(np.arange(60.0) / 3)


def test_a_forecast_worse_than_repeating_the_last_value_is_named_at_the_end() -> None:
    worse = forecast(SERIES[40:] + 9, SERIES, 9.0, 3.0)
    run = history(deep(ReLU), CALM, LEARNING, LEARNING)
    (finding,) = diagnose_project(run, Project(network=deep(ReLU)), worse)
    assert (finding.key, finding.fix) == ("worse_than_naive", "differences")
    assert finding.gist == "RMSE 9; repeating the last value has 3"
    going = history(deep(ReLU), CALM, LEARNING, LEARNING, planned=99)
    assert diagnose_project(going, Project(network=deep(ReLU)), worse) == ()
    better = forecast(SERIES[40:], SERIES, 2.0, 3.0)
    assert diagnose_project(run, Project(network=deep(ReLU)), better) == ()


def test_where_changes_are_learned_already_that_is_not_proposed_again() -> None:
    worse = forecast(SERIES[40:] + 9, SERIES, 9.0, 3.0)
    prepared = PreparationConfig(steps=(("difference", True),))
    (finding,) = diagnose_project(
        history(deep(ReLU), CALM, LEARNING, LEARNING), Project(network=deep(ReLU), preparation=prepared), worse
    )
    assert (finding.key, finding.fix) == ("worse_than_naive", None)


def test_a_copy_is_said_once() -> None:
    copy = forecast(SERIES[39:59], SERIES, 3.2, 3.0)
    found = diagnose_project(history(deep(ReLU), CALM, LEARNING, LEARNING), Project(network=deep(ReLU)), copy)
    assert keys(found) == ["worse_than_naive"]
