"""Where a plot's curves are drawn: two axes and the area between them, without anything to press."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QFrame, QGraphicsGridLayout, QGraphicsItem, QGraphicsView

from playground.gui.plots.axes import PlainAxis
from playground.gui.theme import theme

_ROWS, _COLUMNS = (100, 1), (1, 100)
"""How the room is shared: the area takes what the axes leave."""


class Canvas(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot without menus and mouse zoom, in the colours of the theme; ranges are set by its owner alone; items go into ``area``.

    pyqtgraph's own ``PlotWidget`` makes some 45 widgets of menus for each plot, which cost time at the start and at every change of style.
    """

    def __init__(self, bottom: PlainAxis, left: PlainAxis) -> None:
        super().__init__(background=None)
        self.axes = (bottom, left)
        self.area = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.area.disableAutoRange()
        self._marker: pg.ScatterPlotItem | None = None  # made when someone reads by keyboard
        self._lay_out(bottom, left)
        self.enableMouse(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # keys are the plot's
        self.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.BoundingRectViewportUpdate)
        self.setMouseTracking(True)
        self.restyle()

    def _lay_out(self, bottom: PlainAxis, left: PlainAxis) -> None:
        self._whole = whole = pg.GraphicsWidget()
        whole.setContentsMargins(0, 2, 4, 0)
        grid = QGraphicsGridLayout(whole)
        grid.setContentsMargins(1, 1, 1, 1)
        grid.setSpacing(0)
        for item, row, column in ((self.area, 0, 1), (bottom, 1, 1), (left, 0, 0)):
            grid.addItem(item, row, column)
        for row, stretch in enumerate(_ROWS):
            grid.setRowStretchFactor(row, stretch)
        for column, stretch in enumerate(_COLUMNS):
            grid.setColumnStretchFactor(column, stretch)
        for axis in self.axes:
            axis.linkToView(self.area)
            axis.setZValue(0.5)  # above pictures, below what wants to be above
            axis.setFlag(QGraphicsItem.GraphicsItemFlag.ItemNegativeZStacksBehindParent)
        self.setCentralItem(whole)

    def restyle(self) -> None:
        """Takes the colours of the theme."""
        self.setBackground(theme().colours.panel)
        for axis in self.axes:
            axis.restyle()
        self.show_lines(True)

    def show_lines(self, shown: bool) -> None:
        """Shows lines across the area at the numbers of the upright axis, or none."""
        self.axes[1].setGrid(int(255 * (0.35 if theme().dark else 0.5)) if shown else False)

    def hide_axes(self) -> None:
        """Leaves the area alone on the canvas."""
        for axis in self.axes:
            axis.hide()

    def set_ranges(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Sets both ranges, if they are other ones."""
        if [list(x), list(y)] != self.area.state["targetRange"]:
            self.area.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=True)
            self.area.updateMatrix()  # now: pyqtgraph does it while it paints, and everything that moved by it is painted again

    def keep_square(self) -> None:
        """Makes the area as wide as it is high, whatever the place of the canvas."""
        self.area.sigResized.connect(self._square)

    def _square(self) -> None:
        grid = self._whole.layout()
        left, top, right, bottom = grid.getContentsMargins()
        area = self.area
        excess = (area.width() + left + right) - (area.height() + top + bottom)
        wanted = (1.0, 1.0, max(excess, 0.0) + 1, max(-excess, 0.0) + 1)
        if max(abs(new - old) for new, old in zip(wanted, (left, top, right, bottom), strict=True)) > 1:
            grid.setContentsMargins(*wanted)

    def mark(self, place: tuple[float, float] | None) -> None:
        """Rings a place of the area, or none."""
        if self._marker is None and place is not None:
            self._marker = pg.ScatterPlotItem(pxMode=True, symbol="o", size=13, brush=None)
            self._marker.setZValue(10)
            self.area.addItem(self._marker)
        if self._marker is not None:
            self._marker.setVisible(place is not None)
            self._marker.setData(*([[part] for part in place] if place is not None else ([], [])))
            self._marker.setPen(QPen(QColor(theme().colours.text), 2))

    def columns(self) -> int:
        """Pixel columns of the drawing area."""
        return max(int(self.area.width() * self.devicePixelRatioF()), 2)
