"""The simple forecasts that a network is compared with: what their lines are called, and how they are drawn, in every plot."""

from __future__ import annotations

from PySide6.QtCore import Qt

from playground.gui.theme import theme
from playground.language import _


def baseline_names() -> dict[str, str]:
    """Each of ``BASELINES`` on screen."""
    return {"naive": _("the value before"), "seasonal_naive": _("a season before"), "autoregression": _("linear autoregression")}


def baseline_styles() -> dict[str, tuple[str, Qt.PenStyle]]:
    """Colour and style of each, in the present theme; no two share either."""
    colours = theme().colours
    return {
        "naive": (colours.dim, Qt.PenStyle.DotLine),
        "seasonal_naive": (colours.recurrent, Qt.PenStyle.DashLine),
        "autoregression": (colours.convolution, Qt.PenStyle.DashDotLine),
    }
