"""The curves of runs as a picture file, for a machine without a display: loss, and the gradient of every layer."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from playground.disk import write_atomically
from playground.language import _
from playground.runs.history import RunHistory
from playground.runs.messages import Floats

WIDTH, HEIGHT = 1280, 560
"""Pixels."""

_INK, _GREY, _GRID, _PAPER = QColor("#202329"), QColor("#5b6270"), QColor("#dfe2e7"), QColor("#ffffff")
# Okabe and Ito's colours without the yellow, which is too pale on paper.
_COLOURS = tuple(QColor(name) for name in ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"))
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)


@dataclass(frozen=True)
class Curve:
    """One line: its name in the legend, its points (y in powers of ten), colour, dash, and whether points are marked."""

    name: str
    x: Floats
    y: Floats
    colour: QColor
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    marked: bool = False


def write_picture(path: Path, histories: Sequence[RunHistory]) -> None:
    """Draws the histories and writes a PNG file, atomically. Needs no display.

    Raises:
        OSError: the file could not be written.
    """
    own = None
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        own = QGuiApplication(["playground"])  # drawing text needs it
    try:
        data = _drawn(histories)
    finally:
        if own is not None:
            own.shutdown()
    write_atomically(path, data)


def _drawn(histories: Sequence[RunHistory]) -> bytes:
    """The picture as the bytes of a PNG file."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(_PAPER)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont()
    font.setPixelSize(13)
    painter.setFont(font)
    half = WIDTH / 2
    _panel(painter, QRectF(0, 0, half, HEIGHT), _("Loss"), _("epoch"), _loss_curves(histories))
    _panel(painter, QRectF(half, 0, half, HEIGHT), _("RMS of dL/dW"), _("layer"), _gradient_curves(histories))
    painter.end()
    return png_of(image)


def png_of(image: QImage) -> bytes:
    """A picture as the bytes of a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants a text where Qt wants bytes or text
    return bytes(data.data())


def _logarithm(values: Floats) -> Floats:
    """log10 where it exists, else NaN."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Floats = np.where(values > 0, np.log10(values), np.nan)
    return result


def _loss_curves(histories: Sequence[RunHistory]) -> list[Curve]:
    curves = []
    for number, history in enumerate(histories):
        colour = _COLOURS[number % len(_COLOURS)]
        for series, label, dash in (("train_loss", _("training"), _DASHES[0]), ("val_loss", _("validation"), _DASHES[1])):
            name = label if len(histories) == 1 else f"{history.run}, {label}"
            curves.append(Curve(name, history.epochs, _logarithm(history.series(series)), colour, dash))
    return curves


def _gradient_curves(histories: Sequence[RunHistory]) -> list[Curve]:
    """The first, the middle and the last epoch of one run; of several the last of each."""
    curves = []
    for number, history in enumerate(histories):
        count = len(history)
        rows = sorted({0, count // 2, count - 1}) if len(histories) == 1 else [count - 1]
        layers = np.array([layer.position + 1.0 for layer in history.started.layers])
        for place, row in enumerate(rows if count else []):
            epoch = _("epoch {n}").format(n=int(history.epochs[row]))
            name = epoch if len(histories) == 1 else f"{history.run}, {epoch}"
            colour = _COLOURS[(number + place) % len(_COLOURS)]
            curves.append(Curve(name, layers, _logarithm(history.table("grad_rms")[row]), colour, marked=True))
    return curves


def _range(values: list[Floats], least: float) -> tuple[float, float]:
    """Least and largest of all finite values, at least ``least`` apart."""
    together = np.concatenate([*values, np.zeros(0)])
    together = together[np.isfinite(together)]
    low, high = (float(together.min()), float(together.max())) if len(together) else (0.0, 1.0)
    missing = max(0.0, least - (high - low)) / 2
    return low - missing, high + missing


def _panel(painter: QPainter, place: QRectF, title: str, x_label: str, curves: list[Curve]) -> None:
    """One pair of axes with its curves."""
    inner = place.adjusted(70, 56, -24, -56)
    x_range = _range([curve.x for curve in curves], 1.0)
    y_range = _range([curve.y for curve in curves], 0.5)
    y_range = (y_range[0] - 0.05 * (y_range[1] - y_range[0]), y_range[1] + 0.05 * (y_range[1] - y_range[0]))

    def spot(x: float, y: float) -> QPointF:
        return QPointF(
            inner.left() + (x - x_range[0]) / (x_range[1] - x_range[0]) * inner.width(),
            inner.bottom() - (y - y_range[0]) / (y_range[1] - y_range[0]) * inner.height(),
        )

    centre, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for x in _ticks(*x_range):
        at = spot(x, y_range[0])
        painter.setPen(_GRID)
        painter.drawLine(at, spot(x, y_range[1]))
        painter.setPen(_GREY)
        painter.drawText(QRectF(at.x() - 40, at.y() + 4, 80, 18), centre, f"{x:g}")
    for y in _decades(*y_range):
        at = spot(x_range[0], y)
        painter.setPen(_GRID)
        painter.drawLine(at, spot(x_range[1], y))
        painter.setPen(_GREY)
        painter.drawText(QRectF(at.x() - 66, at.y() - 9, 60, 18), right, f"{10**y:.2g}")
    painter.setPen(_INK)
    painter.drawRect(inner)
    painter.drawText(QRectF(inner.left(), place.top() + 8, inner.width(), 20), Qt.AlignmentFlag.AlignLeft, title)
    painter.drawText(QRectF(inner.left(), inner.bottom() + 24, inner.width(), 20), centre, x_label)
    painter.setClipRect(inner.adjusted(-5, -5, 5, 5))
    for curve in curves:
        _draw(painter, curve, [spot(x, y) for x, y in zip(curve.x, curve.y, strict=True) if math.isfinite(y)])
    painter.setClipping(False)
    _legend(painter, QPointF(inner.left(), place.top() + 40), [curve for curve in curves if np.isfinite(curve.y).any()])


def _draw(painter: QPainter, curve: Curve, points: list[QPointF]) -> None:
    painter.setPen(QPen(curve.colour, 2, curve.dash))
    painter.drawPolyline(QPolygonF(points))
    if curve.marked or len(points) == 1:
        painter.setBrush(curve.colour)
        for point in points:
            painter.drawEllipse(point, 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _legend(painter: QPainter, start: QPointF, curves: list[Curve]) -> None:
    """The names of the curves in one line."""
    x, y = start.x(), start.y()
    for curve in curves:
        painter.setPen(QPen(curve.colour, 2, curve.dash))
        painter.drawLine(QPointF(x, y), QPointF(x + 26, y))
        painter.setPen(_INK)
        painter.drawText(QPointF(x + 32, y + 5), curve.name)
        x += 32 + painter.fontMetrics().horizontalAdvance(curve.name) + 20


def _ticks(low: float, high: float) -> list[float]:
    """About six round whole numbers between two bounds."""
    raw = max(1.0, (high - low) / 6)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """Powers of ten between two bounds, given and returned as logarithms; with numbers between them where there are few."""
    every = max(1, round((high - low) / 8))
    powers = range(math.floor(low / every) * every, math.ceil(high) + 1, every)
    span = high - low
    between = range(1, 10) if span < 0.8 else (1, 2, 5) if span < 2.5 else (1,)
    marks = [power + math.log10(factor) for power in powers for factor in between]
    return [mark for mark in marks if low <= mark <= high]
