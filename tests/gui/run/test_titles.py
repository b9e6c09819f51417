from __future__ import annotations

from playground.gui.run.titles import title_for
from playground.layers import LSTM, Layer, Linear, ReLU, Sigmoid
from playground.network import Network
from playground.runs.config import RunConfig
from playground.runs.optimizers import SGD, Adam
from playground.runs.project import Project


def title(*layers: Layer, name: str = "") -> str:
    return title_for(Project(name, network=Network(layers)), {})


def test_a_run_is_called_by_what_makes_it_different() -> None:
    assert title(Linear(3), Sigmoid(), Linear(3), Sigmoid(), Linear(1)) == "Sigmoid"
    assert title(Linear(3), ReLU(), Linear(3), Sigmoid(), Linear(1)) == "ReLU + Sigmoid"
    assert title(LSTM(3), Linear(1)) == "LSTM"
    assert title(Linear(1), name="House prices") == "House prices"
    assert title(Linear(1)) == "Run"


def test_no_two_runs_have_one_title() -> None:
    taken: dict[str, Project] = {}
    project = Project(network=Network((Linear(1), ReLU(), Linear(1))))
    for _ in range(4):
        taken[title_for(project, taken)] = project
    assert list(taken) == ["ReLU", "ReLU 2", "ReLU 3", "ReLU 4"]


def test_a_second_run_says_in_what_it_differs() -> None:
    network, deeper = Network((Linear(1), ReLU(), Linear(1))), Network((Linear(1), ReLU(), Linear(1), ReLU(), Linear(1)))
    taken: dict[str, Project] = {}
    for project in (
        Project(network=network, training=RunConfig(optimizer=Adam(0.01))),
        Project(network=network, training=RunConfig(optimizer=Adam(0.3))),
        Project(network=network, training=RunConfig(optimizer=Adam(0.3), seed=7)),
        Project(network=network, training=RunConfig(optimizer=Adam(0.3), seed=7)),
        Project(network=network, training=RunConfig(optimizer=SGD(0.01))),
        Project(network=deeper, training=RunConfig(optimizer=Adam(0.01))),
        Project(network=network, training=RunConfig(optimizer=Adam(0.01), batch_size=None)),
    ):
        taken[title_for(project, taken)] = project
    assert list(taken) == [
        "ReLU",
        "ReLU, rate 0.3",
        "ReLU, rate 0.3, seed 7",
        "ReLU 2",
        "ReLU, SGD",
        "ReLU, 5 layers",
        "ReLU, full batch",
    ]
