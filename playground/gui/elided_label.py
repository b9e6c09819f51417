"""A label that shortens its text with an ellipsis where there is too little room, down to nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from typing_extensions import override

from playground.gui.label import StillLabel, plain_tip


class ElidedLabel(StillLabel):
    """One line of plain text; where it does not fit, the whole of it is the tooltip, or what else ``whole`` says.

    More room is asked for once, if a text needs more than there is.

    Attributes:
        whole: What the tooltip says instead; empty if nothing else.
    """

    whole = ""
    _asked = 0  # pixels of width that were asked for since it was given another width

    @override
    def setText(self, text: str) -> None:
        if text == self._text:
            return
        super().setText(text)
        wanted = self.sizeHint().width()
        if wanted > max(self.width(), self._asked):
            self._asked = wanted
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        width = self.fontMetrics().horizontalAdvance(self._text) + margins.left() + margins.right()
        return QSize(width, self.fontMetrics().height() + margins.top() + margins.bottom())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._asked = 0

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if text != self.text() and self.toolTip() != plain_tip(self.whole or self.text()):
            self.setToolTip(plain_tip(self.whole or self.text()))
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
