"""Each column of the table before and after scaling."""

from __future__ import annotations

import math
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets.overview import ColumnOverview, DataOverview
from playground.gui.data.drawing import draw_bars, short, small_font
from playground.gui.data.drawn_list import VALUE, AnyIndex, DrawnList
from playground.gui.theme import theme
from playground.language import _


class ColumnDelegate(QStyledItemDelegate):
    """One column: name and figures, its histogram as it is, and as the network gets it on the axis that all share."""

    scaled_range = (-1.0, 1.0)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(200, theme().pixels(84))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        column: ColumnOverview = index.data(VALUE)
        painter.save()
        rect = QRectF(option.rect).adjusted(4, 4, -8, -2)
        names, before, after = thirds(rect)
        self._words(painter, names, column, option)
        painter.setFont(small_font(option.widget))
        self._before(painter, before, column)
        self._after(painter, after, column)
        painter.restore()

    def _words(self, painter: QPainter, area: QRectF, column: ColumnOverview, option: QStyleOptionViewItem) -> None:
        colours, metrics = theme().colours, painter.fontMetrics()
        line = metrics.height()
        painter.setPen(QColor(colours.text))
        name = metrics.elidedText(column.name, Qt.TextElideMode.ElideRight, int(area.width()))
        painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt.AlignmentFlag.AlignLeft, name)
        painter.setFont(small_font(option.widget))
        painter.setPen(QColor(colours.dim))
        small = painter.fontMetrics().height()
        for place, text in enumerate(figures_of(column)):
            below = QRectF(area.left(), area.top() + line + 2 + place * small, area.width(), small)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, text)

    def _before(self, painter: QPainter, area: QRectF, column: ColumnOverview) -> None:
        bars = _bars_within(painter, area)
        draw_bars(painter, bars, column.counts)
        painter.setPen(QColor(theme().colours.dim))
        if not column.labels:
            _ends(painter, area, *ends_of(column))
            return
        width = bars.width() / max(len(column.labels), 1)
        for place, label in enumerate(column.labels):
            text = painter.fontMetrics().elidedText(label, Qt.TextElideMode.ElideRight, int(width) - 2)
            below = QRectF(bars.left() + place * width, bars.bottom() + 2, width, painter.fontMetrics().height())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, text)

    def _after(self, painter: QPainter, area: QRectF, column: ColumnOverview) -> None:
        painter.setPen(QColor(theme().colours.dim))
        if not column.scaled_counts.shape[1]:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, _not_scaled(column))
            return
        bars = _bars_within(painter, area)
        draw_bars(painter, bars, column.scaled_counts)
        low, high = self.scaled_range
        zero = bars.left() + (0 - low) / (high - low) * bars.width()
        painter.setPen(QColor(theme().colours.dim))
        painter.drawLine(int(zero), int(bars.top()), int(zero), int(bars.bottom()))
        _ends(painter, area, *scaled_ends(column, self.scaled_range))


def thirds(rect: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    """Where a row has its words, its histogram before scaling, and that after it."""
    words = min(max(rect.width() * 0.26, theme().pixels(110)), theme().pixels(200))
    each = (rect.width() - words - 2 * theme().pixels(14)) / 2
    step = each + theme().pixels(14)
    left = rect.left() + words + theme().pixels(14)
    return (
        QRectF(rect.left(), rect.top(), words, rect.height()),
        QRectF(left, rect.top(), each, rect.height()),
        QRectF(left + step, rect.top(), each, rect.height()),
    )


def _bars_within(painter: QPainter, area: QRectF) -> QRectF:
    return area.adjusted(0, 0, 0, -painter.fontMetrics().height() - 3)


def _ends(painter: QPainter, area: QRectF, low: str, high: str) -> None:
    """The two ends of an axis below it."""
    line = QRectF(area.left(), area.bottom() - painter.fontMetrics().height(), area.width(), painter.fontMetrics().height())
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, low)
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, high)


def ends_of(column: ColumnOverview) -> tuple[str, str]:
    """Its least and its largest value."""
    show = _day_text if column.dates else short
    return show(column.minimum), show(column.maximum)


def scaled_ends(column: ColumnOverview, span: tuple[float, float]) -> tuple[str, str]:
    """The ends of the axis that all columns share; the bar at an end also counts what lies beyond it."""
    low, high = short(span[0]), short(span[1])
    return (f"≤ {low}" if column.scaled_minimum < span[0] else low, f"≥ {high}" if column.scaled_maximum > span[1] else high)


def _day_text(years: float) -> str:
    """The day that years with their share mean."""
    if not math.isfinite(years) or not 1 <= years < 9999:
        return "–"
    return str(date(int(years), 1, 1) + timedelta(days=round((years - int(years)) * 366)))


def figures_of(column: ColumnOverview) -> list[str]:
    """The figures of a column in words, line by line."""
    lines = [_("target")] if column.role == "target" else []
    if column.dates:
        lines.append(_("dates"))  # their mean is no day that anyone asks for
    elif math.isfinite(column.mean):
        lines += [_("mean {value}").format(value=short(column.mean)), _("spread {value}").format(value=short(column.std))]
    if column.missing:
        lines.append(_("{n:,} missing").format(n=column.missing))
    return lines


def _not_scaled(column: ColumnOverview) -> str:
    if column.role == "target":
        return _("the target is not scaled")
    if column.role == "left_out":
        return _("left out: the network does not get it")
    return _("one input per text, 0 or 1") if column.labels else _("taken apart into numbers")


def heads() -> tuple[str, str]:
    """What stands over the two histograms of each column."""
    return _("before scaling, own axes"), _("after scaling, one axis")


class _Heads(QWidget):
    """What stands over the histograms."""

    def __init__(self) -> None:
        super().__init__()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFixedHeight(theme().pixels(20))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small_font(self))
        painter.setPen(QColor(theme().colours.dim))
        _names, before, after = thirds(QRectF(self.rect()).adjusted(5, 0, -19, 0))
        for place, text in zip((before, after), heads(), strict=True):
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, shown)
        painter.end()


class ColumnsView(QWidget):
    """All columns of the table, one row each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = ColumnDelegate()
        self._heads = _Heads()
        self.list = DrawnList(_("Columns before and after scaling"), self._delegate)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._heads)
        column.addWidget(self.list, 1)

    def show_look(self, look: DataOverview | None) -> None:
        """Shows other data."""
        if look is not None:
            self._delegate.scaled_range = look.scaled_range
        self.list.rows.show([(column, words_of(column)) for column in (look.columns if look is not None else ())])


def words_of(column: ColumnOverview) -> str:
    """A column in words."""
    figures = ", ".join((column.name, *figures_of(column)))
    low, high = ends_of(column)
    span = _("from {low} to {high}").format(low=low, high=high)
    if column.labels:
        span = ", ".join(f"{label}: {count:,.0f}" for label, count in zip(column.labels, column.counts.sum(axis=0), strict=True))
    scaled = _("after scaling from {low} to {high}").format(low=short(column.scaled_minimum), high=short(column.scaled_maximum))
    return f"{figures}; {span}; {scaled if column.scaled_counts.shape[1] else _not_scaled(column)}"
