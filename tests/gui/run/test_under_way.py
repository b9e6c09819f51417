from __future__ import annotations

import pytest

from playground.gui.run.launch import Launch
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import Runs
from tests.gui.stage import document


@pytest.fixture
def under_way(qapp: object) -> UnderWay:
    return UnderWay(Runs())


def launch(fold: int = 0) -> Launch:
    return Launch(f"r{fold}", "A run", document().project, fold=fold)


def test_the_state_follows_from_the_engine_the_data_and_the_runs(under_way: UnderWay) -> None:
    seen = [under_way.state]
    under_way.changed.connect(lambda: seen.append(under_way.state))
    under_way.loading = lambda: True
    under_way.set_ready(True)
    under_way.loading = lambda: False
    under_way.settle()
    under_way.launch((launch(),), step=False)
    under_way.settle()
    under_way.hold(True)
    under_way.settle()  # nothing has changed, and nothing is told
    under_way.hold(False)
    under_way.set_ready(False, given_up=True)
    assert seen == ["starting", "loading", "idle", "training", "paused", "training", "stopped_engine"]


def test_what_waits_begins_once_and_only_when_what_it_needs_is_there(under_way: UnderWay) -> None:
    begun: list[str] = []
    under_way.wait_for(lambda: begun.append("on data"))
    under_way.begin_waiting(data=False)
    assert (begun, under_way.waiting, under_way.resuming) == ([], True, False)
    under_way.begin_waiting()
    under_way.begin_waiting()
    assert (begun, under_way.waiting) == (["on data"], False)
    under_way.wait_for(lambda: begun.append("on the engine"), needs_data=False)
    assert under_way.resuming
    under_way.begin_waiting(possible=False, data=False)
    assert (begun, under_way.waiting) == (["on data"], False)


def test_what_is_to_be_done_afterwards_is_done_once_when_the_runs_have_ended(under_way: UnderWay) -> None:
    done: list[bool] = []
    under_way.set_ready(True)
    under_way.launch((launch(),), step=False)
    under_way.do_afterwards(lambda: done.append(True))
    under_way.settle()
    assert done == []
    under_way.launched.clear()
    under_way.settle()
    under_way.settle()
    assert done == [True]


def test_the_folds_of_the_newest_cross_validation_are_kept(under_way: UnderWay) -> None:
    folds = (launch(1), launch(2))
    under_way.launch(folds, step=False)
    under_way.launch((launch(),), step=True)
    assert under_way.newest_folds == folds
    assert list(under_way.launched) == ["r0"]
    assert under_way.step_when_paused
