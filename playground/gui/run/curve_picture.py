"""A small curve with its bounds written at its sides: learning rates over epochs, losses over learning rates."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.fields import number_text
from playground.gui.theme import SMALL, theme
from playground.runs.messages import Floats


class CurvePicture(QWidget):
    """One curve, and perhaps a second one over it and a mark. Values that are not finite are left out."""

    def __init__(self, height: int, logarithmic: bool = False, parent: QWidget | None = None) -> None:
        """Makes it empty.

        Args:
            height: Pixels.
            logarithmic: The horizontal axis is.
            parent: The parent widget.
        """
        super().__init__(parent)
        self._height = height
        self._logarithmic = logarithmic
        self._curves: tuple[tuple[Floats, Floats], ...] = ()
        self._mark: float | None = None
        self._end: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(160, theme().pixels(self._height))

    def show_curves(self, *curves: tuple[Floats, Floats], mark: float | None = None, end: float | None = None) -> None:
        """Shows curves ``(x, y)``, the first one pale if there are two, and a vertical line at ``mark``; ``end``: where the axis ends."""
        self._curves, self._mark, self._end = curves, mark, end
        self.update()

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Least and largest x and y of what is shown; None if there is nothing."""
        if not self._curves:
            return None
        import numpy as np  # it comes with the first curve: the window need not wait for it

        x, y = (np.concatenate([curve[part] for curve in self._curves]) for part in (0, 1))
        known = np.isfinite(x) & np.isfinite(y)
        if not known.any():
            return None
        low, high = float(y[known].min()), float(y[known].max())
        margin = 0.05 * (high - low) or abs(high) * 0.1 or 1.0
        last = max(float(x[known].max()), self._end or 0.0)
        return float(x[known].min()), last, max(low - margin, 0.0) if low >= 0 else low - margin, high + margin

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        bounds = self.bounds()
        if bounds is None:
            return
        import numpy as np

        painter, colours = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(painter.font())
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        line = painter.fontMetrics().height()
        area = QRectF(1, line, self.width() - 2, self.height() - 2 * line)
        painter.setPen(QColor(colours.line))
        painter.drawRect(area)
        painter.setPen(QColor(colours.dim))
        left, right, _low, high = bounds
        whole = QRectF(self.rect())
        flags = Qt.AlignmentFlag
        painter.drawText(whole, flags.AlignTop | flags.AlignLeft, number_text(float(f"{high:.3g}")))
        painter.drawText(whole, flags.AlignBottom | flags.AlignLeft, number_text(float(f"{left:.3g}")))
        painter.drawText(whole, flags.AlignBottom | flags.AlignRight, number_text(float(f"{right:.3g}")))
        for index, (x, y) in enumerate(self._curves):
            pale = index == 0 and len(self._curves) > 1
            painter.setPen(QPen(QColor(colours.dim if pale else colours.accent), 1.5))
            painter.drawPolyline(self._polygon(x, y, area, bounds))
        if self._mark is not None:
            place = self._place(np.array([self._mark]), left, right)[0] * area.width() + area.left()
            painter.setPen(QPen(QColor(colours.good), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(place, area.top()), QPointF(place, area.bottom()))
        painter.end()

    def _place(self, x: Floats, left: float, right: float) -> Floats:
        """Shares of the width."""
        import numpy as np

        if self._logarithmic:
            x, left, right = np.log10(x), float(np.log10(left)), float(np.log10(right))
        share: Floats = (x - left) / ((right - left) or 1.0)
        return share

    def _polygon(self, x: Floats, y: Floats, area: QRectF, bounds: tuple[float, float, float, float]) -> QPolygonF:
        import numpy as np

        left, right, low, high = bounds
        known = np.isfinite(x) & np.isfinite(y)
        across = area.left() + area.width() * self._place(x[known], left, right)
        down = area.bottom() - area.height() * (y[known] - low) / (high - low)
        return QPolygonF([QPointF(a, b) for a, b in zip(across.tolist(), down.tolist(), strict=True)])
