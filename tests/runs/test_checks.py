"""Whether a project can be trained, in the words that editor, command line and engine share."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from playground.datasets import DATASETS, TASKS, DatasetConfig, Signature
from playground.layers import Identity, Layer, Linear, LogSoftmax, ReLU, Sigmoid, Softmax
from playground.network import Network
from playground.runs.checks import check_network, declared_signature, first_trouble, loss_problem, problem_text
from playground.runs.config import RunConfig
from playground.runs.losses import (
    LOSSES,
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    Loss,
    MSELoss,
    NLLLoss,
)
from playground.runs.optimizers import LBFGS
from playground.runs.project import Project


def project(*layers: Layer, loss: Loss) -> Project:
    return Project(network=Network(layers), training=RunConfig(loss=loss))


def signature(task: str, outputs: int = 1) -> Signature:
    return Signature(task, (4,), (outputs,))


@pytest.mark.parametrize(
    ("layers", "loss", "outputs", "position", "message", "repaired"),
    [
        ((Linear(1), Sigmoid()), BCEWithLogitsLoss(), 1, 1, "applies Sigmoid itself", (Linear(1), Identity())),
        ((Linear(3), Softmax()), CrossEntropyLoss(), 3, 1, "applies Softmax itself", (Linear(3), Identity())),
        ((Linear(1),), BCELoss(), 1, 0, "BCELoss needs Sigmoid as the last layer.", (Linear(1), Sigmoid())),
        ((Linear(3),), NLLLoss(), 3, 0, "NLLLoss needs LogSoftmax as the last layer.", (Linear(3), LogSoftmax())),
        ((ReLU(), Linear(2)), MSELoss(), 1, 1, "The task wants 1 output per sample", (ReLU(), Linear(1))),
    ],
)
def test_the_end_of_the_network_and_the_loss_go_together(
    layers: tuple[Layer, ...], loss: Loss, outputs: int, position: int, message: str, repaired: tuple[Layer, ...]
) -> None:
    wanted = signature(loss.tasks[0], outputs)
    broken = project(*layers, loss=loss)
    problem = check_network(broken, wanted).problem
    assert problem is not None
    assert problem.position == position
    assert message in problem.message
    assert problem_text(broken, problem).startswith(f"layer {position + 1} ({layers[position].name}): ")
    assert problem.repair is not None
    mended = broken.network.repaired(position, problem.repair)
    assert mended == Network(repaired)
    assert check_network(replace(broken, network=mended), wanted).problem is None


@pytest.mark.parametrize(
    ("layers", "loss", "outputs"),
    [
        ((Linear(1), Sigmoid()), MSELoss(), 1),
        ((Linear(1), Sigmoid()), BCELoss(), 1),
        ((Linear(3), LogSoftmax()), NLLLoss(), 3),
        ((Linear(3),), CrossEntropyLoss(), 3),
        ((Linear(3), ReLU()), CrossEntropyLoss(), 3),
    ],
)
def test_fitting_endings_are_left_alone(layers: tuple[Layer, ...], loss: Loss, outputs: int) -> None:
    assert check_network(project(*layers, loss=loss), signature(loss.tasks[0], outputs)).problem is None


def test_problems_of_the_output_are_placed_there() -> None:
    empty = project(loss=MSELoss())
    problem = check_network(empty, signature("regression")).problem
    assert problem is not None
    assert problem_text(empty, problem).startswith("output: ")


@pytest.mark.parametrize(("task", "name"), list(itertools.product(TASKS, LOSSES)))
def test_a_loss_suits_its_tasks_alone(task: str, name: str) -> None:
    loss = LOSSES[name]()
    problem = loss_problem(project(loss=loss), task)
    assert (problem is None) == (task in loss.tasks)
    if problem is not None:
        suitable = problem.rpartition("Suitable: ")[2].rstrip(".").split(", ")
        assert suitable == [other for other, kind in LOSSES.items() if task in kind.tasks]


@pytest.mark.parametrize("name", DATASETS)
def test_datasets_declare_what_they_want(name: str) -> None:
    declared = declared_signature(DatasetConfig(name=name))
    assert (declared is None) == (name == "csv")
    if declared is not None:
        assert declared.task == DATASETS[name].task
        assert declared.input_shape
        assert declared.output_shape


def test_an_optimizer_that_searches_wants_true_gradients() -> None:
    signature = Signature("regression", (2,), (1,))
    clipped = Project(network=Network((Linear(1),)), training=RunConfig(optimizer=LBFGS(), clip_grad_norm=1.0))
    assert "turn the clipping" in (first_trouble(clipped, signature) or "")
    assert first_trouble(replace(clipped, training=replace(clipped.training, clip_grad_norm=None)), signature) is None
