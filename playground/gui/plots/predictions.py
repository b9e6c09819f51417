"""Predicted against true, in original units; for classes, what is predicted for the samples of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.datasets import Signature
from playground.gui.plots.axes import Numbers, Range
from playground.gui.plots.cursor import Trace
from playground.gui.plots.design import Design
from playground.gui.plots.items import Curve, Points
from playground.gui.plots.legend import Entry
from playground.gui.plots.named_axis import NamedAxis
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import explained, short
from playground.gui.plots.plot import Column, Plot
from playground.gui.plots.target_bars import TargetBars
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.messages import RunPredictions

_JITTER = 0.32

_PARTS = ("train", "val")

_EDGE = 0.06
"""Room beyond the probabilities 0 and 1, as a share of what lies between."""

_SIDE, _BINS = 0.2, 31
"""Width of the histogram of the residuals, as a share of the plot, and its bars."""


class PredictionsPlot(Plot):
    """The present run: training as circles, validation as triangles in another colour."""

    name = "predictions_plot"
    picture = RunPredictions
    tasks = ("regression", "binary", "multiclass")

    def __init__(self, runs: Runs) -> None:
        empty = _("Predictions against true values appear here while a run trains.")
        self._bottom = NamedAxis("bottom", caption=_("true"))
        self._left = NamedAxis("left", caption=_("predicted"))
        super().__init__(runs, _("Predictions"), empty, self._bottom, self._left)
        self._residuals = self.add_button(_("residuals"), _("Show what is left over: true minus predicted"))
        self._residuals.toggled.connect(self._switched)
        self._residuals.hide()  # until there is something left over
        self._train = Points(pxMode=True, symbol="o", pen=None)
        self._val = Points(pxMode=True, symbol="t1", pen=None)
        self._ideal, self._counts = Curve(), Curve()
        for item in (self._ideal, self._counts, self._train, self._val):
            self.canvas.area.addItem(item)
        self._bars = TargetBars(self.canvas)
        self._x, self._y = Range(), Range()
        self._seen: RunPredictions | None = None
        self._record: RunRecord | None = None
        self.restyle()

    @override
    @classmethod
    def opens_at_first(cls, design: Design) -> bool:
        signature = design.signature  # in the plane the surface says more, and of classes the confusion matrix
        return signature.task == "regression" and signature.input_shape != (2,)

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunPredictions)
        if found is None or not len(found[1].train_target):
            self._seen = self._record = None
            return self._draw_target()
        record, predictions = found
        if record is not self._record:
            self._x.reset()
            self._y.reset()
        self._record = record
        if predictions is self._seen:
            return True
        self._seen = predictions
        classes = _signature(record).task in ("binary", "multiclass")
        self._bars.show(None)
        names = record.started.info.classes if classes else ()
        self._bottom.name_ticks(names)
        self._left.name_ticks(
            names if _signature(record).task == "multiclass" else ()
        )  # of two classes: the probability of the second
        self._ideal.show()
        self._residuals.setVisible(not classes)
        pairs = [_known(getattr(predictions, f"{part}_target"), getattr(predictions, f"{part}_prediction")) for part in _PARTS]
        if classes:
            points = [(_spread(target), prediction) for target, prediction in pairs]
        elif self._residuals.isChecked():
            points = [(prediction, target - prediction) for target, prediction in pairs]
        else:
            points = pairs
        for item, (x, y) in zip((self._train, self._val), points, strict=True):
            item.setData(x, y)
        self._set_ranges(np.concatenate([x for x, _y in points]), np.concatenate([y for _x, y in points]), classes)
        self._name_axes()
        return True

    def _draw_target(self) -> bool:
        """Before a run: how the target is spread."""
        for item in (self._train, self._val):
            item.setData([], [])
        for line in (self._ideal, self._counts):
            line.setVisible(False)
        self._residuals.hide()
        something = self._bars.show(self.look)
        self._bottom.name_ticks(self._bars.classes)
        self._left.name_ticks(())
        bottom, left = self.canvas.axes
        bottom.rename(_("target"))
        left.rename(_("samples"))
        return something

    def _set_ranges(self, x: Numbers, y: Numbers, classes: bool) -> None:
        if not len(x):
            return
        if classes:
            self._show_classes(y)
            return
        residuals = self._residuals.isChecked()
        if residuals:
            largest = float(np.abs(y).max()) or 1.0
            self._x.follow(float(x.min()), float(x.max()))
            self._y.follow(-largest, largest)
        else:
            self._x.follow(float(x.min()), float(x.max()))
            self._y.follow(float(min(x.min(), y.min())), float(max(x.max(), y.max())))
        right = self._x.high + (_SIDE * (self._x.high - self._x.low) if residuals else 0.0)
        self.canvas.set_ranges((self._x.low, right), (self._y.low, self._y.high))
        ends = np.array([max(self._x.low, self._y.low), min(self._x.high, self._y.high)])
        self._ideal.setData(*((np.array([self._x.low, right]), np.zeros(2)) if residuals else (ends, ends)))
        self._counts.setVisible(residuals)
        if residuals:
            self._counts.setData(*self._histogram(y, right))

    def _show_classes(self, said: Numbers) -> None:
        """Every class has its place, and no marker is cut off at the edge."""
        assert self._record is not None
        of_all = (-0.5, max(len(self._record.started.info.classes), 2) - 0.5)
        low, high = min(0.0, float(said.min())), max(1.0, float(said.max()))
        edge = _EDGE * (high - low)
        several = _signature(self._record).task == "multiclass"
        self.canvas.set_ranges(of_all, of_all if several else (low - edge, high + edge))
        for line in (self._ideal, self._counts):
            line.hide()

    def _histogram(self, residuals: Numbers, right: float) -> tuple[Numbers, Numbers]:
        """The outline of a histogram of the residuals, lying at the right edge."""
        counts, edges = np.histogram(residuals, bins=_BINS, range=(self._y.low, self._y.high))
        width = (right - self._x.high) * 0.92
        x = right - width * np.repeat(counts / max(counts.max(), 1), 2)
        return np.concatenate(([right], x, [right])), np.concatenate((edges[:1], np.repeat(edges, 2)[1:-1], edges[-1:]))

    def _switched(self) -> None:
        self._x.reset()
        self._y.reset()
        self._seen = None
        self.mark()

    def _name_axes(self) -> None:
        bottom, left = self.canvas.axes
        residuals = self._residuals.isVisibleTo(self) and self._residuals.isChecked()
        bottom.rename(_("predicted") if residuals else _("true"))
        left.rename(_("true − predicted") if residuals else _("predicted"))

    @override
    def restyle(self) -> None:
        if hasattr(self, "_train"):
            colours = theme().colours
            self._train.setBrush(faded(QColor(colours.core), 0.75))
            self._val.setBrush(faded(QColor(colours.activation), 0.9))
            self._train.show_size(5)
            self._val.show_size(7)
            self._counts.setPen(line_pen(QColor(colours.dim)))
            self._ideal.setPen(line_pen(QColor(colours.dim), 1, Qt.PenStyle.DashLine))

    @override
    def legend(self) -> tuple[Entry, ...]:
        seen, colours = self._seen, theme().colours
        if seen is None or self._record is None:
            return ()
        entries = [Entry(_("training"), colours.core, symbol="o")]
        if len(seen.val_target):
            entries.append(Entry(_("validation"), colours.activation, symbol="t1"))
        if not self._of_classes:
            entries.append(Entry(_("perfect"), colours.dim, Qt.PenStyle.DashLine))
        return tuple(entries)

    @property
    def _of_classes(self) -> bool:
        return self._record is not None and _signature(self._record).task in ("binary", "multiclass")

    def _counted(self) -> tuple[str, Numbers, Numbers]:
        """The part by which the run is judged: its name, targets and predictions."""
        assert self._seen is not None
        part = "val" if len(self._seen.val_target) else "train"
        name = _("validation") if part == "val" else _("training")
        return name, *_known(*(getattr(self._seen, f"{part}_{which}") for which in ("target", "prediction")))

    @override
    def caption(self) -> str:
        if self._seen is None or self._record is None:
            return self._bars.caption()
        part, target, prediction = self._counted()
        if not len(target):
            return _("no prediction is a number any more")
        if self._of_classes:
            binary = _signature(self._record).task == "binary"
            right = (prediction > 0.5) == (target > 0.5) if binary else np.round(prediction) == target
            return _("{part}: {share:.1%} right").format(part=part, share=float(np.mean(right)))
        share = explained(target, prediction)
        if not np.isfinite(share):
            return _("{part}: all targets are the same").format(part=part)
        if share <= 0:
            return _("{part}: no better than always answering the mean").format(part=part)
        return _("{part}: explains {share:.0%} of the differences").format(part=part, share=share)

    @override
    def figures(self) -> str:
        if self._seen is None or self._of_classes:
            return ""
        _part, target, prediction = self._counted()
        if not len(target):
            return ""
        rmse = short(float(np.sqrt(np.mean((target - prediction) ** 2))))
        share = explained(target, prediction)
        return f"RMSE {rmse} · R² {share:.2f}" if np.isfinite(share) else f"RMSE {rmse}"

    @override
    def read_at(self, x: float, y: float) -> str:
        if self._seen is None:
            return self._bars.words_at(x)
        return self._words_of(np.array([x]), np.array([y]))(0)

    def _pair_words(self, x: float, y: float) -> str:
        if self._residuals.isChecked() and not self._of_classes:
            return _("predicted {x:.4g}, residual {y:.4g}").format(x=x, y=y)
        return _("true {x:.4g}, predicted {y:.4g}").format(x=x, y=y)

    @override
    def traces(self) -> Sequence[Trace]:
        if self._seen is None:
            return self._bars.traces()
        found = []
        for item, name in ((self._val, _("validation")), (self._train, _("training"))):
            x, y = (np.asarray(values, dtype=np.float64) for values in item.getData())
            order = np.argsort(x)
            found.append(Trace(name, self._words_of(x[order], y[order]), x[order], y[order]))
        return found

    def _words_of(self, x: Numbers, y: Numbers) -> Callable[[int], str]:
        if not self._of_classes or self._record is None:
            return lambda place: self._pair_words(float(x[place]), float(y[place]))
        classes = self._record.started.info.classes

        def label(number: float) -> str:
            return classes[int(number)] if 0 <= number < len(classes) else short(number)

        binary = _signature(self._record).task == "binary"
        text = _("true {true}, predicted {said}")
        return lambda place: text.format(
            true=label(round(float(x[place]))), said=short(float(y[place])) if binary else label(round(float(y[place])))
        )

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return self._bars.columns()
        seen = self._seen
        split = ["train"] * len(seen.train_target) + ["validation"] * len(seen.val_target)
        target = [*seen.train_target, *seen.val_target]
        return [("split", list(split)), ("target", target), ("prediction", [*seen.train_prediction, *seen.val_prediction])]


def _signature(record: RunRecord) -> Signature:
    return record.started.info.signature


def _known(target: Numbers, prediction: Numbers) -> tuple[Numbers, Numbers]:
    """Those that are finite on both sides."""
    finite = np.isfinite(target) & np.isfinite(prediction)
    return target[finite], prediction[finite]


def _spread(target: Numbers) -> Numbers:
    """Samples of one class beside each other instead of on top of each other; the same places each time."""
    golden = (np.arange(len(target)) * 0.6180339887) % 1.0
    spread: Numbers = target + (golden - 0.5) * 2 * _JITTER
    return spread
