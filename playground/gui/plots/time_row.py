"""The row at the bottom: the epoch that all plots look at, and the names and colours of the runs."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QStyle, QStyleOptionSlider, QToolButton, QWidget
from typing_extensions import override

from playground.gui.elided_label import ElidedLabel
from playground.gui.label import plain_tip
from playground.gui.plots.run_names import RunNames
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import icon, theme
from playground.language import _

_REFRESH_MS = 100


class EpochSlider(QSlider):
    """A click on the track goes to that epoch, and can be dragged on from there."""

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.setSliderDown(True)
        if not self._part(QStyle.SubControl.SC_SliderHandle).contains(event.position().toPoint()):
            self._go_to(event.position().x())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.setSliderDown(False)

    def _go_to(self, x: float) -> None:
        """The epoch under a place, in pixels from the left."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._part(QStyle.SubControl.SC_SliderHandle)
        room = max(groove.width() - handle.width(), 1)
        place = round(x - groove.x() - handle.width() / 2)
        self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room))

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)


class TimeRow(QFrame):
    """Follows the newest epoch until the user moves the slider; the button on its right follows again."""

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("time_row")
        self.setProperty("role", "footer")
        self._runs = runs
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 14, 5)
        row.setSpacing(6)
        self._back = self._button(_("One epoch back"), lambda: self._step(-1))
        self._forward = self._button(_("One epoch forward"), lambda: self._step(1))
        self._slider = EpochSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("epoch_slider")
        self._slider.setAccessibleName(_("Epoch"))
        self._slider.valueChanged.connect(self._moved)
        self._newest = self._button(_("Follow the newest epoch"), lambda: runs.choose_epoch(None))
        self._epoch = ElidedLabel()
        self._epoch.setProperty("role", "dim")
        for widget in (self._back, self._forward):
            row.addWidget(widget)
        row.addWidget(self._slider, 1)
        row.addWidget(self._newest)
        row.addWidget(self._epoch)
        self._names = RunNames(runs)
        row.addWidget(self._names)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        runs.updated.connect(self._later)
        runs.epoch_changed.connect(self._refresh)
        for signal in (runs.added, runs.removed):
            signal.connect(self._refresh)
        runs.changed.connect(self._later)
        runs.turned.connect(self._refresh)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._names.give_room(event.size().width() // 2)

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
        """The last epoch of any run that is shown: how far one can look."""
        return max((_last(record) for record in self._runs.shown), default=0)

    def _newest_epoch(self) -> int:
        """Where the run that trains is, or where the newest one ended."""
        shown = self._runs.shown[::-1]
        return next((_last(record) for record in (*filter(_lives, shown), *shown)), 0)

    def _refresh(self) -> None:
        last, newest = self._last_epoch(), self._newest_epoch()
        epoch = self._runs.epoch
        self._slider.blockSignals(True)
        self._slider.setRange(1 if last else 0, max(last, 0))
        self._slider.setPageStep(max(last // 20, 1))
        self._slider.setValue(newest if epoch is None else int(epoch))
        self._slider.blockSignals(False)
        for widget in (self._slider, self._back, self._forward):
            widget.setEnabled(last > 1)
        self._newest.setEnabled(epoch is not None)
        seen = newest if epoch is None else int(epoch)
        self._epoch.setText(_("epoch {epoch:,}").format(epoch=seen) if seen else "")

    def _moved(self, value: int) -> None:
        self._runs.choose_epoch(float(value))

    def _step(self, direction: int) -> None:
        epoch = self._runs.epoch if self._runs.epoch is not None else float(self._newest_epoch())
        self._runs.choose_epoch(min(max(epoch + direction, 1.0), float(self._last_epoch())))

    def _restyle(self) -> None:
        for button, name in ((self._back, "left"), (self._forward, "right"), (self._newest, "newest")):
            button.setIcon(icon(name))
        self._epoch.setMinimumWidth(theme().pixels(90))


def _last(record: RunRecord) -> int:
    """The last epoch of a run; 0 before the first has ended."""
    return int(record.history.epochs[-1]) if len(record.history) else 0


def _lives(record: RunRecord) -> bool:
    return record.live
