"""A fitting start for every dataset, whatever project came before; what can be kept is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS, DatasetConfig, Folds, Signature
from playground.layers import Dropout, Flatten, Layer, Linear, ReLU, Sigmoid
from playground.network import Network, infer_shapes
from playground.runs.checks import check_network, declared_signature, first_trouble, preparation_problem
from playground.runs.config import RunConfig
from playground.runs.losses import LOSSES, MSELoss
from playground.runs.project import Project
from playground.runs.start_network import start_network, with_start
from tests.strategies import projects

SIGNATURES = {
    "regression": Signature("regression", (10,), (1,)),
    "one feature": Signature("regression", (1,), (1,)),
    "binary": Signature("binary", (2,), (1,)),
    "wide binary": Signature("binary", (30,), (1,)),
    "multiclass": Signature("multiclass", (4,), (3,)),
    "images": Signature("multiclass", (1, 28, 28), (10,)),
    "small images": Signature("multiclass", (1, 8, 8), (10,)),
    "forecast": Signature("forecast", (12, 1), (1,)),
    "long forecast": Signature("forecast", (24, 3), (6,)),
}


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_a_start_fits(signature: Signature) -> None:
    network = start_network(signature)
    assert infer_shapes(network, signature.input_shape, signature.output_shape).problem is None
    assert any(layer.has_weights() for layer in network.layers)


@settings(max_examples=60)
@given(projects(), st.sampled_from(sorted(SIGNATURES)))
def test_any_project_is_made_ready(project: Project, name: str) -> None:
    signature = SIGNATURES[name]
    ready = with_start(project, signature)
    assert first_trouble(ready, signature) is None
    assert check_network(ready, signature).problem is None
    assert preparation_problem(ready.preparation, signature.task) is None
    assert ready.dataset == project.dataset
    assert with_start(ready, signature) == ready


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", SIGNATURES)
@pytest.mark.parametrize("layers", [(), (Linear(1), Sigmoid()), (Linear(3),)], ids=["empty", "sigmoid", "linear"])
def test_every_loss_gets_the_end_that_it_wants(loss: str, name: str, layers: tuple[Layer, ...]) -> None:
    project = Project("", DatasetConfig("diabetes"), network=Network(layers))
    ready = with_start(replace(project, training=replace(project.training, loss=LOSSES[loss]())), SIGNATURES[name])
    assert first_trouble(ready, SIGNATURES[name]) is None


def test_what_fits_is_kept() -> None:
    network = Network((Linear(7), Dropout(0.1), Linear(1)))
    project = Project("Mine", DatasetConfig("california_housing"), network=network)
    assert with_start(project, SIGNATURES["regression"]) == project


def test_hidden_layers_are_kept_where_only_the_end_must_change() -> None:
    network = Network((Linear(7), ReLU(), Linear(5), ReLU(), Linear(1)))
    ready = with_start(Project("", DatasetConfig("diabetes"), network=network), SIGNATURES["multiclass"])
    assert ready.network == network.replaced(4, Linear(3))
    assert ready.training.loss.name == "CrossEntropyLoss"


def test_a_series_gets_a_recurrent_start_and_goes_back() -> None:
    network = Network((Linear(7), ReLU(), Linear(1)))
    series = with_start(Project("", DatasetConfig("diabetes"), network=network), SIGNATURES["forecast"])
    assert series.network.layers[0].family == "recurrent"
    assert series.preparation.split == "time"
    assert series.preparation.scaling == "minmax"
    back = with_start(series, SIGNATURES["regression"])
    assert back.preparation.split == "random"
    assert isinstance(back.training.loss, MSELoss)
    assert not any(layer.family == "recurrent" or isinstance(layer, Flatten) for layer in back.network.layers)


def test_folds_that_do_not_suit_the_new_task_are_forgotten() -> None:
    project = Project("", DatasetConfig("iris"), training=RunConfig(folds=Folds(4, "stratified")))
    assert with_start(project, SIGNATURES["multiclass"]).training.folds == Folds(4, "stratified")
    assert with_start(project, SIGNATURES["regression"]).training.folds is None
    assert with_start(project, SIGNATURES["forecast"]).training.folds is None


def test_every_built_in_dataset_is_covered() -> None:
    """The signatures above stand for all tasks that a dataset declares."""
    assert {dataset.task for dataset in DATASETS.values()} <= {signature.task for signature in SIGNATURES.values()}


def test_pictures_begin_with_a_network_for_pictures() -> None:
    flat = Project(dataset=DatasetConfig("digits"), network=Network((Linear(16), ReLU(), Linear(3))))
    signature = declared_signature(flat.dataset)
    assert signature is not None
    assert [layer.name for layer in with_start(flat, signature).network.layers] == ["Conv2d", "ReLU", "Flatten", "Linear"]
