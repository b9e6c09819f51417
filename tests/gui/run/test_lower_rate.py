"""The search for a lower rate: it says what it does, can be given up, and ends with a step that can be undone, or with words."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gui.run.lower_rate import LowerRate
from playground.runs import messages as m
from tests.gui.run.stage import Stage

RATES = np.geomspace(1e-6, 0.1, 20)


@pytest.fixture
def search(stage: Stage) -> LowerRate:
    return LowerRate(stage.ready().document, stage.controller)


def tells(stage: Stage, **more: object) -> None:
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=RATES, losses=np.ones(20), **more))  # type: ignore[arg-type]


def test_it_asks_for_a_lower_rate_and_says_how_far_it_is(stage: Stage, search: LowerRate) -> None:
    search.press()
    assert stage.engine.sent(m.FindLearningRate)[-1].lower
    assert search.text == "Looking for a rate …"
    tells(stage)
    assert search.text == "Looking for a rate: one step with 0.1 …"
    tells(stage, trying=0.003)
    assert search.text == "Looking for a rate: many steps with 0.003 …"


def test_what_is_found_is_put_in_said_and_can_be_undone(stage: Stage, search: LowerRate) -> None:
    before = stage.document.project.training.optimizer.lr
    search.press()
    tells(stage, proposed=before / 10, done=True)
    assert search.text == ""
    assert stage.document.project.training.optimizer.lr == before / 10
    assert stage.notices[-1].kind == "good"
    said = f"{before / 10:g} now, instead of {before:g}"
    assert said in stage.notices[-1].text
    assert stage.document.undo_stack.undoText() == f"Learning rate {before / 10:g} instead of {before:g}"
    stage.document.undo_stack.undo()
    assert stage.document.project.training.optimizer.lr == before


def test_where_there_is_none_nothing_changes_and_it_says_why(stage: Stage, search: LowerRate) -> None:
    before = stage.document.project
    search.press()
    tells(stage, done=True, message="No learning rate helps. Scale features.")
    assert stage.document.project == before
    assert stage.notices[-1].text == "No learning rate helps. Scale features."
    assert search.text == ""


def test_pressed_again_it_is_given_up(stage: Stage, search: LowerRate) -> None:
    before = stage.document.project
    search.press()
    tells(stage)
    search.press()
    assert search.text == ""
    assert stage.engine.sent(m.CancelLoading)
    tells(stage, proposed=1e-5, done=True)
    assert stage.document.project == before
    assert not [notice for notice in stage.notices if notice.key == "lower_rate"]
