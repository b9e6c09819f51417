"""How the target is spread over the data, as bars: what can be seen of a table before a network is trained on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from playground.datasets.overview import ColumnOverview, DataOverview
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.cursor import Trace
from playground.gui.plots.pens import faded, line_pen
from playground.gui.plots.plain_words import short
from playground.gui.theme import theme
from playground.language import _


class TargetBars:
    """Bars on a canvas: a histogram of numbers, or one bar for each class."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._bars = pg.BarGraphItem(x0=[], width=1, height=[], pen=None)
        self._bars.setVisible(False)
        canvas.area.addItem(self._bars)
        self._column: ColumnOverview | None = None
        self._classes: tuple[str, ...] = ()

    @property
    def classes(self) -> tuple[str, ...]:
        """The labels under the bars; empty where they are numbers."""
        return self._classes if self._column is not None else ()

    def show(self, look: DataOverview | None) -> bool:
        """Draws the target of the data; whether there is one to draw."""
        self._column = _target(look)
        self._bars.setVisible(self._column is not None)
        if look is None or self._column is None:
            return False
        self._classes = look.classes
        counts, edges = self._counts(), self._edges()
        self._bars.setOpts(
            x0=edges[:-1],
            width=np.diff(edges) * (0.8 if self._classes else 0.96),
            height=counts,
            brush=faded(QColor(theme().colours.core), 0.8),
            pen=line_pen(QColor(theme().colours.core)),
        )
        beyond = 0.1 if self._classes else 0.0  # so that the bars stand in the middle
        self._canvas.set_ranges((float(edges[0]) - beyond, float(edges[-1]) - beyond), (0.0, float(counts.max()) * 1.06 or 1.0))
        return True

    def _counts(self) -> np.ndarray:
        assert self._column is not None
        return np.asarray(self._column.counts.sum(axis=0))

    def _edges(self) -> np.ndarray:
        assert self._column is not None
        count = len(self._counts())
        if self._classes:
            return np.arange(count + 1) - 0.4
        low, high = self._column.minimum, self._column.maximum
        return np.linspace(low, high if high > low else low + 1, count + 1)

    def caption(self) -> str:
        """The target in plain words."""
        column = self._column
        if column is None:
            return ""
        counts = self._counts()
        if self._classes:
            most = int(counts.argmax())
            text = _("before training: {n:,.0f} samples, {share:.0%} of them {label}")
            return text.format(n=counts.sum(), share=counts[most] / max(counts.sum(), 1), label=self._classes[most])
        text = _("before training: {name} from {low} to {high}, on average {mean}")
        return text.format(name=column.name, low=short(column.minimum), high=short(column.maximum), mean=short(column.mean))

    def words(self, place: int) -> str:
        """One bar in words."""
        counts, edges = self._counts(), self._edges()
        if self._classes:
            return _("{label}: {n:,.0f} samples").format(label=self._classes[place], n=counts[place])
        text = _("{low} to {high}: {n:,.0f} samples")
        return text.format(low=short(edges[place]), high=short(edges[place + 1]), n=counts[place])

    def words_at(self, x: float) -> str:
        """The bar at a place to the right in words; empty beside them."""
        if self._column is None:
            return ""
        place = int(np.searchsorted(self._edges(), x, side="right")) - 1
        return self.words(place) if 0 <= place < len(self._counts()) else ""

    def traces(self) -> Sequence[Trace]:
        """The bars, one by one."""
        if self._column is None:
            return []
        edges = self._edges()
        return [Trace("", self.words, (edges[:-1] + edges[1:]) / 2 - (0.1 if self._classes else 0.0), self._counts())]

    def columns(self) -> list[tuple[str, list[object]]]:
        """The bars as columns."""
        if self._column is None:
            return []
        places: list[object] = list(self._classes) if self._classes else list(self._edges()[:-1])
        return [(self._column.name, places), ("samples", list(self._counts()))]


def _target(look: DataOverview | None) -> ColumnOverview | None:
    """The one column that is the target, if its counts are known."""
    targets = [column for column in look.columns if column.role == "target"] if look is not None else []
    usable = len(targets) == 1 and bool(targets[0].counts.size) and bool(targets[0].counts.sum())
    if usable and look is not None and look.classes and targets[0].counts.shape[1] != len(look.classes):
        return None
    return targets[0] if usable else None
