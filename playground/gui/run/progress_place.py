"""Progress in the toolbar: how far a run is, in as many words as there is room for, above a bar; without a run in two lines."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.label import StillLabel, plain_tip
from playground.gui.theme import theme
from playground.language import _

_WIDTHS = (210, 145)
"""Pixels at 100 %, and where there is little room."""

_BETWEEN = " · "
"""Between the parts of what is said; the first and the last say most."""


_FAR = 10_000
"""Pixels; more than any text needs."""


class ProgressText(StillLabel):
    """Says as much of a text as fits; all of it is the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("progress_text")
        self.setProperty("role", "small")
        self.lines = 2
        self._flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)

    @property
    def shown(self) -> str:
        """What can be read of the text."""
        parts = self.text().split(_BETWEEN)
        glued = (text.replace(" ", "\N{NO-BREAK SPACE}") for text in _shorter(parts))  # lines had better break between the parts
        return next((text for text in (*glued, *_shorter(parts)) if self.fits(text)), parts[0])

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, self._line * self.lines)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(plain_tip(self.text()))  # now, not with every text
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), self._flags, self.shown)
        painter.end()

    def fits(self, text: str) -> bool:
        """Whether a text can be read wholly in the room that there is."""
        needed = self.fontMetrics().boundingRect(QRect(0, 0, max(self.width(), 1), _FAR), self._flags, text)
        return needed.width() <= self.width() and needed.height() <= self._line * self.lines

    @property
    def _line(self) -> int:
        """Pixels that a line of this text needs; that of another script may need more than the font says of itself."""
        return self.fontMetrics().boundingRect(QRect(0, 0, _FAR, _FAR), self._flags, self.text() or "A").height()


def _shorter(parts: list[str]) -> Iterator[str]:
    yield _BETWEEN.join(parts)
    yield "\n".join((parts[0], _BETWEEN.join(parts[1:]))) if len(parts) > 1 else parts[0]
    if len(parts) > 1:
        yield _BETWEEN.join((parts[0], parts[-1]))
        yield "\n".join((parts[0], parts[-1]))
    yield parts[0]


class ProgressPlace(QWidget):
    """The text and the bar."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ProgressText()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.setAccessibleName(_("Progress of the run"))
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.setSpacing(4)
        column.addStretch(1)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addStretch(1)

    def show_progress(self, text: str, share: float | None) -> None:
        """Says how far a run is, and shows the share that is done; None: nothing runs."""
        lines = 2 if share is None else 1
        self._text.setText(text)
        if lines != self._text.lines:
            self._text.lines = lines
            self._text.updateGeometry()
            self._text.update()
        self._bar.setVisible(share is not None)
        value = round((share or 0.0) * 1000)
        if value != self._bar.value():
            self._bar.setValue(value)

    def widths(self) -> list[int]:
        """How wide its forms are, at least."""
        return [theme().pixels(width) for width in _WIDTHS]

    def take(self, form: int) -> None:
        """It takes whatever room is left, but not less than a form has."""
        self.setMinimumWidth(self.widths()[form])
