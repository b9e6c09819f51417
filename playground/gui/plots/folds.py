"""Cross-validation: the validation loss of every fold, their mean, a band of one standard deviation, and a table of the figures."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.fields import number_text
from playground.gui.plots.axes import Numbers, PlainAxis, Range, SwitchingAxis, decimated, log10
from playground.gui.plots.cursor import Trace
from playground.gui.plots.folds_table import FoldsTable
from playground.gui.plots.items import Curve
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import N_, _
from playground.runs.folds import Spread, kept_apart_by, kept_apart_text, spreads

_WIDE = 620
"""Pixels from which curves and table stand side by side; below that the button switches between them."""


class FoldsPlot(Plot):
    """Thin: each fold; thick: their mean; shaded: one standard deviation around it."""

    name = "folds_plot"
    short = N_("k-fold")

    def __init__(self, runs: Runs) -> None:
        self._left = SwitchingAxis("left")
        empty = _(
            "Press Cross-validate (Training): one network per fold is trained, and mean and standard deviation appear here."
        )
        super().__init__(runs, _("Cross-validation"), empty, PlainAxis("bottom", whole=True, caption=_("epoch")), self._left)
        self._tabled = self.add_button(
            _("table"), _("Figures of every fold as a table; ± is their standard deviation, divided by the number of folds")
        )
        self._log = self.add_button(_("log"), _("Logarithmic loss axis"))
        self._log.setChecked(True)
        self._log.toggled.connect(self._switched)
        self._folds: list[Curve] = []
        self._edges = (Curve(), Curve())
        self._band = pg.FillBetweenItem(*self._edges)
        self._mean = Curve()
        for item in (self._band, self._mean):
            self.canvas.area.addItem(item)
        self._y = Range()
        self._table = FoldsTable()
        self.body.addWidget(self._table, 1)
        runs.folds_begun.connect(self._y.reset)

    # drawing

    @override
    def draw(self) -> bool:
        folds = self.runs.folds
        self._fill_table(folds)
        curves = [self._shown(fold.history.series("val_loss")) for fold in folds]
        self._draw_folds(folds, curves)
        epochs, mean, std = mean_curve(folds)
        if not len(epochs):
            return False
        values = np.concatenate([curve[np.isfinite(curve)] for curve in curves])
        floor = float(values.min())
        low = np.maximum(self._shown(np.maximum(mean - std, 1e-30)), floor) if self._log.isChecked() else mean - std
        high = self._shown(mean + std)
        columns = self.canvas.columns()
        for edge, values_of in zip(self._edges, (low, high), strict=True):
            edge.setData(*decimated(epochs, values_of, columns), pen=None)
        self._band.setBrush(faded(theme().colours.run(0), 0.18))
        self._mean.setData(
            *decimated(epochs, self._shown(mean), columns), pen=line_pen(theme().colours.run(0), 2), antialias=False
        )
        self._y.follow(min(floor, float(low.min())), max(float(values.max()), float(high.max())))
        last = max(float(fold.history.epochs[-1]) for fold in folds if len(fold.history))
        self.canvas.set_ranges((min(1.0, last - 1), last), (self._y.low, self._y.high))
        return True

    @override
    def draw_if_needed(self) -> bool:
        drew = super().draw_if_needed()
        if drew:
            self._arrange()
        return drew

    def _draw_folds(self, folds: tuple[RunRecord, ...], curves: list[Numbers]) -> None:
        while len(self._folds) < len(folds):
            self._folds.append(Curve())
            self.canvas.area.addItem(self._folds[-1])
        for item in self._folds[len(folds) :]:
            item.setData([], [])
        pen = line_pen(faded(theme().colours.run(0), 0.45))
        for item, fold, curve in zip(self._folds, folds, curves, strict=False):
            item.setData(*decimated(fold.history.epochs, curve, self.canvas.columns()), pen=pen, antialias=False)

    def _shown(self, values: Numbers) -> Numbers:
        return log10(values) if self._log.isChecked() else values

    def _switched(self, on: bool) -> None:
        self._left.logarithmic = on
        self._left.picture = None
        self._y.reset()

    def _arrange(self) -> None:
        """Curves and table side by side where there is room, else one of them."""
        something = bool(self.runs.folds)
        wide = self.width() >= theme().pixels(_WIDE)
        tabled = something and (wide or self._tabled.isChecked())
        self._table.setVisible(tabled)
        if tabled and not wide:
            self.canvas.hide()
        self._tabled.setVisible(not wide)

    # words and numbers

    @override
    def legend(self) -> tuple[Entry, ...]:
        if not len(mean_curve(self.runs.folds)[0]):
            return ()
        colour = theme().colours.run(0)
        solid = Qt.PenStyle.SolidLine
        return (
            Entry(_("each fold"), faded(colour, 0.45).name(QColor.NameFormat.HexArgb), solid),
            Entry(_("their mean"), colour.name(), solid, width=3),
            Entry(_("± one standard deviation"), faded(colour, 0.18).name(QColor.NameFormat.HexArgb), area=True),
        )

    @override
    def caption(self) -> str:
        folds = self.runs.folds
        if not any(len(fold.history) for fold in folds):
            return ""
        known = [fold for fold in folds if len(fold.history) and not lost(fold)]
        losses = [figures_of(fold).get("val_loss", math.nan) for fold in known]
        losses = [loss for loss in losses if math.isfinite(loss)]
        if not losses:
            return _("no fold has a loss that is a number")
        text = _("validation loss from {low} to {high}, {n} of {k} folds")
        return text.format(low=short(min(losses)), high=short(max(losses)), n=len(known), k=len(folds))

    @override
    def figures(self) -> str:
        folds = self.runs.folds
        if not any(len(fold.history) for fold in folds):
            return ""
        found = newest_figures(folds)
        words = [f"{_label(name)} {_text(spread)}" for name, spread in found.items() if name.startswith("val_")]
        started = folds[0].started
        if apart := kept_apart_by(folds[0].project, started.info.signature, started.device):
            words.append(kept_apart_text(apart))
        return " · ".join(words)

    @override
    def traces(self) -> list[Trace]:
        found = []
        for title, epochs, values in (
            (_("mean"), *mean_curve(self.runs.folds)[:2]),
            *((fold.title, fold.history.epochs, fold.history.series("val_loss")) for fold in self.runs.folds),
        ):
            known = np.isfinite(values)
            if known.any():
                found.append(Trace(title, _epoch_words(epochs[known], values[known]), epochs[known], self._shown(values[known])))
        return found

    @override
    def read_at(self, x: float, y: float) -> str:
        epochs, mean, std = mean_curve(self.runs.folds)
        if not len(epochs):
            return ""
        row = int(np.abs(epochs - x).argmin())
        text = _("epoch {epoch:,.0f}: {values}")
        return text.format(epoch=epochs[row], values=_text(Spread(float(mean[row]), float(std[row]))))

    @override
    def columns(self) -> list[Column]:
        columns: list[Column] = []
        for fold in self.runs.folds:
            columns.append((f"{fold.title} epoch", list(fold.history.epochs)))
            columns += [(f"{fold.title} {part}", list(fold.history.series(part))) for part in ("train_loss", "val_loss")]
        return columns

    def _fill_table(self, folds: tuple[RunRecord, ...]) -> None:
        if folds:
            metric = folds[0].started.metrics[0]
            heads = (_("Fold"), _("Epochs"), _("Train loss"), _("Val. loss"), _label(f"val_{metric}"))
            names = ("train_loss", "val_loss", f"val_{metric}")
            rows = []
            for number, fold in enumerate(folds, 1):
                known = figures_of(fold)
                cells = [_number(known.get(name, math.nan)) for name in names]
                rows.append((str(number), f"{_epochs(fold):,}", *(cells if not lost(fold) else (_("diverged"), "", ""))))
            found = newest_figures(folds)
            parts = [_text(found[name]).partition(" ± ") if name in found else ("", "", "") for name in names]
            rows.append((_("mean"), "", *(mean for mean, _sign, _std in parts)))
            rows.append(("±", "", *(std for _mean, _sign, std in parts)))
            self._table.show_rows(heads, rows)


def lost(fold: RunRecord) -> bool:
    """Whether a fold diverged or failed, so that it does not count."""
    return fold.ended is not None and fold.ended.reason in ("diverged", "failed")


def figures_of(fold: RunRecord) -> dict[str, float]:
    """Train loss, validation loss and validation metrics of a fold: the final ones, or those of its newest epoch."""
    if fold.ended is not None and fold.ended.figures:
        return fold.ended.figures
    if not len(fold.history) or lost(fold):
        return {}
    metrics = fold.history.table("val_metrics")[-1]
    known = {name: float(fold.history.series(name)[-1]) for name in ("train_loss", "val_loss")}
    return {**known, **{f"val_{name}": float(value) for name, value in zip(fold.started.metrics, metrics, strict=True)}}


def newest_figures(folds: tuple[RunRecord, ...]) -> dict[str, Spread]:
    """Mean and standard deviation over the folds of the loss and of the first metric."""
    found = spreads(figures_of(fold) for fold in folds)
    wanted = ("train_loss", "val_loss", *(f"val_{name}" for name in folds[0].started.metrics[:1]))
    return {name: found[name] for name in wanted if name in found}


def mean_curve(folds: tuple[RunRecord, ...]) -> tuple[Numbers, Numbers, Numbers]:
    """Epochs that all folds have that are not lost, and the mean and standard deviation of their validation loss there."""
    counted = [fold for fold in folds if len(fold.history) and not lost(fold)]
    if not counted:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    epochs = reduce(np.intersect1d, [fold.history.epochs for fold in counted])
    table = np.stack([fold.history.series("val_loss")[np.isin(fold.history.epochs, epochs)] for fold in counted])
    return epochs, table.mean(axis=0), table.std(axis=0)


def _epoch_words(epochs: Numbers, values: Numbers) -> Callable[[int], str]:
    return lambda place: _("epoch {epoch:,.0f}: {values}").format(epoch=epochs[place], values=short(values[place], 4))


def _epochs(fold: RunRecord) -> int:
    return int(fold.history.epochs[-1]) if len(fold.history) else 0


def _label(name: str) -> str:
    """A figure of the validation part on screen: ``val. loss``, ``val. RMSE``."""
    words = {"loss": _("loss"), "rmse": "RMSE", "mae": "MAE", "r2": "R²", "accuracy": _("accuracy")}
    own = name.removeprefix("val_")
    return _("val. {figure}").format(figure=words.get(own, own)) if name.startswith("val_") else _("train loss")


def _number(value: float) -> str:
    return number_text(float(f"{value:.4g}")) if math.isfinite(value) else "–"


def _text(spread: Spread) -> str:
    """Mean ± standard deviation, both with as many decimals as the latter needs for two digits."""
    if not math.isfinite(spread.mean):
        return "–"
    decimals = max(0, 1 - math.floor(math.log10(spread.std))) if spread.std > 0 else 3
    return f"{spread.mean:.{min(decimals, 8)}f} ± {spread.std:.{min(decimals, 8)}f}"
