"""How much of something something else is, in words: the same in findings and in captions."""

from __future__ import annotations

import math
from collections.abc import Callable

from playground.fields import number_text
from playground.language import _

CLOSE = 1.5
"""Factor within which a share is called by its power of ten."""


def share_words(part: float, whole: float) -> str:
    """How much of ``whole`` a ``part`` is, to be followed by "of ...": ``a millionth``, ``a few millionths``, ``40 %``, ``3 times``.

    Args:
        part: From 0 on; 0 is ``nothing at all``.
        whole: Above 0.
    """
    ratio = part / whole
    if ratio >= CLOSE:
        return _("{n} times").format(n=number_text(float(f"{ratio:.2g}")))
    if ratio >= 0.01 * CLOSE:
        return f"{ratio:.0%}"
    if ratio <= 0:
        return _("nothing at all")
    power = math.floor(-math.log10(ratio * CLOSE)) + 1  # the largest power of ten that is not much more than the ratio
    if power > len(_ONE) + 1:
        return _("less than a billionth")
    words = _ONE if ratio * 10**power < CLOSE else _FEW
    return words[max(power, 2) - 2]()


_ONE: tuple[Callable[[], str], ...] = (
    lambda: _("a hundredth"),
    lambda: _("a thousandth"),
    lambda: _("a ten-thousandth"),
    lambda: _("a hundred-thousandth"),
    lambda: _("a millionth"),
    lambda: _("a ten-millionth"),
    lambda: _("a hundred-millionth"),
    lambda: _("a billionth"),
)
"""Ten to the power of -2, -3, ... in words."""

_FEW: tuple[Callable[[], str], ...] = (
    lambda: _("a few hundredths"),
    lambda: _("a few thousandths"),
    lambda: _("a few ten-thousandths"),
    lambda: _("a few hundred-thousandths"),
    lambda: _("a few millionths"),
    lambda: _("a few ten-millionths"),
    lambda: _("a few hundred-millionths"),
    lambda: _("a few billionths"),
)
"""More than one and less than ten of these."""
