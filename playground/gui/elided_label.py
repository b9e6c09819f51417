"""A label that shortens its text with an ellipsis where there is too little room, down to nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from typing_extensions import override

from playground.gui.label import Label, plain_tip


class ElidedLabel(Label):
    """One line of plain text; where it does not fit, the whole of it is the tooltip, or what else ``whole`` says.

    Attributes:
        whole: What the tooltip says instead; empty if nothing else.
    """

    whole = ""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        if text != self.text() and self.toolTip() != plain_tip(self.whole or self.text()):
            self.setToolTip(plain_tip(self.whole or self.text()))
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)
        painter.end()
