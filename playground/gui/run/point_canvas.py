"""The square on which points are drawn by hand: one colour per class, a brush, an eraser."""

from __future__ import annotations

import math
import random
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets.drawn import MOST_CLASSES, Point
from playground.gui.class_colours import class_colours
from playground.gui.label import plain_tip
from playground.gui.theme import theme
from playground.language import _

MOST_POINTS = 2000
BRUSH = 0.08
"""Radius of the brush, in units of the data."""

_APART = 0.05
"""Way that the mouse goes between two points."""

_ERASER = -1


class Square(QWidget):
    """The drawing surface. It changes its points while the mouse is down, and tells when it is released.

    Signals:
        drawn: A stroke has ended (the points).
    """

    drawn = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points: list[Point] = []
        self.label = 0
        self._last: QPointF | None = None
        self._before: tuple[Point, ...] = ()
        self._chance = random.Random(0)  # noqa: S311  # scatters points, guards nothing
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(_("Square for drawing points"))
        theme().changed.connect(self.update)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return width

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 200)

    def to_data(self, position: QPointF) -> tuple[float, float]:
        """Coordinates from -1 to 1 of a place on the widget; the second one grows upwards."""
        return 2 * position.x() / max(self.width(), 1) - 1, 1 - 2 * position.y() / max(self.height(), 1)

    def to_widget(self, x: float, y: float) -> QPointF:
        """The place on the widget of coordinates."""
        return QPointF((x + 1) / 2 * self.width(), (1 - y) / 2 * self.height())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._before = tuple(self.points)
            self._last = None
            self._touch(event.position(), erase=event.button() == Qt.MouseButton.RightButton)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.RightButton):
            self._touch(event.position(), erase=bool(event.buttons() & Qt.MouseButton.RightButton))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._before != tuple(self.points):
            self.drawn.emit(tuple(self.points))
        self._before = tuple(self.points)

    def _touch(self, position: QPointF, erase: bool) -> None:
        """The brush is here: a point, or none any more."""
        x, y = self.to_data(position)
        if erase or self.label == _ERASER:
            self.points = [point for point in self.points if math.hypot(point[0] - x, point[1] - y) > BRUSH]
        elif self._last is None or math.dist(self.to_data(self._last), (x, y)) >= _APART:
            spread = 0.0 if self._last is None else BRUSH
            x, y = (max(-1.0, min(1.0, value + self._chance.uniform(-spread, spread))) for value in (x, y))
            if len(self.points) < MOST_POINTS:
                self.points.append((round(x, 3), round(y, 3), self.label))
            self._last = position
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(colours.panel))
        painter.setPen(QColor(colours.line))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.drawLine(self.to_widget(-1, 0), self.to_widget(1, 0))
        painter.drawLine(self.to_widget(0, -1), self.to_widget(0, 1))
        painter.setPen(Qt.PenStyle.NoPen)
        radius = theme().pixels(3)
        shades = self.shades()
        for x, y, label in self.points:
            painter.setBrush(shades[label])
            painter.drawEllipse(self.to_widget(x, y), radius, radius)
        painter.end()

    def shades(self) -> list[QColor]:
        """The colour of each class: that which it has in the decision surface, with as many classes as are drawn."""
        used = {label for _x, _y, label in self.points}
        order = sorted(range(MOST_CLASSES), key=lambda label: (label not in used, label))
        count = max(len(used), 2)
        colours = [*class_colours(count), *class_colours(MOST_CLASSES)[count:]]
        return [colours[order.index(label)] for label in range(MOST_CLASSES)]


class PointCanvas(QWidget):
    """The square with its tools: a class, the eraser, and "clear".

    Signals:
        drawn: The points after a stroke.
    """

    drawn = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("point_canvas")
        self.square = Square()
        self.square.drawn.connect(self.drawn)
        self.square.drawn.connect(self._restyle)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        self._group = QButtonGroup(self)
        self._buttons: dict[int, QToolButton] = {}
        for label in range(MOST_CLASSES):
            self._add_tool(tools, label, str(label), _("Draw points of class {label}").format(label=label))
        others = QHBoxLayout()
        others.setSpacing(4)
        self._add_tool(others, _ERASER, _("Erase"), _("Take points away (also: right mouse button)"))
        clear = QPushButton(_("Clear"))
        clear.setToolTip(_("Take all points away"))
        clear.clicked.connect(self._clear)
        others.addWidget(clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(tools)
        column.addLayout(others)
        column.addWidget(self.square)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.choose(0)

    def set_points(self, points: tuple[Point, ...]) -> None:
        """Shows these points."""
        if tuple(self.square.points) != points:
            self.square.points = list(points)
            self.square.update()
            self._restyle()

    def choose(self, label: int) -> None:
        """The class that is drawn from now on."""
        self.square.label = label
        self._buttons[label].setChecked(True)

    def _add_tool(self, row: QHBoxLayout, label: int, text: str, tip: str) -> None:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(tip)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(partial(self.choose, label))
        self._group.addButton(button)
        self._buttons[label] = button
        row.addWidget(button)

    def _clear(self) -> None:
        self.set_points(())
        self.drawn.emit(())

    def _restyle(self) -> None:
        for label, shade in enumerate(self.square.shades()):
            self._buttons[label].setStyleSheet(
                f"QToolButton {{ color: {theme().colours.legible(shade).name()}; font-weight: bold; padding: 3px 6px; }}"
            )
