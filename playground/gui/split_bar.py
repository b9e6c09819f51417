"""Training, validation and test: their names, their colours, and how large they are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.gui.theme import theme
from playground.language import _


def part_names() -> tuple[str, ...]:
    """Training, validation, test, and what is in none of them, in the user's language."""
    return _("training"), _("validation"), _("test"), _("left out")


def part_colours() -> tuple[QColor, ...]:
    """Their colours, in the same order; nowhere the only sign."""
    colours = theme().colours
    return tuple(QColor(colour) for colour in (colours.core, colours.activation, colours.shape, colours.dim))


class SplitBar(QWidget):
    """Training, validation and test as parts of one bar, in proportion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[int, ...] = (0, 0, 0)
        self.setFixedHeight(8)
        theme().changed.connect(self.update)

    def set_parts(self, parts: tuple[int, ...]) -> None:
        """Samples of each part."""
        self._parts = parts
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(self._parts)
        if not total:
            return
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        left = 0.0
        for count, colour in zip(self._parts, part_colours(), strict=False):
            width = self.width() * count / total
            painter.fillRect(QRectF(left, 0, max(width - 1, 0), self.height()), colour)
            left += width
        painter.end()
