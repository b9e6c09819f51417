"""What is told of memory before training, against what torch takes."""

from __future__ import annotations

import gc
import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from playground.layers import GRU, LAYERS, LSTM, RNN, Layer, Linear
from playground.network import Network, infer_shapes
from playground.runs.memory import memory_needed, memory_trouble
from playground.runs.optimizers import OPTIMIZERS, Optimizer
from playground.runs.project import Project
from playground.training.build import build_model, check_memory
from playground.training.errors import TrainingError
from playground.training.optimizer_steps import Updater
from playground.training.run import Run
from tests.training.projects import hidden, made
from tests.training.test_build import fitting

BATCH = 64
FACTOR = 2.0
"""What the estimate of a layer may be off by: torch keeps more or less of a recurrent layer, as its kernel wants."""

OPTIMIZER_VALUES: list[Optimizer] = [
    *(kind() for kind in OPTIMIZERS.values()),
    *(replace(kind(), momentum=0.5) for kind in OPTIMIZERS.values() if hasattr(kind(), "momentum")),  # type: ignore[call-arg]
    *(replace(kind(), momentum=0.0) for kind in OPTIMIZERS.values() if hasattr(kind(), "momentum")),  # type: ignore[call-arg]
]
LAYER_CASES = [
    *fitting(),
    *((kind(64, num_layers=3), (50, 4)) for kind in (RNN, LSTM, GRU)),
    *((kind(64, bidirectional=True), (50, 4)) for kind in (RNN, LSTM, GRU)),
]


def storages(tensors: list[Tensor]) -> dict[int, int]:
    """Bytes of the memory behind tensors, each piece once, by its place."""
    return {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in tensors}


def project_of(layers: tuple[Layer, ...], **training: Any) -> Project:
    project, _prepared = made(hidden("ReLU", 1), {"batch_size": BATCH})
    return replace(project, network=Network(layers), training=replace(project.training, **training))


def stepped(model: torch.nn.Sequential, config: Optimizer) -> tuple[Updater, list[Tensor]]:
    """Three steps of an optimizer (LBFGS fills its memory in the first), and the last gradients."""
    parameters = list(model.parameters())
    updater = Updater(parameters, config, torch.device("cpu"))
    torch.manual_seed(0)
    x = torch.randn(BATCH, 30)

    def measured() -> tuple[Tensor, tuple[Tensor, ...]]:
        loss = (model(x).sin() ** 2).mean()
        return loss.detach(), torch.autograd.grad(loss, parameters)

    for _step in range(3):
        loss, gradients = measured()
        if updater.searches:
            updater.search(gradients, loss, measured)
        else:
            updater.step(gradients)
    return updater, list(gradients)


@pytest.mark.parametrize("config", OPTIMIZER_VALUES, ids=str)
def test_weights_gradients_and_state_are_what_torch_allocates(config: Optimizer) -> None:
    layers = (Linear(40), LAYERS["Tanh"](), Linear(20))
    model = build_model(Network(layers), (30,))
    updater, gradients = stepped(model, config)
    need = memory_needed(project_of(layers, optimizer=config), infer_shapes(Network(layers), (30,)), 1000)
    assert need.parameters == sum(value.nbytes for value in model.parameters())
    assert need.gradients == sum(value.nbytes for value in gradients)
    state = [
        value for value in updater.tensors().values() if value.numel() > 1
    ]  # single numbers, such as a count of steps, aside
    held = sum(value.nbytes for value in state)
    assert need.state == held, (
        f"{config.name} holds {held / need.parameters:.2f} numbers for each weight: `state_copies` must say so"
    )


@pytest.mark.parametrize(("layer", "shape"), LAYER_CASES)
def test_what_a_layer_keeps_of_a_sample(layer: Layer, shape: tuple[int, ...]) -> None:
    model = build_model(Network((layer,)), shape)
    x = torch.randn(BATCH, *shape, requires_grad=True)
    saved: list[Tensor] = []

    def pack(value: Tensor) -> Tensor:
        saved.append(value)
        return value

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda value: value):
        output = model(x)
    own = storages([x, *model.parameters()])
    taken = sum(size for place, size in storages([*saved, output]).items() if place not in own) / 4 / BATCH
    assert taken / FACTOR <= layer.kept(shape) <= taken * FACTOR, f"`kept` of {layer.name} must say {taken:.0f} for {shape}"


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "MADGRAD"])
@pytest.mark.parametrize("stopping", [None, {"patience": 50}])
def test_what_a_run_holds_between_two_steps_is_within_what_was_told(optimizer: str, stopping: dict[str, int] | None) -> None:
    training = {"batch_size": 20, "epochs": 50, "optimizer": {"name": optimizer, "lr": 1e-5}, "early_stopping": stopping}
    project, prepared = made(hidden("Tanh", 2, 500), training, samples=(40, 12, 0))

    def held() -> int:
        gc.collect()
        return sum(storages([found for found in gc.get_objects() if type(found) in (Tensor, torch.nn.Parameter)]).values())

    before = held()
    run = Run("a", project, prepared)
    for _step in range(8):
        run.advance()
        run.progress()
        run.checkpoint()
    need = memory_needed(project, infer_shapes(project.network, (4,)), 40)
    told = need.parameters + need.state + need.kept
    assert 0.5 * told < held() - before < told + need.gradients + 4_000_000  # the record of a run takes some besides


class TestRefusals:
    def test_a_network_that_cannot_fit_is_refused_before_it_is_built(self) -> None:
        project, prepared = made(hidden("ReLU", 1), {"batch_size": 8})
        project = replace(project, network=Network((*(Linear(32000),) * 40, Linear(1))))
        with pytest.raises(TrainingError, match=r"weights and biases; training it needs about .* GB .* Make the layers smaller"):
            Run("a", project, prepared)

    def test_many_networks_need_as_much_more(self) -> None:
        project = project_of((Linear(8), Linear(1)))
        shapes = infer_shapes(project.network, (4,))
        assert memory_needed(project, shapes, 99, 5).total == 5 * memory_needed(project, shapes, 99).total
        with pytest.raises(TrainingError, match="smaller batches"):
            check_memory(project, shapes, 99, "cpu", networks=1 << 40)

    def test_what_fits_exactly_is_trained_and_one_byte_less_is_not_enough(self) -> None:
        project = project_of((Linear(8), Linear(1)), optimizer=OPTIMIZERS["Adam"]())
        shapes = infer_shapes(project.network, (4,))
        need = memory_needed(project, shapes, 99)
        assert memory_trouble(project, need, shapes, need.total) is None
        assert memory_trouble(project, need, shapes, need.total - 1) is not None
        assert memory_trouble(project, need, shapes, 0) is None  # unknown
        assert "of the GPU" in (memory_trouble(project, need, shapes, need.total - 1, gpu=True) or "")

    @pytest.mark.parametrize(
        ("optimizer", "samples", "words"),
        [("Adam", 1, "SGD without momentum"), ("SGD", 1, "layers smaller."), ("Adam", 10**9, "batches")],
    )
    def test_what_helps_is_said(self, optimizer: str, samples: int, words: str) -> None:
        project = project_of((Linear(800), Linear(1)), optimizer=OPTIMIZERS[optimizer](), batch_size=None)
        shapes = infer_shapes(project.network, (400,))
        assert words in (memory_trouble(project, memory_needed(project, shapes, samples), shapes, 1) or "")

    def test_the_batch_is_no_larger_than_the_data(self) -> None:
        project = project_of((Linear(8), Linear(1)), batch_size=1000)
        shapes = infer_shapes(project.network, (4,))
        sizes = [memory_needed(project, shapes, samples).activations for samples in (1, 10, 1000, 5000, None)]
        one = 4 * (4 + 8 + 1 + max(4 + 8, 8 + 1))
        assert sizes == [one, 10 * one, 1000 * one, 1000 * one, 1000 * one]
        assert math.isclose(memory_needed(project, shapes, 7, 3).activations, 21 * one)
