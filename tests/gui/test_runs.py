"""The runs of a session: which are shown, and which one is the present one."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.open_data import OpenData
from playground.gui.run_signs import SYMBOLS
from playground.gui.runs import MOST_RUNS, Runs
from playground.gui.theme import theme
from playground.layers import Linear
from tests.gui.stage import SMALL, begin, document


@pytest.fixture
def runs(qtbot: QtBot) -> Runs:
    return Runs()


class TestTheRunOfANetwork:
    def test_is_the_newest_shown_one_of_exactly_this_network(self, runs: Runs) -> None:
        first, second = (begin(runs, document().project, name) for name in ("r1", "r2"))
        begin(runs, document(Linear(1)).project, "r3")
        assert runs.of(SMALL) is second
        second.shown = False
        assert runs.of(SMALL) is first

    def test_is_none_of_a_network_that_was_never_trained(self, runs: Runs) -> None:
        begin(runs, document().project)
        assert runs.of(document(Linear(2)).network) is None

    def test_is_none_while_the_weights_are_at_their_start(self, runs: Runs) -> None:
        begin(runs, document().project)
        runs.back_to_start()
        assert runs.of(SMALL) is None
        again = begin(runs, document().project, "r2")
        assert runs.of(SMALL) is again


def signs(runs: Runs) -> list[tuple[str, str]]:
    return [(record.colour.name(), record.symbol) for record in runs.records]


class TestTheColourOfARun:
    def test_is_its_own_whatever_becomes_of_others(self, runs: Runs) -> None:
        records = [begin(runs, document().project, f"r{number}") for number in range(5)]
        before = [(record.colour, record.symbol) for record in records]
        runs.remove(records[0])
        runs.change(records[1], lambda record: setattr(record, "shown", False))
        begin(runs, document().project, "next")
        runs.turn_to(OpenData(opening=1))
        begin(runs, document().project, "of other data")
        assert [(record.colour, record.symbol) for record in records] == before

    def test_and_its_marker_are_those_of_no_other_run(self, runs: Runs) -> None:
        for number in range(MOST_RUNS):
            begin(runs, document().project, f"r{number}")
            if number % 7 == 0:
                runs.turn_to(OpenData(opening=number))
        assert len(set(signs(runs))) == min(MOST_RUNS, len(SYMBOLS) * len(theme().colours.runs))

    def test_is_that_of_no_other_while_there_are_colours(self, runs: Runs) -> None:
        colours = len(theme().colours.runs)
        for number in range(colours):
            runs.turn_to(OpenData(opening=number))
            begin(runs, document().project, f"r{number}")
        assert len({colour for colour, _symbol in signs(runs)}) == colours
        runs.turn_to(OpenData(opening=colours))
        first, second = (begin(runs, document().project, name) for name in ("next", "and next"))
        assert first.colour == runs.records[0].colour
        assert first.symbol != runs.records[0].symbol
        assert second.colour != first.colour


def test_no_two_runs_have_one_title_though_each_project_names_its_own(runs: Runs) -> None:
    for opening in range(3):
        runs.turn_to(OpenData(opening=opening))
        begin(runs, document().project, "ReLU")
    assert [record.title for record in runs.records] == ["ReLU (Diabetes)", "ReLU 2 (Diabetes)", "ReLU"]
