"""Nodes and links, painted in one pass: columns of units from left to right, links coloured and widened by their weights."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.gui.class_colours import negative, positive
from playground.gui.plots.colour_scale import signed_pixels
from playground.gui.plots.graph_columns import GraphColumn, Link, Node, largest, links_between
from playground.gui.plots.pens import faded
from playground.gui.theme import SMALL, theme
from playground.language import _

_WIDEST = 6.0
_FEW_LINKS = 8
_NEAR = 5.0  # pixels from a link at which it is meant


class GraphView(QWidget):
    """The drawing. Signal ``pointed``: a link, a node, or None is under the mouse."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("graph_view")
        self.setMouseTracking(True)
        self._columns: tuple[GraphColumn, ...] = ()
        self._most: tuple[float, ...] = ()
        self._under: Link | Node | None = None

    @property
    def columns(self) -> tuple[GraphColumn, ...]:
        """What is drawn."""
        return self._columns

    def show_columns(self, columns: tuple[GraphColumn, ...]) -> None:
        """Draws another network, or other weights. What the mouse pointed at in a network of another shape is no longer there."""
        if [(column.count, column.weights.shape) for column in columns] != [
            (old.count, old.weights.shape) for old in self._columns
        ]:
            self._under = None
        self._columns = columns
        self._most = tuple(largest(column.weights) for column in columns)
        self.update()

    @property
    def pointed_at(self) -> Link | Node | None:
        """What is under the mouse."""
        return self._under

    # where things are

    def places(self) -> list[list[QRectF]]:
        """The box of every node, or of the one block of a column."""
        if not self._columns:
            return []
        line = theme().pixels(15)
        foot = line * max(len(column.title) for column in self._columns) + 4
        left, right = self._side(0), self._side(-1)
        across = (self.width() - left - right) / max(len(self._columns), 1)
        tall = self.height() - foot - 4
        most = max(max(column.count + (1 if column.more else 0), 1) for column in self._columns)
        size = max(min(tall / most * 0.8, across * 0.5, theme().pixels(44)), 6)
        pitch = min(tall / most, size * 1.7)
        places = []
        for number, column in enumerate(self._columns):
            x = left + across * (number + 0.5)
            if column.block:
                wide, high = min(across * 0.7, theme().pixels(86)), min(tall * 0.5, theme().pixels(90))
                places.append([QRectF(x - wide / 2, 2 + (tall - high) / 2, wide, high)])
                continue
            rows = column.count + (1 if column.more else 0)
            top = 2 + (tall - pitch * rows) / 2
            places.append(
                [QRectF(x - size / 2, top + pitch * row + (pitch - size) / 2, size, size) for row in range(column.count)]
            )
        return places

    def _side(self, column: int) -> float:
        labels, advance = self._columns[column].labels, self.fontMetrics().horizontalAdvance
        widest = max(map(advance, labels), default=0)
        word = max((advance(part) for label in labels for part in label.split()), default=0) + 6
        return float(min(widest, max(0.2 * self.width(), min(word, 0.3 * self.width()))))

    def line(self, link: Link, places: list[list[QRectF]]) -> QLineF:
        """Where a link is drawn: from the right of one node to the left of the other."""
        column, unit, before = link
        begin, end = places[column - 1][before], places[column][unit]
        return QLineF(QPointF(begin.right(), begin.center().y()), QPointF(end.left(), end.center().y()))

    def under(self, point: QPointF) -> Link | Node | None:
        """The node at a point, or else the link next to it."""
        places = self.places()
        for number, boxes in enumerate(places):
            for unit, box in enumerate(boxes):
                if box.contains(point) and not self._columns[number].block:
                    return (number, unit)
        found: tuple[float, Link] | None = None
        for link in links_between(self._columns):
            distance = _distance(point, self.line(link, places))
            if distance < (found[0] if found else _NEAR):
                found = (distance, link)
        return found[1] if found else None

    # painting

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        painter.setFont(font)
        places = self.places()
        self._paint_links(painter, places)
        for number, column in enumerate(self._columns):
            self._paint_column(painter, number, column, places[number])
        painter.end()

    def _paint_links(self, painter: QPainter, places: list[list[QRectF]]) -> None:
        for number, column in enumerate(self._columns[1:], 1):
            if not column.weights.size:
                self._paint_plain(painter, places[number - 1], places[number])
        colours = (negative(), positive())
        for link in sorted(links_between(self._columns), key=lambda link: abs(self._weight(link))):
            share = min(abs(self._weight(link)) / self._most[link[0]], 1.0)
            known = np.isfinite(self._columns[link[0]].weights[link[1], link[2]])
            colour = (
                faded(colours[self._weight(link) > 0], 0.15 + 0.85 * share) if known else faded(QColor(theme().colours.dim), 0.45)
            )
            if link == self._under or self._touches(link):
                colour = colour.lighter(125) if theme().dark else colour.darker(115)
                colour.setAlphaF(1.0)
            elif self._under is not None:
                colour.setAlphaF(colour.alphaF() * 0.35)
            painter.setPen(QPen(colour, (0.6 + (_WIDEST - 0.6) * share) * theme().lines))
            painter.drawLine(self.line(link, places))
        if len(links_between(self._columns)) <= _FEW_LINKS:
            self._paint_numbers(painter, places)

    def _paint_numbers(self, painter: QPainter, places: list[list[QRectF]]) -> None:
        """The weights in figures, upon their links: where there are few."""
        for link in links_between(self._columns):
            value = self._columns[link[0]].weights[link[1], link[2]]
            if not np.isfinite(value):
                continue
            text = f"{value:+z.2f}"  # z: no minus before 0.00
            middle = self.line(link, places).pointAt(0.42)
            size = painter.fontMetrics().size(0, text)
            box = QRectF(middle.x() - size.width() / 2 - 3, middle.y() - size.height() / 2, size.width() + 6, size.height())
            painter.fillRect(box, QColor(theme().colours.panel))
            painter.setPen(QColor(theme().colours.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_plain(self, painter: QPainter, before: list[QRectF], after: list[QRectF]) -> None:
        """One quiet band between two columns whose single weights are not shown."""
        first, last = (boxes[0].united(boxes[-1]) for boxes in (before, after))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(QColor(theme().colours.dim), 0.18))
        painter.drawPolygon([first.topRight(), last.topLeft(), last.bottomLeft(), first.bottomRight()])

    def _paint_column(self, painter: QPainter, number: int, column: GraphColumn, boxes: list[QRectF]) -> None:
        colours = theme().colours
        if column.block:
            painter.setPen(QPen(QColor(colours.dim), 1))
            painter.setBrush(QColor(colours.card))
            painter.drawRoundedRect(boxes[0], 6, 6)
            painter.setPen(QColor(colours.text))
            painter.drawText(boxes[0], int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap), column.block)
        for unit, image in enumerate(column.images):
            self._paint_node(painter, boxes[unit], image, column, unit, (number, unit) == self._under)
        painter.setPen(QColor(colours.dim))
        middle, line = boxes[0].center().x(), theme().pixels(15)
        width = (self.width() - self._side(0) - self._side(-1)) / len(self._columns) - 4
        texts = words_below(column, painter.fontMetrics(), int(width))
        if column.more:
            below = QRectF(middle - width / 2, boxes[-1].bottom() + 1, width, line + 2)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, texts[-1])
        foot = self.height() - line * max(len(each.title) for each in self._columns)
        for row, text in enumerate(texts[: len(column.title)]):
            painter.drawText(
                QRectF(middle - width / 2 - 2, foot + row * line, width + 4, line), Qt.AlignmentFlag.AlignHCenter, text
            )

    def _paint_node(
        self, painter: QPainter, box: QRectF, image: QImage | None, column: GraphColumn, unit: int, lit: bool
    ) -> None:
        colours = theme().colours
        painter.setPen(QPen(QColor(colours.accent if lit else colours.dim), 2 if lit else 1))
        if image is not None:
            painter.drawImage(box, image)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            painter.setBrush(self._bias_colour(column, unit))
            painter.drawEllipse(box)
            if unit < len(column.biases) and box.width() >= theme().pixels(38):
                painter.setPen(QColor(_readable(painter.brush().color())))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{column.biases[unit]:+z.2f}")
        if unit < len(column.labels) and column.labels[unit]:
            painter.setPen(QColor(colours.text))
            first = column is self._columns[0]
            room = QRectF(0, box.top(), box.left() - 5, box.height())
            if not first:
                room = QRectF(box.right() + 5, box.top(), self.width() - box.right() - 6, box.height())
            side = Qt.AlignmentFlag.AlignRight if first else Qt.AlignmentFlag.AlignLeft
            self._paint_label(painter, column.labels[unit], room, side)

    def _paint_label(self, painter: QPainter, label: str, room: QRectF, side: Qt.AlignmentFlag) -> None:
        """The name of a node beside it: in one line, in one for each word, or shortened."""
        metrics, words = painter.fontMetrics(), label.split()
        flags = int(side | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextDontClip)  # a node may be lower than its name
        if metrics.horizontalAdvance(label) <= room.width():
            painter.drawText(room, flags, label)
        elif len(words) == 2 and max(map(metrics.horizontalAdvance, words)) <= room.width():  # both beside one node
            grown = room.adjusted(0, -metrics.height(), 0, metrics.height())
            painter.drawText(grown, flags, "\n".join(words))
        else:
            painter.drawText(room, flags, metrics.elidedText(label, Qt.TextElideMode.ElideRight, int(room.width())))

    def _bias_colour(self, column: GraphColumn, unit: int) -> QColor:
        if unit >= len(column.biases):
            return QColor(theme().colours.card)
        red, green, blue = signed_pixels(column.biases[unit : unit + 1], largest(column.biases))[0]
        return QColor(int(red), int(green), int(blue))

    def _weight(self, link: Link) -> float:
        value = float(self._columns[link[0]].weights[link[1], link[2]])
        return value if np.isfinite(value) else 0.0

    def _touches(self, link: Link) -> bool:
        """Whether a link begins or ends at the node under the mouse."""
        return self._under is not None and self._under in ((link[0], link[1]), (link[0] - 1, link[2]))

    # mouse

    def point_at(self, under: Link | Node | None) -> None:
        """Marks a link or a node."""
        if under != self._under:
            self._under = under
            self.update()
            self.pointed.emit(under)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self.under(event.position()))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(None)


def words_below(column: GraphColumn, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """What is written below a column so wide: its title, and how many units are not drawn; where it is narrow, the numbers alone."""

    def fitting(long: str, short: str) -> str:
        if metrics.horizontalAdvance(long) <= width:
            return long  # else a number is whole: two digits may reach into the gap between the columns
        return short if short.isdigit() else metrics.elidedText(short, Qt.TextElideMode.ElideRight, width)

    title = [fitting(text, number if (number := text.partition(" ")[0]).isdigit() else text) for text in column.title]
    return (*title, fitting(_("… {n:,} more").format(n=column.more), f"+{column.more:,}") if column.more else "")


def _readable(ground: QColor) -> str:
    """Black or white, whichever is further from a colour (luma of ITU-R BT.601)."""
    luma = 0.299 * ground.redF() + 0.587 * ground.greenF() + 0.114 * ground.blueF()
    return "#000000" if luma > 0.5 else "#ffffff"


def _distance(point: QPointF, line: QLineF) -> float:
    """Pixels from a point to a piece of a line."""
    way, to = line.p2() - line.p1(), point - line.p1()
    length = QPointF.dotProduct(way, way)
    share = min(max(QPointF.dotProduct(to, way) / length, 0.0), 1.0) if length else 0.0
    away = to - way * share
    return float(np.hypot(away.x(), away.y()))
