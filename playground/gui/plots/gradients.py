"""The gradient of every layer in one picture: depth on x, log10 of the RMS of dL/dW on y, over a fading trail of earlier epochs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from playground.gui.choice_box import ChoiceBox
from playground.gui.label import plain_tip
from playground.gui.plots.axes import LogAxis, Numbers, PlainAxis, Range, log10, nice_step
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Curve, Points
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot, epoch_row
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import N_, _, ngettext
from playground.runs.shares import share_words

TRAIL = 6
"""Earlier states of each run that are drawn, spread over its history."""

_FLOOR = 1e-30

_MOST_TOLD = 6
"""Runs whose values the mouse tells."""


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
    """What is drawn of one run: its line with markers, its trail, and a mark for zeros."""

    def __init__(self, plot: GradientsPlot) -> None:
        self.trail = [Curve() for _place in range(TRAIL)]
        self.trail_of: tuple[int, bytes] | None = None  # what the trail shows
        self.trail_ends: list[float] = []  # its least and its largest, where there is something
        self.line = Curve()
        self.points = Points(pxMode=True)
        self.zeros = Points(pxMode=True, symbol="t", size=9)
        self.items: tuple[Curve | Points, ...] = (*self.trail, self.line, self.points, self.zeros)
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
        tip = _(
            "Gradient: the mean over the steps of an epoch. Update ratio: how far the weights moved in its last step, as a share of their size."
        )
        self._quantity.setToolTip(plain_tip(tip))
        for name, label in (
            ("grad_rms", _("gradient RMS")),
            ("update_ratio", _("update ratio")),
            ("weight_rms", _("weight RMS")),
        ):
            self._quantity.addItem(label, name)
        self._quantity.currentIndexChanged.connect(self._other_quantity)
        self._quantity.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._quantity.setProperty("role", "small")
        self.add_option(self._quantity)
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
        if self.quantity == "grad_rms" and (row < 0 or self.runs.epoch is None):
            return record.history.gradients(record.live)
        chosen: Numbers = record.history.table(self.quantity)[row] if row >= 0 else np.empty(0)
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
        lines.points.place(x[known], y, record.symbol, 7, record.colour)

    def _draw_trail(self, record: RunRecord, lines: _Lines, x: Numbers, lows: list[float], highs: list[float]) -> None:
        """Earlier states, the older the fainter; they lie at even distances in the logarithm of the epoch."""
        end = epoch_row(self.runs, record)
        step = nice_step(end / 20) if self.runs.epoch is None else 1  # they stay for some frames
        end = int(end // step * step)
        rows = np.unique(np.geomspace(1, max(end, 1), TRAIL).astype(int)) - 1 if end > 1 else np.empty(0, dtype=int)
        table = record.history.table(self.quantity)
        known_by = (record.colour.rgba(), table[rows].tobytes())
        if known_by == lines.trail_of:
            lows += lines.trail_ends[:1]
            highs += lines.trail_ends[1:]
            return
        ends: list[float] = []
        for place, curve in enumerate(lines.trail):
            if place >= len(rows):
                curve.setData([], [])
                continue
            values = table[rows[place]]
            known = np.isfinite(values) & (values > _FLOOR)
            y = log10(values[known])
            if len(y):
                ends += [float(y.min()), float(y.max())]
            colour = faded(record.colour, 0.12 + 0.33 * (place + 1) / len(rows))
            curve.setData(x[known], y, pen=line_pen(colour), antialias=False)
        lines.trail_of, lines.trail_ends = known_by, [min(ends), max(ends)] if ends else []
        lows += lines.trail_ends[:1]
        highs += lines.trail_ends[1:]

    def _place_zeros(self, shown: list[RunRecord]) -> None:
        """Layers that receive nothing at all stand at the lower edge."""
        for record in shown:
            lines = self._lines.get(record.run)
            if lines is not None:
                values = self.values_of(record)
                x = np.flatnonzero(values == 0) + 1.0
                lines.zeros.place(x, np.full(len(x), self._y.low), "t", 9, record.colour)

    def _other_quantity(self) -> None:
        self._y.reset()
        self.mark()

    def _forget(self, record: RunRecord) -> None:
        lines = self._lines.pop(record.run, None)
        if lines is not None:
            for item in lines.items:
                self.canvas.area.removeItem(item)

    @override
    def legend(self) -> tuple[Entry, ...]:
        known = [record for record in self.runs.shown if len(self.values_of(record))]
        solid = Qt.PenStyle.SolidLine
        runs = tuple(Entry(record.title, record.colour.name(), solid, record.symbol, 2) for record in known)
        zeros = any((self.values_of(record) == 0).any() for record in known)
        return (*runs, Entry(_("exactly 0"), theme().colours.text, symbol="t")) if zeros else runs

    @override
    def caption(self) -> str:
        name, values = self._told()
        if not len(values):
            return ""
        words = _gradient_words(values) if self.quantity == "grad_rms" else _range_words(self.quantity, values)
        return f"{name}: {words}" if name and words else words

    def _told(self) -> tuple[str, Numbers]:
        """What the caption speaks of: the run in which least arrives, or the newest; its name where there are several."""
        known = [(record.title, values) for record in self.runs.shown if len(values := self.values_of(record))]
        if not known:
            return "", np.empty(0)
        name, values = min(known, key=lambda pair: _first_share(pair[1])) if self.quantity == "grad_rms" else known[-1]
        return name if len(known) > 1 else "", values

    @override
    def figures(self) -> str:
        _name, values = self._told()
        if not len(values) or not np.isfinite(values[[0, -1]]).all():
            return ""
        return _("first {first} · last {last}").format(first=short(values[0], 2), last=short(values[-1], 2))

    @override
    def traces(self) -> list[Trace]:
        found = []
        for record in self.runs.shown:
            values = self.values_of(record)
            if len(values):
                y = np.where(values > 0, log10(values), self._y.low)
                found.append(Trace(record.title, _layer_words(record, values), np.arange(1.0, len(values) + 1), y))
        return found

    @override
    def read_at(self, x: float, y: float) -> str:
        place, lines = round(x) - 1, []
        for record in self.runs.shown[-_MOST_TOLD:]:
            values = self.values_of(record)
            if 0 <= place < len(values):
                lines.append(f"{record.title}, {_layer_words(record, values)(place)}")
        return "\n".join(lines)

    @override
    def columns(self) -> list[Column]:
        columns: list[Column] = []
        for record in self.runs.shown:
            columns.append((f"{record.title} layer", [layer.position + 1 for layer in record.started.layers]))
            columns.append((f"{record.title} {self.quantity}", list(self.values_of(record))))
        return columns


def _layer_words(record: RunRecord, values: Numbers) -> Callable[[int], str]:
    def words(place: int) -> str:
        layer = record.started.layers[place]
        name = _("layer {number} {layer}").format(number=layer.position + 1, layer=layer.layer)
        return f"{name}: {short(values[place], 2)}"

    return words


def _first_share(values: Numbers) -> float:
    """The first gradient over the last; 1 where that says nothing."""
    known = len(values) > 1 and np.isfinite(values[[0, -1]]).all() and values[-1] > 0
    return float(values[0] / values[-1]) if known else 1.0


def _gradient_words(values: Numbers) -> str:
    """What the layers get, in plain words."""
    zeros = int((values == 0).sum())
    if zeros:
        return ngettext("{n} layer receives exactly 0", "{n} layers receive exactly 0", zeros).format(n=zeros)
    if len(values) < 2 or not np.isfinite(values[[0, -1]]).all():
        return _("the only layer with weights gets {value}").format(value=short(values[0], 2)) if len(values) == 1 else ""
    if 0.5 <= _first_share(values) <= 2:
        return _("the first layer gets about as much as the last one")
    share = share_words(float(values[0]), float(values[-1]))
    return _("the first layer gets {share} of the last one's gradient").format(share=share)


def _range_words(quantity: str, values: Numbers) -> str:
    """The least and the largest of all layers, in plain words."""
    known = values[np.isfinite(values)]
    if not len(known):
        return ""
    low, high = float(known.min()), float(known.max())
    if quantity == "update_ratio":
        return _("a step changes the weights by {low} to {high} of their size").format(
            low=f"{short(100 * low, 2)} %", high=f"{short(100 * high, 2)} %"
        )
    return _("weights of the layers: RMS from {low} to {high}").format(low=short(low, 2), high=short(high, 2))
