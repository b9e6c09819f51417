"""Columns side by side; some can be closed with the handle at their right edge, or from the menu, and come back as wide as they were."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QSplitterHandle, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.theme import theme
from playground.language import _

_HANDLE = 9
"""Width of a handle in pixels: enough to hit."""


class Columns(QSplitter):
    """A row of columns. One that can be closed has a width of 0 then, so that the widths remember it.

    Signals:
        toggled: A column was opened or closed (its name, whether it is open).
        resized: All of them together have another width.
    """

    toggled = Signal(str, bool)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._places: dict[str, _Place] = {}
        self._open: dict[str, bool] = {}
        self.setHandleWidth(_HANDLE)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(lambda _x, _index: self._notice())

    def add_closable(self, name: str, column: QWidget, least: int) -> None:
        """Adds a column that can be closed; ``least`` is its smallest width in pixels while it is open."""
        place = _Place(column, least)
        self._places[name], self._open[name] = place, True
        self.addWidget(place)
        self.setCollapsible(self.indexOf(place), True)

    def is_open(self, name: str) -> bool:
        """Whether a column that can be closed is open."""
        return self._open[name]

    def set_open(self, name: str, wanted: bool = True) -> None:
        """Opens or closes a column; the last one gives and takes the room."""
        place, sizes = self._places[name], self.sizes()
        index = self.indexOf(place)
        if place.isHidden() or wanted == (sizes[index] > 0):
            return
        last = max(at for at, one in enumerate(map(self.widget, range(self.count()))) if one is not None and not one.isHidden())
        if wanted:
            place.show_content(True)
            sizes[index] = max(place.usual, place.least)
        else:
            place.usual, sizes[index] = sizes[index], 0
        sizes[last] = max(sizes[last] + self.sizes()[index] - sizes[index], 1)
        self.setSizes(sizes)

    def toggle(self, name: str) -> None:
        """Opens or closes a column."""
        self.set_open(name, not self.is_open(name))

    def name_at(self, index: int) -> str:
        """The name of the closable column before the handle with this index; empty if that cannot be closed."""
        before = self.widget(index - 1) if index > 0 else None
        return next((name for name, place in self._places.items() if place is before), "")

    def suggest(self, name: str, width: int) -> None:
        """The width in pixels with which a column opens that has been closed from the start."""
        self._places[name].usual = width

    @override
    def setSizes(self, sizes: Sequence[int]) -> None:
        super().setSizes(list(sizes))
        self._notice()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.resized.emit()

    @override
    def createHandle(self) -> QSplitterHandle:
        return _Handle(self)

    def _notice(self) -> None:
        """Takes what a closed column holds out of the way of the keyboard, and tells whoever shows it."""
        sizes = self.sizes()
        for name, place in self._places.items():
            index = self.indexOf(place)
            if place.isHidden():
                continue
            seen = sizes[index] > 0
            place.show_content(seen)
            if seen != self._open[name]:
                self._open[name] = seen
                self.handle(index + 1).update()
                self.toggled.emit(name, seen)


class _Place(QWidget):
    """Holds a column that can be closed."""

    def __init__(self, content: QWidget, least: int) -> None:
        super().__init__()
        self.least = self.usual = least
        self._content = content
        content.setMinimumWidth(least)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(content)

    def show_content(self, seen: bool) -> None:
        """Shows or hides what it holds."""
        self._content.setVisible(seen)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(max(self.least, self._content.minimumSizeHint().width()), 0)


class _Handle(QSplitterHandle):
    """Divides two columns when it is dragged; a click closes or opens the one on its left, if that can be closed."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(Qt.Orientation.Horizontal, columns)
        self._columns = columns
        self._pressed: QPoint | None = None
        self._hovered = False
        theme().changed.connect(self.update)

    @property
    def _name(self) -> str:
        return self._columns.name_at(self._columns.indexOf(self))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.globalPosition().toPoint()
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        still = pressed is not None and (event.globalPosition().toPoint() - pressed).manhattanLength() < (
            QApplication.startDragDistance()
        )
        if still and self._name:
            self._columns.toggle(self._name)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        if self._name:
            self.setToolTip(_("Click: close or open the column. Drag: its width."))
        self.update()
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """A line, and where a click does something, a small arrow that says which way."""
        colours = theme().colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.hover if self._hovered else colours.ground))
        middle = self.rect().center()
        painter.setPen(QColor(colours.line))
        painter.drawLine(middle.x(), 0, middle.x(), self.height())
        if not self._name:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, middle.y() - 14, self.width(), 28, QColor(colours.hover if self._hovered else colours.card))
        way = -1 if self._columns.is_open(self._name) else 1
        painter.setPen(QPen(QColor(colours.text if self._hovered else colours.dim), 1.5))
        x, y = self.width() / 2, middle.y()
        painter.drawPolyline(QPolygonF([QPointF(x - 1.5 * way, y - 4), QPointF(x + 1.5 * way, y), QPointF(x - 1.5 * way, y + 4)]))
