"""What each hidden unit computes, as small pictures: one row for each layer; the one under the mouse is enlarged."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.gui.theme import SMALL, theme
from playground.language import _

Place = tuple[int, int]
"""Row and unit, from 0."""

_GAP = 4
_LARGEST, _LEAST = 46, 13
_ENLARGED = 2.4


@dataclass(frozen=True, eq=False)
class UnitRow:
    """The units of one layer.

    Attributes:
        title: Number and name of the layer.
        images: One for each unit that is shown.
        more: Units that are not shown.
    """

    title: str
    images: tuple[QImage, ...]
    more: int


class UnitPictures(QWidget):
    """Rows of small pictures. ``beside``: the titles stand above the pictures instead of on their left.

    Signals:
        chosen: Row and unit under the mouse or chosen with the arrow keys; None: no more.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setObjectName("unit_pictures")
        self.setAccessibleName(_("What each hidden unit computes"))
        self._rows: tuple[UnitRow, ...] = ()
        self._place: Place | None = None
        self.beside = False

    @property
    def rows(self) -> tuple[UnitRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def place(self) -> Place | None:
        """Which unit is enlarged."""
        return self._place

    def show_rows(self, rows: tuple[UnitRow, ...]) -> None:
        """Shows other pictures."""
        self._rows = rows
        if self._place is not None and not self._holds(self._place):
            self._choose(None)
        self.update()

    def wanted_height(self) -> int:
        """Height for all rows one above the other."""
        return len(self._rows) * (theme().pixels(_LARGEST) + _GAP)

    def boxes(self) -> dict[Place, QRectF]:
        """Where each picture is; a row may take several lines, and rows for which there is no room are left out."""
        above = theme().pixels(15) if self.beside else 0
        left = 0.0 if self.beside else self._title_width()
        rows = self._rows[: max(self.height() // (_LEAST + _GAP + above), 1)]
        size, across = self._fitting([len(row.images) for row in rows], left, above)
        boxes: dict[Place, QRectF] = {}
        top = 0.0
        for number, row in enumerate(rows):
            top += above
            for unit in range(len(row.images)):
                line, place = divmod(unit, across)
                boxes[number, unit] = QRectF(left + place * (size + _GAP), top + line * (size + _GAP), size, size)
            top += math.ceil(len(row.images) / across) * (size + _GAP)
        return boxes

    def _fitting(self, counts: list[int], left: float, above: int) -> tuple[float, int]:
        """The largest size of pictures for which all fit, and how many then stand in a line."""
        width, best = self.width() - left - self._more_width(), (6.0, max(counts, default=1) or 1)
        for across in range(1, best[1] + 1):
            lines = sum(math.ceil(count / across) for count in counts)
            high = (self.height() - above * len(counts)) / max(lines, 1) - _GAP
            best = max(best, (min(width / across - _GAP, high, theme().pixels(_LARGEST)), across))
        return best

    def _holds(self, place: Place) -> bool:
        return place[0] < len(self._rows) and place[1] < len(self._rows[place[0]].images)

    def _title_width(self) -> float:
        widest = max((self.fontMetrics().horizontalAdvance(row.title) for row in self._rows), default=0)
        return min(widest + 6, 0.3 * self.width())

    def _more_width(self) -> int:
        return theme().pixels(34) if any(row.more for row in self._rows) else 0

    def _choose(self, place: Place | None) -> None:
        if place != self._place:
            self._place = place
            self.update()
            self.chosen.emit(place)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        boxes = self.boxes()
        for (row, unit), box in boxes.items():
            self._paint_unit(painter, box, self._rows[row].images[unit], theme().colours.line)
            if unit == 0:
                self._paint_title(painter, box, self._rows[row].title)
            if unit == len(self._rows[row].images) - 1 and (more := self._rows[row].more):
                painter.setPen(QColor(theme().colours.dim))
                room = QRectF(box.right() + _GAP, box.top(), self.width() - box.right(), box.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, f"+{more:,}")
        if self._place is not None and self._place in boxes:
            box = self.grown(boxes[self._place])
            self._paint_unit(painter, box, self._rows[self._place[0]].images[self._place[1]], theme().colours.accent)
        painter.end()

    def _paint_unit(self, painter: QPainter, box: QRectF, image: QImage, edge: str) -> None:
        painter.drawImage(box, image)
        painter.setPen(QPen(QColor(edge), 1))
        painter.drawRect(box)

    def _paint_title(self, painter: QPainter, box: QRectF, title: str) -> None:
        painter.setPen(QColor(theme().colours.dim))
        if self.beside:
            room = QRectF(0, box.top() - theme().pixels(14), self.width(), theme().pixels(14))
        else:
            room = QRectF(0, box.top(), box.left() - 4, box.height())
        text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def grown(self, box: QRectF) -> QRectF:
        """The picture under the mouse, larger, and still within the widget."""
        size = min(max(box.width() * _ENLARGED, theme().pixels(56)), self.height() - 2, self.width() - 2)
        left = min(max(box.center().x() - size / 2, 0), self.width() - size - 1)
        top = min(max(box.center().y() - size / 2, 0), self.height() - size - 1)
        return QRectF(left, top, size, size)

    def at(self, point: QPointF) -> Place | None:
        """The unit at a point; the gaps belong to the picture before them."""
        for place, box in self.boxes().items():
            if box.adjusted(0, 0, _GAP, _GAP).contains(point):
                return place
        return None

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._choose(self.at(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._choose(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}
        step = steps.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._place is not None:
            self._choose(None)
        elif step is not None:
            row, unit = self._place or (0, -step[1] if step[1] > 0 else 0)
            row = row + step[0]
            last = len(self._rows[row].images) - 1 if 0 <= row < len(self._rows) else 0
            place = (row, min(unit + step[1], last) if step[0] == 0 else min(unit, last))
            if min(place) >= 0 and self._holds(place):
                self._choose(place)
        else:
            super().keyPressEvent(event)
