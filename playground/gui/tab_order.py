"""The order in which the Tab key goes through a window: that of reading.

Qt goes in the order in which widgets were made. Here plots are made after the window stands, steps of a lesson and names of runs whenever
there are others: so the order is looked up in the layouts at each press.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QLayout, QSplitter, QWidget


def move_focus(window: QWidget, forward: bool) -> bool:
    """Gives the focus to the next widget of a window that Tab stops at, or the one before; whether there is one."""
    stops = list(_stops(window))
    focus = QApplication.focusWidget()
    if not stops:
        return False
    if focus in stops:
        place = (stops.index(focus) + (1 if forward else -1)) % len(stops)
    else:  # what has it is no stop: the first stop after it, or the last
        inside = [place for place, stop in enumerate(stops) if focus is not None and stop.isAncestorOf(focus)]
        place = inside[0] if inside else 0 if forward else -1
    stops[place].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """The widget, if Tab stops there, and what it holds."""
    if not (widget.isVisible() and widget.isEnabled()):
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
    for held in _held(widget):
        yield from _stops(held)


def _held(widget: QWidget) -> list[QWidget]:
    """What a widget holds, as one reads: by its layout, where it has one."""
    children = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    if isinstance(widget, QSplitter):
        return [part for place in range(widget.count()) if (part := widget.widget(place)) is not None]
    laid_out = _in_layout(widget.layout())
    return [*laid_out, *(child for child in children if child not in laid_out)]


def _in_layout(layout: QLayout | None) -> list[QWidget]:
    if layout is None:
        return []
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda place: layout.getItemPosition(place)[:2])  # type: ignore[index]  # the stub says object
    found: list[QWidget] = []
    for place in places:
        item = layout.itemAt(place)
        if item is not None:
            inner = item.widget()
            found += [inner] if inner is not None else _in_layout(item.layout())
    return found
