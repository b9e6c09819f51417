"""Numbers in the words of captions."""

from __future__ import annotations

import math

import numpy as np

from playground.fields import number_text
from playground.runs.messages import Floats


def short(value: float, digits: int = 3) -> str:
    """A number with so many digits that count; a dash where it is none."""
    return number_text(float(f"{value:.{digits}g}")) if math.isfinite(value) else "–"


def explained(target: Floats, prediction: Floats) -> float:
    """The share of the differences between the targets that predictions explain (R²); NaN where there are none."""
    spread = float(np.sum((target - target.mean()) ** 2)) if len(target) else 0.0
    return 1 - float(np.sum((target - prediction) ** 2)) / spread if spread > 0 else math.nan
