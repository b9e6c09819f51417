"""The row on top: what is open, the buttons that steer a run, how far it is, and where it is trained."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.datasets import DATASETS
from playground.gui.document import Document
from playground.gui.elided_label import ElidedLabel
from playground.gui.field_editors import ChoiceBox
from playground.gui.label import plain_tip
from playground.gui.run.controller import Controller
from playground.gui.run.under_way import RUNNING
from playground.gui.runs import Runs
from playground.gui.theme import icon, theme
from playground.language import _, ngettext
from playground.layers import ReLU, Sigmoid
from playground.runs.config import DEVICES

_PROGRESS_MS = 100


class Toolbar(QFrame):
    """Train, Pause, Step, Stop, Reset weights, progress, Compare, device."""

    def __init__(self, document: Document, controller: Controller, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setProperty("role", "bar")
        self._document = document
        self._controller = controller
        self._runs = runs
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 14, 8)
        self._row.setSpacing(8)
        self._build_name()
        self._build_buttons()
        self._build_progress()
        self._build_right()
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_MS)
        self._timer.timeout.connect(self._show_progress)
        controller.state_changed.connect(self._refresh)
        controller.devices_changed.connect(self._refresh_devices)
        document.state_changed.connect(self._refresh_name)
        document.project_changed.connect(self._refresh_name)
        document.training_changed.connect(self._refresh_devices)
        runs.changed.connect(self._show_progress)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._refresh()
        self._refresh_name()
        self._refresh_devices()

    def lead_with(self, widget: QWidget) -> None:
        """Puts a widget (the menu button) before everything else."""
        self._row.insertWidget(0, widget)

    def _build_name(self) -> None:
        self._name = ElidedLabel()
        self._name.setProperty("role", "title")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._name.setMinimumWidth(60)
        self._about = ElidedLabel()
        self._about.setProperty("role", "dim")
        self._row.addWidget(self._name)
        self._row.addWidget(self._about, 1)

    def _button(self, name: str, text: str, tip: str, role: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(plain_tip(tip))
        button.setAccessibleName(text or tip)
        button.setAccessibleDescription(tip)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the network
        if role:
            button.setProperty("role", role)
        self._row.addWidget(button)
        return button

    def _build_buttons(self) -> None:
        self._train = self._button("train_button", _("Train"), _("Train the network (F5)"), "primary")
        self._pause = self._button("pause_button", "", _("Pause after the present step (F6)"))
        self._pause.setAccessibleName(_("Pause"))
        self._step = self._button("step_button", _("Step"), _("One optimizer step (F7)"))
        self._stop = self._button("stop_button", "", _("Stop and show the final figures (Shift+F5)"))
        self._stop.setAccessibleName(_("Stop"))
        self._reset = self._button("reset_button", _("Reset weights"), _("Back to the same initial weights"))
        self._train.clicked.connect(self._controller.train)
        self._pause.clicked.connect(self._controller.pause)
        self._step.clicked.connect(self._controller.step)
        self._stop.clicked.connect(self._controller.stop)
        self._reset.clicked.connect(self._controller.reset_weights)

    def _build_progress(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(4)
        self._progress_text = ElidedLabel()
        self._progress_text.setProperty("role", "small")
        self._progress_text.setObjectName("progress_text")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setRange(0, 1000)
        self._progress.setAccessibleName(_("Progress of the run"))
        column.addStretch(1)
        column.addWidget(self._progress_text)
        column.addWidget(self._progress)
        column.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        column.setContentsMargins(8, 0, 8, 0)
        self._progress_holder = holder
        self._row.addWidget(holder, 2)

    def _build_right(self) -> None:
        tip = _("Trains the network with Sigmoid and with ReLU from the same initial weights, in the same batches")
        self._compare = self._button("compare_button", _("Compare sigmoid and ReLU"), tip)
        self._compare.clicked.connect(lambda: self._controller.compare(Sigmoid(), ReLU()))
        self._device = ChoiceBox()
        self._device.setObjectName("device_choice")
        self._device.setAccessibleName(_("Device"))
        self._device.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._device.activated.connect(self._device_chosen)
        self._row.addWidget(self._device)

    def _device_chosen(self, index: int) -> None:
        training = replace(self._document.project.training, device=self._device.itemData(index))
        self._document.change_training(training, _("Device"))

    def _refresh_devices(self) -> None:
        """The devices that were found; before that, and for one that is missing here, what the project names."""
        found = {info.name: info.label for info in self._controller.devices}
        wanted = self._document.project.training.device
        self._device.clear()
        for name, label in DEVICES:
            if name == "auto" or name in found or name == wanted or (name == "cpu" and not found):
                self._device.addItem(_("Fastest") if name == "auto" else label, name)
                self._device.setItemData(self._device.count() - 1, plain_tip(found.get(name, "")), Qt.ItemDataRole.ToolTipRole)
        self._device.setCurrentIndex(self._device.findData(wanted))
        self._device.setToolTip(plain_tip(", ".join(found.values())))

    def _refresh_name(self) -> None:
        project = self._document.project
        self._name.setText((project.name or _("Untitled")) + ("*" if self._document.unsaved else ""))
        dataset = DATASETS.get(project.dataset.name)
        path = project.dataset.path
        label = Path(path).name if path else _(dataset.label) if dataset is not None else project.dataset.name
        count = len(project.network)
        self._about.setText(f"{label} · " + ngettext("{n} layer", "{n} layers", count).format(n=count))

    def _refresh(self) -> None:
        state = self._controller.state
        active = state in RUNNING
        self._train.setEnabled(state != "training")
        self._train.setText(_("Go on") if state == "paused" else _("Train"))
        self._pause.setEnabled(state == "training")
        self._step.setEnabled(state != "training")
        self._stop.setEnabled(active or self._controller.waiting)
        self._compare.setEnabled(not active)
        if state == "training":
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _show_progress(self) -> None:
        text, share = self._controller.progress()
        if text != self._progress_text.text():
            self._progress_text.setText(text)
        self._progress.setVisible(share is not None)
        value = round((share or 0.0) * 1000)
        if value != self._progress.value():
            self._progress.setValue(value)

    def _restyle(self) -> None:
        colours = theme().colours
        self._train.setIcon(icon("play", colours.on_accent))
        for button, name in ((self._pause, "pause"), (self._step, "step"), (self._stop, "stop"), (self._reset, "reset")):
            button.setIcon(icon(name))
        self._progress_holder.setMinimumWidth(theme().pixels(90))
        self._progress_holder.setMaximumWidth(theme().pixels(230))
