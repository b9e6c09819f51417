"""Training and validation loss of every shown run, or one of its metrics, over epochs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.gui.choice_box import ChoiceBox
from playground.gui.label import plain_tip
from playground.gui.plots.axes import Numbers, PlainAxis, Range, SwitchingAxis, decimated, end_of_epochs, log10
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Curve
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot, epoch_row
from playground.gui.plots.run_marks import RunMarks
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.figures import FIGURES

_MOST_TOLD = 6
"""Runs whose values the mouse tells."""

_LEAST = 0.6
"""Powers of ten that a logarithmic axis shows at least: a loss that goes nowhere looks like that, not like the noise on it enlarged."""

_PARTS = (("train", Qt.PenStyle.SolidLine), ("val", Qt.PenStyle.DashLine))


class LossPlot(Plot):
    """Solid: training; dashed: validation. Each run in its colour; where there are several, with its marker."""

    name = "loss_plot"
    open_at_first = True

    def __init__(self, runs: Runs) -> None:
        self._left = SwitchingAxis("left")
        empty = _("The loss of training and validation appears here as soon as a run begins.")
        super().__init__(runs, _("Loss"), empty, PlainAxis("bottom", whole=True, caption=_("epoch")), self._left)
        self._choice = ChoiceBox()
        self._choice.setProperty("role", "small")
        self._choice.setMinimumContentsLength(5)
        self._choice.setAccessibleName(_("What is drawn over the epochs"))
        tip = _(
            "Training is measured while the network learns, with dropout, before each step; validation after the epoch, without."
        )
        self._choice.setToolTip(plain_tip(tip))
        self._choice.addItem(_("Loss"), "loss")
        self._choice.currentIndexChanged.connect(self._chosen)
        self.add_option(self._choice)
        self._log = self.add_button(_("log"), _("Logarithmic loss axis"))
        self._log.setChecked(True)
        self._log.toggled.connect(self._switched)
        self._curves: dict[str, tuple[Curve, ...]] = {}
        self._marks = RunMarks(self.canvas.area)
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(-1)
        self.canvas.area.addItem(self._line)
        self._y = Range()
        runs.removed.connect(self._forget)

    @override
    def draw(self) -> bool:
        lows: list[float] = []
        highs: list[float] = []
        last = 1.0
        shown = {record.run for record in self.runs.shown}
        self._offer({name for record in self.runs.shown for name in record.started.metrics})
        for run, curves in self._curves.items():
            for curve in curves:
                curve.setVisible(run in shown)
        self._marks.show_only(shown)
        for record in self.runs.shown:
            epochs = record.history.epochs
            if len(epochs):
                last = max(last, float(epochs[-1]))
                self._draw_run(record, epochs, lows, highs)
        if not lows:
            return False
        low, high = min(lows), max(highs)
        if self._left.logarithmic:
            middle = (low + high) / 2
            low, high = min(low, middle - _LEAST / 2), max(high, middle + _LEAST / 2)
        self._y.follow(low, high)
        last = end_of_epochs(last, any(record.live for record in self.runs.shown))
        self.canvas.set_ranges((min(1.0, last - 1), last), (self._y.low, self._y.high))
        epoch = self.runs.epoch
        self._line.setVisible(epoch is not None)
        if epoch is not None:
            self._line.setValue(epoch)
        return True

    def _draw_run(self, record: RunRecord, epochs: Numbers, lows: list[float], highs: list[float]) -> None:
        curves = self._curves.get(record.run)
        if curves is None:
            curves = tuple(Curve() for _part in _PARTS)
            for curve in curves:
                self.canvas.area.addItem(curve)
            self._curves[record.run] = curves
        for curve, (part, style) in zip(curves, _PARTS, strict=True):
            values = self._values(record, part)
            values = log10(values) if self._left.logarithmic else values
            x, y = decimated(epochs, values, self.canvas.columns())
            if len(y):
                lows.append(float(y.min()))
                highs.append(float(y.max()))
            curve.setData(x, y, pen=line_pen(record.colour, 1, style), antialias=False)
            if part == "train" and len(self.runs.shown) > 1:
                self._marks.put(record, x, y)

    @property
    def chosen(self) -> str:
        """What is drawn: ``loss`` or a metric."""
        return str(self._choice.currentData())

    def _values(self, record: RunRecord, part: str) -> Numbers:
        """The loss or the metric of a run; NaN where it has no such metric."""
        history = record.history
        if self.chosen == "loss":
            return history.series(f"{part}_loss")
        metrics = record.started.metrics
        if self.chosen not in metrics:
            return np.full(len(history), np.nan)
        return history.table(f"{part}_metrics")[:, metrics.index(self.chosen)]

    def _offer(self, metrics: set[str]) -> None:
        """The metrics of the shown runs can be chosen."""
        names = ["loss", *(name for name in FIGURES if name in metrics)]
        if names != [self._choice.itemData(index) for index in range(self._choice.count())]:
            chosen = self.chosen
            self._choice.blockSignals(True)
            self._choice.clear()
            for name in names:
                self._choice.addItem(_(FIGURES[name].label), name)
            self._choice.setCurrentIndex(max(self._choice.findData(chosen), 0))
            self._choice.blockSignals(False)
            if self.chosen != chosen:
                self._chosen()

    def _chosen(self, _index: int = 0) -> None:
        """Another curve: a share or an R² has no logarithm."""
        self._log.setVisible(self.chosen in ("loss", "rmse"))
        self._switched(self._log.isChecked())
        self.mark()

    def _switched(self, on: bool) -> None:
        self._left.logarithmic = on and self.chosen in ("loss", "rmse")
        self._left.picture = None
        self._y.reset()

    def _forget(self, record: RunRecord) -> None:
        self._marks.forget(record.run)
        for curve in self._curves.pop(record.run, ()):
            self.canvas.area.removeItem(curve)

    @override
    def restyle(self) -> None:
        if hasattr(self, "_line"):
            self._line.setPen(QColor(theme().colours.dim))

    @override
    def legend(self) -> tuple[Entry, ...]:
        shown = [record for record in self.runs.shown if len(record.history)]
        several = len(shown) > 1
        ink = shown[0].colour.name() if len(shown) == 1 else theme().colours.text
        parts = [part for part, _style in _PARTS if any(np.isfinite(self._values(record, part)).any() for record in shown)]
        styles = tuple(Entry(_part_name(part), ink, style) for part, style in _PARTS if part in parts)
        runs = tuple(Entry(record.title, record.colour.name(), Qt.PenStyle.SolidLine, width=3) for record in shown)
        return (*runs, *styles) if several else styles

    @override
    def caption(self) -> str:
        known = [(record, *self._last(record)) for record in self.runs.shown if len(record.history)]
        if not known:
            return ""
        record, part, value = known[-1]
        words = f"{_part_name(part)} {self._text(value)}"
        if len(known) > 1:
            words = f"{record.title}: {words}"
        constant = record.started.constant_loss
        if self.chosen == "loss" and constant is not None and np.isfinite(constant) and constant > 0:
            return _("{values}, a constant answer would have {constant}").format(values=words, constant=short(constant))
        return words

    def _last(self, record: RunRecord) -> tuple[str, float]:
        """The part that counts, and its value at the epoch that is looked at."""
        row = max(epoch_row(self.runs, record), 0)
        validation = float(self._values(record, "val")[row])
        return ("val", validation) if np.isfinite(validation) else ("train", float(self._values(record, "train")[row]))

    def _text(self, value: float) -> str:
        share = self.chosen in FIGURES and FIGURES[self.chosen].share
        return f"{value:.1%}" if share and np.isfinite(value) else short(value)

    @override
    def traces(self) -> list[Trace]:
        found = []
        for record in self.runs.shown:
            for part, _style in _PARTS:
                values = self._values(record, part)
                known = np.isfinite(values)
                if known.any():
                    epochs, exact = record.history.epochs[known], values[known]
                    y = log10(exact) if self._left.logarithmic else exact
                    found.append(Trace(f"{record.title}, {_part_name(part)}", _values_words(epochs, exact), epochs, y))
        return found

    @override
    def read_at(self, x: float, y: float) -> str:
        lines = []
        for record in self.runs.shown[-_MOST_TOLD:]:
            epochs = record.history.epochs
            if len(epochs) and epochs[0] <= x + 0.5:
                row = int(np.abs(epochs - x).argmin())
                train, val = (self._values(record, part)[row] for part, _style in _PARTS)
                both = f"{self._text(train)} / {self._text(val)}" if np.isfinite(val) else self._text(train)
                lines.append(f"{record.title} {both}")
        return _("epoch {epoch:,.0f}: {values}").format(epoch=max(x, 1), values="\n".join(lines)) if lines else ""

    @override
    def columns(self) -> list[Column]:
        columns: list[Column] = []
        for record in self.runs.shown:
            columns.append((f"{record.title} epoch", list(record.history.epochs)))
            columns += [(f"{record.title} {part}_{self.chosen}", list(self._values(record, part))) for part, _style in _PARTS]
        return columns


def _part_name(part: str) -> str:
    return _("training") if part == "train" else _("validation")


def _values_words(epochs: Numbers, values: Numbers) -> Callable[[int], str]:
    return lambda place: _("epoch {epoch:,.0f}: {values}").format(epoch=epochs[place], values=short(values[place]))
