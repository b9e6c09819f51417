from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from playground.runs import messages as m
from tests.gui.run.stage import Stage


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
