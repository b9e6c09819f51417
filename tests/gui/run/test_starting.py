"""How runs begin, wait for what they need, and go on."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from playground.datasets import Folds
from playground.gui.document import Document
from playground.layers import LSTM, Linear, ReLU, Sigmoid
from playground.network import Network
from playground.runs import messages as m
from playground.runs.project import project_from_plain
from tests.gui.run.stage import Stage, series, validating


def test_train_pressed_before_the_engine_is_ready_waits_for_it(stage: Stage) -> None:
    stage.controller.start()
    stage.controller.train()
    assert stage.controller.state == "starting"
    assert not stage.engine.sent(m.Train)
    stage.engine.deliver()
    assert len(stage.engine.sent(m.Train)) == 1
    assert stage.controller.state == "training"


def test_step_without_a_run_begins_one_that_waits(stage: Stage) -> None:
    stage.ready().controller.step()
    stage.engine.deliver()
    (train,) = stage.engine.sent(m.Train)
    assert train.paused
    assert len(stage.engine.sent(m.Step)) == 1
    assert stage.controller.state == "paused"


def test_a_network_with_a_problem_is_not_sent_and_the_repair_is_offered(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(Network((Linear(8), LSTM(4), Linear(1))), "edit")
    stage.controller.train()
    assert not stage.engine.sent(m.Train)
    assert "LSTM" in stage.notices[-1].text
    stage.press("Unflatten")
    assert stage.document.shapes is not None
    assert stage.document.shapes.problem is None


def test_compared_runs_differ_in_their_activations_alone(stage: Stage) -> None:
    stage.ready().controller.compare(Sigmoid(), ReLU())
    stage.engine.deliver()
    (train,) = stage.engine.sent(m.Train)
    first, second = (dict(request.project) for request in train.runs)
    assert first.pop("network") != second.pop("network")
    assert first == second
    assert [record.title for record in stage.runs.records] == ["Sigmoid", "ReLU"]


def test_what_the_engine_refuses_is_told_and_the_state_is_right(stage: Stage) -> None:
    stage.ready().controller.train()
    request = stage.engine.sent(m.Train)[-1].request
    stage.engine.tell(m.Refused(request=request, message="not now"))
    assert stage.notices[-1].text == "not now"
    assert stage.controller.state == "idle"


def test_the_folds_are_one_command_and_no_runs_of_the_list(qtbot: QtBot) -> None:
    stage = validating()
    (train,) = stage.engine.sent(m.Train)
    assert train.folds
    assert len(train.runs) == 3
    assert len({request.run for request in train.runs}) == 3
    assert project_from_plain(train.runs[0].project).training.folds == Folds(3)
    assert stage.runs.records == ()
    assert [fold.title for fold in stage.runs.folds] == ["Fold 1", "Fold 2", "Fold 3"]
    assert [len(fold.history) for fold in stage.runs.folds] == [4, 4, 4]


def test_nothing_else_begins_meanwhile(qtbot: QtBot) -> None:
    stage = validating()
    stage.controller.cross_validate()
    assert "Stop the present run" in stage.notices[-1].text
    stage.controller.train()
    assert len(stage.engine.sent(m.Train)) == 1


def test_a_run_after_it_is_the_newest_again(qtbot: QtBot) -> None:
    stage = validating()
    stage.engine.end()
    stage.engine.deliver()
    assert stage.runs.validated
    stage.controller.train()
    stage.engine.deliver()
    assert not stage.runs.validated
    assert len(stage.runs.folds) == 3
    assert stage.controller.progress()[0] == "preparing …"


def test_folds_that_do_not_suit_are_said_at_once(qtbot: QtBot) -> None:
    document = Document(series())
    document.change_training(replace(document.project.training, folds=Folds(3, "shuffled")), "Folds")
    stage = Stage(document).ready()
    stage.controller.cross_validate()
    assert "walk-forward" in stage.notices[-1].text
    assert stage.engine.sent(m.Train) == []


def test_a_network_that_no_memory_holds_is_told_before_anything_is_built(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(Network((*[Linear(30_000)] * 400, Linear(1))), "edit")
    stage.controller.train()
    assert not stage.engine.sent(m.Train)
    assert "memory" in stage.notices[-1].text


def test_a_learning_rate_wanted_before_the_engine_is_ready_is_found_then(stage: Stage) -> None:
    stage.controller.start()
    stage.controller.find_learning_rate()
    assert stage.controller.waiting
    stage.engine.deliver()
    assert len(stage.engine.sent(m.FindLearningRate)) == 1
