"""Where the open plots stand: two beside each other where both can be read, else one below the other; what finds no room is scrolled to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget
from typing_extensions import override

from playground.gui.plots.plot import Plot
from playground.gui.theme import theme

_GAP = 10


class Shelf(QScrollArea):
    """Holds plots, none of them below its least size, but for one below the other in a column that is narrower still: nothing is moved sideways.

    Signals:
        scrolled: Other plots may be seen.
    """

    scrolled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plot_shelf")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self.setWidget(self._inside)
        self._plots: tuple[Plot, ...] = ()
        self._wide: frozenset[Plot] = frozenset()
        self._across = 0
        theme().changed.connect(self._lay_out)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(self.scrolled)

    def hold(self, plot: Plot) -> None:
        """Takes a plot in, to be shown when it is put there."""
        plot.setParent(self._inside)
        plot.hide()

    def take(self, plot: Plot) -> None:
        """Lets a plot go."""
        self._grid.removeWidget(plot)
        self._plots = tuple(other for other in self._plots if other is not plot)

    def put(self, plots: Sequence[Plot], wide: Collection[Plot] = ()) -> None:
        """Shows these plots and no others, in this order; what is ``wide``, or wants to be, has a row of its own, above the others."""
        for plot in self._plots:
            self._grid.removeWidget(plot)
            if plot not in plots:
                plot.hide()
        self._plots, self._wide = tuple(plots), frozenset(wide)
        self._lay_out()
        for plot in plots:
            plot.show()

    def show_plot(self, plot: Plot) -> None:
        """Gives a plot its place at once, and scrolls there."""
        self._grid.activate()
        self._inside.adjustSize()
        self.ensureWidgetVisible(plot, 0, 0)

    def _lay_out(self) -> None:
        self._across = across = self._fitting()
        for plot in self._plots:
            self._grid.removeWidget(plot)
            plot.setMinimumWidth(min(plot.least_width, max(self._room, 1)))
        wide = [plot for plot in self._plots if plot.wide or plot in self._wide]
        narrow = [plot for plot in self._plots if plot not in wide]
        lines = [[plot] for plot in wide] + [narrow[begin : begin + across] for begin in range(0, len(narrow), across)]
        for line, plots in enumerate(lines):
            for place, plot in enumerate(plots):
                self._grid.addWidget(plot, line, place, 1, across if len(plots) == 1 else 1)
        for line in range(max(len(lines), self._grid.rowCount())):
            self._grid.setRowStretch(line, max((plot.row_stretch for plot in lines[line]), default=0) if line < len(lines) else 0)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < across))

    def _fitting(self) -> int:
        """How many plots stand beside each other."""
        return 2 if self._room >= 2 * max((plot.least_width for plot in self._plots), default=0) + _GAP else 1

    @property
    def _room(self) -> int:
        """Pixels beside the scroll bar, whether that is there or not: a plot more does not turn two columns into one."""
        return self.width() - self.verticalScrollBar().sizeHint().width()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._across != self._fitting() or self._across == 1:  # before Qt places what is inside, not while it does
            self._lay_out()
        super().resizeEvent(event)
