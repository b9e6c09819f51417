"""A plot as a picture file: its title, its caption, its legend and what it shows, and none of the controls."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from playground.disk import reason_of, write_atomically
from playground.gui.curves_file import png_of
from playground.gui.plots.legend import Legend
from playground.gui.questions import ask_where
from playground.gui.theme import SMALL, TITLE, theme
from playground.language import _

_MARGIN = 12
_FINER = 2
"""Pixels of a PNG for each on the screen."""


@dataclass(frozen=True)
class SavedPlot:
    """What a saved picture holds: words, the legend, and the widget that is the picture."""

    title: str
    caption: str
    legend: Legend
    inside: QWidget

    def size(self) -> QSize:
        """Pixels, at the size that it has on the screen."""
        return QSize(self.inside.width() + 2 * _MARGIN, self.inside.height() + self._head() + 2 * _MARGIN)

    def _head(self) -> int:
        """Height of what stands above the picture."""
        legend = self.legend.height_for(self.inside.width()) if self.legend.entries else 0
        return theme().pixels(24) + self._caption_room().height() + legend + 4

    def _caption_room(self) -> QRect:
        metrics = self.legend.fontMetrics()
        room = QRect(0, 0, self.inside.width(), 10_000)
        return metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.caption) if self.caption else QRect()

    def paint(self, painter: QPainter) -> None:
        """Draws all of it, from the painter's origin."""
        colours, width = theme().colours, self.inside.width()
        painter.fillRect(QRect(QPoint(0, 0), self.size()), QColor(colours.panel))
        painter.translate(_MARGIN, _MARGIN)
        painter.setPen(QColor(colours.text))
        painter.setFont(_font(TITLE, bold=True))
        painter.drawText(QRect(0, 0, width, theme().pixels(24)), Qt.AlignmentFlag.AlignLeft, self.title)
        painter.translate(0, theme().pixels(24))
        painter.setPen(QColor(colours.dim))
        painter.setFont(_font(SMALL))
        painter.drawText(QRect(0, 0, width, self._caption_room().height()), int(Qt.TextFlag.TextWordWrap), self.caption)
        painter.translate(0, self._caption_room().height())
        if self.legend.entries:
            painter.save()
            self.legend.paint(painter, width)
            painter.restore()
            painter.translate(0, self.legend.height_for(width))
        painter.translate(0, 4)
        self.inside.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)


def png(plot: SavedPlot) -> bytes:
    """The plot as a PNG file."""
    image = QImage(plot.size() * _FINER, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_FINER)
    painter = QPainter(image)
    plot.paint(painter)
    painter.end()
    return png_of(image)


def svg(plot: SavedPlot) -> bytes:
    """The plot as an SVG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(plot.size())
    generator.setViewBox(QRect(QPoint(0, 0), plot.size()))
    generator.setDescription(plot.caption)
    painter = QPainter(generator)
    plot.paint(painter)
    painter.end()
    return bytes(data.data())


def save_picture(asking: QWidget, plot: SavedPlot, name: str) -> str:
    """Asks for a file and saves the plot: as an SVG if its name ends so, else as a PNG at twice the size that it has on the screen.

    Returns:
        Why it could not be saved, in words; empty if it could, or the user would rather not.
    """
    path = ask_where(asking, _("Save picture"), f"{name}.png", ".png", "PNG (*.png);;SVG (*.svg)", ".svg")
    if path is None:
        return ""
    try:
        write_atomically(path, svg(plot) if path.suffix.lower() == ".svg" else png(plot))
    except OSError as error:
        return _("{file} could not be saved: {reason}.").format(file=path, reason=reason_of(error))
    return ""


def _font(size: int, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(theme().pixels(size))
    font.setBold(bold)
    return font
