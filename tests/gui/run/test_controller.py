from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.runs import messages as m
from tests.gui.run.stage import Stage, validating


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


def test_reset_goes_back_to_the_same_start(stage: Stage) -> None:
    stage.paused().controller.reset_weights()
    stage.engine.deliver()
    assert stage.runs.current is None
    assert stage.controller.state == "idle"
    stage.controller.train()
    first, second = stage.engine.sent(m.Train)
    assert first.runs[0].project == second.runs[0].project


def test_a_training_is_not_ended_by_a_reset_unasked(stage: Stage) -> None:
    stage.training().controller.reset_weights()
    stage.engine.deliver()
    assert stage.controller.state == "training"
    stage.press("Stop it")
    stage.engine.deliver()
    assert stage.controller.state == "idle"
    assert stage.runs.current is None


def test_pause_go_on_and_cancel(qtbot: QtBot) -> None:
    stage = validating()
    stage.controller.pause()
    stage.engine.deliver()
    assert stage.controller.state == "paused"
    stage.controller.train()
    stage.engine.deliver()
    assert stage.controller.state == "training"
    stage.controller.stop()
    stage.engine.deliver()
    assert stage.controller.state == "idle"
    assert not any(fold.live for fold in stage.runs.folds)
