"""The frame of a plot: head, caption, legend and what is inside, never smaller than it can be read."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.gui.label import Label
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.head import PlotHead
from playground.gui.plots.legend import Entry, Legend
from playground.gui.plots.readout import Readout
from playground.gui.plots.saving import SavedPlot, save_picture
from playground.gui.plots.words import Words
from playground.gui.theme import theme

_LINES = 80
"""Pixels of a plot's least height that its lines and markers take."""


class Panel(QFrame):
    """What one sees of every plot, whatever it shows. ``inside`` is the picture's place, ``body`` its layout.

    Class attributes that a subclass may set:
        least: Width and height below which it cannot be read, in pixels at 100 %, with one line of legend. Larger text needs more
            for words, not for the lines between them.

    Signals:
        enlarge_requested, window_requested, close_requested: The user pressed the button.
        message: The picture could not be saved (why, in words).
    """

    enlarge_requested = Signal()
    window_requested = Signal()
    close_requested = Signal()
    message = Signal(str)

    least: ClassVar[tuple[int, int]] = (210, 200)

    def __init__(self, title: str, short: str, empty: str, canvas: Canvas) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = title
        self.canvas = canvas
        self.more_height = 0  # pixels beyond ``least`` that what is shown now needs
        self._view: QWidget = canvas
        self._head = PlotHead(title, short)
        self._head.turned.connect(self.fit)
        for action, signal in zip(
            (self._head.enlarge, self._head.own_window, self._head.close_plot),
            (self.enlarge_requested, self.window_requested, self.close_requested),
            strict=True,
        ):
            action.triggered.connect(signal)
        self._head.save.triggered.connect(self.save_picture)
        self.caption_line, self._legend = Words(), Legend()
        self._empty = Label(empty)
        self._empty.setProperty("role", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.inside = QWidget()
        self._readout = Readout(self.inside)
        self.body = QHBoxLayout(self.inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(4)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(canvas, 1)
        canvas.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 6)
        column.setSpacing(2)
        for part in (self._head, self.caption_line, self._legend):
            column.addWidget(part)
        column.addWidget(self.inside, 1)

    def use(self, view: QWidget) -> None:
        """Shows a widget in place of the canvas."""
        self._view = view
        view.setMinimumSize(1, 1)  # all plots have the same height, whatever one holds
        self.body.addWidget(view, 1)
        view.hide()

    def add_option(self, switch: QWidget) -> None:
        """Adds a switch beside the name."""
        self._head.add_option(switch)

    def show_body(self, something: bool, entries: tuple[Entry, ...]) -> None:
        """Shows picture and legend, or what will appear."""
        self._empty.setVisible(not something)
        self._view.setVisible(something)
        self._legend.show_entries(entries)
        if not something:
            self.more_height = 0  # what was shown before is gone, and the room that it took
        self.fit()

    @property
    def least_width(self) -> int:
        """Pixels that it needs to be read; whoever holds it gives it as many, if there are."""
        return theme().pixels(self.least[0])

    def fit(self) -> None:
        """Takes at least the room in which it can be read; a legend of many lines takes none of the picture's."""
        caption = self.caption_line
        more = (
            self.more_height
            + self._head.more_height
            + (caption.lines - 1) * caption.line
            + (self._legend.height() - self._legend.line if self._legend.entries else 0)
        )
        height = theme().pixels(self.least[1] - _LINES) + _LINES + more
        if height != self.minimumHeight():
            self.setMinimumHeight(height)

    def restyle_panel(self) -> None:
        """Takes colours and text size of the theme."""
        self.canvas.restyle()
        self._head.restyle()
        self._legend.fit()
        self._legend.update()
        self.fit()

    def mark_place(self, place: tuple[float, float] | None) -> QPoint:
        """Marks a place on the canvas (in its coordinates), or none; where that is inside the panel."""
        self.canvas.mark(place)
        if place is None:
            return QPoint()
        point = self.canvas.mapFromScene(self.canvas.area.mapViewToScene(QPointF(*place)))
        inside: QPoint = self.canvas.mapTo(self.inside, point)
        return inside

    def save_picture(self) -> None:
        """Asks for a file and saves the plot as a PNG or SVG: title, caption, legend and picture, nothing to press."""
        if trouble := save_picture(
            self, SavedPlot(self.title, self.caption_line.whole, self._legend, self.inside), self.objectName()
        ):
            self.message.emit(trouble)
