"""What folds have in common, and what one fold alone has."""

from __future__ import annotations

import pytest

from playground.runs.diagnosis import Finding, common_findings

OVERFITS = Finding("overfitting", "Overfitting", "Long.", None, "early_stopping", "the loss is higher")
VANISHES = Finding("vanishing", "Vanishing gradient", "Long.", 0, "relu", "layer 1 gets nothing")


def test_what_most_folds_have_is_said_once_with_their_numbers() -> None:
    (one,) = common_findings([(OVERFITS,), (), (OVERFITS,), (OVERFITS,), ()])
    assert (one.folds, one.where) == ((1, 3, 4), "folds 1, 3, 4 of 5")
    assert one.finding.fix == "early_stopping"
    assert one.finding.gist == "in fold 1: the loss is higher"


@pytest.mark.parametrize("found", [[(), ()], [(OVERFITS,), ()], [(OVERFITS,), (), (VANISHES,)], []])
def test_what_half_of_them_have_may_be_chance(found: list[tuple[Finding, ...]]) -> None:
    assert common_findings(found) == ()


def test_the_gravest_is_first_and_all_is_said_in_words() -> None:
    both = common_findings([(OVERFITS, VANISHES)] * 3)
    assert [one.finding.key for one in both] == ["vanishing", "overfitting"]
    assert {one.where for one in both} == {"all folds"}


def test_one_that_diverged_is_told_before_all_others() -> None:
    found = common_findings([(VANISHES,), (), (VANISHES,)], diverged=[2])
    assert [(one.finding.key, one.folds) for one in found] == [("diverged", (2,)), ("vanishing", (1, 3))]
    assert found[0].where == "fold 2 of 3"
