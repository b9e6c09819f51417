"""What all plots share: a panel with a title, figures, a few quiet buttons and a canvas, drawn only when it is visible and changed."""

from __future__ import annotations

import csv
import io
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.datasets import TASKS, Signature
from playground.gui.elided_label import ElidedLabel
from playground.gui.label import Label, plain_tip
from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.design import Design
from playground.gui.plots.saving import save_picture
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import icon, theme
from playground.language import _
from playground.runs.messages import Picture

Column = tuple[str, list[object]]


class Plot(QFrame):
    """One plot. Subclasses say what it is called and draw it in ``draw``.

    Class attributes that a subclass may set:
        name: objectName.
        picture: The picture it shows, so that it is made while someone sees it; None if it needs the history alone.
        short: Its name where there is little room, marked for translation; empty: the title.
        tasks: The tasks that it suits.
        open_at_first: Whether it is open before the user has chosen.
        row_stretch: The height of its row against that of others.
        wide: It takes both columns and more height than others.

    Signals:
        enlarge_requested, window_requested, close_requested: The user pressed the button.
        dirty: Something changed; whoever owns the timer should draw soon.
        message: The picture could not be saved (why, in words).
    """

    enlarge_requested = Signal()
    window_requested = Signal()
    close_requested = Signal()
    dirty = Signal()
    message = Signal(str)

    name = ""
    short: ClassVar[str] = ""
    picture: ClassVar[type[Picture] | None] = None
    tasks: ClassVar[tuple[str, ...]] = tuple(TASKS)
    open_at_first: ClassVar[bool] = False
    row_stretch: ClassVar[int] = 3
    wide: ClassVar[bool] = False

    @classmethod
    def suits(cls, signature: Signature) -> bool:
        """Whether there is something to show for such data."""
        return signature.task in cls.tasks

    @classmethod
    def opens_at_first(cls, design: Design) -> bool:
        """Whether it may be open for such data and network before the user has chosen; the area leaves out the last of too many."""
        return cls.open_at_first

    @classmethod
    def wanted(cls) -> tuple[type[Picture], ...]:
        """The pictures to be made while someone sees it."""
        return () if cls.picture is None else (cls.picture,)

    def __init__(self, runs: Runs, title: str, empty: str, bottom: PlainAxis, left: PlainAxis) -> None:
        super().__init__()
        self.setObjectName(self.name)
        self.setProperty("role", "panel")
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.runs = runs
        self.title = title
        self.canvas = Canvas(bottom, left)
        self._view: QWidget = self.canvas
        self.drawn = 0
        self._changed = True
        self._hover: QPointF | None = None
        self.canvas.setAccessibleName(_("Picture: {title}").format(title=title))
        self._build(title, empty)
        self.canvas.viewport().installEventFilter(self)
        for signal in (runs.updated, runs.epoch_changed):
            signal.connect(self.mark)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._mark_record)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_design(self, design: Design) -> None:
        """Another network is open, or other data: for plots that show them before a run begins."""

    # for subclasses

    def draw(self) -> bool:
        """Brings the canvas up to date; whether there was anything to draw."""
        return False

    def read_at(self, x: float, y: float) -> str:
        """The value under the cursor, in words."""
        return ""

    def columns(self) -> list[Column]:
        """What is shown as columns of numbers, for the clipboard."""
        return []

    def figures(self) -> str:
        """The figures in the corner."""
        return ""

    def restyle(self) -> None:
        """Takes the colours of the theme, beyond those of the canvas."""

    def use(self, view: QWidget) -> None:
        """Shows a widget in place of the canvas."""
        self._view = view
        view.setMinimumSize(1, 1)  # all plots have the same height, whatever one holds
        self.body.addWidget(view, 1)
        view.hide()

    # drawing

    def mark(self) -> None:
        """Something changed that the plot shows."""
        if not self._changed:
            self._changed = True
        if self.isVisible():
            self.dirty.emit()

    def draw_if_needed(self) -> bool:
        """Draws if something changed and someone can see it; whether it drew."""
        if not self._changed or not self.isVisible():
            return False
        self._changed = False
        self.drawn += 1
        something = self.draw()
        self._empty.setVisible(not something)
        self._view.setVisible(something)
        self._show_words()
        return True

    def _mark_record(self, _record: object) -> None:
        self.mark()

    def _show_words(self) -> None:
        """The figures, or what is under the cursor."""
        text = ""
        if self._hover is not None and self.canvas.isVisible():
            point = self.canvas.area.mapSceneToView(self.canvas.mapToScene(self._hover.toPoint()))
            text = self.read_at(point.x(), point.y())
        text = text or self.figures()
        if text != self._figures.text():
            self._figures.setText(text)
            self.setAccessibleDescription(text)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.mark()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.mark()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._hover = event.position()
            self._show_words()
        elif event.type() == QEvent.Type.Leave:
            self._hover = None
            self._show_words()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.enlarge_requested.emit()
            return True
        return super().eventFilter(watched, event)

    # panel

    def _build(self, title: str, empty: str) -> None:
        self.head = QHBoxLayout()
        self.head.setSpacing(4)
        heading = ElidedLabel(title)
        heading.setProperty("role", "heading")
        self._figures = ElidedLabel()
        self._figures.setProperty("role", "small")
        self._more = QToolButton()
        self._more.setProperty("role", "quiet")
        self._more.setAccessibleName(_("More about {title}").format(title=title))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._enlarge = QToolButton()
        self._enlarge.setProperty("role", "quiet")
        self._enlarge.setToolTip(_("Enlarge, or back (double click)"))
        self._enlarge.setAccessibleName(_("Enlarge {title}, or back").format(title=title))
        self._enlarge.clicked.connect(self.enlarge_requested)
        menu = QMenu(self._more)
        menu.addAction(_("Enlarge, or back"), self.enlarge_requested.emit)
        menu.addAction(_("In its own window, or back"), self.window_requested.emit)
        menu.addSeparator()
        menu.addAction(_("Save picture …"), self.save_picture)
        menu.addAction(_("Copy data"), self.copy_data)
        menu.addSeparator()
        menu.addAction(_("Close"), self.close_requested.emit)
        self._more.setMenu(menu)
        self.head.addWidget(heading, 1)
        self.head.addWidget(self._enlarge)
        self.head.addWidget(self._more)
        self._empty = Label(empty)
        self._empty.setProperty("role", "dim")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self.body = QHBoxLayout()
        self.body.setSpacing(4)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.canvas, 1)
        self.canvas.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 6, 6)
        column.setSpacing(2)
        column.addLayout(self.head)
        self.options = QHBoxLayout()
        self.options.setSpacing(4)
        self.options.addWidget(self._figures, 1)
        column.addLayout(self.options)
        column.addLayout(self.body, 1)

    def add_button(self, text: str, tip: str) -> QToolButton:
        """A small button beside the figures that stays pressed."""
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(f"{self.title}: {tip}")
        button.setProperty("role", "small")
        button.toggled.connect(self.mark)
        self.options.addWidget(button)
        return button

    def _restyle(self) -> None:
        self.canvas.restyle()
        self._more.setIcon(icon("more", theme().colours.dim))
        self._enlarge.setIcon(icon("enlarge", theme().colours.dim))
        self.restyle()
        self.mark()

    # taking away

    def csv_text(self) -> str:
        """What is shown as CSV."""
        columns = self.columns()
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([name for name, _values in columns])
        length = max((len(values) for _name, values in columns), default=0)
        for row in range(length):
            writer.writerow([values[row] if row < len(values) else "" for _name, values in columns])
        return out.getvalue()

    def copy_data(self) -> None:
        """Puts what is shown on the clipboard, as CSV."""
        QGuiApplication.clipboard().setText(self.csv_text())

    def save_picture(self) -> None:
        """Asks for a file and saves the plot as a PNG, at twice the size it has on screen."""
        if trouble := save_picture(self, self.name):
            self.message.emit(trouble)


def epoch_row(runs: Runs, record: RunRecord) -> int:
    """The row of a run's history that the time row points at, or the newest; -1 without any."""
    epochs = record.history.epochs
    if runs.epoch is None or not len(epochs):
        return len(epochs) - 1
    return max(int(np.searchsorted(epochs, runs.epoch, side="right")) - 1, 0)
