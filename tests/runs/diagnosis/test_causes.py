"""Findings whose cause lies in the data, in the settings, or in the last layer."""

from __future__ import annotations

import numpy as np

from playground.datasets import PreparationConfig
from playground.layers import Linear, ReLU
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.diagnosis import diagnose as diagnose_project
from playground.runs.losses import BCEWithLogitsLoss
from playground.runs.optimizers import Adam
from playground.runs.project import Project
from tests.runs.diagnosis.test_rules import LEARNING, curve, deep, diagnose, history, keys, rows

CALM = rows(1, 1, 1, 1, epochs=60)
FLAT = np.full(60, 1.2) + 0.1 * np.sin(np.arange(60))


def test_a_validation_loss_above_that_of_the_mean_is_named_however_well_training_goes() -> None:
    bad = np.full(60, 3e6)
    (finding,) = diagnose(history(deep(ReLU), CALM, LEARNING, bad, constant_val_loss=1.0), deep(ReLU))
    assert finding.key == "worse_than_constant"
    assert "3e6" in finding.gist
    assert diagnose(history(deep(ReLU), CALM, LEARNING, LEARNING, constant_val_loss=1.0), deep(ReLU)) == ()


def test_unscaled_features_are_named_in_the_place_of_what_they_cause() -> None:
    run = history(deep(ReLU), CALM, LEARNING, curve(0.5, 1.0), feature_ratio=5000.0)
    assert keys(diagnose(run, deep(ReLU), preparation=PreparationConfig(scaling="none"))) == ["unscaled_features"]
    assert keys(diagnose(run, deep(ReLU))) == ["overfitting"]


def test_an_unscaled_target_is_named_where_nothing_is_learned() -> None:
    run = history(deep(ReLU), CALM, FLAT, FLAT, target_rms=5000.0)
    (finding,) = diagnose(run, deep(ReLU))
    assert (finding.key, finding.fix) == ("unscaled_target", "scale_target")
    assert keys(diagnose(run, deep(ReLU), preparation=PreparationConfig(target_scaling="standard"))) == ["not_learning"]


def test_a_rate_of_a_hundred_times_the_usual_one_is_named() -> None:
    run = history(deep(ReLU), CALM, FLAT, FLAT)
    (finding,) = diagnose(run, deep(ReLU), training=RunConfig(optimizer=Adam(lr=100.0)))
    assert (finding.key, finding.fix) == ("rate_too_high", "lower_lr")
    assert keys(diagnose(run, deep(ReLU), training=RunConfig(optimizer=Adam(lr=0.05)))) == ["not_learning"]


def test_an_output_that_cannot_be_negative() -> None:
    network = Network((*deep(ReLU).layers, ReLU()))
    (finding,) = diagnose(history(network, CALM, LEARNING, LEARNING, target_lowest=-2.0), network)
    assert (finding.key, finding.position, finding.fix) == ("cannot_answer", 7, "free_output")
    assert diagnose(history(network, CALM, LEARNING, LEARNING, target_lowest=0.0), network) == ()
    logits = diagnose(history(network, CALM, LEARNING, LEARNING), network, training=RunConfig(loss=BCEWithLogitsLoss()))
    assert keys(logits) == ["cannot_answer"]


def test_a_layer_without_activation_at_the_end_can_answer() -> None:
    network = Network((Linear(8), ReLU(), Linear(1)))
    run = history(network, rows(1, 1, epochs=60), LEARNING, LEARNING, target_lowest=-2.0)
    assert diagnose_project(run, Project(network=network)) == ()
