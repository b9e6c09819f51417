"""The memory that training a network needs, known before any is taken."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.datasets import DATASETS
from playground.language import _
from playground.network import Shapes
from playground.network.shapes import NUMBER_BYTES
from playground.network.summary import memory_text
from playground.runs.machine import free_memory
from playground.runs.project import Project

SNAPSHOTS = 2
"""States that a run keeps to go back to where it diverges: the newest, and the last whose loss had not exploded."""


@dataclass(frozen=True)
class Need:
    """Bytes that training needs, in 32-bit numbers; what torch itself takes, and the data, come on top.

    With ``P`` weights and biases, ``s`` numbers of optimizer state for each (``Optimizer.state_copies``) and batches of ``b`` samples:

    Attributes:
        parameters: ``P``.
        gradients: ``P``.
        state: ``s P``.
        kept: ``(1 + SNAPSHOTS (1 + s)) P``, and ``P`` more with early stopping: the weights before the last step of an epoch, the states
            to go back to, and the best weights.
        activations: ``b`` times what the layers keep of a sample for the backward pass (``Layer.kept``), its input, and the largest
            gradient that meets another on the way back.
    """

    parameters: int
    gradients: int
    state: int
    kept: int
    activations: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.parameters + self.gradients + self.state + self.kept + self.activations


def memory_needed(project: Project, shapes: Shapes, samples: int | None, networks: int = 1) -> Need:
    """What training needs.

    Args:
        project: What is trained.
        shapes: Those of its network, without a problem.
        samples: Of the training part; None where that is not known: then a batch of all counts as one sample.
        networks: How many are trained at the same time, such as folds.
    """
    size = NUMBER_BYTES * shapes.parameters * networks
    state = project.training.optimizer.state_copies
    kept = 1 + SNAPSHOTS * (1 + state) + (project.training.early_stopping is not None)
    passed = 0
    if shapes.layers:
        layers = zip(project.network.layers, shapes.layers, strict=True)
        held = math.prod(shapes.layers[0].input) + sum(layer.kept(known.input) for layer, known in layers)
        passed = held + max(math.prod(known.input) + math.prod(known.output) for known in shapes.layers)
    batch = batch_of(project, samples)
    return Need(size, size, state * size, kept * size, NUMBER_BYTES * batch * passed * networks)


def batch_of(project: Project, samples: int | None) -> int:
    """Samples in a batch, as far as it is known; at least 1."""
    wanted = project.training.batch_size
    known = [size for size in (wanted, samples) if size]
    return min(known, default=1)


def made_samples(project: Project) -> int | None:
    """Training samples that are known without reading data; None if they are not."""
    known = DATASETS.get(project.dataset.name)
    if known is None or not known.made or project.dataset.samples is None:
        return None
    kept = 1 - project.preparation.validation - project.preparation.test
    return max(1, round(project.dataset.samples * kept))


def memory_rows(project: Project, shapes: Shapes, samples: int | None) -> list[tuple[str, ...]]:
    """What training needs and what this computer has free, as a table of texts."""
    need, have = memory_needed(project, shapes, samples), free_memory()
    parts = (
        (_("weights and biases"), need.parameters),
        (_("their gradients"), need.gradients),
        (_("the optimizer's state"), need.state),
        (_("states to go back to"), need.kept),
        (_("a batch on its way"), need.activations),
    )
    return [
        (_("Memory for training, about"), memory_text(need.total)),
        *((f"  {label}", memory_text(size)) for label, size in parts),
        (_("Memory that is free"), memory_text(have) if have else _("unknown")),
    ]


def memory_trouble(project: Project, need: Need, shapes: Shapes, have: int, gpu: bool = False) -> str | None:
    """Why the memory cannot hold the training, and what to do instead; None if it can, or if ``have`` is 0: unknown."""
    if not have or need.total <= have:
        return None
    if need.activations > need.total - need.activations:
        instead = _("Train in smaller batches, or make the layers smaller.")
    elif project.training.optimizer.state_copies:
        instead = _("Make the layers smaller, or take SGD without momentum, which keeps less for each weight.")
    else:
        instead = _("Make the layers smaller.")
    message = (
        _("The network has {n:,} weights and biases; training it needs about {need} of memory, but {have} of the GPU are free.")
        if gpu
        else _("The network has {n:,} weights and biases; training it needs about {need} of memory, but {have} are free.")
    )
    text = message.format(n=shapes.parameters, need=memory_text(need.total), have=memory_text(have))
    return f"{text} {instead}"


def trouble_here(project: Project, shapes: Shapes, samples: int | None) -> str | None:
    """``memory_trouble`` as far as it is known without torch: a GPU has memory of its own, but the weights are first made beside it."""
    if project.training.device in ("cuda", "xpu"):
        return weights_trouble(shapes.parameters)
    return memory_trouble(project, memory_needed(project, shapes, samples), shapes, free_memory())


def weights_trouble(parameters: int) -> str | None:
    """Why this computer cannot even hold the weights of a network; None if it can."""
    need, have = NUMBER_BYTES * parameters, free_memory()
    if not have or need <= have:
        return None
    message = _("The network has {n:,} weights and biases: {need} of memory, but {have} are free. Make the layers smaller.")
    return message.format(n=parameters, need=memory_text(need), have=memory_text(have))
