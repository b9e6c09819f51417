"""How the inputs go together with the target, and how many samples each class has."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from playground.datasets.overview import DataOverview
from playground.gui.data.drawing import small_font
from playground.gui.data.drawn_list import VALUE, AnyIndex, DrawnList
from playground.gui.label import Label
from playground.gui.split_bar import part_colours, part_names
from playground.gui.theme import theme
from playground.language import _


class CorrelationDelegate(QStyledItemDelegate):
    """One input: its name, a bar from zero, and the number."""

    signed = True

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(120, theme().pixels(22))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        name, value = index.data(VALUE)
        painter.save()
        painter.setFont(small_font(option.widget))
        rect = QRectF(option.rect).adjusted(4, 1, -8, -1)
        colours, names, number = theme().colours, rect.width() * 0.34, theme().pixels(44)
        painter.setPen(QColor(colours.text))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(names) - 8)
        painter.drawText(QRectF(rect.left(), rect.top(), names, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
        bar = QRectF(rect.left() + names, rect.top() + 4, rect.width() - names - number, rect.height() - 8)
        zero = bar.center().x() if self.signed else bar.left()
        reach = bar.width() / (2 if self.signed else 1) * value
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width(), bar.height()), QColor(colours.hover))
        filled = QRectF(min(zero, zero + reach), bar.top(), abs(reach), bar.height())
        painter.fillRect(filled, QColor(colours.accent if value >= 0 else colours.danger))
        painter.setPen(QColor(colours.text))
        place = QRectF(bar.right(), rect.top(), number, rect.height())
        painter.drawText(
            place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:+.2f}" if self.signed else f"{value:.2f}"
        )
        painter.restore()


def measure_words(measure: str) -> tuple[str, str]:
    """The heading over correlations of a kind, and what is measured."""
    return {
        "pearson": (_("Correlation with the target"), _("Pearson's r over the training part, the strongest first.")),
        "point_biserial": (
            _("Correlation with the class"),
            _("Point-biserial: Pearson's r with the second class as 1, over the training part."),
        ),
        "correlation_ratio": (
            _("How well each input tells the classes apart"),
            _("Correlation ratio η over the training part: 0 not at all, 1 completely."),
        ),
        "lag": (
            _("Correlation with the past"),
            _("Pearson's r of the next value and the one so many steps before it, over the training part."),
        ),
    }[measure]


class BalanceDelegate(QStyledItemDelegate):
    """One class: its name, its samples in each part as a bar, and their number."""

    most = 1.0

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(120, theme().pixels(24))

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        name, counts = index.data(VALUE)
        painter.save()
        painter.setFont(small_font(option.widget))
        rect = QRectF(option.rect).adjusted(4, 1, -8, -1)
        names, number = rect.width() * 0.34, theme().pixels(96)
        painter.setPen(QColor(theme().colours.text))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(names) - 8)
        painter.drawText(QRectF(rect.left(), rect.top(), names, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
        left, room = rect.left() + names, rect.width() - names - number
        for count, colour in zip(counts, part_colours(), strict=False):
            width = room * count / self.most
            painter.fillRect(QRectF(left, rect.top() + 4, max(width - 1, 0), rect.height() - 8), colour)
            left += width
        painter.setPen(QColor(theme().colours.dim))
        place = QRectF(rect.right() - number, rect.top(), number, rect.height())
        words = " + ".join(f"{count:,.0f}" for count in counts if count)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class TargetView(QWidget):
    """Correlations, and below them the classes where there are any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._correlation, self._balance = CorrelationDelegate(), BalanceDelegate()
        self._heading, self._measure = Label(), Label()
        self._heading.setProperty("role", "heading")
        self._measure.setProperty("role", "small")
        self._measure.setWordWrap(True)
        self.inputs = DrawnList(_("Correlation of each input with the target"), self._correlation)
        self._classes_heading = Label(_("Samples of each class"))
        self._classes_heading.setProperty("role", "heading")
        self.classes = DrawnList(_("Samples of each class"), self._balance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget, stretch in (
            (self._heading, 0),
            (self._measure, 0),
            (self.inputs, 3),
            (self._classes_heading, 0),
            (self.classes, 2),
        ):
            column.addWidget(widget, stretch)

    def show_look(self, look: DataOverview | None) -> None:
        """Shows other data."""
        classes = look.classes if look is not None else ()
        self._classes_heading.setVisible(bool(classes))
        self.classes.setVisible(bool(classes))
        if look is None:
            self.inputs.rows.show([])
            return
        correlations = look.correlations
        heading, measure = measure_words(correlations.measure)
        self._heading.setText(heading)
        self._measure.setText(measure)
        self._correlation.signed = correlations.measure != "correlation_ratio"
        by_strength = np.argsort(-np.abs(correlations.values), kind="stable")
        order = range(len(correlations.names)) if correlations.measure == "lag" else by_strength
        values = [(correlations.names[place], float(correlations.values[place])) for place in order]
        self.inputs.rows.show([(value, f"{value[0]}: {value[1]:.3f}") for value in values])
        self._balance.most = max(float(look.balance.sum(axis=0).max()), 1.0) if classes else 1.0
        rows = []
        for place, name in enumerate(classes):
            counts = [float(count) for count in look.balance[:, place]]
            words = ", ".join(f"{part} {count:,.0f}" for part, count in zip(part_names(), counts, strict=False))
            rows.append(((name, counts), f"{name}: {words}"))
        self.classes.rows.show(rows)
