"""The gradient of every layer over the whole run, as a heat map: layer by epoch, log10 of the RMS of dL/dW."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.plots.axes import PlainAxis, end_of_epochs, log10, power_text
from playground.gui.plots.cursor import Trace
from playground.gui.plots.design import Design
from playground.gui.plots.items import HeatMap
from playground.gui.plots.plot import Column, Plot, epoch_row
from playground.gui.runs import GRADIENT_SCALE, RunRecord, Runs
from playground.gui.theme import SMALL, theme
from playground.language import N_, _
from playground.runs.shares import share_words

_MOST_COLUMNS = 1000

_SHALLOW = 2
"""Layers with weights of a network whose gradients over time are not shown unasked."""


class _RowAxis(PlainAxis):
    """Ticks are the numbers of the layers in the network."""

    labels: tuple[int, ...] = ()

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        step = max(1, -(-len(self.labels) * 18 // max(int(size), 1)))
        return [(step, [float(row) for row in range(1, len(self.labels) + 1, step)])]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [str(self.labels[int(value) - 1]) if 1 <= value <= len(self.labels) else "" for value in values]


class ColourBar(QWidget):
    """Which colour stands for which gradient."""

    def __init__(self, table: npt.NDArray[np.uint8]) -> None:
        super().__init__()
        self._table = table
        self.setFixedWidth(theme().pixels(52))
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFixedWidth(theme().pixels(52))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        bar = QRectF(2, 8, 9, self.height() - 34)
        gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
        for place in range(0, 256, 15):
            gradient.setColorAt(place / 255, QColor(*(int(part) for part in self._table[place][:3])))
        painter.fillRect(bar, gradient)
        painter.setPen(QColor(theme().colours.dim))
        low, high = GRADIENT_SCALE
        for value in range(int(low), int(high) + 1, 2):
            y = bar.bottom() - (value - low) / (high - low) * bar.height()
            painter.drawText(QRectF(15, y - 8, self.width() - 15, 16), Qt.AlignmentFlag.AlignVCenter, power_text(value))
        painter.end()


class GradientsOverTimePlot(Plot):
    """The present run; first layer at the top, as in the network."""

    name = "gradients_over_time_plot"
    short = N_("Over time")

    def __init__(self, runs: Runs) -> None:
        self._left = _RowAxis("left")
        empty = _("A picture of all gradients over the run appears here: one row per layer, one column per epoch.")
        super().__init__(runs, _("Gradients over time"), empty, PlainAxis("bottom", whole=True, caption=_("epoch")), self._left)
        table: npt.NDArray[np.uint8] = pg.colormap.get("viridis").getLookupTable(nPts=256)
        self._image = HeatMap(table, GRADIENT_SCALE)
        self.canvas.area.addItem(self._image)
        self.canvas.area.invertY(True)
        self.canvas.show_lines(False)
        self._line = pg.InfiniteLine(angle=90)
        self.canvas.area.addItem(self._line)
        self._bar = ColourBar(table)
        self.body.addWidget(self._bar)
        self._bar.hide()
        self._chosen: RunRecord | None = None

    @override
    @classmethod
    def opens_at_first(cls, design: Design) -> bool:
        weighted = sum(layer.has_weights() for layer in design.network.layers)
        return (
            design.signature.input_shape != (2,) and weighted > _SHALLOW
        )  # few lines say little more than the present gradients

    def picture_of(self, record: RunRecord, columns: int) -> npt.NDArray[np.float64]:
        """``(L, columns)`` log10 of the gradients of a run, at most ``columns`` epochs of it at even distances."""
        values = record.history.table("grad_rms")
        if len(values) > columns:
            values = values[np.linspace(0, len(values) - 1, columns).astype(int)]
        return np.ascontiguousarray(log10(values).T)

    @override
    def draw(self) -> bool:
        record = self._chosen = self.runs.newest_shown
        something = record is not None and bool(len(record.history)) and bool(record.started.layers)
        self._bar.setVisible(something)
        if record is None or not something:
            return False
        picture = self.picture_of(record, min(self.canvas.columns(), _MOST_COLUMNS))
        rows, epochs = picture.shape[0], record.history.epochs
        last = end_of_epochs(max(float(epochs[-1]), 2.0), record.live)
        self._image.setImage(np.nan_to_num(picture, nan=GRADIENT_SCALE[0]), autoLevels=False)
        self._image.setRect(QRectF(0.5, 0.5, float(epochs[-1]), rows))
        labels = tuple(layer.position + 1 for layer in record.started.layers)
        if labels != self._left.labels:
            self._left.labels = labels
            self._left.picture = None
        self.canvas.set_ranges((0.5, last + 0.5), (0.5, rows + 0.5))
        self._line.setVisible(self.runs.epoch is not None)
        if self.runs.epoch is not None:
            self._line.setValue(self.runs.epoch)
        return True

    @override
    def restyle(self) -> None:
        self.canvas.show_lines(False)
        if hasattr(self, "_line"):
            self._line.setPen(QColor(theme().colours.text))

    @override
    def caption(self) -> str:
        record = self._chosen
        if record is None or not len(record.history):
            return ""
        several = f"{record.title}: " if len(self.runs.shown) > 1 else ""
        row = epoch_row(self.runs, record)
        first, now = (float(record.history.table("grad_rms")[at, 0]) for at in (0, row))
        if row < 1 or not (first > 0 and np.isfinite([first, now]).all()):
            return several + _("bright: much gradient, dark: little; first layer on top")
        if now == 0:
            return several + _("the first layer gets nothing any more")
        if 0.5 <= now / first <= 2:
            return several + _("the first layer gets about as much as in epoch 1")
        return several + _("the first layer gets {share} of what it got in epoch 1").format(share=share_words(now, first))

    @override
    def traces(self) -> list[Trace]:
        record = self._chosen
        if record is None or not len(record.history):
            return []
        epochs = record.history.epochs

        def words_of(row: int) -> Callable[[int], str]:
            return lambda place: self.read_at(float(epochs[place]), row)

        return [
            Trace("", words_of(row), epochs, np.full(len(epochs), float(row))) for row in range(1, len(record.started.layers) + 1)
        ]

    @override
    def read_at(self, x: float, y: float) -> str:
        record = self._chosen
        if record is None or not len(record.history):
            return ""
        row, place = int(np.abs(record.history.epochs - x).argmin()), math.floor(y - 0.5)
        if not 0 <= place < len(record.started.layers):
            return ""
        layer = record.started.layers[place]
        value = number_text(float(f"{record.history.table('grad_rms')[row, place]:.2g}"))
        text = _("epoch {epoch:,.0f}, layer {number} {layer}: {value}")
        return text.format(epoch=record.history.epochs[row], number=layer.position + 1, layer=layer.layer, value=value)

    @override
    def columns(self) -> list[Column]:
        record = self.runs.newest_shown
        if record is None:
            return []
        table = record.history.table("grad_rms")
        head: list[Column] = [("epoch", list(record.history.epochs))]
        return head + [
            (f"layer {layer.position + 1} {layer.layer}", list(table[:, place]))
            for place, layer in enumerate(record.started.layers)
        ]
