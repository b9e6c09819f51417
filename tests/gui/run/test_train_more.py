"""Train goes on with what has ended, where that is the open project; else it begins a new run."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from playground.datasets import DatasetConfig
from playground.gui.findings import findings_of
from playground.gui.run.train_more import Offer
from playground.layers import Linear, ReLU, Sigmoid, Tanh
from playground.runs import messages as m
from playground.runs.config import RunConfig
from playground.runs.optimizers import Adam
from tests.fakes import checkpoint
from tests.gui.run.stage import Stage


def over(stage: Stage, epochs: int = 4, reason: m.EndReason = "finished") -> Stage:
    """A run has ended."""
    stage.training(epochs)
    stage.engine.end(reason)
    stage.engine.deliver()
    assert stage.controller.state == "idle"
    return stage


def set_training(stage: Stage, **changes: object) -> None:
    stage.document.change_training(replace(stage.document.project.training, **changes), "edit")  # type: ignore[arg-type]


def set_rate(stage: Stage, lr: float) -> None:
    set_training(stage, optimizer=replace(stage.document.project.training.optimizer, lr=lr))


def offer(stage: Stage) -> Offer:
    found = stage.controller.offer
    assert found is not None
    return found


@pytest.mark.parametrize("reason", ["finished", "stopped", "early_stopping"])
def test_it_goes_on_in_the_same_record(stage: Stage, reason: m.EndReason) -> None:
    assert stage.controller.offer is None
    over(stage, 4, reason)
    (record,) = stage.runs.records
    before = (record.title, record.number)
    set_training(stage, epochs=7)
    assert (offer(stage).epoch, offer(stage).epochs, offer(stage).new_rate) == (4, 7, None)
    stage.controller.train()
    (request,) = stage.engine.sent(m.Train)[-1].runs
    assert (request.run, request.longer, request.new_rate) == (record.run, True, False)
    assert request.resume == checkpoint(4)
    assert request.project["training"]["epochs"] == 11
    stage.engine.deliver()
    assert stage.controller.offer is None
    assert stage.controller.progress()[0].startswith("epoch 4 of 11")
    stage.engine.advance(2)
    stage.engine.deliver()
    assert stage.runs.records == (record,)
    assert (record.title, record.number) == before
    assert record.live
    assert record.ended is None
    assert record.history.epochs.tolist() == [1, 2, 3, 4, 5, 6]
    assert record.project.training.epochs == 11
    stage.engine.end()
    stage.engine.deliver()
    assert offer(stage).epoch == 6


def test_a_step_goes_on_too(stage: Stage) -> None:
    over(stage).controller.step()
    stage.engine.deliver()
    assert stage.engine.sent(m.Train)[-1].paused
    assert len(stage.runs.records) == 1
    assert stage.controller.state == "paused"


def test_train_anew_begins_another_run_from_the_initial_weights(stage: Stage) -> None:
    over(stage).controller.train_anew()
    (request,) = stage.engine.sent(m.Train)[-1].runs
    assert request.resume is None
    stage.engine.deliver()
    assert len(stage.runs.records) == 2


def test_what_is_not_the_open_project_does_not_go_on(stage: Stage) -> None:
    over(stage)
    project = stage.document.project
    changes = (
        replace(project, network=project.network.inserted(1, [Linear(3)])),
        replace(project, dataset=DatasetConfig("wine")),
        replace(project, preparation=replace(project.preparation, seed=3)),
        replace(project, training=replace(project.training, seed=3)),
        replace(project, training=replace(project.training, batch_size=7)),
        replace(project, training=replace(project.training, device="cuda")),
        replace(project, training=RunConfig(epochs=project.training.epochs, l1=0.1)),
    )
    for changed in changes:
        stage.document.change(changed, "edit")
        assert stage.controller.offer is None
        stage.document.undo_stack.undo()
        assert offer(stage).epoch == 4


def test_an_older_run_goes_on_if_it_is_the_open_project(stage: Stage) -> None:
    over(stage)
    stage.document.change_network(stage.document.network.with_activations(Tanh()), "edit")
    stage.controller.train()
    stage.engine.deliver()
    stage.engine.advance(9)
    stage.engine.end()
    stage.engine.deliver()
    stage.document.undo_stack.undo()
    assert offer(stage).titles == (stage.runs.records[0].title,)
    stage.controller.train()
    stage.engine.deliver()
    stage.engine.advance(1)
    stage.engine.end("stopped")
    stage.engine.deliver()
    assert stage.controller.progress()[0].startswith("stopped after 5 epochs")
    stage.runs.change(stage.runs.records[0], lambda record: setattr(record, "shown", False))
    assert stage.controller.offer is None


def test_after_reset_a_new_run_begins(stage: Stage) -> None:
    over(stage).controller.reset_weights()
    assert stage.controller.offer is None
    stage.controller.train()
    stage.engine.deliver()
    assert len(stage.runs.records) == 2


class TestLearningRate:
    def test_another_one_is_taken_and_said(self, stage: Stage) -> None:
        over(stage)
        set_rate(stage, 0.25)
        assert offer(stage).new_rate == 0.25
        stage.controller.train()
        (request,) = stage.engine.sent(m.Train)[-1].runs
        assert request.new_rate
        assert request.project["training"]["optimizer"]["lr"] == 0.25
        stage.engine.deliver()
        stage.engine.end()
        stage.engine.deliver()
        assert offer(stage).new_rate is None

    def test_one_that_was_changed_during_the_run_is_no_other_one(self, stage: Stage) -> None:
        stage.training()
        set_rate(stage, 0.25)
        assert stage.engine.sent(m.SetLearningRate)
        stage.engine.end()
        stage.engine.deliver()
        assert offer(stage).new_rate is None

    def test_a_run_that_diverged_needs_one(self, stage: Stage) -> None:
        stage.training()
        stage.engine.diverge(stage.runs.records[0].run)
        stage.engine.deliver()
        assert stage.controller.state == "paused"
        stage.controller.stop()
        stage.engine.tell(
            m.RunEnded(run=stage.runs.records[0].run, reason="diverged", message="", epoch=3, step=30, seconds=1.0, figures={})
        )
        assert stage.controller.offer is None
        assert "stopped" in stage.notices[-1].text
        assert [label for label, _act in stage.notices[-1].actions] == ["Go on with learning rate 0.1"]
        set_rate(stage, 0.25)
        assert offer(stage).new_rate == 0.25


def test_weights_that_a_rate_has_ruined_do_not_go_on_with_a_lower_one(stage: Stage) -> None:
    optimizer = Adam(lr=100)
    set_training(stage, optimizer=optimizer, epochs=30)
    stage.training(30)
    (record,) = stage.runs.records
    record.history.started = msgspec.structs.replace(record.started, constant_loss=1e-6)  # nothing is as good
    stage.engine.end()
    stage.engine.deliver()
    assert "rate_too_high" in [finding.key for finding in findings_of(record)]
    assert offer(stage).epoch == 30  # as it is, it can
    set_rate(stage, 0.001)
    assert stage.controller.offer is None
    record.history.started = msgspec.structs.replace(record.started, constant_loss=1e6)
    assert offer(stage).new_rate == 0.001


def test_runs_that_were_compared_go_on_together(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(stage.document.network.with_activations(Sigmoid()), "edit")
    stage.controller.compare(Sigmoid(), ReLU())
    stage.engine.deliver()
    stage.engine.advance(4)
    stage.engine.end()
    stage.engine.deliver()
    assert offer(stage).titles == ("Sigmoid", "ReLU")
    stage.controller.train()
    first, second = stage.engine.sent(m.Train)[-1].runs
    assert first.project["network"] != second.project["network"]
    assert first.resume is not None
    assert second.resume is not None
    stage.engine.deliver()
    assert [record.live for record in stage.runs.records] == [True, True]


def test_a_run_that_a_comparison_took_as_it_was_goes_on_with_it(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(stage.document.network.with_activations(Sigmoid()), "edit")
    over(stage)
    stage.controller.compare(Sigmoid(), ReLU())
    stage.engine.deliver()
    stage.engine.advance(4)
    stage.engine.end()
    stage.engine.deliver()
    assert offer(stage).titles == ("Sigmoid", "ReLU")
    stage.document.change_network(stage.document.network.with_activations(ReLU()), "edit")
    assert offer(stage).titles == ("Sigmoid", "ReLU")


def test_two_runs_that_a_comparison_took_as_they_were_go_on_together(stage: Stage) -> None:
    stage.ready()
    for layer in (ReLU(), Sigmoid()):
        stage.document.change_network(stage.document.network.with_activations(layer), "edit")
        over(stage)
    assert offer(stage).titles == ("Sigmoid",)
    stage.controller.compare(Sigmoid(), ReLU())
    assert sorted(offer(stage).titles) == ["ReLU", "Sigmoid"]


def test_a_run_whose_engine_died_goes_on_from_its_checkpoint(stage: Stage) -> None:
    stage.training(5)
    stage.engine.die()
    stage.engine.deliver()
    assert offer(stage).epoch == 5
    stage.controller.train()
    stage.engine.deliver()
    assert len(stage.runs.records) == 1


def test_one_that_cannot_go_on_stays_what_it_was(stage: Stage) -> None:
    over(stage).controller.train()
    (record,) = stage.runs.records
    stage.engine.tell(
        m.RunEnded(run=record.run, reason="failed", message="The data have changed.", epoch=0, step=0, seconds=0.0, figures={})
    )
    assert stage.notices[-1].text == "The data have changed."
    assert record.ended is not None
    assert record.ended.reason == "finished"
    assert len(record.history) == 4
