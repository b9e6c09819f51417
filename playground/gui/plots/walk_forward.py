"""Walk-forward validation: the error of a forecast by how many steps ahead it looks, beside simple forecasts."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.datasets.baselines import BASELINES
from playground.fields import number_text
from playground.gui.plots.axes import Numbers, PlainAxis, Range
from playground.gui.plots.pens import line_pen
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.language import N_, _
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
        colours = theme().colours
        for name, colour, style in (
            ("model", colours.activation, Qt.PenStyle.SolidLine),
            ("naive", colours.dim, Qt.PenStyle.DotLine),
            ("seasonal_naive", colours.recurrent, Qt.PenStyle.DotLine),
            ("autoregression", colours.convolution, Qt.PenStyle.DotLine),
        ):
            curve = self._curves[name]
            curve.setPen(line_pen(QColor(colour), 2 if name == "model" else 1, style))
            curve.setSymbol("o" if name == "model" else "x")
            curve.setSymbolSize(6)
            curve.setSymbolBrush(QColor(colour))
            curve.setSymbolPen(None if name == "model" else line_pen(QColor(colour)))

    @override
    def figures(self) -> str:
        if self._seen is None or not len(self._seen.model):
            return ""
        return self._words(len(self._seen.model) - 1)

    @override
    def read_at(self, x: float, y: float) -> str:
        step = round(x) - 1
        return self._words(step) if self._seen is not None and 0 <= step < len(self._seen.model) else ""

    def _words(self, step: int) -> str:
        """The errors so many steps ahead, and of how many forecasts."""
        assert self._seen is not None
        labels = {"model": "RMSE", "naive": _("naive"), "seasonal_naive": _("seasonal"), "autoregression": _("linear")}
        known = [
            f"{label} {number_text(float(f'{getattr(self._seen, name)[step]:.3g}'))}"
            for name, label in labels.items()
            if step < len(getattr(self._seen, name)) and np.isfinite(getattr(self._seen, name)[step])
        ]
        head = _("{steps} ahead, {origins} forecasts").format(steps=step + 1, origins=int(self._seen.origins[step]))
        return f"{head}: {' · '.join(known)}"

    @override
    def columns(self) -> list[Column]:
        if self._seen is None:
            return []
        steps: Column = ("steps_ahead", list(range(1, len(self._seen.model) + 1)))
        return [steps, *((name, list(getattr(self._seen, name))) for name in ("origins", *_NAMES))]
