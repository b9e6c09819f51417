"""A fitting start for each task: a small network and settings that learn something at once."""

from __future__ import annotations

from dataclasses import replace

from playground.datasets import PreparationConfig, Signature
from playground.layers import RNN, Conv2d, Flatten, Layer, Linear, ReLU, Tanh
from playground.network import Network, infer_shapes
from playground.runs.config import RunConfig
from playground.runs.losses import LOSSES
from playground.runs.optimizers import Adam
from playground.runs.project import Project


def start_network(signature: Signature) -> Network:
    """A small network that fits: recurrent for a series, convolutional for images, linear layers else."""
    outputs = Linear(signature.output_shape[-1])
    layers: tuple[Layer, ...]
    if signature.task == "forecast":
        layers = (RNN(32), outputs)
    elif len(signature.input_shape) == 3:
        layers = (Conv2d(8), ReLU(), Flatten(), outputs)
    elif signature.input_shape[-1] <= 2:
        layers = (Linear(8), Tanh(), outputs) if signature.task == "binary" else (outputs,)
    else:
        layers = (Linear(64), ReLU(), Linear(64), ReLU(), outputs)
    return Network(layers)


def with_start(project: Project, signature: Signature) -> Project:
    """The project made ready for other data: what fits is kept, what does not is replaced by a fitting start."""
    task = signature.task
    series = task == "forecast"
    was_series = project.preparation.split == "time"
    preparation, training, network = project.preparation, project.training, project.network
    if series != was_series:
        preparation = PreparationConfig(
            scaling="minmax" if series else "standard",
            target_scaling="none" if series or task in ("binary", "multiclass") else "standard",
            split="time" if series else "random",
            validation=preparation.validation,
            test=preparation.test,
            seed=preparation.seed,
        )
        training = RunConfig(optimizer=Adam(lr=0.01), batch_size=None, epochs=100) if series else replace(training, batch_size=32)
    if task in ("binary", "multiclass") and preparation.target_scaling != "none":
        preparation = replace(preparation, target_scaling="none")
    if task not in training.loss.tasks:
        fitting = next(loss for loss in LOSSES.values() if task in loss.tasks)
        training = replace(training, loss=fitting())
    if infer_shapes(network, signature.input_shape, signature.output_shape).problem is not None:
        network = start_network(signature)
    return replace(project, preparation=preparation, training=training, network=network)
