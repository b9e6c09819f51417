"""Small projects and data for the tests of training, made from plain values as a project file would hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from playground.datasets.dataset import DatasetInfo, Part, Signature
from playground.datasets.prepare import Prepared, prepare
from playground.datasets.scaling import Line
from playground.network import layer_from_plain
from playground.network.network import Network
from playground.runs.config import run_config_from_plain
from playground.runs.project import Project, project_from_plain

Plain = dict[str, Any]


def hidden(activation: str, count: int, width: int = 32) -> list[Plain]:
    """``count`` hidden layers with an activation each, and one output."""
    return [{"layer": "Linear", "out_features": width}, {"layer": activation}] * count + [{"layer": "Linear", "out_features": 1}]


def made(
    network: list[Plain],
    training: Plain,
    task: str = "regression",
    shape: tuple[int, ...] = (4,),
    outputs: int = 1,
    samples: tuple[int, int, int] = (40, 12, 0),
    seed: int = 0,
) -> tuple[Project, Prepared]:
    """A project on made data of any shape: a smooth function of the features with a little chance."""
    rng = np.random.default_rng(seed)
    parts = []
    for count in samples:
        x = rng.normal(size=(count, *shape)).astype(np.float32)
        flat = x.reshape(count, int(np.prod(shape)))
        mixed = np.stack([np.sin(flat.sum(axis=1) + k) + 0.1 * rng.normal(size=count) for k in range(outputs)], axis=1)
        y: Any = mixed.astype(np.float32)
        if task == "binary":
            y = (y > 0).astype(np.float32)
        elif task == "multiclass":
            y = mixed.argmax(axis=1).astype(np.int64)
        parts.append(Part(x, y, np.arange(count, dtype=np.int64)))
    signature = Signature(task, shape, (outputs,))
    classes = tuple(str(k) for k in range(max(outputs, 2))) if task in ("binary", "multiclass") else ()
    info = DatasetInfo("made", signature, sum(samples), *samples, classes=classes)
    scale = 1.0 if classes else 3.0
    lines = (Line(2.0, 5.0),) * shape[0] if len(shape) == 1 else (Line(2.0, 5.0),)
    offset = 0.0 if classes else 10.0
    prepared = Prepared(info, *parts, target_scale=scale, classes=classes, target_offset=offset, features=lines)
    layers = Network(tuple(layer_from_plain(layer) for layer in network))
    return Project(network=layers, training=run_config_from_plain(training, task=task)), prepared


def real(
    dataset: str, network: list[Plain], training: Plain, preparation: Plain | None = None, **choices: Any
) -> tuple[Project, Prepared]:
    """A project on one of the datasets."""
    plain = {
        "format": 1,
        "dataset": {"name": dataset, **choices},
        "preparation": preparation or {},
        "network": network,
        "training": training,
    }
    project = project_from_plain(plain)
    return project, prepare(project.dataset, project.preparation, Path())
