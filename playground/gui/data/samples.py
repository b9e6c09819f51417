"""The samples as a picture: points in the colours of their classes, or images beside their class."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.datasets.overview import DataOverview, PicturesOverview, PointsOverview
from playground.gui.data.drawing import Frame, small_font, wider
from playground.gui.split_bar import part_colours, part_names
from playground.gui.theme import theme
from playground.language import _

_MARKS = ("●", "▲", "■")


class SamplesView(QWidget):
    """Points or images of ``look``; training as circles, validation as triangles, test as squares."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look: DataOverview | None = None
        theme().changed.connect(self.update)

    def show_look(self, look: DataOverview | None) -> None:
        """Shows other data."""
        self._look = look
        if look is not None and look.points is not None:
            points = look.points
            self.setAccessibleName(_("Samples: {x} and {y}").format(x=points.x_name, y=points.y_name))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(500, 400)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small_font(self))
        if self._look is not None and self._look.pictures is not None:
            self._draw_pictures(painter, self._look, self._look.pictures)
        elif self._look is not None and self._look.points is not None:
            self._draw_points(painter, self._look, self._look.points)
        painter.end()

    def _draw_points(self, painter: QPainter, look: DataOverview, points: PointsOverview) -> None:
        height = painter.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(theme().pixels(56), height * 2, -12, -height * 2 - 8)
        frame = Frame(area, wider(points.x), wider(points.y))
        frame.draw_axes(painter)
        painter.setPen(QColor(theme().colours.dim))
        painter.drawText(
            QRectF(area.left(), self.height() - height - 2, area.width(), height), Qt.AlignmentFlag.AlignHCenter, points.x_name
        )
        painter.drawText(QRectF(0, 0, self.width() / 2, height), Qt.AlignmentFlag.AlignLeft, points.y_name)
        self._draw_legend(painter, look, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = _colours(look)
        numbers = points.value if look.classes else points.part
        size = 3.5 if len(points.x) < 1000 else 2.2
        for place, kind, part in zip(frame.points(points.x, points.y), numbers.astype(int), points.part.astype(int), strict=True):
            colour = QColor(colours[kind % len(colours)])
            colour.setAlphaF(0.8)
            painter.setBrush(colour)
            _draw_mark(painter, place, part, size)

    def _draw_legend(self, painter: QPainter, look: DataOverview, height: int) -> None:
        """Which mark is which part, and which colour which class; from the right."""
        colours, right = _colours(look), float(self.width() - 12)
        texts = [
            (f"{mark} {name}", QColor(theme().colours.dim if look.classes else colour))
            for mark, name, colour in zip(_MARKS, part_names(), part_colours(), strict=False)
        ]
        texts = [text for text, size in zip(texts, look.sizes, strict=False) if size]
        texts += [(f"● {name}", colours[number % len(colours)]) for number, name in enumerate(look.classes[:8])]
        for text, colour in reversed(texts):
            width = painter.fontMetrics().horizontalAdvance(text)
            right -= width
            painter.setPen(theme().colours.legible(colour))
            painter.drawText(QRectF(right, 0, width + 2, height), Qt.AlignmentFlag.AlignLeft, text)
            right -= theme().pixels(14)

    def _draw_pictures(self, painter: QPainter, look: DataOverview, pictures: PicturesOverview) -> None:
        """One row per class, as large as they fit."""
        numbers = np.unique(pictures.labels) if look.classes else np.array([0.0])
        rows = [
            np.flatnonzero(pictures.labels == number) if look.classes else np.arange(len(pictures.labels)) for number in numbers
        ]
        names = [look.classes[int(number)] for number in numbers] if look.classes else [""]
        label = max(painter.fontMetrics().horizontalAdvance(name) for name in names) + 14
        most = max(len(row) for row in rows)
        side = min((self.height() - 8) / len(rows), (self.width() - label) / most)
        for line, (name, row) in enumerate(zip(names, rows, strict=True)):
            painter.setPen(QColor(theme().colours.text))
            painter.drawText(
                QRectF(0, line * side, label - 8, side), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name
            )
            for place, sample in enumerate(row):
                painter.drawImage(
                    QRectF(label + place * side + 2, line * side + 2, side - 4, side - 4), _image(pictures.pixels[sample])
                )


def _colours(look: DataOverview) -> list[QColor]:
    """One per class; without classes one per part."""
    return [theme().colours.run(number) for number in range(len(look.classes))] if look.classes else list(part_colours())


def _draw_mark(painter: QPainter, place: QPointF, part: int, size: float) -> None:
    if part == 0:
        painter.drawEllipse(place, size, size)
    elif part == 1:
        x, y, reach = place.x(), place.y(), size * 1.3
        painter.drawPolygon(QPolygonF([QPointF(x - reach, y + reach), QPointF(x + reach, y + reach), QPointF(x, y - reach)]))
    else:
        painter.drawRect(QRectF(place.x() - size, place.y() - size, 2 * size, 2 * size))


def _image(pixels: np.ndarray) -> QImage:
    """A picture in shades of grey, from 0 to 1."""
    grey = np.ascontiguousarray((pixels * 255).round().astype(np.uint8))
    return QImage(grey.data, grey.shape[1], grey.shape[0], grey.shape[1], QImage.Format.Format_Grayscale8).copy()
