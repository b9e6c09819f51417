"""Runs belong to their data: what becomes of them when other data are open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.document import Document
from playground.layers import Sigmoid
from playground.runs import messages as m
from playground.runs.project import Project
from tests.gui.run.stage import Stage, ended, series, validating


def another_dataset(document: Document) -> None:
    document.change(replace(document.project, dataset=DatasetConfig("linear")), "")


def another_split(document: Document) -> None:
    document.change(replace(document.project, preparation=replace(document.project.preparation, seed=7)), "")


def another_unit(document: Document) -> None:
    document.change(replace(document.project, preparation=replace(document.project.preparation, target_scaling="minmax")), "")


def another_project(document: Document) -> None:
    document.open(Project("Another", document.project.dataset), None)


OTHER_DATA = [another_dataset, another_split, another_unit, another_project]


def scale(document: Document, scaling: str) -> None:
    document.change(replace(document.project, preparation=replace(document.project.preparation, scaling=scaling)), "")


@pytest.fixture
def done(stage: Stage) -> Stage:
    """A run has ended, and the user looks at one of its epochs."""
    stage.training().engine.end()
    stage.engine.deliver()
    stage.runs.choose_epoch(2.0)
    assert stage.controller.progress()[0].startswith("finished")
    return stage


@pytest.mark.parametrize("open_other", OTHER_DATA)
def test_a_run_on_other_data_is_an_earlier_one(done: Stage, open_other: Callable[[Document], None]) -> None:
    open_other(done.document)
    (record,) = done.runs.records
    assert (record.shown, record.earlier) == (False, True)
    assert (done.runs.current, done.runs.of(record.project.network), done.runs.epoch) == (None, None, None)
    assert not done.controller.progress()[0].startswith("finished")


def test_runs_that_differ_in_the_scaling_of_features_are_compared(done: Stage) -> None:
    scale(done.document, "none")
    assert done.runs.current is done.runs.records[0]


def test_the_scaling_of_a_series_is_that_of_its_target(qtbot: QtBot) -> None:
    stage = Stage(Document(series())).training()
    scale(stage.document, "minmax")
    assert not stage.runs.shown


def test_a_table_with_a_relative_path_is_another_one_in_another_folder(done: Stage, tmp_path: Path) -> None:
    project = replace(done.document.project, dataset=DatasetConfig("csv", "table.csv"))
    done.document.open(project, tmp_path / "here.nnplay")
    before = done.runs.add(done.runs.records[0].started, "On the table", project)
    done.document.saved(tmp_path / "also_here.nnplay")
    assert before.shown
    done.document.saved(tmp_path / "there" / "project.nnplay")
    assert not before.shown


def test_what_undo_brings_back_comes_with_its_runs(done: Stage) -> None:
    hidden = done.runs.add(done.runs.records[0].started, "Hidden by the user", done.document.project)
    done.runs.change(hidden, lambda record: setattr(record, "shown", False))
    another_dataset(done.document)
    done.document.undo_stack.undo()
    assert done.runs.shown == done.runs.records[:1]
    assert not done.runs.records[0].earlier
    done.document.undo_stack.redo()
    assert done.runs.shown == ()


def test_an_earlier_run_that_is_shown_again_says_its_dataset(done: Stage) -> None:
    another_dataset(done.document)
    (record,) = done.runs.records
    done.runs.change(record, lambda changed: setattr(changed, "shown", True))
    assert record.title == "ReLU + Sigmoid (Diabetes)"
    assert done.runs.newest_shown is record
    assert done.runs.current is None
    another_split(done.document)
    assert not record.shown


def test_what_was_prepared_in_another_way_is_told_apart(done: Stage) -> None:
    another_split(done.document)
    assert done.runs.records[0].title == "ReLU + Sigmoid (Diabetes, other settings)"


@pytest.mark.parametrize("open_other", OTHER_DATA)
def test_a_run_under_way_ends_and_is_kept(stage: Stage, open_other: Callable[[Document], None]) -> None:
    stage.training()
    open_other(stage.document)
    assert "ReLU + Sigmoid" in stage.notices[-1].text
    assert stage.controller.progress()[0].startswith("stopping ReLU + Sigmoid (Diabetes")
    stage.engine.deliver()
    (record,) = stage.runs.records
    assert record.ended is not None
    assert (record.ended.reason, record.live, record.shown, len(record.history)) == ("stopped", False, False, 3)
    assert record.checkpoint is not None


def test_a_run_that_has_not_told_of_itself_yet_begins_as_an_earlier_one(stage: Stage) -> None:
    stage.ready().controller.train()
    another_project(stage.document)
    stage.engine.deliver()
    (record,) = stage.runs.records
    assert (record.shown, record.earlier, stage.runs.current) == (False, True, None)


def test_an_edit_that_leaves_the_data_lets_the_run_go_on(stage: Stage) -> None:
    stage.training()
    stage.document.change_network(stage.document.network, "")
    scale(stage.document, "minmax")
    stage.engine.deliver()
    assert stage.controller.state == "training"


def test_a_run_that_waits_for_the_data_of_another_project_is_forgotten(stage: Stage) -> None:
    stage.controller.start()
    stage.controller.train()
    assert stage.controller.waiting
    another_project(stage.document)
    assert not stage.controller.waiting
    stage.engine.deliver()
    assert not stage.engine.sent(m.Train)


def test_nothing_is_said_of_the_end_of_an_earlier_run(stage: Stage) -> None:
    stage.training()
    run = stage.runs.records[0].run
    another_project(stage.document)
    stage.notices.clear()
    stage.engine.tell(
        m.RunEnded(run=run, reason="stopped", message="kept", epoch=4, step=40, seconds=1.0, figures={}, best_epoch=2)
    )
    assert stage.notices == []


def test_folds_go_with_their_data_and_come_back_with_them(qtbot: QtBot) -> None:
    stage = validating()
    for fold in stage.runs.folds:
        stage.engine.tell(ended(fold.run, val_loss=0.5))
    said = stage.controller.progress()
    another_dataset(stage.document)
    assert (stage.runs.folds, stage.runs.validated) == ((), False)
    assert "folds" not in stage.controller.progress()[0]
    stage.document.undo_stack.undo()
    assert len(stage.runs.folds) == 3
    assert stage.controller.progress() == said


def test_the_cross_validation_under_way_ends_with_its_data(qtbot: QtBot) -> None:
    stage = validating()
    another_dataset(stage.document)
    assert stage.notices[-1].text.startswith("The cross-validation on Diabetes ended")
    stage.engine.deliver()
    assert not stage.controller.active


def test_nothing_goes_on_with_a_run_whose_data_are_not_open(stage: Stage) -> None:
    stage.training().engine.diverge(stage.runs.records[0].run)
    stage.engine.deliver()
    offer = stage.notices[-1]
    stage.controller.stop()
    stage.engine.deliver()
    another_dataset(stage.document)
    before = len(stage.engine.sent(m.Train))
    stage.notices.append(offer)
    stage.press("Go on")
    assert len(stage.engine.sent(m.Train)) == before
    assert stage.notices[-1].key == "left"


def test_what_an_engine_lost_is_not_offered_for_other_data(stage: Stage) -> None:
    stage.training().engine.die()
    stage.engine.deliver()
    offer = stage.notices[-1]
    another_project(stage.document)
    stage.notices.append(offer)
    stage.press("Go on")
    stage.engine.deliver()
    assert stage.controller.state == "idle"
    assert stage.notices[-1].key == "left"


def test_an_unsaved_project_that_is_left_turns_the_runs_once(stage: Stage) -> None:
    stage.training().document.change_network(stage.document.network.with_activations(Sigmoid()), "")
    turns: list[None] = []
    stage.runs.turned.connect(lambda: turns.append(None))
    another_project(stage.document)
    assert (len(turns), len(stage.engine.sent(m.Stop))) == (1, 1)
