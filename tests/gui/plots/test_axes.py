from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from playground.gui.plots.axes import LogAxis, PlainAxis, Range, decimated, log10, nice_step
from playground.gui.theme import theme


@given(
    st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=400),
    st.integers(1, 50),
)
def test_decimation_keeps_the_extremes_and_the_order(values: list[float], columns: int) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    few_x, few_y = decimated(x, y, columns)
    finite = y[np.isfinite(y)]
    assert len(few_x) == len(few_y) <= 2 * columns + 1
    assert (np.diff(few_x) > 0).all()
    assert set(few_y) <= set(finite)
    if len(finite):
        assert (few_y.min(), few_y.max(), few_y[-1]) == (finite.min(), finite.max(), finite[-1])


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_a_range_holds_what_is_shown(low: float, high: float) -> None:
    low, high = min(low, high), max(low, high)
    shown = Range()
    shown.follow(low, high)
    slack = 1e-6 * max(abs(low), abs(high), 1)
    assert shown.low <= low + slack
    assert shown.high >= high - slack
    assert not shown.follow(low, high) or high - low <= 0.55 * (shown.high - shown.low)


@pytest.mark.parametrize(("low", "high"), [(0.62, 0.7), (0.0101, 0.0109), (3.1, 3.2), (0.5, 5.0), (1e-8, 1.0), (950.0, 1100.0)])
def test_a_logarithmic_axis_always_has_ticks_that_are_round(qtbot: QtBot, low: float, high: float) -> None:
    theme().apply("light")
    axis = LogAxis("left")
    ((spacing, ticks),) = axis.tickValues(np.log10(low), np.log10(high), 200)
    assert 2 <= len(ticks) <= 12
    assert all(np.log10(low) <= tick <= np.log10(high) for tick in ticks)
    assert len(set(axis.tickStrings(ticks, 1.0, spacing))) == len(ticks)


def test_steps_are_round_and_what_has_no_logarithm_has_none() -> None:
    assert [nice_step(width) for width in (0.3, 1.0, 1.1, 7.0, 0.0)] == [0.5, 1.0, 2.0, 10.0, 1.0]
    assert np.isnan(log10(np.array([np.nan, np.inf]))).all()


@pytest.mark.parametrize("height", [40, 80, 160, 400])
@pytest.mark.parametrize(("low", "high"), [(-2.3, -0.3), (-0.6, 0.1), (-0.2, 0.1)])
def test_numbers_at_a_logarithmic_axis_are_not_written_over_each_other(
    qtbot: QtBot, low: float, high: float, height: int
) -> None:
    ((_spacing, ticks),) = LogAxis("left").tickValues(low, high, height)
    assert ticks
    pixels = np.diff(ticks) * height / (high - low)
    assert (pixels >= 13).all()


@given(low=st.floats(-1e7, 1e7), width=st.floats(1e-3, 1e7), room=st.integers(60, 900), whole=st.booleans())
def test_numbers_below_a_narrow_plot_are_not_written_over_each_other(low: float, width: float, room: int, whole: bool) -> None:
    axis = PlainAxis("bottom", whole=whole)
    high = low + width
    metrics = QFontMetricsF(axis.style["tickFont"])
    for spacing, ticks in axis.tickValues(low, high, room):
        texts = axis.tickStrings(ticks, 1.0, spacing)
        middles = [(tick - low) / (high - low) * room for tick in ticks]
        half = [metrics.horizontalAdvance(text) / 2 for text in texts]
        for (left, before), (right, after) in pairwise(zip(middles, half, strict=True)):
            assert left + before < right - after, texts
