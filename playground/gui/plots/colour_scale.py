"""From orange by the ground to blue: the colours of what is negative, nothing and positive, and of classes. Safe for the colour-blind."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.gui.class_colours import negative, positive
from playground.gui.theme import SMALL, theme
from playground.runs.messages import Floats

Pixels = npt.NDArray[np.uint8]

SOFT = 0.78
"""How strong the colours of a surface are at most, so that the samples stand out from it."""


def scale_table(strength: float = 1.0) -> Pixels:
    """``(256, 3)``: the colours from -1 to 1 in the present theme."""
    return _table(negative().name(), theme().colours.panel, positive().name(), strength)


@lru_cache(maxsize=16)
def _table(low: str, middle: str, high: str, strength: float) -> Pixels:
    places = np.linspace(-1, 1, 256)[:, None]
    share = np.abs(places) * strength
    far = np.where(places < 0, _rgb(QColor(low)), _rgb(QColor(high)))
    return np.asarray(_rgb(QColor(middle)) * (1 - share) + far * share).round().astype(np.uint8)


def signed_pixels(values: Floats, most: float, strength: float = 1.0) -> Pixels:
    """``(..., 3)`` colours of values from ``-most`` to ``most``; what lies beyond takes the last colour, what is not finite the middle."""
    places = np.nan_to_num(values / (most or 1.0), nan=0.0, posinf=1.0, neginf=-1.0)
    return np.asarray(scale_table(strength)[((np.clip(places, -1, 1) + 1) * 127.5).round().astype(np.intp)])


def class_pixels(shares: Floats, colours: list[QColor], strength: float = SOFT) -> Pixels:
    """``(h, w, 3)`` colours of the classes weighted by their probabilities ``(classes, h, w)``; the rest to one is the ground."""
    shares = np.nan_to_num(shares, nan=1 / len(shares))
    mixed = np.tensordot(shares, np.array([_rgb(colour) for colour in colours]), axes=(0, 0))
    ground = _rgb(QColor(theme().colours.panel)) * (1 - strength * shares.sum(axis=0)[..., None])
    return np.asarray(np.clip(mixed * strength + ground, 0, 255)).round().astype(np.uint8)


def enlarged(values: Floats, times: int) -> Floats:
    """``(..., g, g)`` on a grid that is ``times`` as fine, by straight lines between neighbours."""
    size = values.shape[-1]
    places = np.linspace(0, size - 1, (size - 1) * times + 1)
    below = np.minimum(places.astype(np.intp), size - 2)
    shares = np.zeros((len(places), size))
    rows = np.arange(len(places))
    shares[rows, below] = 1 - (places - below)
    shares[rows, below + 1] = places - below
    return np.asarray(shares @ np.clip(values, -1e100, 1e100) @ shares.T)


def image_of(pixels: Pixels) -> QImage:
    """A picture of ``(h, w, 3)`` colours whose first row is at the bottom."""
    flipped = np.ascontiguousarray(pixels[::-1])
    height, width = flipped.shape[:2]
    return QImage(flipped.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class ColourKey(QWidget):
    """Which colour stands for what: a bar with ``labels`` from top to bottom, or one spot of colour for each class."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: tuple[str, ...] = ()
        self._colours: tuple[QColor, ...] = ()
        self._bar = True

    def show_bar(self, labels: tuple[str, ...]) -> None:
        """The scale from positive (top) to negative, its labels at even distances."""
        self._show(labels, (positive(), QColor(theme().colours.panel), negative()), True)

    def show_classes(self, labels: tuple[str, ...], colours: list[QColor]) -> None:
        """One spot for each class."""
        self._show(labels, tuple(colours), False)

    def _show(self, labels: tuple[str, ...], colours: tuple[QColor, ...], bar: bool) -> None:
        if (labels, colours, bar) != (self.labels, self._colours, self._bar):
            self.labels, self._colours, self._bar = labels, colours, bar
            widest = max((self.fontMetrics().horizontalAdvance(label) for label in labels), default=0)
            self.setFixedWidth(min(widest + theme().pixels(22), theme().pixels(78)))
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        line = theme().pixels(16)
        if self._bar:
            bar = QRectF(2, line / 2, 9, self.height() - line - theme().pixels(28))
            ramp = QLinearGradient(bar.topLeft(), bar.bottomLeft())
            for place, colour in enumerate(self._colours):
                ramp.setColorAt(place / 2, colour)
            painter.fillRect(bar, ramp)
            middles = [bar.top() + bar.height() * place / (len(self.labels) - 1) for place in range(len(self.labels))]
        else:
            middles = [line / 2 + line * place for place in range(len(self.labels))]
            painter.setPen(Qt.PenStyle.NoPen)
            for middle, colour in zip(middles, self._colours, strict=True):
                painter.setBrush(colour)
                painter.drawEllipse(QPointF(6.5, middle), 4.5, 4.5)
        painter.setPen(QColor(theme().colours.dim))
        room = self.width() - 15
        for middle, label in zip(middles, self.labels, strict=True):
            text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(15, middle - line / 2, room, line), Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()


def _rgb(colour: QColor) -> Floats:
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)
