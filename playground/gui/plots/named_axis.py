"""An axis at whose whole numbers names stand: classes, or times."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from typing_extensions import override

from playground.gui.plots.axes import PlainAxis
from playground.gui.theme import theme

_GAP = 8
_ROUND = (1, 2, 3, 6, 12, 24, 36, 48, 60, 120)

_LEAST = 44
"""Pixels at 100 % in which a shortened name still tells something: with as much for each, none is left out."""

_LINE, _WIDEST = 14, 64
"""At an upright axis, in pixels at 100 %: the height of a name, and its width at most."""


class NamedAxis(PlainAxis):
    """Ticks are ``names``, as many as have room beside each other, each shortened to the room it has; without names they are numbers."""

    names: tuple[str, ...] = ()
    _room = 30.0  # pixels for a name

    def name_ticks(self, names: tuple[str, ...]) -> None:
        """Takes other names."""
        if names != self.names:
            self.names = names
            self.picture = None

    @override
    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        if not self.names:
            return super().tickSpacing(minVal, maxVal, size)
        each = size / max(maxVal - minVal, 1e-9)  # pixels between two neighbours
        if self.orientation in ("left", "right"):
            self._room, needed = float(theme().pixels(_WIDEST)), float(theme().pixels(_LINE))
        else:
            metrics = QFontMetricsF(self.style["tickFont"])
            some = self.names[:: max(len(self.names) // 100, 1)]
            needed = min(max(metrics.horizontalAdvance(name) for name in some), size / 3) + theme().pixels(_GAP)
            if each >= theme().pixels(_LEAST):
                needed = min(needed, each)
            self._room = max(needed - theme().pixels(_GAP), 30)
        wanted = max(needed / each, 1)
        return [(float(next((step for step in _ROUND if step >= wanted), round(wanted))), 0)]

    @override
    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if not self.names:
            return super().tickStrings(values, scale, spacing)
        metrics = QFontMetricsF(self.style["tickFont"])
        named = [self.names[int(value)] if 0 <= value < len(self.names) and float(value).is_integer() else "" for value in values]
        return [metrics.elidedText(name, Qt.TextElideMode.ElideRight, self._room) for name in named]
