"""The markers of runs on lines that have none of their own: colour is never the only sign of a run."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from playground.gui.plots.axes import Numbers
from playground.gui.runs import RunRecord
from playground.gui.theme import theme

_MOST = 6
_SIZE = 8
"""Of a marker, in pixels as usual."""


def draw_mark(painter: QPainter, record: RunRecord, centre: QPointF, size: float, opacity: float = 1.0) -> None:
    """Paints the marker of a run as the plots do, ``size`` pixels large."""
    colour = QColor(record.colour)
    colour.setAlphaF(opacity)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.translate(centre)
    painter.scale(size, size)
    painter.drawPath(Symbols[record.symbol])
    painter.restore()


class RunMarks:
    """A few markers on one line of each run, while there are several to tell apart. Of one plot."""

    def __init__(self, area: pg.ViewBox) -> None:
        self._area = area
        self._items: dict[str, pg.ScatterPlotItem] = {}

    def show_only(self, shown: Collection[str]) -> None:
        """Hides the markers of all other runs; one run alone needs none."""
        for run, item in self._items.items():
            item.setVisible(run in shown and len(shown) > 1)

    def put(self, record: RunRecord, x: Numbers, y: Numbers) -> None:
        """Marks a line, at places that differ a little from run to run, so that equal lines are seen to be two."""
        item = self._items.get(record.run)
        if item is None:
            item = self._items[record.run] = pg.ScatterPlotItem(pxMode=True, symbol=record.symbol, pen=None)
            self._area.addItem(item)
        known = np.flatnonzero(np.isfinite(y))
        if not len(known):
            item.clear()
            return
        shift = (record.number % _MOST) / (_MOST * _MOST)
        places = known[((np.arange(_MOST) / _MOST + shift) * len(known)).astype(int)]
        places = np.unique(np.append(places, known[-1]))
        item.setData(x[places], y[places], size=round(_SIZE * theme().lines), brush=record.colour)

    def forget(self, run: str) -> None:
        """Takes the markers of a run away."""
        if (item := self._items.pop(run, None)) is not None:
            self._area.removeItem(item)
