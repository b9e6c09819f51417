from __future__ import annotations

from playground.gui.run.titles import title_for
from playground.layers import LSTM, Layer, Linear, ReLU, Sigmoid
from playground.network import Network
from playground.runs.project import Project


def title(*layers: Layer, name: str = "", taken: tuple[str, ...] = ()) -> str:
    return title_for(Project(name, network=Network(layers)), taken)


def test_a_run_is_called_by_what_makes_it_different() -> None:
    assert title(Linear(3), Sigmoid(), Linear(3), Sigmoid(), Linear(1)) == "Sigmoid"
    assert title(Linear(3), ReLU(), Linear(3), Sigmoid(), Linear(1)) == "ReLU + Sigmoid"
    assert title(LSTM(3), Linear(1)) == "LSTM"
    assert title(Linear(1), name="House prices") == "House prices"
    assert title(Linear(1)) == "Run"


def test_no_two_runs_have_one_title() -> None:
    taken: list[str] = []
    for _ in range(4):
        taken.append(title(Linear(1), ReLU(), Linear(1), taken=tuple(taken)))
    assert taken == ["ReLU", "ReLU 2", "ReLU 3", "ReLU 4"]
