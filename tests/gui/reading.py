"""Reads a window as an eye does: what is written on it, what of that is cut off, what lies on something else.

Text that a widget lays out itself (labels, buttons, tabs, headers, boxes) is measured against its room. Text that is painted (cards, lists, plots)
is found in the painting: the window is painted as SVG, in which every text stands as it was drawn, shortened or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from playground.gui.choice_box import ChoiceBox
from playground.gui.elided_label import ElidedLabel

_SHORTENED = re.compile(r"\S…")
"""An ellipsis right after a letter is Qt's; the app's own texts have a space before it ("Save picture …")."""


def shortened(window: QWidget) -> list[str]:
    """Every text that is drawn with an ellipsis because it had too little room."""
    return sorted({text for text in painted(window) if _SHORTENED.search(text)})


def painted(window: QWidget) -> list[str]:
    """Every text as it is drawn, in the order of the drawing."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawing = QSvgGenerator()
    drawing.setOutputDevice(buffer)
    drawing.setSize(window.size())
    painter = QPainter(drawing)
    window.render(painter, QPoint())
    painter.end()
    text = bytes(buffer.data().data()).decode()
    return [_plain(found) for found in re.findall(r"<text[^>]*>(.*?)</text>", text, re.DOTALL)]


def _plain(text: str) -> str:
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text.strip()


def clipped(window: QWidget) -> list[str]:
    """Every text of a widget that has too little room for it, with the widget's class and name."""
    found = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is window:
            found += [f"{text!r} in {_called(widget)}" for text in _too_long(widget)]
    return sorted(set(found))


def overlapping(window: QWidget) -> list[str]:
    """Pairs of widgets with text beside each other, of which one lies on the other."""
    found = []
    for parent in (window, *window.findChildren(QWidget)):
        written = [
            child
            for child in parent.children()
            if isinstance(child, (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)) and child.isVisible()
        ]
        for index, one in enumerate(written):
            for other in written[index + 1 :]:
                common = one.geometry() & other.geometry()
                if common.width() > 1 and common.height() > 1:
                    found.append(f"{_called(one)} on {_called(other)}")
    return sorted(set(found))


def _called(widget: QWidget) -> str:
    names, above = [], widget
    while above is not None and len(names) < 3:
        if above.objectName() and not above.objectName().startswith("qt_"):
            names.append(above.objectName())
        above = above.parentWidget()  # type: ignore[assignment]  # None at the top
    return f"{type(widget).__name__} {' < '.join(names)}".strip()


def _too_long(widget: QWidget) -> Iterator[str]:
    room, metrics = widget.contentsRect(), widget.fontMetrics()
    if isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
        if widget.wordWrap():
            if widget.heightForWidth(widget.width()) > widget.height() + 1:
                yield widget.text()
        elif widget.sizeHint().width() > widget.width() + 1 or metrics.height() > room.height() + 2:
            yield widget.text()
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.sizeHint().width() > widget.width() + 1 and _width(metrics, widget.text()) > widget.width() - 8:
            yield widget.text()
    elif isinstance(widget, QTabBar):
        for index in range(widget.count()):
            if _width(metrics, widget.tabText(index)) > widget.tabRect(index).width() - 4:
                yield widget.tabText(index)
    elif isinstance(widget, ChoiceBox) and widget.closed_text:
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
        if _width(metrics, widget.closed_text) > field.width() + 1:
            yield widget.closed_text
    elif isinstance(widget, QLineEdit):
        text = widget.text() or widget.placeholderText()
        if not isinstance(widget.parent(), (QComboBox, QAbstractSpinBox)) and _width(metrics, text) > widget.width() - 6:
            yield text
    elif isinstance(widget, QAbstractSpinBox):
        if _width(metrics, widget.text()) > widget.lineEdit().width() + 1:
            yield widget.text()
    elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        yield from _headers(widget)


def _headers(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "") if model is not None else ""
        if _width(header.fontMetrics(), text) > header.sectionSize(section) - 2:
            yield text


def _width(metrics: QFontMetrics, text: str) -> int:
    return max((metrics.horizontalAdvance(line) for line in text.replace("&&", "\0").replace("&", "").split("\n")), default=0)


def scrolls_sideways(window: QWidget) -> list[str]:
    """Every panel that must be moved sideways to be read."""
    areas = (area for area in window.findChildren(QAbstractScrollArea) if area.isVisible() and area.window() is window)
    return sorted({_called(area) for area in areas if area.horizontalScrollBar().isVisible()})


def outside(window: QWidget) -> list[str]:
    """Every widget with text that sticks out of the one that holds it, where nothing scrolls."""
    found = []
    for widget in window.findChildren(QWidget):
        above = widget.parentWidget()
        if (
            above is None
            or not widget.isVisible()
            or widget.window() is not window
            or isinstance(above.parent(), QAbstractScrollArea)
        ):
            continue
        if isinstance(widget, (QLabel, QAbstractButton, QComboBox)) and not above.rect().adjusted(-1, -1, 1, 1).contains(
            QRect(widget.geometry())
        ):
            found.append(_called(widget))
    return sorted(set(found))
