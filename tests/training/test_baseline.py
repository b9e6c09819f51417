"""The loss of a constant answer, against the best that a search finds, for every loss and weighting."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from playground.runs.losses import LOSSES, BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, Loss, MSELoss, NLLLoss, SmoothL1Loss
from playground.training.baseline import constant_loss
from playground.training.losses import build_loss
from playground.training.run import Run
from tests.training.projects import hidden, made

EVERY: list[Loss] = [kind() for kind in LOSSES.values()] + [
    HuberLoss(delta=0.1),
    SmoothL1Loss(beta=0.1),
    BCEWithLogitsLoss(pos_weight="balanced"),
    CrossEntropyLoss(weight="balanced"),
    CrossEntropyLoss(label_smoothing=0.3),
    CrossEntropyLoss(weight="balanced", label_smoothing=0.2),
    NLLLoss(weight="balanced"),
]


def targets(loss: Loss, outputs: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    if "multiclass" in loss.tasks:
        return chance.choice(outputs, 300, p=[0.7, 0.2, 0.1]).astype(np.int64)
    if "binary" in loss.tasks:
        return (chance.random((300, 1)) < 0.2).astype(np.float32)
    return chance.lognormal(size=(300, outputs)).astype(np.float32)


@pytest.mark.parametrize("loss", EVERY, ids=repr)
@pytest.mark.parametrize("seed", range(2))
def test_no_constant_answer_is_better(loss: Loss, seed: int) -> None:
    outputs = 1 if "binary" in loss.tasks else 3
    y = targets(loss, outputs, seed)
    measure = build_loss(loss, y, outputs).mean

    def of(answer: np.ndarray) -> float:
        said = torch.from_numpy(np.atleast_1d(answer).astype(np.float32)).expand(len(y), -1)
        if loss.name == "NLLLoss":
            said = torch.log_softmax(said, dim=1)
        if loss.name == "BCELoss":
            said = torch.sigmoid(said)
        return float(measure(said.reshape(y.shape) if "multiclass" not in loss.tasks else said, torch.from_numpy(y)))

    best = minimize(of, np.zeros(outputs), method="Powell", options={"xtol": 1e-4}).fun
    found = constant_loss(loss, y, outputs)
    assert found >= best - 1e-3
    assert found <= best * (1.02 if "Huber" in loss.name or "Smooth" in loss.name else 1.001) + 1e-5


def test_of_a_squared_error_it_is_the_variance_and_without_samples_unknown() -> None:
    y = np.random.default_rng(0).normal(3, 2, (1000, 1)).astype(np.float32)
    assert constant_loss(MSELoss(), y, 1) == pytest.approx(y.var(dtype=np.float64), rel=1e-5)
    assert np.isnan(constant_loss(MSELoss(), y[:0], 1))


def test_a_class_that_does_not_occur_does_no_harm() -> None:
    assert np.isfinite(constant_loss(CrossEntropyLoss(), np.zeros(10, dtype=np.int64), 3))
    assert np.isfinite(constant_loss(BCEWithLogitsLoss(), np.zeros((10, 1), dtype=np.float32), 1))


def test_a_run_tells_it_when_it_begins() -> None:
    project, prepared = made(hidden("ReLU", 1), {"epochs": 1, "batch_size": 8})
    run = Run("r", project, prepared)
    assert run.started.constant_loss == pytest.approx(prepared.train.y.var(dtype=np.float64), rel=1e-5)
    shown = replace(project, training=replace(project.training, seed=5))
    assert Run("s", shown, prepared).started.constant_loss == run.started.constant_loss
