"""The row at the bottom: the epoch that all plots look at, and the names and colours of the runs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget
from typing_extensions import override

from playground.gui.label import Label, plain_action, plain_tip
from playground.gui.plots.pens import faded
from playground.gui.plots.run_marks import draw_mark
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import icon, theme
from playground.language import _

_MOST_NAMES = 6
_REFRESH_MS = 100


class RunName(QToolButton):
    """Name, colour and marker of a run; pressed: the plots draw it."""

    def __init__(self, record: RunRecord) -> None:
        super().__init__()
        self.record = record
        self.setCheckable(True)
        self.setProperty("role", "quiet")
        tip = _("Show or hide this run in the plots (same start: {start})")
        self.setToolTip(plain_tip(tip.format(start=record.started.start)))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.refresh()

    def refresh(self) -> None:
        """Takes title and state of the record."""
        self.setText(plain_action(self.record.title))
        self.setChecked(self.record.shown)
        self.setStyleSheet(f"QToolButton {{ padding-left: {theme().pixels(28)}px; color: {theme().colours.text}; }}")

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.record.title) + theme().pixels(44), theme().pixels(28))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        opacity = 1.0 if self.record.shown else 0.35
        middle = self.height() / 2
        painter.setPen(QPen(faded(self.record.colour, opacity), 2))
        painter.drawLine(QPointF(7, middle), QPointF(23, middle))
        draw_mark(painter, self.record, QPointF(15, middle), 9, opacity)
        painter.end()


class TimeRow(QFrame):
    """Follows the newest epoch until the user moves the slider; the button on its right follows again."""

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("time_row")
        self.setProperty("role", "footer")
        self._runs = runs
        self._names: dict[str, RunName] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 14, 5)
        row.setSpacing(6)
        self._back = self._button(_("One epoch back"), lambda: self._step(-1))
        self._forward = self._button(_("One epoch forward"), lambda: self._step(1))
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("epoch_slider")
        self._slider.setAccessibleName(_("Epoch"))
        self._slider.valueChanged.connect(self._moved)
        self._newest = self._button(_("Follow the newest epoch"), lambda: runs.choose_epoch(None))
        self._epoch = Label()
        self._epoch.setProperty("role", "dim")
        for widget in (self._back, self._forward):
            row.addWidget(widget)
        row.addWidget(self._slider, 1)
        row.addWidget(self._newest)
        row.addWidget(self._epoch)
        self._legend = QHBoxLayout()
        self._legend.setSpacing(2)
        row.addLayout(self._legend)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        runs.updated.connect(self._later)
        runs.epoch_changed.connect(self._refresh)
        runs.added.connect(self._relist)
        runs.removed.connect(self._relist)
        runs.changed.connect(self._changed)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._relist()

    def _button(self, tip: str, slot: object) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "quiet")
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(tip)
        button.setAutoRepeat(True)
        button.clicked.connect(slot)
        return button

    def _later(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _last_epoch(self) -> int:
        return max((int(record.history.epochs[-1]) for record in self._runs.shown if len(record.history)), default=0)

    def _refresh(self) -> None:
        last = self._last_epoch()
        epoch = self._runs.epoch
        self._slider.blockSignals(True)
        self._slider.setRange(1 if last else 0, max(last, 0))
        self._slider.setPageStep(max(last // 20, 1))
        self._slider.setValue(last if epoch is None else int(epoch))
        self._slider.blockSignals(False)
        for widget in (self._slider, self._back, self._forward):
            widget.setEnabled(last > 1)
        self._newest.setEnabled(epoch is not None)
        self._epoch.setText(_("epoch {epoch:,}").format(epoch=last if epoch is None else int(epoch)) if last else "")

    def _moved(self, value: int) -> None:
        self._runs.choose_epoch(float(value))

    def _step(self, direction: int) -> None:
        epoch = self._runs.epoch if self._runs.epoch is not None else float(self._last_epoch())
        self._runs.choose_epoch(min(max(epoch + direction, 1.0), float(self._last_epoch())))

    def _relist(self) -> None:
        while (item := self._legend.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._names.clear()
        for record in self._runs.records[-_MOST_NAMES:]:
            name = RunName(record)
            name.clicked.connect(partial(self._toggle, record))
            self._names[record.run] = name
            self._legend.addWidget(name)
        self._refresh()

    def _toggle(self, record: RunRecord) -> None:
        self._runs.change(record, _toggle_shown)

    def _changed(self, record: RunRecord) -> None:
        if record.run in self._names:
            self._names[record.run].refresh()
        self._later()

    def _restyle(self) -> None:
        for button, name in ((self._back, "left"), (self._forward, "right"), (self._newest, "newest")):
            button.setIcon(icon(name))
        self._epoch.setMinimumWidth(theme().pixels(90))
        for label in self._names.values():
            label.refresh()


def _toggle_shown(record: RunRecord) -> None:
    record.shown = not record.shown
