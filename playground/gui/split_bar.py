"""Training, validation and test: their names, their colours, and how large they are."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from playground.gui.label import Label
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


class SplitWords(QWidget):
    """The sizes of the parts in words, each after a square in its colour."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self._parts: list[tuple[Label, Label]] = []
        for _name in part_names():
            square, words = Label(), Label()
            words.setProperty("role", "small")
            row.addWidget(square)
            row.addWidget(words)
            row.addSpacing(6)
            self._parts.append((square, words))

    def show_sizes(self, sizes: tuple[int, ...]) -> None:
        """Samples of each part; parts without any are left out."""
        for (square, words), name, colour, size in zip(self._parts, part_names(), part_colours(), sizes, strict=True):
            side = theme().pixels(8)
            picture = QPixmap(side, side)
            picture.fill(colour)
            square.setPixmap(picture)
            words.setText(f"{name} {size:,}")
            square.setVisible(size > 0)
            words.setVisible(size > 0)
