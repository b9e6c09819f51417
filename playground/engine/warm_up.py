"""What the engine does before the first real run, so that this one starts at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.datasets.dataset import DatasetInfo, Part, Signature
from playground.datasets.prepare import Prepared
from playground.layers import Linear
from playground.network import Network
from playground.runs.messages import EngineReady
from playground.runs.project import Project

_SAMPLES = 8


def warm_up() -> EngineReady:
    """Loads torch and trains a tiny network for two steps, so that what is loaded or made at the first step is there."""
    from playground.training.devices import find_devices, versions
    from playground.training.run import Run

    project = Project(network=Network((Linear(1),)))
    project = replace(project, training=replace(project.training, batch_size=None, epochs=2))
    run = Run("warm-up", project, _tiny_data())
    while run.advance():
        run.progress()
    return EngineReady(versions=versions(), devices=find_devices())


def _tiny_data() -> Prepared:
    """A straight line, made here without pandas."""
    x = np.linspace(-1, 1, _SAMPLES, dtype=np.float32)[:, None]
    none = Part(x[:0], x[:0], np.arange(0))
    info = DatasetInfo("linear", Signature("regression", (1,), (1,)), _SAMPLES, _SAMPLES, 0, 0)
    return Prepared(info, Part(x, 2 * x, np.arange(_SAMPLES)), none, none)
