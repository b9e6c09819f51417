"""What was said in one language is said again in another: of every text of the catalogue, there and back."""

from __future__ import annotations

import string
from collections import Counter

import pytest

from playground.gui.retelling import Retelling
from playground.language import texts

KO = list(texts("ko"))


def filled(form: str) -> str:
    """The form with a name of its own in every place."""
    return "".join(
        literal + ("" if name is None else f"<{name}>") for literal, name, _spec, _conversion in string.Formatter().parse(form)
    )


def fillable(form: str) -> bool:
    return all(name is None or name.isidentifier() for _literal, name, _spec, _conversion in string.Formatter().parse(form))


@pytest.mark.parametrize(("before", "after", "side"), [("en", "ko", 0), ("ko", "en", 1)])
def test_nearly_every_text_is_found_again(before: str, after: str, side: int) -> None:
    retelling = Retelling(before, after)
    pairs = [(forms[side][0], forms[1 - side]) for forms in KO if len(forms[0]) == 1 and fillable(forms[0][0])]
    forms = Counter(old for old, _new in pairs)
    lost = [old for old, new in pairs if forms[old] == 1 and retelling.text(filled(old)) not in map(filled, new)]
    assert len(pairs) > 1000
    assert len(lost) < len(pairs) / 100, lost  # a text that is one with another but for its places


def test_what_no_catalogue_knows_stays() -> None:
    retelling = Retelling("en", "ko")
    for said in ("", "house prices 2024.csv", "Permission denied", "0.02"):
        assert retelling.text(said) == said


def test_what_stands_in_a_text_is_said_again_too() -> None:
    english = "{file} cannot be opened: {reason}".format(file="a.csv", reason="there is no such file")
    korean = Retelling("en", "ko").text(english)
    assert "a.csv" in korean
    assert "there is no" not in korean
    assert "cannot" not in korean
    assert Retelling("ko", "en").text(korean) == english


def test_forms_that_depend_on_a_number() -> None:
    back = Retelling("ko", "en")
    there = Retelling("en", "ko")
    for said in ("1 layer", "3 layers"):
        assert there.text(said) != said
        assert back.text(there.text(said)) == said
