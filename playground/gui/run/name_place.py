"""What is open, in the toolbar: the title of the project, and under it its data and the number of its layers."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.datasets import DATASETS
from playground.gui.document import Document
from playground.gui.label import plain_tip
from playground.gui.theme import BODY, SMALL, theme
from playground.language import _, ngettext

_WIDTHS = (190, 118, 96)
"""With the menu button as wide as the column below is at first, as wide as most titles in two lines, and where there is little room."""

_MOST_LINES = 2

_FAR = 10_000
"""Pixels; more than any text needs."""

_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)


class NamePlace(QWidget):
    """Two lines. A title that is too long for one of them takes both; the tooltip says everything."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("project_name")
        self._document = document
        self.title, self.about = "", ("",)
        document.state_changed.connect(self.refresh)
        document.project_changed.connect(self.refresh)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def widths(self) -> list[int]:
        """How wide its forms are."""
        grown = 1 + (theme().scale - 1) * 0.6
        return [round(width * grown) for width in _WIDTHS]

    def refresh(self) -> None:
        """Says what is open."""
        project = self._document.project
        dataset, path, count = DATASETS.get(project.dataset.name), project.dataset.path, len(project.network)
        label = Path(path).name if path else _(dataset.label) if dataset is not None else project.dataset.name
        layers = ngettext("{n} layer", "{n} layers", count).format(n=count)
        self.title, self.about = (project.name or _("Untitled")) + ("*" if self._document.unsaved else ""), (label, layers)
        self.setToolTip(plain_tip(f"{self.title}\n{label} · {layers}"))
        self.setAccessibleName(f"{self.title}, {label}, {layers}")
        self.update()

    def _restyle(self) -> None:
        self._bold, self._small = QFont(), QFont()
        self._bold.setPixelSize(theme().pixels(BODY))
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._small.setPixelSize(theme().pixels(SMALL))
        self.setMinimumHeight(2 * QFontMetrics(self._bold).height())
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics, width = QPainter(self), QFontMetrics(self._bold), self.width()
        painter.setPen(self.palette().windowText().color())
        painter.setFont(self._bold)
        if metrics.horizontalAdvance(self.title) <= width:
            small = QFontMetrics(self._small)
            top = (self.height() - metrics.height() - small.height()) // 2
            painter.drawText(0, top + metrics.ascent(), self.title)
            painter.setFont(self._small)
            painter.setPen(theme().colours.dim)
            whole = " · ".join(self.about)
            said = whole if small.horizontalAdvance(whole) <= width else self.about[0]
            top += metrics.height()
            painter.drawText(0, top + small.ascent(), small.elidedText(said, Qt.TextElideMode.ElideMiddle, width))
        else:
            self._paint_two_lines(painter)
        painter.end()

    def _paint_two_lines(self, painter: QPainter) -> None:
        """The title as far as it fits, in small type if that helps."""
        small = QFont(self._bold)
        small.setPixelSize(self._small.pixelSize())
        text, font = self.title, self._bold
        if _lines(self._bold, text, self.width()) > _MOST_LINES:
            font = small
            while len(text) > _MOST_LINES and _lines(small, text, self.width()) > _MOST_LINES:
                text = text.removesuffix("…")[:-1].rstrip() + "…"
        painter.setFont(font)
        high = QFontMetrics(font).boundingRect(QRect(0, 0, self.width(), _FAR), _FLAGS, text).height()
        painter.drawText(QRect(0, (self.height() - high) // 2, self.width(), high), _FLAGS, text)


def _lines(font: QFont, text: str, width: int) -> int:
    """How many lines a text takes; more than there can be if a word of it is wider than a line."""
    metrics = QFontMetrics(font)
    line, needed = (metrics.boundingRect(QRect(0, 0, room, _FAR), _FLAGS, text) for room in (_FAR, width))
    return round(needed.height() / line.height()) if needed.width() <= width else _FAR
