from __future__ import annotations

from playground.gui.runs import RunRecord
from playground.runs import messages as m
from tests.gui.run.stage import Stage


def ended(stage: Stage) -> RunRecord:
    stage.training()
    stage.engine.end()
    stage.engine.deliver()
    return stage.runs.records[-1]


def test_the_test_part_is_asked_for_once_the_run_is_over_and_the_look_is_noted(stage: Stage) -> None:
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


def test_a_look_that_fails_is_told_and_not_counted(stage: Stage) -> None:
    record = ended(stage)
    stage.runs.test_wanted.emit(record)
    stage.engine.answer(m.MeasureTestPart, m.RunTested(run=record.run, figures={}, problem="no test part"))
    assert stage.notices[-1].text == "no test part"
    assert (record.tested, record.looks) == (None, 0)


def test_samples_go_to_the_run_that_asked_last(stage: Stage) -> None:
    record = ended(stage)
    stage.runs.samples_wanted.emit(record, (1,))
    stage.runs.samples_wanted.emit(record, (3, 4))
    stage.engine.deliver()
    assert record.samples is not None
    assert record.samples.rows.tolist() == [3, 4]
