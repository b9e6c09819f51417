"""From values to torch: the model and its first weights.

Names of classes and of their arguments are torch's own, so a layer, a loss or an optimizer is found by its name.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor, nn

from playground.datasets.prepare import Prepared
from playground.language import _
from playground.layers import Shape
from playground.network import Network, Shapes, infer_shapes
from playground.runs.checks import first_trouble
from playground.runs.machine import free_memory
from playground.runs.memory import memory_needed, memory_trouble, weights_trouble
from playground.runs.project import Project
from playground.training import modules
from playground.training.errors import TrainingError

KAIMING_GAIN = math.sqrt(2)
"""The gain for ReLU (He et al. 2015, section 2.2), whatever the activation is: swapping sigmoid for ReLU keeps the weights."""

NORMAL_SPREAD = 0.05


def build_model(network: Network, input_shape: Shape) -> nn.Sequential:
    """The ``nn.Sequential`` of a network for samples of ``input_shape``; module ``i`` is layer ``i``.

    The weights are torch's own draw from the global generator: seed it first, or call :func:`initialise`.

    Raises:
        TrainingError: a layer does not fit its input.
    """
    shapes = infer_shapes(network, input_shape)
    if shapes.problem is not None:
        raise TrainingError(shapes.problem.message)
    made: list[nn.Module] = []
    for layer, known in zip(network.layers, shapes.layers, strict=True):
        name = layer.torch_class.removeprefix("nn.")
        kind: type[nn.Module] = getattr(modules, name, None) or getattr(nn, name)
        made.append(kind(**layer.arguments(known.input)))
    return nn.Sequential(*made)


def new_model(network: Network, input_shape: Shape, init: str, seed: int) -> nn.Sequential:
    """A model with its first weights, on the CPU so that every device starts from the same; the global generator is left as it was.

    Raises:
        TrainingError: a layer does not fit its input, or the memory cannot hold the model.
    """
    if (trouble := weights_trouble(infer_shapes(network, input_shape).parameters)) is not None:
        raise TrainingError(trouble)
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        model = build_model(network, input_shape)
        if init != "default":
            initialise(model, init, seed)
    return model


def initialise(model: nn.Sequential, init: str, seed: int) -> None:
    """Draws the first weights again, layer by layer in the order of the network.

    ``default`` is what torch's modules do by themselves (``reset_parameters``). The other schemes set every weight with two or more
    dimensions and make the biases of such layers 0; the scale and shift of BatchNorm1d and LayerNorm stay 1 and 0.

    - ``xavier``: uniform within ``sqrt(6 / (fan_in + fan_out))`` (Glorot and Bengio 2010, equation 16).
    - ``kaiming``: uniform within ``gain * sqrt(3 / fan_in)`` (He et al. 2015), with the gain ``KAIMING_GAIN`` for every layer.
    - ``normal``: mean 0, standard deviation ``NORMAL_SPREAD``.
    """
    generator = torch.Generator().manual_seed(seed)
    draw: dict[str, Callable[[Tensor], Tensor]] = {
        "xavier": partial(nn.init.xavier_uniform_, generator=generator),
        "kaiming": partial(nn.init.kaiming_uniform_, nonlinearity="relu", generator=generator),
        "normal": partial(nn.init.normal_, std=NORMAL_SPREAD, generator=generator),
    }
    if init == "default":
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)
            for module in model:
                if callable(reset := getattr(module, "reset_parameters", None)):
                    reset()
        return
    for module in model:
        parameters = dict(module.named_parameters())
        if any(value.dim() > 1 for value in parameters.values()):
            for value in parameters.values():
                if value.dim() > 1:
                    draw[init](value)
                else:
                    nn.init.zeros_(value)


def check_batches(network: Network, shapes: Shapes, samples: int, batch_size: int | None) -> str | None:
    """Why the batches are too small for the network, in plain words; None if they are not."""
    if min(batch_size or samples, samples) > 1:
        return None
    for layer, known in zip(network.layers, shapes.layers, strict=True):
        if layer.over_batch and math.prod(known.input[1:]) == 1:
            return _("{layer} takes the variance over the batch, so a batch needs at least 2 samples.").format(layer=layer.name)
    return None


def fingerprint(model: nn.Sequential) -> str:
    """First 8 hexadecimal digits of the SHA-256 of all weights and biases: equal means equal, bit for bit."""
    digest = hashlib.sha256()
    for value in model.parameters():
        digest.update(value.detach().cpu().numpy().tobytes())
    return digest.hexdigest()[:8]


def check_memory(project: Project, shapes: Shapes, samples: int, device: str, networks: int = 1) -> None:
    """Checks before anything is allocated that the training of ``networks`` networks fits into the memory of a device.

    Raises:
        TrainingError: it does not.
    """
    need = memory_needed(project, shapes, samples, networks)
    gpu = device not in ("cpu", "mps")  # Apple's GPU shares the memory of the computer
    have = _free_on(device) if gpu else free_memory()
    if (trouble := memory_trouble(project, need, shapes, have, gpu)) is not None:
        raise TrainingError(trouble)


def _free_on(device: str) -> int:
    """Bytes that are free on a GPU, and those that torch keeps there for the next tensors; 0 where that is unknown."""
    module = torch.get_device_module(device)
    try:
        return int(module.mem_get_info()[0] + module.memory_reserved() - module.memory_allocated())
    except (AttributeError, RuntimeError, NotImplementedError):
        return 0


def check_project(project: Project, prepared: Prepared, device: str = "cpu") -> Shapes:
    """The shapes of a project that can be trained on the data, on a device.

    Raises:
        TrainingError: it cannot; the message says why.
    """
    signature = prepared.info.signature
    problem = first_trouble(project, signature)
    shapes = infer_shapes(project.network, signature.input_shape)
    if problem is None and project.training.early_stopping is not None and not len(prepared.validation.x):
        problem = _("Early stopping watches the validation loss, but no validation part is kept apart.")
    if problem is None:
        problem = check_batches(project.network, shapes, len(prepared.train.x), project.training.batch_size)
    if problem is not None:
        raise TrainingError(problem)
    check_memory(project, shapes, len(prepared.train.x), device)
    return shapes
