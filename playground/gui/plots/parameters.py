"""Every weight and bias as a small histogram: filled as it is now, with a pale outline as it was when the run began."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF
from typing_extensions import override

from playground.gui.plots.axes import Numbers, PlainAxis
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Curve
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import SMALL, theme
from playground.language import N_, _
from playground.layers import shape_text
from playground.runs.messages import ParameterSpread, RunParameters

MOST = 60
"""Histograms that are drawn; those of more parameters would be too small to read."""

_ROW, _HEAD = 64, 80
"""Pixels at 100 %: least height of a row of histograms, and what the panel takes for itself."""

_WIDE = 0.92
"""Of a cell: the width of a histogram. Its name stands above it, its least and largest value below."""


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
        self._low, self._high = 0.2, 0.6  # of a cell: the foot and the height of a histogram
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
        most = int(box.width() / (max(QFontMetricsF(_font()).horizontalAdvance(self._name(one)) for one in shown) + 8))
        self._across = max(1, min(columns_for(len(shown), box.width() / max(box.height(), 1.0)), most))
        down = -(-len(shown) // self._across)
        self._grow(down)
        self.canvas.set_ranges((-0.02, self._across), (-down, 0.02))
        line = (theme().pixels(SMALL) + 6) * down / max(box.height(), 1.0)
        self._low = min(line, 0.3)
        self._high = max(1 - 2 * line, 0.2)
        cells = [(place % self._across, -(place // self._across) - 1.0) for place in range(len(shown))]
        self._draw_bars(shown, cells)
        self._draw_names(shown, cells)
        return True

    def _grow(self, down: int) -> None:
        """Takes the height that so many rows need to be read."""
        self.more_height = max(0, down * theme().pixels(_ROW) - theme().pixels(self.least[1] - _HEAD))
        self.fit()

    def _name(self, spread: ParameterSpread) -> str:
        """``1 Linear weight``: number and name of the layer as on its card, and what it is of it."""
        where, _dot, what = spread.name.partition(".")
        layers = self._record.project.network.layers if self._record is not None else ()
        if not where.isdigit() or int(where) >= len(layers):
            return spread.name
        return f"{int(where) + 1} {layers[int(where)].name} {what}"

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
            foot.append(np.full(len(spread.now), row + self._low))
            height.append(spread.now / most * self._high)
            x, y = stepped(edges, row + self._low + np.minimum(spread.start / most, 1.0) * self._high, row + self._low)
            outline_x += [x, break_off]
            outline_y += [y, break_off]
            feet_x += [edges[[0, -1]], break_off]
            feet_y += [np.full(2, row + self._low), break_off]
        width = _WIDE / len(shown[0].now)
        bars = {"x0": np.concatenate(left), "y0": np.concatenate(foot), "height": np.concatenate(height), "width": width}
        self._bars.setOpts(**bars, brush=faded(QColor(theme().colours.core), 0.75), pen=None)
        self._start.setData(np.concatenate(outline_x), np.concatenate(outline_y))
        self._feet.setData(np.concatenate(feet_x), np.concatenate(feet_y))

    def _draw_names(self, shown: tuple[ParameterSpread, ...], cells: list[tuple[int, float]]) -> None:
        while len(self._labels) < 2 * len(shown):
            label = pg.TextItem(anchor=(0, 0))
            self.canvas.area.addItem(label, ignoreBounds=True)
            self._labels.append(label)
        for place, label in enumerate(self._labels):
            label.setVisible(place < 2 * len(shown))
            if place >= 2 * len(shown):
                continue
            spread, (column, row) = shown[place // 2], cells[place // 2]
            label.setFont(_font())
            if place % 2:  # below the bars: where they begin and end
                label.setText(f"{short(spread.low, 2)} … {short(spread.high, 2)}", color=theme().colours.dim)
                label.setPos(column - 0.01, row + self._low)
            else:
                label.setText(self._name(spread), color=theme().colours.text)
                label.setPos(column - 0.01, row + 1.0)

    @override
    def restyle(self) -> None:
        self.canvas.show_lines(False)
        if hasattr(self, "_start"):
            colours = theme().colours
            self._start.setPen(line_pen(faded(QColor(colours.text), 0.6)))
            self._feet.setPen(line_pen(QColor(colours.line)))

    @override
    def legend(self) -> tuple[Entry, ...]:
        if self._seen is None:
            return ()
        colours = theme().colours
        return (Entry(_("now"), colours.core, area=True), Entry(_("at the start"), colours.text, Qt.PenStyle.SolidLine))

    @override
    def caption(self) -> str:
        if self._seen is None:
            return ""
        spreads = self._seen.parameters
        counts = np.array([math.prod(spread.shape) for spread in spreads], dtype=np.float64)
        share = float(np.dot(counts, [spread.near_zero for spread in spreads]) / max(counts.sum(), 1.0))
        text = _("{share:.0%} of the {n:,.0f} weights and biases are near zero")
        return text.format(share=share, n=counts.sum())

    @override
    def figures(self) -> str:
        if self._seen is None or self._record is None:
            return ""
        count = len(self._seen.parameters)
        more = _("the first {n} of {all}").format(n=MOST, all=count) if count > MOST else ""
        return " · ".join(part for part in (self._record.title, more) if part)

    @override
    def traces(self) -> list[Trace]:
        if self._seen is None:
            return []
        places = np.arange(min(len(self._seen.parameters), MOST))
        x, y = places % self._across + _WIDE / 2, np.asarray(-(places // self._across) - 1 + self._low, dtype=np.float64)
        return [Trace("", lambda place: self._words_of(self._seen.parameters[place]) if self._seen else "", x.astype(float), y)]

    @override
    def read_at(self, x: float, y: float) -> str:
        if self._seen is None:
            return ""
        column, row = math.floor(x), math.floor(-y)
        place = row * self._across + column
        if not (0 <= column < self._across and 0 <= place < min(len(self._seen.parameters), MOST)):
            return ""
        return self._words_of(self._seen.parameters[place])

    def _words_of(self, spread: ParameterSpread) -> str:
        """One histogram in words."""
        text = _("{name} ({shape}): mean {mean}, σ {std} (start {start}), {low} … {high}, near zero {share:.0%}")
        return text.format(
            name=self._name(spread),
            shape=shape_text(spread.shape),
            mean=short(spread.figures[0]),
            std=short(spread.figures[1]),
            start=short(spread.start_figures[1]),
            low=short(spread.figures[2]),
            high=short(spread.figures[3]),
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


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(theme().pixels(SMALL))
    return font
