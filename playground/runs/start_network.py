"""A fitting start for each task: a small network and settings that learn something at once."""

from __future__ import annotations

from dataclasses import replace

from playground.datasets import PreparationConfig, Signature, proposed_split, suits
from playground.layers import LAYERS, RNN, Conv2d, Flatten, Layer, Linear, ReLU, Tanh
from playground.network import Network
from playground.runs.checks import check_network
from playground.runs.config import RunConfig
from playground.runs.losses import LOSSES
from playground.runs.optimizers import Adam
from playground.runs.project import Project

_REPAIRS = 2
"""More repairs than this make another network of it."""


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
    """The project made ready for other data: what fits, or can be repaired, is kept; the rest is replaced by a fitting start."""
    task = signature.task
    series = task == "forecast"
    was_series = project.preparation.split == "time"
    preparation, training = project.preparation, project.training
    if series != was_series:
        preparation = PreparationConfig(
            scaling="minmax" if series else "standard",
            target_scaling="none" if series or task in ("binary", "multiclass") else "standard",
            split=proposed_split(task),
            validation=preparation.validation,
            test=preparation.test,
            steps=(("stationary", True),) if series else (),
            seed=preparation.seed,
        )
        training = RunConfig(optimizer=Adam(lr=0.01), batch_size=None, epochs=100) if series else replace(training, batch_size=32)
    if task in ("binary", "multiclass") and preparation.target_scaling != "none":
        preparation = replace(preparation, target_scaling="none")
    if not series and preparation.split != "time":
        preparation = replace(preparation, split=proposed_split(task))
    if task not in training.loss.tasks:
        fitting = next(loss for loss in LOSSES.values() if task in loss.tasks)
        training = replace(training, loss=fitting())
    if not suits(training.folds, task):
        training = replace(training, folds=None)
    new = replace(project, preparation=preparation, training=training)
    pictures = len(signature.input_shape) == 3  # a repair would make the layers of a table work on rows of pixels
    return _with_fitting_network(new, signature, repairs=_REPAIRS if series == was_series and not pictures else 0)


def _with_fitting_network(project: Project, signature: Signature, repairs: int) -> Project:
    """The project with its own network, if a few repairs make it fit, else with a start that fits its loss."""
    tried = project
    for _attempt in range(repairs + 1):
        problem = check_network(tried, signature).problem
        if problem is None:
            return tried
        if problem.repair is None:
            break
        tried = replace(tried, network=tried.network.repaired(problem.position, problem.repair))
    network = start_network(signature)
    if wanted := project.training.loss.last_activation:
        network = network.inserted(len(network), [LAYERS[wanted]()])
    return replace(project, network=network)
