"""The data of the document: loaded by themselves, but not again by themselves where an engine died of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.document import Document
from playground.runs import messages as m
from playground.runs.project import Project
from tests.gui.run.stage import Stage
from tests.gui.stage import document as small


def test_data_that_cannot_be_loaded_is_told_with_the_offer_to_fetch_it(stage: Stage) -> None:
    stage.controller.start()
    stage.engine.deliver(1)
    load = stage.engine.sent(m.LoadDataset)[-1]
    stage.engine.tell(m.DatasetFailed(request=load.request, message="not here", offer_download=True))
    assert stage.notices[-1].text == "not here"
    stage.press("Download")
    assert stage.engine.sent(m.LoadDataset)[-1].download


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
