"""What is said of folds that cannot be trained together."""

from __future__ import annotations

import pytest

from playground.datasets import Signature
from playground.layers import RNN, BatchNorm1d, Dropout, Layer, Linear, ReLU
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.folds import kept_apart_by, kept_apart_text
from playground.runs.optimizers import LBFGS, SGD, Optimizer
from playground.runs.project import Project
from playground.runs.schedulers import ReduceLROnPlateau, Scheduler, StepLR

FEATURES, SERIES = (4,), (12, 1)


@pytest.mark.parametrize(
    ("layers", "optimizer", "scheduler", "shape", "device", "names"),
    [
        ((Linear(8), ReLU(), Dropout(0.5), Linear(1)), SGD(), StepLR(), FEATURES, "cpu", ()),
        ((Linear(8), Dropout(0.5), Dropout(0.2), Linear(1)), SGD(), None, FEATURES, "cuda", ("Dropout",)),
        ((Linear(8), Dropout(0.0), Linear(1)), SGD(), None, FEATURES, "cuda", ()),
        ((Linear(8), BatchNorm1d(), Linear(1)), LBFGS(), None, FEATURES, "cpu", ("BatchNorm1d", "LBFGS")),
        ((Linear(8), Linear(1)), SGD(), ReduceLROnPlateau(), FEATURES, "cpu", ("ReduceLROnPlateau",)),
        ((RNN(8), Linear(1)), SGD(), None, SERIES, "cpu", ("RNN", "12 × 1")),
    ],
)
def test_what_keeps_folds_apart_is_named_once(
    layers: tuple[Layer, ...],
    optimizer: Optimizer,
    scheduler: Scheduler | None,
    shape: tuple[int, ...],
    device: str,
    names: tuple[str, ...],
) -> None:
    project = Project(network=Network(layers), training=RunConfig(optimizer=optimizer, scheduler=scheduler))
    assert kept_apart_by(project, Signature("regression", shape, (1,)), device) == names
    assert kept_apart_text(names) == (f"trained one by one ({', '.join(names)})" if names else "")
