"""What was under way when an engine died may be what it died of: it is named, and not done again by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.document import Document
from playground.gui.run.controller import Controller
from playground.layers import ReLU, Sigmoid
from playground.runs import messages as m
from playground.runs.project import Project
from tests.gui.run.test_controller import Stage
from tests.gui.stage import document as small


@pytest.fixture
def bomb(qtbot: QtBot, tmp_path: Path) -> Stage:
    """A table is being loaded."""
    stage = Stage(Document(Project("Bomb", DatasetConfig("csv", path=str(tmp_path / "bomb.xlsx")))))
    stage.controller.start()
    stage.engine.deliver(1)  # ready; the answer to the loading is still to come
    assert len(stage.engine.sent(m.LoadDataset)) == 1
    return stage


@pytest.mark.parametrize("deaths", [1, 2])
def test_data_that_an_engine_died_of_are_named_and_loaded_again_only_if_the_user_wants_it(bomb: Stage, deaths: int) -> None:
    for _death in range(deaths):
        bomb.engine.die()
        bomb.engine.deliver()
    assert len(bomb.engine.sent(m.LoadDataset)) == 1
    assert "bomb.xlsx" in bomb.notices[-1].text
    assert bomb.controller.state == "idle"
    bomb.press("Try again")
    assert len(bomb.engine.sent(m.LoadDataset)) == 2


def test_other_data_are_loaded_by_themselves(bomb: Stage, qtbot: QtBot) -> None:
    bomb.engine.die()
    bomb.engine.deliver()
    bomb.document.open(small().project, None)
    qtbot.waitUntil(lambda: len(bomb.engine.sent(m.LoadDataset)) == 2, timeout=2000)
    bomb.engine.deliver()
    assert bomb.controller.info is not None


def test_a_run_that_waited_for_them_does_not_begin(bomb: Stage) -> None:
    bomb.controller.train()
    assert bomb.controller.waiting
    bomb.engine.die()
    bomb.engine.deliver()
    assert not bomb.controller.waiting
    assert len(bomb.engine.sent(m.LoadDataset)) == 1
    assert bomb.engine.sent(m.Train) == []


def test_data_that_were_there_are_loaded_again_by_themselves(qtbot: QtBot) -> None:
    stage = Stage().ready()
    stage.engine.die()
    stage.engine.deliver()
    assert len(stage.engine.sent(m.LoadDataset)) == 2
    assert stage.controller.info is not None


def test_a_look_that_an_engine_died_of_is_not_repeated_by_itself(qtbot: QtBot) -> None:
    stage = Stage().ready()
    failed: list[str] = []
    looking = stage.controller.data_questions
    looking.failed.connect(failed.append)
    stage.controller.dataset_changed.connect(lambda: stage.controller.info is not None and looking.look())  # as the page does
    looking.look()
    stage.engine.die()
    stage.engine.deliver()
    assert len(stage.engine.sent(m.DescribeData)) == 1
    assert "diabetes" in failed[-1]
    looking.look()
    assert len(stage.engine.sent(m.DescribeData)) == 2


def test_rows_that_were_read_are_no_reason_not_to_look(qtbot: QtBot) -> None:
    stage = Stage().ready()
    looking = stage.controller.data_questions
    pages: list[m.RowsRead | None] = []
    looking.read_rows(0, 10, -1, False, pages.append)
    (asked,) = stage.engine.sent(m.ReadRows)
    stage.engine.tell(m.RowsRead(request=asked.request, first=0, numbers=np.zeros(0), parts=np.zeros(0), cells=()))
    assert len(pages) == 1
    stage.engine.die()
    stage.engine.deliver()
    looking.look()
    assert len(stage.engine.sent(m.DescribeData)) == 1


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
