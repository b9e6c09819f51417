"""The fonts of what the editor paints itself."""

from __future__ import annotations

from PySide6.QtGui import QFont

from playground.gui.theme import theme


def font(size: int, bold: bool = False) -> QFont:
    """The font of the app in a size in pixels at 100 %."""
    made = QFont()
    made.setPixelSize(theme().pixels(size))
    made.setBold(bold)
    return made
