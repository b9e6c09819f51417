"""Predicted against true, in original units; for classes, what is predicted for the samples of each."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.datasets import Signature
from playground.fields import number_text
from playground.gui.plots.axes import Numbers, PlainAxis, Range
from playground.gui.plots.plot import Column, Plot, faded, line_pen
from playground.gui.records import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.messages import RunPredictions

_JITTER = 0.32


class PredictionsPlot(Plot):
    """The present run: training as circles, validation as triangles in another colour."""

    name = "predictions_plot"
    picture = RunPredictions
    tasks = ("regression", "binary", "multiclass")

    def __init__(self, runs: Runs) -> None:
        empty = _("Predictions against true values appear here while a run trains.")
        super().__init__(
            runs, _("Predictions"), empty, PlainAxis("bottom", caption=_("true")), PlainAxis("left", caption=_("predicted"))
        )
        self._train = pg.ScatterPlotItem(pxMode=True, symbol="o", size=5, pen=None)
        self._val = pg.ScatterPlotItem(pxMode=True, symbol="t", size=7, pen=None)
        self._ideal = pg.PlotCurveItem()
        for item in (self._ideal, self._train, self._val):
            self.canvas.addItem(item)
        self._x, self._y = Range(), Range()
        self._seen: RunPredictions | None = None
        self._record: RunRecord | None = None
        self.restyle()

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunPredictions)
        if found is None or not len(found[1].train_target):
            self._seen = self._record = None
            return False
        record, predictions = found
        if record is not self._record:
            self._x.reset()
            self._y.reset()
        self._record = record
        if predictions is self._seen:
            return True
        self._seen = predictions
        classes = _signature(record).task in ("binary", "multiclass")
        parts = (
            (self._train, predictions.train_target, predictions.train_prediction),
            (self._val, predictions.val_target, predictions.val_prediction),
        )
        for item, target, prediction in parts:
            known = np.isfinite(target) & np.isfinite(prediction)
            item.setData(_spread(target[known]) if classes else target[known], prediction[known])
        self._set_ranges(predictions, classes)
        return True

    def _set_ranges(self, predictions: RunPredictions, classes: bool) -> None:
        target = np.concatenate((predictions.train_target, predictions.val_target))
        prediction = np.concatenate((predictions.train_prediction, predictions.val_prediction))
        target, prediction = target[np.isfinite(target)], prediction[np.isfinite(prediction)]
        if not len(target) or not len(prediction):
            return
        if classes:
            self._x.follow(float(target.min()) - 0.5, float(target.max()) + 0.5)
            self._y.follow(min(0.0, float(prediction.min())), max(1.0, float(prediction.max())))
        else:
            self._x.follow(float(target.min()), float(target.max()))
            self._y.follow(float(min(target.min(), prediction.min())), float(max(target.max(), prediction.max())))
        self.canvas.set_ranges((self._x.low, self._x.high), (self._y.low, self._y.high))
        ends = np.array([max(self._x.low, self._y.low), min(self._x.high, self._y.high)])
        self._ideal.setVisible(not classes)
        self._ideal.setData(ends, ends)

    @override
    def restyle(self) -> None:
        if hasattr(self, "_train"):
            colours = theme().colours
            self._train.setBrush(faded(QColor(colours.core), 0.75))
            self._val.setBrush(faded(QColor(colours.activation), 0.9))
            self._ideal.setPen(line_pen(QColor(colours.dim), 1, Qt.PenStyle.DashLine))

    @override
    def figures(self) -> str:
        if self._seen is None or self._record is None:
            return ""
        val = len(self._seen.val_target) > 0
        target = self._seen.val_target if val else self._seen.train_target
        prediction = self._seen.val_prediction if val else self._seen.train_prediction
        part = _("● training ▲ validation")
        signature = _signature(self._record)
        if signature.task == "binary":
            return part + " · " + _("accuracy {share:.1%}").format(share=np.mean((prediction > 0.5) == (target > 0.5)))
        if signature.task == "multiclass":
            return part + " · " + _("accuracy {share:.1%}").format(share=np.mean(np.round(prediction) == target))
        error = target - prediction
        spread = float(np.sum((target - target.mean()) ** 2))
        r2 = f" · R² {1 - float(np.sum(error**2)) / spread:.2f}" if spread > 0 and np.isfinite(error).all() else ""
        rmse = number_text(float(f"{np.sqrt(np.mean(error**2)):.3g}"))
        return f"{part} · RMSE {rmse}{r2}"

    @override
    def read_at(self, x: float, y: float) -> str:
        if self._record is None or _signature(self._record).task in ("binary", "multiclass"):
            return ""
        return _("true {x:.4g}, predicted {y:.4g}").format(x=x, y=y)

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return []
        seen = self._seen
        split = ["train"] * len(seen.train_target) + ["validation"] * len(seen.val_target)
        target = [*seen.train_target, *seen.val_target]
        return [("split", list(split)), ("target", target), ("prediction", [*seen.train_prediction, *seen.val_prediction])]


def _signature(record: RunRecord) -> Signature:
    return record.started.info.signature


def _spread(target: Numbers) -> Numbers:
    """Samples of one class beside each other instead of on top of each other; the same places each time."""
    golden = (np.arange(len(target)) * 0.6180339887) % 1.0
    spread: Numbers = target + (golden - 0.5) * 2 * _JITTER
    return spread
