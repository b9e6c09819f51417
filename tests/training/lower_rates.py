"""What becomes of a run on diabetes after its learning rate was lowered as the window does it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from playground.datasets import DatasetConfig, PreparationConfig
from playground.datasets.prepare import prepare
from playground.layers import Linear, ReLU
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.messages import RunProgress
from playground.runs.optimizers import OPTIMIZERS
from playground.runs.project import Project
from playground.training.rate_finder import try_rates
from playground.training.run import Run


@dataclass(frozen=True)
class Repaired:
    """The rate that was found, and the figures of the run with it; no figures where there was no rate, or the run diverged."""

    rate: float | None
    figures: dict[str, float]


def after_repair(name: str, start: float, batch: int | None, epochs: int = 30) -> Repaired:
    """Looks for a rate below ``start`` for an optimizer, and trains with it."""
    network = Network((Linear(32), ReLU(), Linear(16), ReLU(), Linear(1)))
    plain = {"lr": start} | ({"max_iter": 4} if OPTIMIZERS[name].searches else {})  # twenty take long
    config = RunConfig(optimizer=OPTIMIZERS[name](**plain), epochs=epochs, batch_size=batch, device="cpu")
    project = Project("p", DatasetConfig("diabetes"), PreparationConfig(target_scaling="standard"), network, config)
    prepared = prepare(project.dataset, project.preparation, Path())
    *_others, test = try_rates(project, prepared, below=start)
    if test.proposed is None:
        return Repaired(None, {})
    lower = replace(config, optimizer=replace(config.optimizer, lr=test.proposed))
    run = Run("r", replace(project, training=lower), prepared)
    while run.advance():
        if run.step % run.started.steps_per_epoch == 0 and not isinstance(run.progress(), RunProgress):
            return Repaired(test.proposed, {})
    return Repaired(test.proposed, run.end("finished", "").figures)
