"""What all plots share: a panel with a title, a caption, a legend and a canvas, drawn only when it is visible and changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QFocusEvent, QGuiApplication, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton
from typing_extensions import override

from playground.datasets import TASKS, Signature
from playground.datasets.overview import DataOverview
from playground.gui.label import plain_tip
from playground.gui.plots.axes import PlainAxis
from playground.gui.plots.canvas import Canvas
from playground.gui.plots.chosen_epoch import epoch_shown
from playground.gui.plots.cursor import Cursor, Trace, say_aloud, table_traces
from playground.gui.plots.design import Design
from playground.gui.plots.legend import Entry
from playground.gui.plots.panel import Panel
from playground.gui.plots.table_text import Column as Column
from playground.gui.plots.table_text import csv_of
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _
from playground.runs.messages import Picture


class Plot(Panel):
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
        dirty: Something changed; whoever owns the timer should draw soon.
    """

    dirty = Signal()

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
        self.runs = runs
        self.reading = Cursor()
        self.drawn = 0
        self._changed = True
        self._hover: QPointF | None = None
        self.look: DataOverview | None = None
        super().__init__(title, _(self.short) if self.short else "", empty, Canvas(bottom, left))
        self.setObjectName(self.name)
        self.canvas.setAccessibleName(_("Picture: {title}").format(title=title))
        self._head.copy.triggered.connect(self.copy_data)
        self.canvas.viewport().installEventFilter(self)
        for signal in (runs.updated, runs.epoch_changed):
            signal.connect(self.mark)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._mark_record)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_design(self, design: Design) -> None:
        """Another network is open, or other data: for plots that show them before a run begins."""

    def set_look(self, look: DataOverview | None) -> None:
        """What can be seen of the data that are open, for plots that show them before a run begins; None while that is not known."""
        if look is not self.look:
            self.look = look
            self.mark()

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

    def caption(self) -> str:
        """What is to be seen, in plain words and one short line."""
        return self.figures()

    def figures(self) -> str:
        """The figures that stand behind the caption where there is room."""
        return ""

    def legend(self) -> tuple[Entry, ...]:
        """What each line, marker and area is."""
        return ()

    def traces(self) -> Sequence[Trace]:
        """What can be read by keyboard; left alone, the columns that can be copied."""
        return table_traces(self.columns())

    def pointed(self) -> str:
        """What the mouse points at in a view that is not the canvas, in words."""
        return ""

    def show_place(self, at: tuple[int, int] | None) -> None:
        """Marks what is read by keyboard in a view that is not the canvas: series and place in ``traces``."""

    def choose_place(self, at: tuple[int, int]) -> None:
        """Return or space was pressed at that place."""

    def restyle(self) -> None:
        """Takes the colours of the theme, beyond those of the canvas."""

    # drawing

    def mark(self) -> None:
        """Something changed that the plot shows."""
        if not self._changed:
            self._changed = True
        if self.isVisible():
            self.dirty.emit()

    def draw_if_needed(self) -> bool:
        """Draws if something changed and someone can see it; whether it drew."""
        if not self._changed or not self.isVisible() or self.visibleRegion().isEmpty():
            return False
        self._changed = False
        self.drawn += 1
        something = self.draw()
        self.show_words()
        self.show_body(something, self.legend() if something else ())
        return True

    def _mark_record(self, _record: object) -> None:
        self.mark()

    def epoch_note(self) -> str:
        """Which epoch is shown, if another one is looked at; else empty."""
        return epoch_shown(self.runs, self.picture)

    def show_words(self) -> None:
        """The caption, and what is under the mouse or the cursor."""
        caption = " · ".join(filter(None, (self.epoch_note(), self.caption())))
        text = self.caption_line.say(caption, self.figures())
        if self._hover is not None and self.canvas.isVisible():
            point = self.canvas.area.mapSceneToView(self.canvas.mapToScene(self._hover.toPoint()))
            self._readout.tell(self.read_at(point.x(), point.y()), self._hover.toPoint())
        elif self.reading.at is not None:
            words, place = self.reading.find(self)
            self._readout.tell(words, self.mark_place(place))
        else:
            self.mark_place(None)
            self._readout.tell(self.pointed(), self.inside.mapFromGlobal(QCursor.pos()))
        if self.reading.at is None and self.accessibleDescription() != text:
            self.setAccessibleDescription(text)

    def show_cursor(self, at: tuple[int, int] | None) -> None:
        """Shows and says what is read; None: nobody reads any more."""
        self.show_place(at)
        self._hover = None  # a mouse that only lies there does not hide what is read, until it moves
        self.show_words()
        if at is not None:
            say_aloud(self, self.reading.find(self)[0])

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
            self.show_words()
        elif event.type() == QEvent.Type.Leave:
            self._hover = None
            self.show_words()
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.enlarge_requested.emit()
            return True
        return super().eventFilter(watched, event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if pressed and self.reading.at is not None:
            self.choose_place(self.reading.at)
        elif not self.reading.press(self, event):
            super().keyPressEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.reading.leave(self)

    def add_button(self, text: str, tip: str) -> QToolButton:
        """A small button beside the figures that stays pressed."""
        button = QToolButton()
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(f"{self.title}: {tip}")
        button.setProperty("role", "small")
        button.toggled.connect(self.mark)
        self.add_option(button)
        return button

    def _restyle(self) -> None:
        self.restyle_panel()
        self.restyle()
        self.mark()

    # taking away

    def csv_text(self) -> str:
        """What is shown as CSV."""
        return csv_of(self.columns())

    def copy_data(self) -> None:
        """Puts what is shown on the clipboard, as CSV."""
        QGuiApplication.clipboard().setText(self.csv_text())


def epoch_row(runs: Runs, record: RunRecord) -> int:
    """The row of a run's history that the time row points at, or the newest; -1 without any."""
    epochs = record.history.epochs
    if runs.epoch is None or not len(epochs):
        return len(epochs) - 1
    return max(int(np.searchsorted(epochs, runs.epoch, side="right")) - 1, 0)
