"""Project files: what is written is what is read, and whatever else is in a file is refused with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS
from playground.layers import Dropout, Linear, ReLU
from playground.network import Network
from playground.places import resources
from playground.runs.losses import LOSSES, CrossEntropyLoss, HuberLoss
from playground.runs.optimizers import OPTIMIZERS, SGD, Adam
from playground.runs.project import (
    LARGEST_FILE,
    Project,
    ProjectError,
    project_from_bytes,
    project_to_bytes,
    read_project,
    write_project,
)
from playground.runs.schedulers import SCHEDULERS
from tests.strategies import JSON, projects

HOUSES: dict[str, Any] = {
    "format": 1,
    "name": "House prices",
    "dataset": {
        "name": "csv",
        "path": "houses.csv",
        "target": "Price",
        "task": "regression",
        "features": None,
        "context": None,
        "horizon": None,
    },
    "preparation": {
        "scaling": "standard",
        "target_scaling": "none",
        "split": "random",
        "validation": 0.2,
        "test": 0.0,
        "seed": 0,
    },
    "network": [
        {"layer": "Linear", "out_features": 50},
        {"layer": "ReLU"},
        {"layer": "Dropout", "p": 0.5},
        {"layer": "Linear", "out_features": 1},
    ],
    "training": {
        "loss": "MSELoss",
        "optimizer": {"name": "Adam", "lr": 0.001, "weight_decay": 1e-7},
        "scheduler": None,
        "batch_size": 32,
        "epochs": 400,
        "init": "default",
        "seed": 0,
        "clip_grad_norm": None,
        "early_stopping": None,
        "device": "auto",
    },
}
"""A project as a person writes it by hand, with every key."""


def opened(data: object) -> Project:
    return project_from_bytes(json.dumps(data).encode())


def refusal(data: bytes) -> str:
    with pytest.raises(ProjectError) as caught:
        project_from_bytes(data)
    return str(caught.value)


def test_a_file_written_by_hand_opens() -> None:
    project = opened(HOUSES)
    assert project.name == "House prices"
    assert project.dataset.path == "houses.csv"
    assert project.network == Network((Linear(50), ReLU(), Dropout(), Linear(1)))
    assert project.training.optimizer == Adam(weight_decay=1e-7)
    assert (project.training.batch_size, project.training.epochs) == (32, 400)


def test_what_is_left_out_takes_the_default() -> None:
    assert opened({"format": 1}) == Project()


@given(projects())
def test_projects_go_through_a_file_and_back(project: Project) -> None:
    written = project_to_bytes(project)
    assert project_from_bytes(written) == project
    assert project_to_bytes(project_from_bytes(written)) == written


@pytest.mark.parametrize("path", sorted(resources().rglob("*.nnplay")), ids=lambda path: path.parent.name)
def test_every_project_that_ships_opens(path: Path) -> None:
    project = read_project(path)
    assert project_from_bytes(project_to_bytes(project)) == project


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "csv"])
def test_every_dataset_can_be_named_alone(name: str) -> None:
    project = opened({"format": 1, "dataset": {"name": name}})
    assert DATASETS[name].task in project.training.loss.tasks
    assert (project.preparation.split == "time") == (DATASETS[name].task == "forecast")


@pytest.mark.parametrize("registry", [LOSSES, OPTIMIZERS, SCHEDULERS], ids=["loss", "optimizer", "scheduler"])
def test_every_choice_can_be_named_alone(registry: dict[str, type[Any]]) -> None:
    key = "loss" if registry is LOSSES else "optimizer" if registry is OPTIMIZERS else "scheduler"
    for name, kind in registry.items():
        project = opened({"format": 1, "training": {key: name}})
        assert getattr(project.training, key) == kind()
        assert getattr(kind, "summary", "").endswith("."), f"{name} must say `summary`, a sentence in N_(...)"


def test_named_choices_have_settings() -> None:
    training = opened(
        {"format": 1, "training": {"loss": {"name": "HuberLoss", "delta": 2}, "optimizer": {"name": "SGD"}}}
    ).training
    assert (training.loss, training.optimizer) == (HuberLoss(2.0), SGD())


def test_the_task_proposes_the_loss() -> None:
    data = {"format": 1, "dataset": {"name": "csv", "path": "a.csv", "task": "multiclass"}}
    assert opened(data).training.loss == CrossEntropyLoss()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 2}, "$.format: is 2, made by a newer version; this one reads up to 1"),
        ({"format": None}, "$.format: must be a whole number of at least 1, is null"),
        ({"format": True}, "$.format: must be a whole number of at least 1, is true"),
        ({"format": 0}, "$.format: must be a whole number of at least 1, is the number 0"),
        ({"name": 3}, "$.name: must be a text, is the number 3"),
        ({"layers": []}, "$.layers: unknown key; known here: format, name, dataset"),
        ({"dataset": {"name": "iris2"}}, "$.dataset.name: there is no dataset called 'iris2'; known: "),
        ({"dataset": {"name": "csv"}}, "$.dataset.path: a table needs the path of its file"),
        ({"dataset": {"name": "\x1b[2J\n" + "x" * 99}}, "$.dataset.name: there is no dataset called '\ufffd[2J\ufffdxxxx"),
        ({"\n" * 99: 1}, "$." + "\ufffd" * 40 + "…: unknown key"),
        ({"dataset": "diabetes"}, "$.dataset: must be an object, is the text 'diabetes'"),
        ({"dataset": {"features": ["bmi", 3]}}, "$.dataset.features: must be a list of texts"),
        ({"preparation": {"validation": 0.9, "test": 0.5}}, "$.preparation.validation: validation and test together take 140%"),
        ({"preparation": {"validation": 1}}, "$.preparation.validation: must be from 0 to 0.9, is 1"),
        ({"preparation": []}, "$.preparation: must be an object, is a list"),
        (
            {"dataset": {"name": "air_passengers"}, "preparation": {"split": "random"}},
            "$.preparation.split: a series must be split by time",
        ),
        ({"network": [{"layer": "Dropout", "p": "0.5"}]}, "$.network[0].p: must be a number, is the text '0.5'"),
        ({"training": {"epochs": 0}}, "$.training.epochs: must be from 1 to 1e8, is 0"),
        ({"training": {"lr": 0.1}}, "$.training.lr: unknown key"),
        ({"training": {"loss": "MSE"}}, "$.training.loss: must be one of MSELoss, L1Loss"),
        ({"training": {"loss": None}}, "$.training.loss: must be a name or an object with a name, is null"),
        ({"training": {"optimizer": {"lr": 0.1}}}, "$.training.optimizer.name: must be one of SGD, Adam"),
        ({"training": {"optimizer": {"name": "Adam", "lr": 0}}}, "$.training.optimizer.lr: must be more than 0, is 0"),
        (
            {"training": {"optimizer": {"name": "SGD", "nesterov": True}}},
            "$.training.optimizer.nesterov: Nesterov needs a momentum above 0",
        ),
        ({"training": {"scheduler": 3}}, "$.training.scheduler: must be a name or an object with a name, is the number 3"),
        ({"training": {"early_stopping": True}}, "$.training.early_stopping: must be an object, is true"),
        ({"training": {"early_stopping": {"patience": 0}}}, "$.training.early_stopping.patience: must be from 1 to 1e6, is 0"),
        ({"training": None}, "$.training: must be an object, is null"),
        ({"training": {"device": "tpu"}}, "$.training.device: must be one of auto, cpu, cuda, mps, xpu, is the text 'tpu'"),
    ],
    ids=lambda value: json.dumps(value)[:60] if isinstance(value, dict) else "",
)
def test_refusals_name_place_and_reason(change: dict[str, Any], message: str) -> None:
    assert refusal(json.dumps({"format": 1, **change}).encode()).startswith(message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"epoch,train_loss\n1,0.5\n", "not valid JSON"),
        (b"\x89PNG\r\n\x1a\n", "not valid JSON"),
        (b'{"format": 1, "name": "\xff\xfe"}', "not valid JSON"),
        (b'{"format": 1', "not valid JSON"),
        (b'{"format": 1} trailing', "not valid JSON"),
        (b'{"format": NaN}', "not valid JSON"),
        (b'{"format": 1e999}', "not valid JSON"),
        (b'{"format": 1, "training": {"epochs": 1' + b"0" * 400 + b"}}", "$.training.epochs: must be"),
        (b'{"format": 1, "training": {"optimizer": {"name": "Adam", "lr": -1' + b"0" * 400 + b"}}}", "$.training.optimizer.lr"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"a":' * 100_000, "not valid JSON"),
        (b"null", "$: must be an object, is null"),
        (b"[]", "$: must be an object, is a list"),
        (b'"text"', "$: must be an object, is the text 'text'"),
        (b" " * (LARGEST_FILE + 1) + b"{}", "the file is larger than 16 MB; a project is far smaller"),
        (b'{"format": 1, "network": [' + b'{"layer": "ReLU"},' * 5000 + b'{"layer": "ReLU"}]}', "$.network: has 5001 layers"),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, bytes) else "",
)
def test_hostile_files_are_refused(data: bytes, message: str) -> None:
    assert refusal(data).startswith(message)


def survives(data: bytes) -> None:
    """Opens, or is refused with a message of one line; nothing else."""
    try:
        project = project_from_bytes(data)
    except ProjectError as error:
        message = str(error)
    else:
        message = "opened"
        assert project_from_bytes(project_to_bytes(project)) == project
    assert message
    assert message.isprintable()


VALID = project_to_bytes(opened(HOUSES))


@settings(max_examples=500)
@given(
    st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), min_size=1, max_size=5), st.integers(0, len(VALID))
)
def test_damaged_bytes_are_refused_or_harmless(changes: list[tuple[int, int]], length: int) -> None:
    damaged = bytearray(VALID)
    for position, byte in changes:
        damaged[position] = byte
    survives(bytes(damaged))
    survives(bytes(damaged[:length]))


@settings(max_examples=300)
@given(st.data())
def test_any_value_at_any_place_is_refused_or_harmless(data: st.DataObject) -> None:
    plain = json.loads(VALID)
    spot: Any = plain
    while isinstance(spot, dict | list) and spot:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(JSON | st.sampled_from([1e308, -1, 2**63, 2**70, "", "\x00", [[]]]))
            break
        spot = spot[key]
    survives(json.dumps(plain).encode())


@given(st.binary(max_size=200))
@example(b"\x00")
def test_random_bytes_are_refused(data: bytes) -> None:
    survives(data)


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="No such file"):
        read_project(tmp_path / "missing.nnplay")
    with pytest.raises(ProjectError, match=r"[Ii]s a directory|Permission denied"):
        read_project(tmp_path)


def test_reading_stops_at_the_largest_file(tmp_path: Path) -> None:
    path = tmp_path / "endless.nnplay"
    with path.open("wb") as file:
        file.truncate(2**40)  # a terabyte of zeros that takes no room
    with pytest.raises(ProjectError):
        read_project(path)


def test_writing_and_reading(tmp_path: Path) -> None:
    path = tmp_path / "집값.nnplay"
    project = opened(HOUSES)
    write_project(path, project)
    assert read_project(path) == project
    assert path.read_text(encoding="utf-8").startswith('{\n  "format": 1,\n  "name": "House prices"')
