"""A series and what is made of it, in original units: one-step predictions, the forecast beyond the data, and simple baselines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem
from typing_extensions import override

from playground.datasets.baselines import BASELINES
from playground.fields import number_text
from playground.gui.plots.axes import Numbers, PlainAxis, Range
from playground.gui.plots.items import Curve
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.diagnosis import copies_the_past
from playground.runs.messages import RunForecast

_SOLID, _DASH, _DOT = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine


class _TimeAxis(PlainAxis):
    """Ticks are the labels of the rows."""

    times: tuple[str, ...] = ()

    @override
    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        widest = max((len(time) for time in self.times[:1]), default=4) * theme().pixels(8) + 16
        wanted = (maxVal - minVal) / max(size / widest, 1)
        return [(float(next((step for step in (1, 2, 6, 12, 24, 36, 48, 60, 120) if step >= wanted), round(wanted) or 1)), 0)]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [self.times[int(value)] if 0 <= value < len(self.times) and float(value).is_integer() else "" for value in values]


class ForecastPlot(Plot):
    """The present run of a forecast."""

    name = "forecast_plot"
    open_at_first = True
    picture = RunForecast
    tasks = ("forecast",)

    def __init__(self, runs: Runs) -> None:
        self._bottom = _TimeAxis("bottom")
        empty = _("The series with its forecast appears here while a run trains.")
        super().__init__(runs, _("Forecast"), empty, self._bottom, PlainAxis("left"))
        self._baselines = self.add_button(
            _("baselines"), _("Show the simple forecasts: the value before, that of a season before, and a linear autoregression")
        )
        self._baselines.setChecked(True)
        self._curves = {
            name: Curve() for name in (*BASELINES, "series", "train_prediction", "val_prediction", "recursive", "future")
        }
        self._val, self._future = QGraphicsRectItem(), QGraphicsRectItem()
        for area in (self._val, self._future):
            area.setZValue(-10)
            self.canvas.area.addItem(area)
        for curve in self._curves.values():
            self.canvas.area.addItem(curve)
        self._y = Range()
        self._seen: RunForecast | None = None
        self._record: RunRecord | None = None
        self._shown_baselines = True
        self.restyle()

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunForecast)
        if found is None:
            self._seen = self._record = None
            return False
        record, forecast = found
        if record is not self._record:
            self._y.reset()
        if forecast is not self._seen or self._shown_baselines != self._baselines.isChecked():
            self._record, self._seen, self._shown_baselines = record, forecast, self._baselines.isChecked()
            self._show(forecast)
        return True

    def _show(self, forecast: RunForecast) -> None:
        rows = {
            "series": np.arange(float(len(forecast.series))),
            "train_prediction": forecast.train_rows,
            "val_prediction": forecast.val_rows,
            "recursive": _recursive_rows(forecast),
            "future": forecast.future_rows,
            **dict.fromkeys(BASELINES, forecast.val_rows),
        }
        shown: list[Numbers] = []
        for name, curve in self._curves.items():
            values: Numbers = getattr(forecast, name)
            drawn = len(values) == len(rows[name]) and (self._shown_baselines or name not in BASELINES)
            known = np.isfinite(values) if drawn else np.zeros(0, dtype=bool)
            curve.setData(rows[name][known] if drawn else np.empty(0), values[known] if drawn else np.empty(0))
            if drawn and known.any():
                shown.append(values[known])
        everything = np.concatenate(shown) if shown else np.zeros(1)
        self._y.follow(float(everything.min()), float(everything.max()))
        end = float(len(forecast.series) + len(forecast.future))
        self._bottom.times = forecast.times
        self._bottom.picture = None
        self.canvas.set_ranges((0.0, end), (self._y.low, self._y.high))
        height = self._y.high - self._y.low
        first = float(forecast.val_rows[0]) if len(forecast.val_rows) else float(len(forecast.series))
        last = float(len(forecast.series))
        self._val.setRect(QRectF(first - 0.5, self._y.low, last - first, height))
        self._future.setRect(QRectF(last - 0.5, self._y.low, end - last + 0.5, height))

    @override
    def restyle(self) -> None:
        if not hasattr(self, "_curves"):
            return
        colours = theme().colours
        styles = {
            "series": (colours.text, _SOLID),
            "train_prediction": (colours.core, _SOLID),
            "val_prediction": (colours.activation, _SOLID),
            "recursive": (colours.danger, _DASH),
            "future": (colours.danger, _DASH),
            "naive": (colours.dim, _DOT),
            "seasonal_naive": (colours.recurrent, _DOT),
            "autoregression": (colours.convolution, _DOT),
        }
        for name, (colour, style) in styles.items():
            width = 2 if name in ("val_prediction", "future") else 1
            self._curves[name].setPen(line_pen(QColor(colour), width, style))
        for area, colour, share in ((self._val, colours.activation, 0.09), (self._future, colours.danger, 0.07)):
            area.setPen(QPen(Qt.PenStyle.NoPen))
            area.setBrush(faded(QColor(colour), share))

    @override
    def figures(self) -> str:
        if self._seen is None:
            return ""
        names = {
            "one_step": "RMSE",
            "recursive": _("recursive"),
            "naive": _("naive"),
            "seasonal_naive": _("seasonal"),
            "autoregression": _("linear"),
            "mase": "MASE",
        }
        figures = [
            f"{label} {number_text(float(f'{self._seen.figures[name]:.3g}'))}"
            for name, label in names.items()
            if name in self._seen.figures
        ]
        copied = copies_the_past(self._seen)
        return " · ".join([copied.title, *figures] if copied is not None else figures)

    @override
    def read_at(self, x: float, y: float) -> str:
        seen, row = self._seen, round(x)
        if seen is None or not 0 <= row < len(seen.times):
            return ""
        parts = [seen.times[row]]
        if row < len(seen.series):
            parts.append(_("true {value:.4g}").format(value=seen.series[row]))
        for rows, values, text in (
            (seen.train_rows, seen.train_prediction, _("predicted {value:.4g}")),
            (seen.val_rows, seen.val_prediction, _("predicted {value:.4g}")),
            (_recursive_rows(seen), seen.recursive, _("recursive {value:.4g}")),
            (seen.future_rows, seen.future, _("forecast {value:.4g}")),
        ):
            found = np.flatnonzero(rows == row)
            if len(found):
                parts.append(text.format(value=values[found[0]]))
        return "  ".join(parts)

    @override
    def columns(self) -> list[Column]:
        seen = self._seen
        if seen is None:
            return []
        columns: list[Column] = [("time", list(seen.times)), ("series", list(seen.series))]
        for name, rows in (
            ("train_prediction", seen.train_rows),
            ("val_prediction", seen.val_rows),
            ("recursive", _recursive_rows(seen)),
            ("future", seen.future_rows),
            *((name, seen.val_rows) for name in BASELINES),
        ):
            values: list[object] = [""] * len(seen.times)
            for row, value in zip(rows, getattr(seen, name), strict=False):
                values[int(row)] = float(value)
            columns.append((name, values))
        return columns


def _recursive_rows(forecast: RunForecast) -> Numbers:
    """Rows of the recursive forecast through validation."""
    rows: Numbers = forecast.val_rows[:1] + np.arange(float(len(forecast.recursive)))
    return rows
