"""Walk-forward validation: the error of a forecast by how many steps ahead it looks, beside simple forecasts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.datasets.baselines import BASELINES
from playground.gui.plots.axes import Numbers, PlainAxis, Range
from playground.gui.plots.baseline_lines import baseline_names, baseline_styles
from playground.gui.plots.cursor import Trace
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import line_pen
from playground.gui.plots.plain_words import short
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.language import N_, _, ngettext
from playground.runs.messages import RunWalkForward

_NAMES = ("model", *BASELINES)


class WalkForwardPlot(Plot):
    """The present run: solid the model, dotted the simple forecasts."""

    name = "walk_forward_plot"
    short = N_("Walk-forward")
    picture = RunWalkForward
    tasks = ("forecast",)

    def __init__(self, runs: Runs) -> None:
        empty = _("The error of forecasts from every row of the validation part appears here while a run trains.")
        bottom = PlainAxis("bottom", whole=True, caption=_("steps ahead"))
        super().__init__(runs, _("Walk-forward validation"), empty, bottom, PlainAxis("left", caption="RMSE"))
        self._curves = {name: pg.PlotDataItem() for name in _NAMES}
        for curve in self._curves.values():
            self.canvas.area.addItem(curve)
        self._y = Range()
        self._seen: RunWalkForward | None = None
        self.restyle()

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunWalkForward)
        self._seen = found[1] if found is not None else None
        if self._seen is None or not len(self._seen.model):
            return False
        highest = [1e-12]
        for name, curve in self._curves.items():
            values: Numbers = getattr(self._seen, name)
            known = np.isfinite(values)
            curve.setData(np.flatnonzero(known) + 1.0, values[known])
            highest += [float(value) for value in values[known]]
        self._y.follow(0.0, max(highest))
        self.canvas.set_ranges((0.5, len(self._seen.model) + 0.5), (self._y.low, self._y.high))
        return True

    @override
    def restyle(self) -> None:
        if not hasattr(self, "_curves"):
            return
        for name, (colour, style) in _styles().items():
            curve = self._curves[name]
            curve.setPen(line_pen(QColor(colour), 2 if name == "model" else 1, style))
            curve.setSymbol("o" if name == "model" else "x")
            curve.setSymbolSize(round(6 * theme().lines))
            curve.setSymbolBrush(QColor(colour))
            curve.setSymbolPen(None if name == "model" else line_pen(QColor(colour)))

    def _known(self) -> dict[str, Numbers]:
        """The errors by steps ahead, of the model and of the simple forecasts that there are."""
        if self._seen is None or not len(self._seen.model):
            return {}
        values: dict[str, Numbers] = {name: getattr(self._seen, name) for name in _NAMES}
        return {name: known for name, known in values.items() if np.isfinite(known).any()}

    @override
    def legend(self) -> tuple[Entry, ...]:
        styles = _styles()
        return tuple(Entry(_line_name(name), *styles[name], "o" if name == "model" else "x") for name in self._known())

    @override
    def caption(self) -> str:
        known = self._known()
        others = [known[name] for name in BASELINES if name in known]
        model = known.get("model")
        if model is None:
            return _("the forecast is no number any more") if self._seen is not None and len(self._seen.model) else ""
        if not others:
            return _("errs by {first} one step ahead").format(first=short(model[0]))
        best = np.nanmin(
            np.stack([np.pad(other, (0, len(model) - len(other)), constant_values=np.nan) for other in others]), axis=0
        )
        better = int(np.argmin(np.append(model < best, False)))
        if not better:
            return _("one step ahead no better than a simple forecast")
        if better == len(model):
            return _("better than every simple forecast at each of {n} steps").format(n=better)
        return ngettext(
            "better than every simple forecast for {n} step, then no more",
            "better than every simple forecast for {n} steps, then no more",
            better,
        ).format(n=better)

    @override
    def traces(self) -> list[Trace]:
        def words_of(values: Numbers) -> Callable[[int], str]:
            return lambda place: _("{steps} ahead: RMSE {value}").format(steps=place + 1, value=short(values[place]))

        return [
            Trace(_line_name(name), words_of(values), np.arange(1.0, len(values) + 1), values)
            for name, values in self._known().items()
        ]

    @override
    def read_at(self, x: float, y: float) -> str:
        step = round(x) - 1
        if self._seen is None or not 0 <= step < len(self._seen.model):
            return ""
        lines = [_("{steps} ahead, {origins} forecasts").format(steps=step + 1, origins=int(self._seen.origins[step]))]
        lines += [f"{_line_name(name)}: {short(values[step])}" for name, values in self._known().items() if step < len(values)]
        return "\n".join(lines)

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return []
        steps: Column = ("steps_ahead", list(range(1, len(self._seen.model) + 1)))
        return [steps, *((name, list(getattr(self._seen, name))) for name in ("origins", *_NAMES))]


def _line_name(name: str) -> str:
    return {"model": _("the network"), **baseline_names()}[name]


def _styles() -> dict[str, tuple[str, Qt.PenStyle]]:
    """Colour and style of each line."""
    return {"model": (theme().colours.activation, Qt.PenStyle.SolidLine), **baseline_styles()}
