"""Curves and points as pyqtgraph draws them, for canvases whose ranges are set by hand: nobody need know how far they reach.

pyqtgraph asks every item for its bounds several times a frame, which looks at all its numbers; here the bounds are the area that is seen.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from typing_extensions import override


class Curve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A line through points."""

    @override
    def boundingRect(self) -> QRectF:
        return self.viewRect() or QRectF()


class Points(pg.ScatterPlotItem):  # type: ignore[misc]
    """Markers. Those of the same look are drawn once and stamped wherever they are, from frame to frame."""

    _look: tuple[object, ...] | None = None

    @override
    def boundingRect(self) -> QRectF:
        return self.viewRect() or QRectF()

    def place(self, x: object, y: object, symbol: str, size: int, colour: QColor) -> None:
        """Shows markers without an edge at these places."""
        look = (symbol, size, colour.rgba())
        if look == self._look:
            self.setData(x, y)
        else:
            self._look = look
            self.setData(x, y, symbol=symbol, size=size, pen=None, brush=colour)
