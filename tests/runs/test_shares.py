"""Shares in words: true for every value, and never empty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.language import use_language
from playground.runs.shares import share_words

UNITS = {
    "hundredth": 1e-2,
    "thousandth": 1e-3,
    "ten-thousandth": 1e-4,
    "hundred-thousandth": 1e-5,
    "millionth": 1e-6,
    "ten-millionth": 1e-7,
    "hundred-millionth": 1e-8,
    "billionth": 1e-9,
}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "nothing at all"),
        (1e-300, "less than a billionth"),
        (6e-10, "less than a billionth"),
        (1e-9, "a billionth"),
        (4e-9, "a few billionths"),
        (1e-6, "a millionth"),
        (5e-6, "a few millionths"),
        (8e-6, "a hundred-thousandth"),
        (0.4, "40%"),
        (3, "3 times"),
    ],
)
def test_what_is_said(share: float, words: str) -> None:
    assert share_words(share, 1.0) == words


@given(st.floats(1e-9, 0.0149))
def test_it_is_true(share: float) -> None:
    words = share_words(share, 1.0)
    if words.startswith("a few "):
        unit = UNITS[words.removeprefix("a few ").removesuffix("s")]
        assert 1.5 * unit * 0.999 <= share < 6.7 * unit
    else:
        unit = UNITS[words.removeprefix("a ")]
        assert unit / 1.5 * 0.999 <= share < unit * 1.501


def test_it_is_said_in_korean() -> None:
    use_language("ko")
    try:
        assert share_words(1e-6, 1.0) == "백만분의 일"
        assert share_words(4e-6, 1.0) == "백만분의 몇"
    finally:
        use_language("en")
