"""The markers of runs, drawn without pyqtgraph, which is loaded after the window stands; and the arrow of a value beyond a scale."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

_CORNERS = {"t": (3, 90.0), "d": (4, 0.0), "s": (4, 45.0), "p": (5, -90.0), "h": (6, 0.0)}


@cache
def marker(symbol: str, radius: float) -> QPainterPath:
    """A marker around (0, 0), as ``RunRecord.symbol`` names it; a disc for a name that is not known."""
    path = QPainterPath()
    if symbol in _CORNERS:
        path.addPolygon(_polygon(*_CORNERS[symbol], (radius * 1.2,)))
    elif symbol == "star":
        path.addPolygon(_polygon(10, -90.0, (radius * 1.35, radius * 0.6)))
    elif symbol == "+":
        arm = radius / 3
        path.addRect(-radius, -arm, 2 * radius, 2 * arm)
        path.addRect(-arm, -radius, 2 * arm, 2 * radius)
        path = path.simplified()
    else:
        path.addEllipse(QPointF(0, 0), radius, radius)
    path.closeSubpath()
    return path


@cache
def arrow(radius: float, left: bool) -> QPainterPath:
    """A triangle around (0, 0) that points to the left or to the right."""
    path = QPainterPath()
    path.addPolygon(_polygon(3, 180.0 if left else 0.0, (radius * 1.3,)))
    path.closeSubpath()
    return path


def _polygon(corners: int, turn: float, radii: tuple[float, ...]) -> QPolygonF:
    """Corners around (0, 0), the first at ``turn`` degrees, on circles of these radii in turn."""
    angles = [math.radians(turn + 360 * corner / corners) for corner in range(corners)]
    return QPolygonF(
        [
            QPointF(radii[index % len(radii)] * math.cos(angle), radii[index % len(radii)] * math.sin(angle))
            for index, angle in enumerate(angles)
        ]
    )
