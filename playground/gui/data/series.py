"""A series in the colours of its parts, and one of its windows: what the network is given, and what it is to say."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QSlider, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets.overview import DataOverview, Floats, SeriesOverview
from playground.gui.data.drawing import Frame, short, small_font, wider
from playground.gui.label import Label
from playground.gui.split_bar import part_colours, part_names
from playground.gui.theme import theme
from playground.language import _


class SeriesPicture(QWidget):
    """The whole series; ``row`` is the first target row of the window that is marked.

    Signals:
        pointed: The mouse points at a row.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.look: SeriesOverview | None = None
        self.row = 0
        theme().changed.connect(self.update)

    @override
    def sizeHint(self) -> QSize:
        return QSize(500, 360)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.look is not None:
            self.pointed.emit(round(self._frame(self.look).value_at(event.position().x())))

    def _frame(self, look: SeriesOverview) -> Frame:
        height = theme().pixels(16)
        area = QRectF(self.rect()).adjusted(theme().pixels(56), 8, -14, -height - 6)
        return Frame(area, (-0.5, len(look.values) - 0.5), wider(look.values, 0.08))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        look = self.look
        if look is None:
            return
        painter = QPainter(self)
        painter.setFont(small_font(self))
        frame = self._frame(look)
        self._draw_window(painter, frame, look)
        frame.draw_axes(painter, self._marks(frame, look))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(look.values) < 5000)
        for part, (begin, end) in enumerate(_parts_of(look)):
            painter.setPen(QPen(part_colours()[part], 1.6 if len(look.values) < 2000 else 1))
            _draw_line(painter, frame, look.values, max(begin - 1, 0), end)
        self._draw_points(painter, frame, look)
        painter.end()

    def _marks(self, frame: Frame, look: SeriesOverview) -> list[tuple[float, str]]:
        """Some of the times, as many as there is room for."""
        room = max(2, int(frame.area.width() / theme().pixels(90)))
        every = max(1, -(-len(look.times) // room))
        return [(float(row), text) for row, text in list(zip(look.time_rows, look.times, strict=True))[::every]]

    def _draw_window(self, painter: QPainter, frame: Frame, look: SeriesOverview) -> None:
        """Bands behind the series: the context, and the target."""
        colours = theme().colours
        for begin, end, colour in (
            (self.row - look.context, self.row, colours.accent),
            (self.row, self.row + look.horizon, colours.danger),
        ):
            band = QColor(colour)
            band.setAlphaF(0.16)
            left, right = frame.to_x(begin - 0.5), frame.to_x(end - 0.5)
            painter.fillRect(QRectF(left, frame.area.top(), max(right - left, 2.0), frame.area.height()), band)

    def _draw_points(self, painter: QPainter, frame: Frame, look: SeriesOverview) -> None:
        """The values of the window, where they can be told apart."""
        colours = theme().colours
        if frame.area.width() / len(look.values) < 0.8:
            return
        for row in range(max(self.row - look.context, 0), min(self.row + look.horizon, len(look.values))):
            target = row >= self.row
            painter.setPen(QPen(QColor(colours.panel), 1))
            painter.setBrush(QColor(colours.danger if target else colours.accent))
            size = 5.0 if target else 3.2
            painter.drawEllipse(QPointF(frame.to_x(row), frame.to_y(look.values[row])), size, size)


def _parts_of(look: SeriesOverview) -> list[tuple[int, int]]:
    """First row of each part, and the row after its last."""
    first, second = look.bounds
    return [(0, first), (first, second), (second, len(look.values))]


def _draw_line(painter: QPainter, frame: Frame, values: Floats, begin: int, end: int) -> None:
    """The rows from ``begin`` to ``end``: where there are more than pixels, the least and the largest of each."""
    rows = np.arange(begin, end, dtype=np.float64)
    part = values[begin:end]
    columns = max(int(frame.area.width()), 1)
    if len(rows) > 4 * columns:
        size = -(-len(rows) // columns)
        starts = np.arange(0, len(rows), size)
        rows = np.repeat(rows[starts], 2)
        part = np.stack([np.minimum.reduceat(part, starts), np.maximum.reduceat(part, starts)], axis=1).reshape(-1)
    painter.drawPolyline(QPolygonF(frame.points(rows, part)))


class SeriesView(QWidget):
    """The series, a slider through its windows, and the window in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = SeriesPicture()
        self.picture.pointed.connect(self.point_at)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(_("Window"))
        self.slider.valueChanged.connect(self._chosen)
        self._words = Label()
        self._words.setWordWrap(True)
        self._hint = Label(
            _("Move the slider, or the mouse over the series: blue is what the network is given, red what it is to say.")
        )
        self._hint.setProperty("role", "small")
        self._look: SeriesOverview | None = None
        self._rows: Floats = np.zeros(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.picture, 1)
        column.addWidget(self.slider)
        column.addWidget(self._words)
        column.addWidget(self._hint)

    def show_look(self, look: DataOverview | None) -> None:
        """Shows other data."""
        self._look = self.picture.look = look.series if look is not None else None
        if self._look is None:
            return
        self._rows = np.concatenate([np.arange(first, first + count) for first, count in self._look.windows]).astype(np.float64)
        self.slider.setRange(0, max(len(self._rows) - 1, 0))
        self.slider.setPageStep(max(len(self._rows) // 20, 1))
        self._chosen(self.slider.value())

    def point_at(self, row: int) -> None:
        """Chooses the window whose target is nearest to a row."""
        if len(self._rows):
            self.slider.setValue(int(np.abs(self._rows - row).argmin()))

    def _chosen(self, window: int) -> None:
        look = self._look
        if look is None or not len(self._rows):
            return
        row = int(self._rows[window])
        self.picture.row = row
        self.picture.update()
        part = next(number for number, (begin, end) in enumerate(_parts_of(look)) if begin <= row < end)
        first, count = look.windows[part]
        text = _(
            "Window {number:,} of {count:,} ({part}): from {first} to {last} it is given {context} values, and is to say {target}."
        )
        target = ", ".join(
            f"{self._time(row + ahead)} = {short(look.values[row + ahead])}" for ahead in range(min(look.horizon, 4))
        )
        self._words.setText(
            text.format(
                number=row - first + 1,
                count=count,
                part=part_names()[part],
                first=self._time(row - look.context),
                last=self._time(row - 1),
                context=look.context,
                target=target + (" …" if look.horizon > 4 else ""),
            )
        )

    def _time(self, row: int) -> str:
        """The label of a row, or of the nearest one before it whose label is known."""
        look = self._look
        if look is None or not look.times:
            return str(row + 1)
        return look.times[max(int(np.searchsorted(look.time_rows, row, side="right")) - 1, 0)]
