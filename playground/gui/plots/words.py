"""The words under a plot's title."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from typing_extensions import override

from playground.gui.label import StillLabel, plain_tip, shortened
from playground.gui.theme import theme

_MOST_LINES = 4
_WRAPPED = Qt.TextFlag.TextWordWrap


class Words(StillLabel):
    """A caption of one line, or of more where one is too narrow; it stays as high until its width changes, so that nothing twitches.

    What finds no room in the most lines is shortened; all that could be said is the tooltip.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("caption")
        self.setProperty("role", "small")
        self.whole = ""
        self.lines = 1
        self._line = 0
        self._said: tuple[str, str, int, int] | None = None  # and the room that there was, by which it was shortened
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else everything under it is painted with every text

    def say(self, caption: str, figures: str) -> str:
        """Shows the caption, and the figures behind it where there is room for both in one line; returns both."""
        said = (caption, figures, self.width(), self.line)
        if said != self._said:
            self._said = said
            self.whole = " · ".join(dict.fromkeys(part for part in (caption, figures) if part))
            text = self.whole if self._fits(self.whole) else caption or figures
            self.setText(text)
            self._measure()
            if self.lines < (needed := self._needed(text)):
                self._take(needed)
        return self.whole

    @property
    def line(self) -> int:
        """Height of a line, in pixels, also of one in letters of another font, as Korean has: the highest so far, so that nothing twitches."""
        return max(self.fontMetrics().height(), self._line)

    def _measure(self) -> None:
        high = self.fontMetrics().boundingRect(QRect(0, 0, 10_000, 10_000), 0, self.text()).height()
        if high > self.line:
            self._line = high
            self.updateGeometry()

    def _fits(self, text: str) -> bool:
        return self.fontMetrics().horizontalAdvance(text) <= self.width()

    def _needed(self, text: str) -> int:
        """Lines that a text takes in the present width, as many as there can be."""
        high = self.fontMetrics().boundingRect(QRect(0, 0, max(self.width(), 1), 10_000), _WRAPPED, text).height()
        return max(1, min(math.ceil((high - 2) / self.line), _MOST_LINES))

    def _take(self, lines: int) -> None:
        self.lines = lines
        self.updateGeometry()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._line = 0
            self._measure()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, self.line * self.lines)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(plain_tip(self.whole))  # now, not with every text
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._take(self._needed(self.text()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().colours.panel))
        painter.setPen(self.palette().windowText().color())
        room = QRect(0, 0, self.width(), self.height() + 2)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(_WRAPPED)
        painter.drawText(room, flags, shortened(self.text(), self.fontMetrics(), room, int(_WRAPPED)))
        painter.end()
