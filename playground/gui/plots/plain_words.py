"""Numbers in the words of captions: how much of something something else is."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from playground.fields import number_text
from playground.language import _
from playground.runs.messages import Floats


def share_words(part: float, whole: float) -> str:
    """How much of ``whole`` a ``part`` is, to be followed by "of ...": ``a millionth``, ``40 %``, ``3 times``. Both are above 0."""
    ratio = part / whole
    if ratio >= 1.5:
        return _("{n} times").format(n=number_text(float(f"{ratio:.2g}")))
    if ratio >= 0.02:
        return f"{ratio:.0%}"
    power = -round(math.log10(max(ratio, 1e-12)))
    return _SMALL[min(power, len(_SMALL) + 1) - 2]()


_SMALL: tuple[Callable[[], str], ...] = (
    lambda: _("a hundredth"),
    lambda: _("a thousandth"),
    lambda: _("a ten-thousandth"),
    lambda: _("a hundred-thousandth"),
    lambda: _("a millionth"),
    lambda: _("a ten-millionth"),
    lambda: _("a hundred-millionth"),
    lambda: _("a billionth"),
    lambda: _("less than a billionth"),
)
"""Ten to the power of -2, -3, ... in words."""


def short(value: float, digits: int = 3) -> str:
    """A number with so many digits that count; a dash where it is none."""
    return number_text(float(f"{value:.{digits}g}")) if math.isfinite(value) else "–"


def explained(target: Floats, prediction: Floats) -> float:
    """The share of the differences between the targets that predictions explain (R²); NaN where there are none."""
    spread = float(np.sum((target - target.mean()) ** 2)) if len(target) else 0.0
    return 1 - float(np.sum((target - prediction) ** 2)) / spread if spread > 0 else math.nan
