"""The colours of a palette, from ``resources/themes``: as they are named, and as Qt wants them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtGui import QColor, QPalette

from playground.places import resources


@dataclass(frozen=True)
class Colours:
    """The colours of one palette, as ``#rrggbb``; ``runs`` in the order in which runs take them.

    ``line`` only separates; ``edge`` shows where something can be used, and has a contrast of 3 to whatever it stands on.
    """

    ground: str
    panel: str
    card: str
    hover: str
    line: str
    edge: str
    text: str
    dim: str
    accent: str
    on_accent: str
    good: str
    warning: str
    danger: str
    core: str
    activation: str
    recurrent: str
    regularisation: str
    convolution: str
    shape: str
    runs: tuple[str, ...]

    def family(self, family: str) -> QColor:
        """The colour of a family of layers."""
        return QColor(getattr(self, family))

    def run(self, index: int) -> QColor:
        """The colour of the run with this number; they repeat after the last."""
        return QColor(self.runs[index % len(self.runs)])

    @property
    def surfaces(self) -> tuple[str, ...]:
        """What anything can stand on."""
        return (self.ground, self.panel, self.card, self.hover)

    def legible(self, colour: QColor | str) -> QColor:
        """The colour as text: as much nearer to that of text as gives it a contrast of 4.5 on every surface."""
        return QColor(_legible(self, QColor(colour).name()))


@lru_cache(maxsize=256)
def _legible(colours: Colours, colour: str) -> str:
    shades = (mixed(colours.text, colour, step / 20) for step in range(21))
    return next(shade for shade in shades if all(contrast(shade, surface) >= 4.5 for surface in colours.surfaces))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, bright = sorted((_luminance(QColor(first)), _luminance(QColor(second))))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    shares = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache
def colours_of(name: str) -> Colours:
    """The palette ``light`` or ``dark``."""
    data: dict[str, Any] = json.loads((resources() / "themes" / f"{name}.json").read_text(encoding="utf-8"))
    return Colours(**{**data, "runs": tuple(data["runs"])})


def mixed(first: str, second: str, share: float) -> str:
    """A colour between two, ``share`` of the first."""
    a, b = QColor(first), QColor(second)
    mixed = QColor()
    mixed.setRgbF(
        a.redF() * share + b.redF() * (1 - share),
        a.greenF() * share + b.greenF() * (1 - share),
        a.blueF() * share + b.blueF() * (1 - share),
    )
    return mixed.name()


def palette_of(colours: Colours) -> QPalette:
    """Qt's palette, for the parts that no style sheet reaches."""
    palette = QPalette()
    role = QPalette.ColorRole
    for names, colour in (
        ((role.Window,), colours.ground),
        ((role.Base,), colours.panel),
        ((role.AlternateBase, role.Button, role.ToolTipBase), colours.card),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), colours.text),
        ((role.PlaceholderText,), colours.dim),
        ((role.Highlight, role.Accent, role.Link, role.LinkVisited), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.Mid, role.Midlight, role.Dark), colours.line),
    ):
        for name in names:
            palette.setColor(name, QColor(colour))
    return palette
