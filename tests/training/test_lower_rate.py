"""The rate that "Find a lower rate" puts in: whatever the optimizer and however high its rate was, the next run learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.prepare import prepare
from playground.layers import Linear, ReLU
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.optimizers import OPTIMIZERS, lower_rate
from playground.runs.project import Project
from playground.training.rate_finder import try_rates
from playground.training.run import Run


@pytest.mark.parametrize("start", [1.0, 10.0, 100.0, 1000.0])
def test_it_is_always_lower(start: float) -> None:
    for kind in OPTIMIZERS.values():
        for proposed in (None, 1e-3, 0.3, 5.0):
            assert 0 < lower_rate(kind(lr=start), proposed) < start


@pytest.mark.parametrize("name", [name for name, kind in OPTIMIZERS.items() if not kind.searches])
@pytest.mark.parametrize("start", [1.0, 100.0])
def test_the_next_run_learns(name: str, start: float) -> None:
    """Diabetes, validation R2 above 0.3."""
    network = Network((Linear(32), ReLU(), Linear(16), ReLU(), Linear(1)))
    config = RunConfig(optimizer=OPTIMIZERS[name](lr=start), epochs=30, batch_size=32, device="cpu")
    project = Project("p", DatasetConfig("diabetes"), PreparationConfig(target_scaling="standard"), network, config)
    prepared = prepare(project.dataset, project.preparation, Path())
    *_others, test = try_rates(project, prepared)
    lower = replace(config.optimizer, lr=lower_rate(config.optimizer, test.proposed))
    run = Run("r", replace(project, training=replace(config, optimizer=lower)), prepared)
    while run.advance():
        if run.step % run.started.steps_per_epoch == 0:
            run.progress()
    figures = run.end("finished", "").figures
    assert figures["val_r2"] > 0.3, f"rate {lower.lr}, proposed {test.proposed}: {figures}"
