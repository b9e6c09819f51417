"""Every weight and bias as a small histogram: filled as it is now, with a pale outline as it was when the run began."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from playground.fields import number_text
from playground.gui.plots.axes import Numbers, PlainAxis
from playground.gui.plots.items import Curve
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import SMALL, theme
from playground.language import N_, _
from playground.layers import shape_text
from playground.runs.messages import ParameterSpread, RunParameters

MOST = 60
"""Histograms that are drawn; those of more parameters would be too small to read."""

_WIDE, _LOW = 0.92, 0.10
"""Of a cell: the width of a histogram, and its foot. Its name stands above it."""


class ParametersPlot(Plot):
    """The present run, in the order of the model, row by row."""

    name = "parameters_plot"
    short = N_("Weights")
    picture = RunParameters

    def __init__(self, runs: Runs) -> None:
        empty = _("Histograms of all weights and biases appear here while a run trains: now, and at the start.")
        super().__init__(runs, _("Weights and biases"), empty, PlainAxis("bottom"), PlainAxis("left"))
        self.canvas.hide_axes()
        self._bars = pg.BarGraphItem(x0=[], y0=[], width=1, height=[], pen=None)
        self._start = Curve(connect="finite")
        self._feet = Curve(connect="finite")
        for item in (self._feet, self._bars, self._start):
            self.canvas.area.addItem(item)
        self._labels: list[pg.TextItem] = []
        self._seen: RunParameters | None = None
        self._record: RunRecord | None = None
        self._across = 1
        self._high = 0.6  # of a cell: the height of a histogram
        self.restyle()

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunParameters)
        if found is None or not found[1].parameters:
            self._seen = self._record = None
            return False
        self._record, self._seen = found
        shown = self._seen.parameters[:MOST]
        box = self.canvas.area
        self._across = columns_for(len(shown), box.width() / max(box.height(), 1.0))
        down = -(-len(shown) // self._across)
        self.canvas.set_ranges((-0.02, self._across), (-down, 0.02))
        line = (theme().pixels(SMALL) + 6) * down / max(box.height(), 1.0)
        self._high = max(1 - _LOW - line, 0.2)
        cells = [(place % self._across, -(place // self._across) - 1.0) for place in range(len(shown))]
        self._draw_bars(shown, cells)
        self._draw_names(shown, cells)
        return True

    def _draw_bars(self, shown: tuple[ParameterSpread, ...], cells: list[tuple[int, float]]) -> None:
        left, foot, height = [], [], []
        break_off = np.array([np.nan])
        outline_x: list[Numbers] = []
        outline_y: list[Numbers] = []
        feet_x: list[Numbers] = []
        feet_y: list[Numbers] = []
        for spread, (column, row) in zip(shown, cells, strict=True):
            edges = column + np.linspace(0, _WIDE, len(spread.now) + 1)
            most = max(float(spread.now.max()), 1.0)  # not of the start: biases that all began at 0 would leave nothing to see
            left.append(edges[:-1])
            foot.append(np.full(len(spread.now), row + _LOW))
            height.append(spread.now / most * self._high)
            x, y = stepped(edges, row + _LOW + np.minimum(spread.start / most, 1.0) * self._high, row + _LOW)
            outline_x += [x, break_off]
            outline_y += [y, break_off]
            feet_x += [edges[[0, -1]], break_off]
            feet_y += [np.full(2, row + _LOW), break_off]
        width = _WIDE / len(shown[0].now)
        bars = {"x0": np.concatenate(left), "y0": np.concatenate(foot), "height": np.concatenate(height), "width": width}
        self._bars.setOpts(**bars, brush=faded(QColor(theme().colours.core), 0.75), pen=None)
        self._start.setData(np.concatenate(outline_x), np.concatenate(outline_y))
        self._feet.setData(np.concatenate(feet_x), np.concatenate(feet_y))

    def _draw_names(self, shown: tuple[ParameterSpread, ...], cells: list[tuple[int, float]]) -> None:
        while len(self._labels) < len(shown):
            label = pg.TextItem(anchor=(0, 0))
            self.canvas.area.addItem(label, ignoreBounds=True)
            self._labels.append(label)
        font = QFont()
        font.setPixelSize(theme().pixels(SMALL))
        room = self.canvas.area.width() / self._across
        for place, label in enumerate(self._labels):
            label.setVisible(place < len(shown))
            if place < len(shown):
                spread, (column, row) = shown[place], cells[place]
                text = f"{spread.name}  σ {_short(spread.figures[1])}" if room > theme().pixels(120) else spread.name
                label.setFont(font)
                label.setText(text, color=theme().colours.dim)
                label.setPos(column - 0.01, row + 1.0)

    @override
    def restyle(self) -> None:
        self.canvas.show_lines(False)
        if hasattr(self, "_start"):
            colours = theme().colours
            self._start.setPen(line_pen(faded(QColor(colours.text), 0.6)))
            self._feet.setPen(line_pen(QColor(colours.line)))

    @override
    def figures(self) -> str:
        if self._seen is None or self._record is None:
            return ""
        text = _("{title} · ■ now — start · near zero {share:.0%}")
        spreads = self._seen.parameters
        counts = np.array([math.prod(spread.shape) for spread in spreads], dtype=np.float64)
        share = float(np.dot(counts, [spread.near_zero for spread in spreads]) / max(counts.sum(), 1.0))
        more = _(" · the first {n} of {all}").format(n=MOST, all=len(spreads)) if len(spreads) > MOST else ""
        return text.format(title=self._record.title, share=share) + more

    @override
    def read_at(self, x: float, y: float) -> str:
        if self._seen is None:
            return ""
        column, row = math.floor(x), math.floor(-y)
        place = row * self._across + column
        if not (0 <= column < self._across and 0 <= place < min(len(self._seen.parameters), MOST)):
            return ""
        spread = self._seen.parameters[place]
        text = _("{name} ({shape}): mean {mean}, σ {std} (start {start}), {low} … {high}, near zero {share:.0%}")
        return text.format(
            name=spread.name,
            shape=shape_text(spread.shape),
            mean=_short(spread.figures[0]),
            std=_short(spread.figures[1]),
            start=_short(spread.start_figures[1]),
            low=_short(spread.figures[2]),
            high=_short(spread.figures[3]),
            share=spread.near_zero,
        )

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return []
        spreads = self._seen.parameters
        head: list[Column] = [
            ("parameter", [spread.name for spread in spreads]),
            ("shape", [shape_text(spread.shape) for spread in spreads]),
        ]
        for place, name in enumerate(("mean", "std", "min", "max")):
            head.append((name, [float(spread.figures[place]) for spread in spreads]))
            head.append((f"{name}_start", [float(spread.start_figures[place]) for spread in spreads]))
        return [*head, ("near_zero", [spread.near_zero for spread in spreads])]


def columns_for(count: int, aspect: float) -> int:
    """How many histograms beside each other make cells about 1.8 times as wide as high, in an area of this width to height."""
    return max(1, min(count, round(math.sqrt(count * aspect / 1.8))))


def stepped(edges: Numbers, heights: Numbers, foot: float) -> tuple[Numbers, Numbers]:
    """The outline of bars: from the foot up, along their tops, and down again. ``(B + 1,)`` edges, ``(B,)`` heights."""
    x: Numbers = np.repeat(edges, 2)
    y: Numbers = np.concatenate(([foot], np.repeat(heights, 2), [foot]))
    return x, y


def _short(value: float) -> str:
    return number_text(float(f"{value:.3g}")) if math.isfinite(value) else "–"
