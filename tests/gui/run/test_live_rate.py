from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from playground.layers import ReLU
from playground.runs import messages as m
from tests.gui.run.stage import Stage, validating


def test_the_learning_rate_goes_to_the_engine_at_once_and_nothing_else_does(stage: Stage) -> None:
    stage.training()
    training = stage.document.project.training
    stage.document.change_training(replace(training, optimizer=replace(training.optimizer, lr=0.5)), "edit")
    assert [command.lr for command in stage.engine.sent(m.SetLearningRate)] == [0.5]
    stage.document.change_training(replace(stage.document.project.training, epochs=7), "edit")
    stage.document.change_network(stage.document.network.inserted(1, [ReLU()]), "edit")
    assert len(stage.engine.sent(m.SetLearningRate)) == 1
    assert len(stage.engine.sent(m.Train)) == 1
    assert stage.runs.records[0].project.network != stage.document.network


def test_a_divergence_ends_the_history_where_the_run_went_back_to_and_offers_a_lower_rate(stage: Stage) -> None:
    stage.training(4)
    (record,) = stage.runs.records
    stage.engine.diverge(record.run)
    stage.engine.deliver()
    assert stage.controller.state == "paused"
    assert "layer 1 (Linear)" in stage.notices[-1].text
    stage.press("0.1")
    stage.engine.deliver()
    assert stage.engine.sent(m.SetLearningRate)[-1].lr == 0.1
    assert stage.document.project.training.optimizer.lr == 0.1
    assert stage.controller.state == "training"


def test_a_new_learning_rate_does_not_reach_the_folds(qtbot: QtBot) -> None:
    stage = validating()
    training = stage.document.project.training
    stage.document.change_training(replace(training, optimizer=replace(training.optimizer, lr=0.5)), "Learning rate")
    assert stage.engine.sent(m.SetLearningRate) == []


def test_a_diverged_run_that_was_stopped_goes_on_with_the_lower_rate_and_not_with_that_of_its_checkpoint(stage: Stage) -> None:
    stage.training(4)
    (record,) = stage.runs.records
    stage.engine.diverge(record.run)
    stage.engine.deliver()
    stage.controller.stop()
    stage.engine.deliver()
    stage.press("0.1")
    stage.engine.die()  # before there is a newer checkpoint
    stage.engine.deliver()
    stage.press("Go on")
    first, *others = [train.runs[0] for train in stage.engine.sent(m.Train)]
    assert not first.new_rate
    assert len(others) == 2
    for request in others:
        assert request.resume is not None
        assert request.new_rate
        assert request.project["training"]["optimizer"]["lr"] == 0.1
