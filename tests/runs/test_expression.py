"""Expressions are computed as Python would, and nothing else is run."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.fields import SettingError
from playground.runs.expression import Expression, ExpressionError, parse
from playground.runs.project import project_from_plain

GOOD = [
    "0.95 ** epoch", "1 / (1 + 0.1 * epoch)", "1 if epoch < 10 else 0.1", "exp(-epoch / 20)", "0.5 * (1 + cos(pi * epoch / 50))",
    "max(0.01, 1 - epoch / 100)", "0.1 ** (epoch // 30)", "epoch % 7 + 1", "abs(sin(epoch))", "1 if 3 <= epoch < 5 or epoch > 8 else 0",
    "floor(epoch / 3) + 1", "-(-1)", "not epoch", "min(1, epoch + 1, 5)",
]  # fmt: skip
BAD = [
    "", " ", "lr", "epoch.real", "__import__('os')", "open('x')", "(lambda: 1)()", "[1, 2]", "'text'", "epoch = 1", "exp", "exp()",
    "max(*epoch)", "exp(x=1)", "1 +", "f'{epoch}'", "epoch if", "{1}", "x for x in epoch", "True and __name__", "1j", "epoch[0]", "1e400",
    "min", "await epoch", "epoch; epoch", "~1", "1 << 3", "epoch @ 2", "None", "yield", "epoch := 1",
]  # fmt: skip
NAMES = {name: getattr(math, name) for name in ("exp", "log", "sqrt", "sin", "cos", "floor", "pi")}


@pytest.mark.parametrize("text", GOOD)
def test_values_are_those_of_python(text: str) -> None:
    function = parse(text)
    for epoch in (0, 1, 4, 9, 33):
        expected = eval(text, {"__builtins__": {}}, {**NAMES, "epoch": float(epoch), "max": max, "min": min, "abs": abs})
        assert function(epoch) == pytest.approx(float(expected))


@pytest.mark.parametrize("text", BAD)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)(0)
    assert Expression(label="").problem(text)


@given(st.text(max_size=60))
def test_no_text_leads_to_another_error(text: str) -> None:
    problem = Expression(label="").problem(text)
    assert problem is None or problem


@pytest.mark.parametrize("text", ["9 ** 9 ** 9 ** 9", "exp(exp(exp(epoch + 9)))", "1 / epoch", "log(0)", "(-8) ** 0.5"])
def test_no_finite_value_is_told(text: str) -> None:
    with pytest.raises(ExpressionError, match="no finite value in epoch 0"):
        parse(text)(0)


def test_it_is_quick_and_not_deep() -> None:
    with pytest.raises(ExpressionError):
        parse("(" * 90 + "1" + ")" * 90 + "+1" * 60)
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse("-" * 60 + "1")


def test_a_learning_rate_is_not_negative() -> None:
    assert Expression(label="").problem("1 - epoch / 10") == "must not become negative"
    with pytest.raises(SettingError, match=r"training.scheduler.lr_lambda: must not become negative"):
        project_from_plain(
            {"format": 1, "training": {"scheduler": {"name": "LambdaLR", "lr_lambda": "1 - epoch"}}, "network": []}
        )
