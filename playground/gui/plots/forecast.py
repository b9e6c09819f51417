"""A series and what is made of it, in original units: one-step predictions, the forecast beyond the data, and simple baselines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem
from typing_extensions import override

from playground.datasets.baselines import BASELINES
from playground.gui.plots.axes import Numbers, PlainAxis, Range
from playground.gui.plots.baseline_lines import baseline_names, baseline_styles
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Curve
from playground.gui.plots.legend import Entry
from playground.gui.plots.named_axis import NamedAxis
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.diagnosis import copies_the_past
from playground.runs.messages import RunForecast

_SOLID, _DASH = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine


class ForecastPlot(Plot):
    """The present run of a forecast."""

    name = "forecast_plot"
    open_at_first = True
    wide = True
    picture = RunForecast
    tasks = ("forecast",)

    def __init__(self, runs: Runs) -> None:
        self._bottom = NamedAxis("bottom")
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
            return self._draw_data()
        record, forecast = found
        if record is not self._record:
            self._y.reset()
        if forecast is not self._seen or self._shown_baselines != self._baselines.isChecked():
            self._record, self._seen, self._shown_baselines = record, forecast, self._baselines.isChecked()
            self._show(forecast)
        return True

    def _draw_data(self) -> bool:
        """Before a run: the series, and where its validation part begins."""
        look = self.look.series if self.look is not None else None
        for name, curve in self._curves.items():
            curve.setData(
                *((np.arange(float(len(look.values))), look.values) if look is not None and name == "series" else ([], []))
            )
        self._future.setRect(QRectF())
        self._y.reset()
        if look is None or not np.isfinite(look.values).any():
            return False
        self._y.follow(float(np.nanmin(look.values)), float(np.nanmax(look.values)))
        last, (validation, test) = float(len(look.values)), look.bounds
        times = dict(zip(look.time_rows.astype(int), look.times, strict=True))
        self._bottom.name_ticks(tuple(times.get(row, "") for row in range(len(look.values))))
        self.canvas.set_ranges((0.0, last), (self._y.low, self._y.high))
        self._val.setRect(QRectF(validation - 0.5, self._y.low, max(test - validation, 0), self._y.high - self._y.low))
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
        self._bottom.name_ticks(forecast.times)
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
        for name, (colour, style) in _styles().items():
            width = 2 if name in ("val_prediction", "future") else 1
            self._curves[name].setPen(line_pen(QColor(colour), width, style))
        for area, colour, share in ((self._val, colours.activation, 0.09), (self._future, colours.danger, 0.07)):
            area.setPen(QPen(Qt.PenStyle.NoPen))
            area.setBrush(faded(QColor(colour), share))

    @override
    def legend(self) -> tuple[Entry, ...]:
        drawn = [name for name, curve in self._curves.items() if curve.xData is not None and len(curve.xData)]
        styles, colours = _styles(), theme().colours
        lines = tuple(Entry(_line_name(name), styles[name][0], styles[name][1]) for name in _ORDER if name in drawn)
        return (*lines, Entry(_("validation part"), colours.activation, area=True)) if self._val.rect().width() > 0 else lines

    @override
    def caption(self) -> str:
        look = self.look.series if self.look is not None else None
        if self._seen is None:
            if look is None or not look.times:
                return ""
            text = _("before training: {n:,} values from {first} to {last}")
            return text.format(n=len(look.values), first=look.times[0], last=look.times[-1])
        if (copied := copies_the_past(self._seen)) is not None:
            return copied.title
        figures = self._seen.figures
        if not np.isfinite(figures.get("one_step", np.nan)):
            return (
                _("the forecast is no number any more") if len(self._seen.val_rows) else _("no validation part to compare with")
            )
        if not np.isfinite(figures.get("naive", np.nan)):
            return _("one step ahead it errs by {own} (RMSE)").format(own=short(figures["one_step"]))
        text = _("one step ahead it errs by {own} (RMSE), the value before by {naive}")
        return text.format(own=short(figures["one_step"]), naive=short(figures["naive"]))

    @override
    def figures(self) -> str:
        if self._seen is None:
            return ""
        names = {"recursive": _("recursive"), "seasonal_naive": _("season before"), "autoregression": _("linear"), "mase": "MASE"}
        known = self._seen.figures
        return " · ".join(f"{label} {short(known[name])}" for name, label in names.items() if name in known)

    @override
    def traces(self) -> list[Trace]:
        found = []
        for name in _ORDER:
            x, y = self._curves[name].getData()
            if x is not None and len(x):
                found.append(Trace(_line_name(name), self._words_of(x, y), x, y))
        return found

    def _words_of(self, rows: Numbers, values: Numbers) -> Callable[[int], str]:
        def words(place: int) -> str:
            row = int(rows[place])
            time = self._bottom.names[row] if row < len(self._bottom.names) else ""
            return _("{row}: {value}").format(row=time or row + 1, value=short(values[place], 4))

        return words

    @override
    def read_at(self, x: float, y: float) -> str:
        lines = []
        for trace in self.traces():
            place = int(np.abs(trace.x - x).argmin())
            if abs(trace.x[place] - x) <= 0.5:
                lines.append(f"{trace.name}: {short(trace.y[place], 4)}")
        row = round(x)
        time = self._bottom.names[row] if 0 <= row < len(self._bottom.names) else ""
        return "\n".join([time, *lines] if time else lines) if lines else ""

    @override
    def columns(self) -> list[Column]:
        seen = self._seen
        if seen is None:
            look = self.look.series if self.look is not None else None
            return [("row", list(range(1, len(look.values) + 1))), ("series", list(look.values))] if look is not None else []
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


_ORDER = ("series", "train_prediction", "val_prediction", "recursive", "future", *BASELINES)
"""The lines, as the legend names them."""


def _line_name(name: str) -> str:
    return {
        "series": _("true"),
        "train_prediction": _("predicted (training)"),
        "val_prediction": _("predicted (validation)"),
        "recursive": _("fed with its own predictions"),
        "future": _("beyond the data"),
        **baseline_names(),
    }[name]


def _styles() -> dict[str, tuple[str, Qt.PenStyle]]:
    """Colour and style of each line; no two have both."""
    colours = theme().colours
    return {
        "series": (colours.text, _SOLID),
        "train_prediction": (colours.core, _SOLID),
        "val_prediction": (colours.activation, _SOLID),
        "recursive": (colours.danger, _DASH),
        "future": (colours.danger, _SOLID),
        **baseline_styles(),
    }
