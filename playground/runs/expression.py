"""Expressions in ``epoch``, as a person types them for a learning rate: parsed and computed here, never run as code.

Allowed are numbers, ``epoch`` (the first one is 0, as in torch), ``pi``, ``+ - * / // % **``, comparisons, ``and or not``, ``A if B else C``, and
the functions in ``FUNCTIONS``.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.fields import Field, shown
from playground.language import _

LONGEST = 200
DEEPEST = 40

FUNCTIONS: dict[str, Callable[..., float]] = {
    "exp": math.exp, "log": math.log, "log10": math.log10, "sqrt": math.sqrt, "sin": math.sin, "cos": math.cos,
    "tanh": math.tanh, "floor": math.floor, "ceil": math.ceil, "abs": abs, "min": min, "max": max,
}  # fmt: skip

_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: math.pow, ast.UAdd: operator.pos, ast.USub: operator.neg,
    ast.Not: operator.not_, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


class ExpressionError(ValueError):
    """A text that is no such expression, or one without a value; the message says why."""


def parse(text: str) -> Callable[[float], float]:
    """The function of ``epoch`` that a text stands for; it raises ``ExpressionError`` where it has no finite value.

    Raises:
        ExpressionError: the text is not such an expression.
    """
    if len(text) > LONGEST:
        raise ExpressionError(_("must be at most {n} characters").format(n=LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(_("cannot be read; an example: 0.95 ** epoch")) from None
    _check(tree, 0)

    def value(epoch: float) -> float:
        try:
            result = float(_compute(tree, float(epoch)))
        except (ArithmeticError, ValueError, TypeError):
            result = math.nan
        if not math.isfinite(result):
            raise ExpressionError(_("has no finite value in epoch {epoch}").format(epoch=int(epoch)))
        return result

    return value


def _check(node: ast.AST, depth: int) -> None:
    """Refuses whatever is not in the list above.

    Raises:
        ExpressionError: it is not.
    """
    if depth > DEEPEST:
        raise ExpressionError(_("is nested too deeply"))
    if isinstance(node, ast.Constant):
        allowed = isinstance(node.value, int | float) and abs(node.value) < 1e300
    elif isinstance(node, ast.Name):
        allowed = node.id in ("epoch", "pi")
        if not allowed:
            message = _("'{name}' is not known; known are epoch, pi and the functions {functions}")
            raise ExpressionError(message.format(name=shown(node.id), functions=", ".join(FUNCTIONS)))
    elif isinstance(node, ast.BinOp | ast.UnaryOp):
        allowed = type(node.op) in _OPERATORS
    elif isinstance(node, ast.Compare):
        allowed = all(type(op) in _OPERATORS for op in node.ops)
    elif isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            raise ExpressionError(_("only these functions are known: {functions}").format(functions=", ".join(FUNCTIONS)))
        allowed = not node.keywords and bool(node.args)
    else:
        allowed = isinstance(node, ast.IfExp | ast.BoolOp)
    if not allowed:
        raise ExpressionError(_("may hold numbers, epoch, + - * / // % **, comparisons and functions only"))
    for child in _children(node):
        _check(child, depth + 1)


def _children(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.Call):
        return list(node.args)
    return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]


def _compute(node: Any, epoch: float) -> Any:
    """The value of a checked expression."""
    if isinstance(node, ast.Constant):
        assert isinstance(node.value, int | float)
        return float(node.value)
    if isinstance(node, ast.Name):
        return epoch if node.id == "epoch" else math.pi
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_compute(node.left, epoch), _compute(node.right, epoch))
    if isinstance(node, ast.UnaryOp):
        return _OPERATORS[type(node.op)](_compute(node.operand, epoch))
    if isinstance(node, ast.IfExp):
        return _compute(node.body if _compute(node.test, epoch) else node.orelse, epoch)
    if isinstance(node, ast.BoolOp):
        values = (bool(_compute(value, epoch)) for value in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)
    if isinstance(node, ast.Compare):
        terms = [_compute(term, epoch) for term in (node.left, *node.comparators)]
        return all(_OPERATORS[type(op)](a, b) for op, a, b in zip(node.ops, terms[:-1], terms[1:], strict=True))
    return FUNCTIONS[node.func.id](*(_compute(argument, epoch) for argument in node.args))


@dataclass(frozen=True, kw_only=True)
class Expression(Field):
    """An expression in ``epoch`` that is not negative in the epochs 0 to 1,000."""

    def _problem(self, value: object) -> str | None:
        if not isinstance(value, str):
            return _("must be a text such as 0.95 ** epoch")
        try:
            function = parse(value)
            lowest = min(function(epoch) for epoch in (*range(20), *range(20, 1001, 20)))
        except ExpressionError as error:
            return str(error)
        return _("must not become negative") if lowest < 0 else None
