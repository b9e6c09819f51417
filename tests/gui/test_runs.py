"""The runs of a session: which are shown, and which one is the present one."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.gui.runs import Runs
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
