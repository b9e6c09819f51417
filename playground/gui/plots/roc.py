"""ROC curves: how many of a class are found, against how many others are taken for it, at every threshold."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.cursor import Trace
from playground.gui.plots.items import Curve
from playground.gui.plots.legend import Entry
from playground.gui.plots.pens import line_pen
from playground.gui.plots.plot import Column, Plot
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import N_, _
from playground.runs.messages import RocCurve, RunRoc

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class RocPlot(Plot):
    """The present run: of two classes one curve, of several one for each."""

    name = "roc_plot"
    short = N_("ROC")
    picture = RunRoc
    tasks = ("binary", "multiclass")

    def __init__(self, runs: Runs) -> None:
        empty = _("The ROC curve appears here while a run trains; it needs samples of the class and others.")
        bottom = PlainAxis("bottom", caption=_("others taken for it"))
        super().__init__(runs, _("ROC curve"), empty, bottom, PlainAxis("left", caption=_("found")))
        self._train = self.add_button(_("training"), _("Show the training part instead of validation"))
        self._chance = Curve()
        self._curves: list[Curve] = []
        self.canvas.area.addItem(self._chance)
        self._chance.setData(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        self._record: RunRecord | None = None
        self._shown: tuple[RocCurve, ...] = ()
        self.restyle()

    @override
    def draw(self) -> bool:
        found = self.runs.newest(RunRoc)
        self._shown = ()
        if found is None:
            self._record = None
            return False
        self._record, picture = found
        part = "train" if self._train.isChecked() or not self._record.started.info.validation else "val"
        self._shown = tuple(curve for curve in picture.curves if curve.part == part)
        while len(self._curves) < len(self._shown):
            self._curves.append(Curve())
            self.canvas.area.addItem(self._curves[-1])
        for place, item in enumerate(self._curves):
            item.setVisible(place < len(self._shown))
        for place, (item, curve) in enumerate(zip(self._curves, self._shown, strict=False)):
            pen = line_pen(theme().colours.run(place), 1 if len(self._shown) > 1 else 2, _style(place))
            item.setData(curve.false_positive, curve.true_positive, pen=pen, antialias=False)
        self.canvas.set_ranges((-0.02, 1.02), (-0.02, 1.04))
        return bool(self._shown)

    @override
    def restyle(self) -> None:
        if hasattr(self, "_chance"):
            colours = theme().colours
            self._chance.setPen(line_pen(QColor(colours.dim), 1, Qt.PenStyle.DashLine))

    @override
    def legend(self) -> tuple[Entry, ...]:
        curves = tuple(
            Entry(f"{self._class(curve)} {curve.area:.2f}", theme().colours.run(place).name(), _style(place))
            for place, curve in enumerate(self._shown)
        )
        return (*curves, Entry(_("chance 0.50"), theme().colours.dim, Qt.PenStyle.DashLine)) if curves else ()

    @override
    def caption(self) -> str:
        if not self._shown:
            return ""
        mean = sum(curve.area for curve in self._shown) / len(self._shown)
        return _("ranks one of a class above another in {share:.0%} of pairs").format(share=mean)

    @override
    def figures(self) -> str:
        if not self._shown:
            return ""
        mean = sum(curve.area for curve in self._shown) / len(self._shown)
        return f"AUC {mean:.3f}" if len(self._shown) == 1 else _("mean AUC {mean:.3f}").format(mean=mean)

    @override
    def traces(self) -> list[Trace]:
        return [
            Trace("", self._words_of(curve), np.asarray(curve.false_positive), np.asarray(curve.true_positive))
            for curve in self._shown
        ]

    def _words_of(self, curve: RocCurve) -> Callable[[int], str]:
        return lambda row: self._point_words(curve, row)

    @override
    def read_at(self, x: float, y: float) -> str:
        nearest = [(self._distances(curve, x, y), curve) for curve in self._shown]
        if not nearest:
            return ""
        distances, curve = min(nearest, key=lambda pair: float(pair[0].min()))
        row = int(distances.argmin())
        self.canvas.mark((float(curve.false_positive[row]), float(curve.true_positive[row])))
        return self._point_words(curve, row)

    def _point_words(self, curve: RocCurve, row: int) -> str:
        """One threshold in words."""
        found, others = float(curve.true_positive[row]), float(curve.false_positive[row])
        threshold = float(curve.threshold[row])
        above = _("above {threshold:.3g}").format(threshold=threshold) if math.isfinite(threshold) else _("never")
        text = _("{label} predicted {above}: finds {found:.0%}, takes {others:.0%} of the others for it · AUC {area:.3f}")
        return text.format(label=self._class(curve), above=above, found=found, others=others, area=curve.area)

    @override
    def columns(self) -> list[Column]:
        columns: list[Column] = []
        for curve in self._shown:
            name = self._class(curve)
            columns += [
                (f"{name} false_positive", list(curve.false_positive)),
                (f"{name} true_positive", list(curve.true_positive)),
                (f"{name} threshold", list(curve.threshold)),
            ]
        return columns

    @staticmethod
    def _distances(curve: RocCurve, x: float, y: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        distances: np.ndarray[tuple[int], np.dtype[np.float64]] = np.hypot(curve.false_positive - x, curve.true_positive - y)
        return distances

    def _class(self, curve: RocCurve) -> str:
        classes = self._record.started.info.classes if self._record is not None else ()
        return classes[curve.label] if curve.label < len(classes) else str(curve.label)


def _style(place: int) -> Qt.PenStyle:
    """The line of a curve, so that it is told apart without its colour too."""
    return _STYLES[place % len(_STYLES)]
