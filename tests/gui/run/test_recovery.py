"""Engines that die: what was under way is named, goes on if the user wants it, and is not done again by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.run.controller import Controller
from playground.layers import ReLU, Sigmoid
from playground.runs import messages as m
from tests.gui.run.stage import Stage, ended, validating


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


def test_an_engine_that_dies_again_and_again_is_given_up_until_the_user_wants_it(qtbot: QtBot) -> None:
    stage = Stage()
    stage.controller.start()
    for _time in range(3):
        stage.engine.die()
    assert stage.controller.state == "stopped_engine"
    starts = stage.engine.starts
    stage.press("Start again")
    assert stage.engine.starts == starts + 1
    stage.engine.deliver()
    assert stage.controller.state == "idle"


BEGINNINGS: dict[str, tuple[Callable[[Controller], None], type[m.Command]]] = {
    "train": (Controller.train, m.Train),
    "step": (Controller.step, m.Train),
    "compare": (lambda controller: controller.compare(Sigmoid(), ReLU()), m.Train),
    "cross_validate": (Controller.cross_validate, m.Train),
    "find_learning_rate": (Controller.find_learning_rate, m.FindLearningRate),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_what_needs_an_engine_that_was_given_up_starts_one_and_begins_then(qtbot: QtBot, name: str) -> None:
    act, command = BEGINNINGS[name]
    stage = Stage()
    stage.controller.start()
    for _time in range(3):
        stage.engine.die()
    starts = stage.engine.starts
    act(stage.controller)
    assert stage.engine.starts == starts + 1
    stage.press("Start again")  # the notice still stands
    assert stage.engine.starts == starts + 1
    stage.engine.deliver()
    assert len(stage.engine.sent(command)) == 1


def test_the_engine_dies_and_all_folds_can_be_trained_again(qtbot: QtBot) -> None:
    stage = validating()
    stage.engine.tell(ended(stage.runs.folds[0].run, "diverged"))
    stage.engine.die()
    assert "The engine ended unexpectedly" in stage.notices[-1].text
    stage.engine.deliver()
    stage.press("Train again")
    stage.engine.deliver()
    again = stage.engine.sent(m.Train)[-1]
    assert again.folds
    assert len(again.runs) == 3
    assert [len(fold.history) for fold in stage.runs.folds] == [0, 0, 0]
    assert stage.controller.state == "training"
