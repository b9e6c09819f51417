"""Windows against a loop that a person would write."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.datasets.windows import cut


@given(
    length=st.integers(1, 40),
    context=st.integers(1, 8),
    horizon=st.integers(1, 5),
    begin=st.integers(0, 40),
    size=st.integers(0, 40),
)
def test_windows_are_those_of_a_plain_loop(length: int, context: int, horizon: int, begin: int, size: int) -> None:
    begin = min(begin, length)
    end = min(begin + size, length)
    scaled = np.arange(length, dtype=np.float32)[:, None]
    part = cut(scaled, context, horizon, begin, end)
    expected = [row for row in range(begin, end) if row >= context and row + horizon <= end]
    assert part.rows.tolist() == expected
    assert part.x.shape == (len(expected), context, 1)
    assert part.y.shape == (len(expected), horizon)
    for x, y, row in zip(part.x, part.y, expected, strict=True):
        assert x[:, 0].tolist() == list(range(row - context, row))
        assert y.tolist() == list(range(row, row + horizon))
