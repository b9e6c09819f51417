from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.run.controller import Controller
from playground.gui.runs import RunRecord, Runs
from playground.layers import LSTM, Linear, ReLU, Sigmoid
from playground.network import Network
from playground.runs import messages as m
from tests.fakes import FakeEngine
from tests.gui.stage import document as small


class Stage:
    """A controller with a fake engine, and what it told."""

    def __init__(self, document: Document | None = None) -> None:
        self.document = document or small()
        self.runs = Runs()
        self.engine = FakeEngine()
        self.controller = Controller(self.document, self.runs, None, self.engine)  # type: ignore[arg-type]  # same interface
        self.notices: list[Notice] = []
        self.controller.message.connect(self.notices.append)

    def ready(self) -> Stage:
        """With the engine and the data there."""
        self.controller.start()
        self.engine.deliver()
        assert self.controller.state == "idle"
        return self

    def training(self, epochs: int = 3) -> Stage:
        """In the middle of a run."""
        self.ready().controller.train()
        self.engine.deliver()
        self.engine.advance(epochs)
        self.engine.deliver()
        assert self.controller.state == "training"
        return self

    def paused(self) -> Stage:
        self.training().controller.pause()
        self.engine.deliver()
        assert self.controller.state == "paused"
        return self

    def press(self, word: str) -> None:
        """Presses the button of the newest notice that has the word in its text."""
        _text, act = next(action for action in self.notices[-1].actions if word in action[0])
        act()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage()


def test_train_pressed_before_the_engine_is_ready_waits_for_it(stage: Stage) -> None:
    stage.controller.start()
    stage.controller.train()
    assert stage.controller.state == "starting"
    assert not stage.engine.sent(m.Train)
    stage.engine.deliver()
    assert len(stage.engine.sent(m.Train)) == 1
    assert stage.controller.state == "training"


def test_the_whole_life_of_a_run(stage: Stage) -> None:
    stage.training(5)
    (record,) = stage.runs.records
    assert record.history.epochs.tolist() == [1, 2, 3, 4, 5]
    stage.controller.pause()
    stage.engine.deliver()
    assert (stage.controller.state, record.live) == ("paused", True)
    stage.controller.step()
    assert stage.engine.sent(m.Step)
    stage.controller.train()
    stage.engine.deliver()
    assert stage.controller.state == "training"
    stage.controller.stop()
    stage.engine.deliver()
    assert (stage.controller.state, record.live) == ("idle", False)


def test_step_without_a_run_begins_one_that_waits(stage: Stage) -> None:
    stage.ready().controller.step()
    stage.engine.deliver()
    (train,) = stage.engine.sent(m.Train)
    assert train.paused
    assert len(stage.engine.sent(m.Step)) == 1
    assert stage.controller.state == "paused"


def test_a_network_that_no_memory_holds_is_told_before_anything_is_built(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(Network((*[Linear(30_000)] * 400, Linear(1))), "edit")
    stage.controller.train()
    assert not stage.engine.sent(m.Train)
    assert "memory" in stage.notices[-1].text


def test_a_network_with_a_problem_is_not_sent_and_the_repair_is_offered(stage: Stage) -> None:
    stage.ready()
    stage.document.change_network(Network((Linear(8), LSTM(4), Linear(1))), "edit")
    stage.controller.train()
    assert not stage.engine.sent(m.Train)
    assert "LSTM" in stage.notices[-1].text
    stage.press("Unflatten")
    assert stage.document.shapes is not None
    assert stage.document.shapes.problem is None


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


def test_compared_runs_differ_in_their_activations_alone(stage: Stage) -> None:
    stage.ready().controller.compare(Sigmoid(), ReLU())
    stage.engine.deliver()
    (train,) = stage.engine.sent(m.Train)
    first, second = (dict(request.project) for request in train.runs)
    assert first.pop("network") != second.pop("network")
    assert first == second
    assert [record.title for record in stage.runs.records] == ["Sigmoid", "ReLU"]


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
    for train, rate in zip(stage.engine.sent(m.Train)[1:], stage.engine.sent(m.SetLearningRate), strict=True):
        assert train.runs[0].resume is not None
        assert rate.lr == train.runs[0].project["training"]["optimizer"]["lr"] == 0.1
        assert stage.engine.commands.index(rate) > stage.engine.commands.index(train)


@pytest.mark.parametrize("state", ["starting", "ready", "training", "paused"])
def test_an_engine_that_dies_in_any_state_is_replaced_and_the_runs_go_on(qtbot: QtBot, state: str) -> None:
    stage = Stage()
    if state == "starting":
        stage.controller.start()
    else:
        getattr(stage, state)()
    before = stage.document.project
    stage.engine.die()
    assert stage.engine.starts == 2
    assert "Your work is safe" in stage.notices[-1].text
    assert stage.document.project == before
    stage.engine.deliver()
    assert stage.controller.state == "idle"
    if state in ("training", "paused"):
        stage.press("epoch 3")
        stage.engine.deliver()
        (request,) = stage.engine.sent(m.Train)[-1].runs
        assert request.resume is not None
        assert request.resume.epoch == 3
        assert stage.controller.state == "training"
        assert len(stage.runs.records) == 1


def test_a_learning_rate_wanted_before_the_engine_is_ready_is_found_then(stage: Stage) -> None:
    stage.controller.start()
    stage.controller.find_learning_rate()
    assert stage.controller.waiting
    stage.engine.deliver()
    assert len(stage.engine.sent(m.FindLearningRate)) == 1


def test_what_the_engine_refuses_is_told_and_the_state_is_right(stage: Stage) -> None:
    stage.ready().controller.train()
    request = stage.engine.sent(m.Train)[-1].request
    stage.engine.tell(m.Refused(request=request, message="not now"))
    assert stage.notices[-1].text == "not now"
    assert stage.controller.state == "idle"


def test_data_that_cannot_be_loaded_is_told_with_the_offer_to_fetch_it(stage: Stage) -> None:
    stage.controller.start()
    stage.engine.deliver(1)
    load = stage.engine.sent(m.LoadDataset)[-1]
    stage.engine.tell(m.DatasetFailed(request=load.request, message="not here", offer_download=True))
    assert stage.notices[-1].text == "not here"
    stage.press("Download")
    assert stage.engine.sent(m.LoadDataset)[-1].download


def test_reset_goes_back_to_the_same_start(stage: Stage) -> None:
    stage.training().controller.reset_weights()
    stage.engine.deliver()
    assert stage.runs.current is None
    assert stage.controller.state == "idle"
    stage.controller.train()
    first, second = stage.engine.sent(m.Train)
    assert first.runs[0].project == second.runs[0].project


class TestLooks:
    def ended(self, stage: Stage) -> RunRecord:
        stage.training()
        stage.engine.end()
        stage.engine.deliver()
        return stage.runs.records[-1]

    def test_the_test_part_is_asked_for_once_the_run_is_over_and_the_look_is_noted(self, stage: Stage) -> None:
        stage.training()
        record = stage.runs.records[-1]
        stage.runs.test_wanted.emit(record)
        assert stage.engine.sent(m.MeasureTestPart) == []
        stage.engine.end()
        stage.engine.deliver()
        stage.runs.test_wanted.emit(record)
        (command,) = stage.engine.sent(m.MeasureTestPart)
        assert (command.run.run, command.run.resume) == (record.run, record.checkpoint)
        stage.engine.deliver()
        assert record.tested is not None
        assert (record.tested.figures["test_rmse"], record.looks) == (7.0, 1)

    def test_a_look_that_fails_is_told_and_not_counted(self, stage: Stage) -> None:
        record = self.ended(stage)
        stage.runs.test_wanted.emit(record)
        stage.engine.answer(m.MeasureTestPart, m.RunTested(run=record.run, figures={}, problem="no test part"))
        assert stage.notices[-1].text == "no test part"
        assert (record.tested, record.looks) == (None, 0)

    def test_samples_go_to_the_run_that_asked_last(self, stage: Stage) -> None:
        record = self.ended(stage)
        stage.runs.samples_wanted.emit(record, (1,))
        stage.runs.samples_wanted.emit(record, (3, 4))
        stage.engine.deliver()
        assert record.samples is not None
        assert record.samples.rows.tolist() == [3, 4]

    def test_a_forecast_that_copies_is_pointed_out_at_the_end(self, stage: Stage) -> None:
        stage.training()
        series = np.sin(np.arange(40.0)) * 10
        rows = np.arange(20.0, 40.0)
        before = series[19:39]
        stage.engine.tell(
            m.RunForecast(
                run=stage.runs.records[-1].run,
                epoch=3.0,
                times=(),
                series=series,
                train_rows=np.zeros(0),
                val_rows=rows,
                train_prediction=np.zeros(0),
                val_prediction=before,
                recursive=np.zeros(0),
                future_rows=np.zeros(0),
                future=np.zeros(0),
                naive=before,
                seasonal_naive=np.zeros(0),
                autoregression=np.zeros(0),
                figures={"one_step": 5.0, "naive": 5.0},
            )
        )
        stage.engine.end()
        stage.engine.deliver()
        assert stage.notices[-1].kind == "warning"
        assert "last value" in stage.notices[-1].text
