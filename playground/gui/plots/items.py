"""Curves and points as pyqtgraph draws them, for canvases whose ranges are set by hand: nobody need know how far they reach.

pyqtgraph asks every item for its bounds several times a frame, which looks at all its numbers; here the bounds are the area that is seen.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, qRgb
from typing_extensions import override

from playground.gui.theme import theme


def _seen(item: pg.GraphicsObject) -> QRectF:
    """The area that is seen. Not ``item.viewRect()``: a curve keeps the first one, and what is painted alone would then lack it."""
    area = item.getViewBox()
    return QRectF() if area is None else area.viewRect()


class Curve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A line through points."""

    @override
    def boundingRect(self) -> QRectF:
        return _seen(self)


class Points(pg.ScatterPlotItem):  # type: ignore[misc]
    """Markers. Those of the same look are drawn once and stamped wherever they are, from frame to frame."""

    _look: tuple[object, ...] | None = None

    @override
    def boundingRect(self) -> QRectF:
        return _seen(self)

    def place(self, x: object, y: object, symbol: str, size: int, colour: QColor) -> None:
        """Shows markers without an edge at these places, of a size in pixels as usual."""
        size = round(size * theme().lines)
        look = (symbol, size, colour.rgba())
        if look == self._look:
            self.setData(x, y)
        else:
            self._look = look
            self.setData(x, y, symbol=symbol, size=size, pen=None, brush=colour)

    def show_size(self, size: int) -> None:
        """All markers get a size, in pixels as usual."""
        self.setSize(round(size * theme().lines))


class HeatMap(pg.ImageItem):  # type: ignore[misc]
    """Numbers as colours of a table of 256, between two levels that stay: pyqtgraph makes the table anew for every picture."""

    def __init__(self, table: npt.NDArray[np.uint8], levels: tuple[float, float]) -> None:
        super().__init__(axisOrder="row-major", lut=table, levels=levels)
        self._colours = [qRgb(*(int(part) for part in colour[:3])) for colour in table]

    @override
    def render(self) -> None:
        low, high = self.levels
        places = np.clip((self.image - low) * (256 / (high - low)), 0, 255).astype(np.uint8)
        height, width = places.shape
        picture = QImage(places.data, width, height, width, QImage.Format.Format_Indexed8)
        picture.setColorTable(self._colours)
        self._numbers = places  # the picture does not keep them
        self.qimage, self._renderRequired, self._unrenderable = picture, False, False
