"""The gradient of every layer in one picture: depth on x, log10 of the RMS of dL/dW on y, over a fading trail of earlier epochs."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from playground.fields import number_text
from playground.gui.field_editors import ChoiceBox
from playground.gui.plots.axes import LogAxis, Numbers, PlainAxis, Range, log10
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plot import Column, Plot, epoch_row
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import SMALL, theme
from playground.language import N_, _, ngettext

TRAIL = 6
"""Earlier states of each run that are drawn, spread over its history."""

_FLOOR = 1e-30


class _LayerAxis(PlainAxis):
    """Ticks are the numbers of the layers in the network, as on their cards."""

    labels: tuple[int, ...] = ()

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        count = len(self.labels)
        step = max(1, -(-count * 26 // max(int(size), 1)))
        return [(step, [float(place) for place in range(1, count + 1, step)])]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [str(self.labels[int(value) - 1]) if 1 <= value <= len(self.labels) else "" for value in values]


class _Lines:
    """What is drawn of one run: its line with markers, its trail, its name, and a mark for zeros."""

    def __init__(self, plot: GradientsPlot) -> None:
        self.trail = [pg.PlotCurveItem() for _place in range(TRAIL)]
        self.line = pg.PlotCurveItem()
        self.points = pg.ScatterPlotItem(pxMode=True)
        self.zeros = pg.ScatterPlotItem(pxMode=True, symbol="t", size=9)
        self.name = pg.TextItem(anchor=(0, -0.1))
        self.items = (*self.trail, self.line, self.points, self.zeros, self.name)
        for item in self.items:
            plot.canvas.area.addItem(item)

    def set_visible(self, visible: bool) -> None:
        for item in self.items:
            item.setVisible(visible)


class GradientsPlot(Plot):
    """Every shown run is one line; runs that are over stay, so that two activations lie side by side."""

    name = "gradients_plot"
    open_at_first = True
    short = N_("Gradients")

    def __init__(self, runs: Runs) -> None:
        self._bottom = _LayerAxis("bottom", caption=_("layer, from input to output"))
        empty = _("The gradient of every layer appears here as soon as a run begins: first layer on the left, last on the right.")
        super().__init__(runs, _("Gradients by layer"), empty, self._bottom, LogAxis("left"))
        self._quantity = ChoiceBox()
        self._quantity.setAccessibleName(_("What is drawn"))
        for name, label in (
            ("grad_rms", _("gradient RMS")),
            ("update_ratio", _("update ratio")),
            ("weight_rms", _("weight RMS")),
        ):
            self._quantity.addItem(label, name)
        self._quantity.currentIndexChanged.connect(self._other_quantity)
        self._quantity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._quantity.setProperty("role", "small")
        self.options.addWidget(self._quantity)
        self._lines: dict[str, _Lines] = {}
        self._y = Range()
        runs.removed.connect(self._forget)

    @property
    def quantity(self) -> str:
        """``grad_rms``, ``update_ratio`` or ``weight_rms``."""
        return str(self._quantity.currentData())

    def values_of(self, record: RunRecord) -> Numbers:
        """What is drawn of a run now: one number per layer with weights; empty if nothing is known yet."""
        row = epoch_row(self.runs, record)
        newest = record.history.last
        if row < 0 or (self.runs.epoch is None and self.quantity == "grad_rms" and newest is not None):
            known = newest is not None and self.quantity == "grad_rms"
            return newest.step_grad_rms if known and newest is not None else np.empty(0)
        chosen: Numbers = record.history.table(self.quantity)[row]
        return chosen

    @override
    def draw(self) -> bool:
        shown = [record for record in self.runs.shown if record.started.layers]
        for run, lines in self._lines.items():
            lines.set_visible(any(record.run == run for record in shown))
        lows: list[float] = []
        highs: list[float] = []
        for record in shown:
            self._draw_run(record, lows, highs)
        if not lows:
            return False
        longest = max(shown, key=lambda record: len(record.started.layers))
        labels = tuple(layer.position + 1 for layer in longest.started.layers)
        if labels != self._bottom.labels:
            self._bottom.labels = labels
            self._bottom.picture = None
        low, high = min(lows), max(highs)
        middle = (low + high) / 2
        self._y.follow(min(low, middle - 1), max(high, middle + 1))
        space = max((len(labels) - 1) * 0.04, 0.2)
        self.canvas.set_ranges((1 - space, len(labels) + space), (self._y.low, self._y.high))
        self._place_zeros(shown)
        self._place_names(shown)
        return True

    def _draw_run(self, record: RunRecord, lows: list[float], highs: list[float]) -> None:
        values = self.values_of(record)
        if not len(values):
            return
        lines = self._lines.get(record.run)
        if lines is None:
            lines = self._lines[record.run] = _Lines(self)
        x = np.arange(1.0, len(values) + 1)
        self._draw_trail(record, lines, x, lows, highs)
        known = np.isfinite(values) & (values > 0)
        y = log10(values[known])
        if len(y):
            lows.append(float(y.min()))
            highs.append(float(y.max()))
        lines.line.setData(x[known], y, pen=line_pen(record.colour, 2), antialias=True)
        lines.points.setData(x[known], y, symbol=record.symbol, size=7, pen=None, brush=record.colour)
        lines.name.setVisible(bool(len(y)))
        if len(y):
            lines.name.setText(record.title, color=theme().colours.legible(record.colour))
            font = lines.name.textItem.font()
            font.setPixelSize(theme().pixels(SMALL))
            lines.name.setFont(font)
            lines.name.setPos(float(x[known][0]), float(y[0]))

    def _draw_trail(self, record: RunRecord, lines: _Lines, x: Numbers, lows: list[float], highs: list[float]) -> None:
        """Earlier states, the older the fainter; they lie at even distances in the logarithm of the epoch."""
        end = epoch_row(self.runs, record)
        rows = np.unique(np.geomspace(1, max(end, 1), TRAIL).astype(int)) - 1 if end > 1 else np.empty(0, dtype=int)
        table = record.history.table(self.quantity)
        for place, curve in enumerate(lines.trail):
            if place >= len(rows):
                curve.setData([], [])
                continue
            values = table[rows[place]]
            known = np.isfinite(values) & (values > _FLOOR)
            y = log10(values[known])
            if len(y):
                lows.append(float(y.min()))
                highs.append(float(y.max()))
            colour = faded(record.colour, 0.12 + 0.33 * (place + 1) / len(rows))
            curve.setData(x[known], y, pen=line_pen(colour), antialias=False)

    def _place_names(self, shown: list[RunRecord]) -> None:
        """Names stand below the first point, or above it at the lower edge; of those that would overlap the newest is shown."""
        height = theme().pixels(SMALL) + 6
        scale = self.canvas.area.height() / max(self._y.high - self._y.low, 1e-9)
        taken: list[float] = []
        for record in reversed(shown):
            lines = self._lines.get(record.run)
            if lines is None or not lines.name.isVisible():
                continue
            up = (lines.name.pos().y() - self._y.low) * scale
            above = up < height + 2
            lines.name.setAnchor((0, 1.1) if above else (0, -0.1))
            middle = up + height / 2 if above else up - height / 2
            lines.name.setVisible(all(abs(middle - other) >= height for other in taken))
            if lines.name.isVisible():
                taken.append(middle)

    def _place_zeros(self, shown: list[RunRecord]) -> None:
        """Layers that receive nothing at all stand at the lower edge."""
        for record in shown:
            lines = self._lines.get(record.run)
            if lines is not None:
                values = self.values_of(record)
                x = np.flatnonzero(values == 0) + 1.0
                lines.zeros.setData(x, np.full(len(x), self._y.low), pen=None, brush=record.colour)

    def _other_quantity(self) -> None:
        self._y.reset()
        self.mark()

    def _forget(self, record: RunRecord) -> None:
        lines = self._lines.pop(record.run, None)
        if lines is not None:
            for item in lines.items:
                self.canvas.area.removeItem(item)

    @override
    def figures(self) -> str:
        record = self.runs.current
        values = self.values_of(record) if record is not None else np.empty(0)
        if not len(values) or not np.isfinite(values[[0, -1]]).all():
            return ""
        zeros = int((values == 0).sum())
        if zeros:
            return ngettext("{n} layer receives exactly 0", "{n} layers receive exactly 0", zeros).format(n=zeros)
        return _("first {first} · last {last}").format(first=_short(values[0]), last=_short(values[-1]))

    @override
    def read_at(self, x: float, y: float) -> str:
        place = round(x) - 1
        parts = []
        for record in self.runs.shown[-3:]:
            values = self.values_of(record)
            if 0 <= place < len(values):
                layer = record.started.layers[place]
                parts.append(f"{record.title} {_short(values[place])}")
                name = _("layer {number} {layer}").format(number=layer.position + 1, layer=layer.layer)
        return f"{name}: {'  '.join(parts)}" if parts else ""

    @override
    def columns(self) -> list[Column]:
        columns: list[Column] = []
        for record in self.runs.shown:
            columns.append((f"{record.title} layer", [layer.position + 1 for layer in record.started.layers]))
            columns.append((f"{record.title} {self.quantity}", list(self.values_of(record))))
        return columns


def _short(value: float) -> str:
    return number_text(float(f"{value:.2g}"))
