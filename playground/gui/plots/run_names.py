"""The names of the runs in the row of time: as many as there is room for, the newest; the others in a menu."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from playground.gui.label import plain_action, plain_tip
from playground.gui.plots.pens import faded
from playground.gui.plots.run_marks import draw_mark
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import theme
from playground.language import _, ngettext

_WIDEST = 190
"""Pixels at 100 % that one name takes at most; its tooltip has the whole."""

_HEIGHT = 28
"""Of a name, in pixels at 100 %."""


class RunName(QToolButton):
    """Name, colour and marker of a run; pressed: the plots draw it."""

    def __init__(self, record: RunRecord) -> None:
        super().__init__()
        self.record = record
        self.setCheckable(True)
        self.setProperty("role", "quiet")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Takes title and state of the record."""
        room = theme().pixels(_WIDEST - 44)
        self.setText(plain_action(self.fontMetrics().elidedText(self.record.title, Qt.TextElideMode.ElideMiddle, room)))
        self.setAccessibleName(self.record.title)
        tip = _("Show or hide this run in the plots (same start: {start})").format(start=self.record.started.start)
        self.setToolTip(plain_tip(f"{self.record.title}\n{tip}"))
        self.setChecked(self.record.shown)
        self.setStyleSheet(f"QToolButton {{ padding-left: {theme().pixels(28)}px; color: {theme().colours.text}; }}")
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme().pixels(44), theme().pixels(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        draw_sign(painter, self.record, QPointF(15, self.height() / 2))
        painter.end()


def draw_sign(painter: QPainter, record: RunRecord, centre: QPointF) -> None:
    """Colour, line and marker of a run, 16 pixels wide; pale if the plots do not draw it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    opacity = 1.0 if record.shown else 0.35
    painter.setPen(QPen(faded(record.colour, opacity), 2))
    painter.drawLine(centre - QPointF(8, 0), centre + QPointF(8, 0))
    draw_mark(painter, record, centre, 9, opacity)


def sign_of(record: RunRecord) -> QIcon:
    """The same as an icon."""
    picture = QPixmap(20, 14)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_sign(painter, record, QPointF(10, 7))
    painter.end()
    return QIcon(picture)


class RunNames(QWidget):
    """Runs of the data that are open, and earlier ones that are shown again; it takes the room that the row can spare."""

    def __init__(self, runs: Runs) -> None:
        super().__init__()
        self.setObjectName("run_names")
        self._runs = runs
        self._names: dict[str, RunName] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._more = QToolButton()
        self._more.setObjectName("more_runs")
        self._more.setProperty("role", "quiet")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.setMenu(self._menu)
        self._row.addWidget(self._more)
        self._hidden: list[RunRecord] = []
        self._room = theme().pixels(3 * _WIDEST)
        runs.added.connect(self.relist)
        runs.removed.connect(self.relist)
        runs.changed.connect(self._changed)
        theme().changed.connect(self.relist)
        self.relist()

    def give_room(self, pixels: int) -> None:
        """How wide all names may be together."""
        if pixels != self._room:
            self._room = pixels
            self._fit()

    def relist(self) -> None:
        """Makes the names anew."""
        self.setMinimumHeight(theme().pixels(_HEIGHT))  # without any, too: the row stays as high when the first one comes
        for name in self._names.values():
            self._row.removeWidget(name)
            name.hide()
            name.deleteLater()
        self._names.clear()
        for record in self._runs.present:
            name = self._names[record.run] = RunName(record)
            name.clicked.connect(partial(self._toggle, record))
            self._row.insertWidget(self._row.count() - 1, name)
        self._fit()

    def _fit(self) -> None:
        """Shows the newest names that there is room for, at least one; the button says how many more there are."""
        left = self._room - theme().pixels(44)
        fitting: set[str] = set()
        for run, name in reversed(self._names.items()):
            left -= name.sizeHint().width() + self._row.spacing()
            if left < 0 and fitting:
                break
            fitting.add(run)
        self._hidden = [name.record for run, name in self._names.items() if run not in fitting]
        for run, name in self._names.items():
            name.setVisible(run in fitting)
        count = len(self._hidden)
        self._more.setVisible(bool(count))
        self._more.setText(f"+{count}")
        words = ngettext("{n} more run: show or hide it", "{n} more runs: show or hide them", count).format(n=count)
        self._more.setToolTip(plain_tip(words))
        self._more.setAccessibleName(words)

    def _fill_menu(self) -> None:
        self._menu.clear()
        for record in reversed(self._hidden):
            action = QAction(sign_of(record), plain_action(record.title), self._menu)
            action.setCheckable(True)
            action.setChecked(record.shown)
            action.triggered.connect(partial(self._toggle, record))
            self._menu.addAction(action)

    def _toggle(self, record: RunRecord, _checked: bool = False) -> None:
        self._runs.change(record, _toggle_shown)

    def _changed(self, record: RunRecord) -> None:
        listed = [one.run for one in self._runs.present]
        if listed != list(self._names):
            self.relist()
        elif record.run in self._names:
            self._names[record.run].refresh()
            self._fit()


def _toggle_shown(record: RunRecord) -> None:
    record.shown = not record.shown
