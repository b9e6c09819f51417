"""Which runs a comparison trains, and which it only shows."""

from __future__ import annotations

from dataclasses import replace

from playground.gui.runs import RunRecord
from playground.layers import ReLU, Sigmoid
from playground.network import Network
from playground.runs import messages as m
from playground.runs.project import project_from_plain
from tests.gui.run.stage import Stage


def with_activation(stage: Stage, layer: ReLU | Sigmoid) -> None:
    stage.document.change_network(stage.document.network.with_activations(layer), "")


def trained(stage: Stage) -> RunRecord:
    """The document as it is, trained to its end."""
    stage.controller.train()
    finish(stage)
    return stage.runs.records[-1]


def finish(stage: Stage) -> None:
    stage.engine.deliver()
    stage.engine.advance(5)
    stage.engine.end()
    stage.engine.deliver()


def compare(stage: Stage) -> list[m.RunRequest]:
    """What the engine is asked to train for a comparison."""
    before = len(stage.engine.sent(m.Train))
    stage.controller.compare(Sigmoid(), ReLU())
    return [run for command in stage.engine.sent(m.Train)[before:] for run in command.runs]


def activations(requests: list[m.RunRequest]) -> list[str]:
    networks = [project_from_plain(request.project).network for request in requests]
    return [network.layers[network.hidden_activations()[0]].name for network in networks]


def ready(stage: Stage) -> Stage:
    stage.ready()
    with_activation(stage, Sigmoid())
    return stage


def promise(stage: Stage) -> str:
    return stage.controller.comparing.promise(Sigmoid(), ReLU())


def test_it_says_beforehand_what_it_will_do(stage: Stage) -> None:
    sigmoid = trained(ready(stage))
    assert promise(stage).startswith("Keeps Sigmoid, and trains the network with ReLU beside it")
    assert promise(stage).endswith(f"{sigmoid.project.training.epochs} epochs")
    compare(stage)
    finish(stage)
    assert promise(stage).startswith("Shows")
    stage.document.change_training(replace(stage.document.project.training, seed=5), "edit")
    assert promise(stage).startswith("Trains the network with Sigmoid and with ReLU")
    network = stage.document.network
    stage.document.change_network(Network([network.layers[-1]]), "edit")
    assert "no hidden activation" in promise(stage)


def test_what_is_there_is_not_trained_again(stage: Stage) -> None:
    sigmoid = trained(ready(stage))
    stage.runs.change(sigmoid, lambda record: setattr(record, "shown", False))
    assert activations(compare(stage)) == ["ReLU"]
    finish(stage)
    assert [record.title for record in stage.runs.shown] == ["Sigmoid", "ReLU"]


def test_if_both_are_there_they_are_shown_and_nothing_is_trained(stage: Stage) -> None:
    ready(stage)
    assert activations(compare(stage)) == ["Sigmoid", "ReLU"]
    finish(stage)
    for record in stage.runs.records:
        stage.runs.change(record, lambda changed: setattr(changed, "shown", False))
    assert compare(stage) == []
    assert len(stage.runs.shown) == 2
    assert (stage.notices[-1].key, stage.controller.state) == ("compared", "idle")


def test_the_other_is_trained_for_as_many_epochs(stage: Stage) -> None:
    sigmoid = trained(ready(stage))
    longer = replace(sigmoid.project.training, epochs=300)
    sigmoid.project = replace(sigmoid.project, training=longer)  # it was trained longer
    (request,) = compare(stage)
    assert project_from_plain(request.project).training.epochs == 300
    finish(stage)
    assert compare(stage) == []


def test_a_run_of_fewer_epochs_than_the_project_has_now_is_no_use(stage: Stage) -> None:
    trained(ready(stage))
    stage.document.change_training(replace(stage.document.project.training, epochs=300), "")
    assert activations(compare(stage)) == ["Sigmoid", "ReLU"]


def test_a_run_with_another_seed_or_on_other_data_is_no_use(stage: Stage) -> None:
    trained(ready(stage))
    training = stage.document.project.training
    stage.document.change_training(replace(training, seed=7), "")
    assert activations(compare(stage)) == ["Sigmoid", "ReLU"]
    finish(stage)
    stage.document.open(stage.document.project, None)
    assert activations(compare(stage)) == ["Sigmoid", "ReLU"]


def test_a_run_that_was_stopped_is_no_use(stage: Stage) -> None:
    ready(stage).controller.train()
    stage.engine.deliver()
    stage.controller.stop()
    stage.engine.deliver()
    assert activations(compare(stage)) == ["Sigmoid", "ReLU"]
