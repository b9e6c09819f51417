"""Axes and ranges: ticks that say what they mean, and ranges that follow what is shown without twitching."""

from __future__ import annotations

import html
import math

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.plots.axis_picture import AxisPicture
from playground.gui.theme import SMALL, theme

Numbers = npt.NDArray[np.float64]

_LEAST_APART = 14
"""Pixels between two numbers at an upright axis, at 100 %."""

_DECADE = 22
"""Pixels from one power of ten to the next that is written, at 100 %."""

_GAP = 6
"""Pixels between two numbers at a level axis, at 100 %."""


_AT_AN_END = 60
"""Pixels at 100 % by which a number may stick out of its axis before it is moved."""


class PlainAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis in the colours and the small type of the theme. ``whole``: ticks at whole numbers only."""

    def __init__(self, orientation: str, whole: bool = False, caption: str = "") -> None:
        super().__init__(orientation)
        self.picture: AxisPicture | None = None
        self.whole = whole
        self._caption = caption
        self.enableAutoSIPrefix(False)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)  # it is told what is painted
        self.setStyle(tickLength=0, autoExpandTextSpace=True, autoReduceTextSpace=False)
        self.restyle()

    def restyle(self) -> None:
        """Takes the colours and text size of the theme."""
        font = QFont()
        font.setPixelSize(theme().pixels(SMALL))
        self.setTickFont(font)
        self.setTextPen(QColor(theme().colours.dim))
        self.setPen(QColor(theme().colours.line))
        if self._caption:
            self.setLabel(html.escape(self._caption), color=theme().colours.dim, **{"font-size": f"{theme().pixels(SMALL)}px"})

    def rename(self, caption: str) -> None:
        """Takes another caption."""
        if caption != self._caption:
            self._caption = caption
            self.restyle()

    @override
    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draws what was found out when the range, the size or the look was last another: pyqtgraph's ``QPicture`` lays all text out anew."""
        if self.picture is None:
            painter.save()
            specs = self.generateDrawSpecs(painter)
            painter.restore()
            self.picture = AxisPicture(self, painter, *specs) if specs is not None else None
        if self.picture is not None:
            self.picture.draw(painter, option.exposedRect)

    @override
    def boundingRect(self) -> QRectF:
        """With room for numbers at its ends, which pyqtgraph would leave out; ``AxisPicture`` moves them to where they can be seen."""
        more = theme().pixels(_AT_AN_END)
        room: QRectF = super().boundingRect()
        return room.adjusted(-more, 0, more, 0) if self.orientation in ("top", "bottom") else room.adjusted(0, -more, 0, more)

    @override
    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        levels: list[tuple[float, float]] = super().tickSpacing(minVal, maxVal, size)[:1]
        if not levels:
            return levels
        apart = max(1.0, round(levels[0][0])) if self.whole else levels[0][0]
        return [(apart if self.orientation in ("left", "right") else self._with_room(apart, minVal, maxVal, size), 0)]

    def _with_room(self, apart: float, low: float, high: float, size: float) -> float:
        """How far the ticks of a level axis are apart if no number is to be written over the next: ``apart`` or more."""
        metrics = QFontMetricsF(self.style["tickFont"])
        while apart < high - low:
            ticks = [number * apart for number in range(math.ceil(low / apart), math.floor(high / apart) + 1)]
            widest = max((metrics.horizontalAdvance(text) for text in self.tickStrings(ticks, 1.0, apart)), default=0.0)
            if widest + theme().pixels(_GAP) <= apart * size / (high - low):
                break
            apart = nice_step(apart * 1.5)
        return apart

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e6 else number_text(value) for value in values]


class LogAxis(PlainAxis):
    """An axis whose values are logarithms to base 10: ticks at 1, or at 1, 2 and 5 where there is room, written as the number itself."""

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        decades = maxVal - minVal
        if decades > 2.5:
            step = max(1, math.ceil(decades / max(size / theme().pixels(_DECADE), 1)))
            while step > 1 and math.floor(maxVal / step) - math.ceil(minVal / step) < 1:
                step -= 1  # one number alone is no scale
            first = math.ceil(minVal / step) * step
            return [(step, [float(value) for value in range(first, math.floor(maxVal) + 1, step)])]
        factors = (1, 2, 5) if decades > 0.5 else (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8)
        ticks = [decade + math.log10(factor) for decade in range(math.floor(minVal), math.ceil(maxVal) + 1) for factor in factors]
        inside = [tick for tick in ticks if minVal <= tick <= maxVal]
        if len(inside) < 2:  # a narrow range: round numbers that are equally far apart
            apart = nice_step((10.0**maxVal - 10.0**minVal) / 5)
            numbers = range(max(math.floor(10.0**minVal / apart), 1), math.ceil(10.0**maxVal / apart) + 1)
            inside = [tick for number in numbers if minVal <= (tick := math.log10(number * apart)) <= maxVal]
        return [(1.0, _apart(inside, decades * theme().pixels(_LEAST_APART) / max(size, 1)))]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if spacing >= 1 and all(abs(value - round(value)) < 1e-9 for value in values) and len(values) > 2:
            return ["1" if round(value) == 0 else f"1e{round(value)}" for value in values]
        return [power_text(value) for value in values]


def _apart(ticks: list[float], least: float) -> list[float]:
    """The ticks that are at least so far from the one before; the others would be written over each other."""
    kept: list[float] = []
    for tick in ticks:
        if not kept or tick - kept[-1] >= least:
            kept.append(tick)
    return kept


class SwitchingAxis(LogAxis):
    """Logarithmic or plain ticks."""

    logarithmic = True

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        if self.logarithmic:
            return super().tickValues(minVal, maxVal, size)
        ticks: list[tuple[float, list[float]]] = pg.AxisItem.tickValues(self, minVal, maxVal, size)
        return ticks

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logarithmic:
            return super().tickStrings(values, scale, spacing)
        return PlainAxis.tickStrings(self, values, scale, spacing)


def power_text(exponent: float) -> str:
    """Ten to the power of ``exponent`` as a person would write it: ``1e-8``, ``0.02``, ``5``."""
    return number_text(float(f"{10.0**exponent:.3g}"))


class Range:
    """A range of an axis that grows at once, and shrinks only when what is shown has become much smaller."""

    def __init__(self, shrink: float = 0.55) -> None:
        self._shrink = shrink
        self.low, self.high = 0.0, 1.0
        self._set = False

    def follow(self, low: float, high: float) -> bool:
        """Takes in what is shown; whether the range has changed."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return False
        if high <= low:
            low, high = low - 0.5 * (abs(low) or 1.0), high + 0.5 * (abs(high) or 1.0)
        inside = self._set and self.low <= low and high <= self.high
        if inside and (high - low) > self._shrink * (self.high - self.low):
            return False
        step = nice_step((high - low) / 5)
        new = (math.floor(low / step) * step, math.ceil(high / step) * step)
        changed = not self._set or new != (self.low, self.high)
        (self.low, self.high), self._set = new, True
        return changed

    def reset(self) -> None:
        """Forgets what was shown before."""
        self._set = False


def end_of_epochs(last: float, live: bool) -> float:
    """Where an axis of epochs ends: at the last one; while more come a little beyond it, so that it stands still for some frames."""
    step = nice_step(last / 20)
    return math.ceil(last / step) * step if live else last


def nice_step(width: float) -> float:
    """The smallest of 1, 2, 5, 10 ... times a power of ten that is not below ``width``."""
    if width <= 0 or not math.isfinite(width):
        return 1.0
    decade = 10.0 ** math.floor(math.log10(width))
    return float(next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= width * (1 - 1e-9)))


def decimated(x: Numbers, y: Numbers, columns: int) -> tuple[Numbers, Numbers]:
    """At most two points per pixel column: the least and the largest of each, in their order, so that no spike is lost.

    Args:
        x: ``(N,)`` increasing.
        y: ``(N,)``; NaN is left out.
        columns: Pixel columns that there are.
    """
    finite = np.isfinite(y)
    if not finite.all():
        x, y = x[finite], y[finite]
    count = len(y)
    columns = max(columns, 1)
    if count <= 2 * columns:
        return x, y
    size = math.ceil(count / columns)
    blocks = np.pad(y, (0, -count % size), mode="edge").reshape(-1, size)
    starts = np.arange(0, count, size)
    extremes = np.concatenate((starts + blocks.argmin(axis=1), starts + blocks.argmax(axis=1), [count - 1]))
    chosen = np.unique(np.minimum(extremes, count - 1))
    return x[chosen], y[chosen]


def log10(values: Numbers, floor: float = 1e-30) -> Numbers:
    """Logarithm to base 10; zero becomes that of ``floor``, what is not finite stays NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Numbers = np.log10(np.maximum(values, floor))
    result[~np.isfinite(values)] = np.nan
    return result
