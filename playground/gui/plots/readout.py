"""The value under the mouse or the cursor, written over the plot where there is room; it is never cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from playground.gui.label import Label

_MARGIN = 4


class Readout(Label):
    """A small box over ``view`` that keeps away from what it tells of."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(parent=view)
        self.setObjectName("readout")
        self.setProperty("role", "readout")
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def tell(self, text: str, at: QPoint) -> None:
        """Shows a text beside a point of the view; an empty one hides the box."""
        if not text:
            self.hide()
            return
        if text != self.text():
            self.setText(text)
        view = self.parentWidget()
        assert view is not None
        most = max(view.width() - 2 * _MARGIN, 40)
        line = self.fontMetrics().boundingRect(QRect(0, 0, most, 10_000), 0, text).width() + 16
        width = min(line, most)
        self.resize(width, self.heightForWidth(width))
        left = _MARGIN if at.x() > view.width() / 2 else view.width() - width - _MARGIN
        below = at.y() < view.height() / 2 and width > view.width() / 2
        self.move(left, view.height() - self.height() - _MARGIN if below else _MARGIN)
        self.show()
        self.raise_()
