"""The row on top: what is open, the buttons that steer a run, how far it is, and where it is trained. Nothing in it ever moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from playground.fields import number_text, settings_of
from playground.gui.document import Document
from playground.gui.field_editors import make_editor
from playground.gui.label import Label, plain_tip
from playground.gui.run.controller import Controller
from playground.gui.run.device_place import DevicePlace
from playground.gui.run.name_place import NamePlace
from playground.gui.run.places import Place, Rows, StillButton, arranged
from playground.gui.run.progress_place import ProgressPlace
from playground.gui.run.under_way import RUNNING
from playground.gui.runs import Runs
from playground.gui.theme import icon, theme
from playground.language import _, ngettext
from playground.layers import ReLU, Sigmoid
from playground.runs.config import RunConfig

_PROGRESS_MS = 100
_GAP, _MARGIN = 6, 12

_TRAIN, _MORE, _GO_ON = range(3)


class Toolbar(QFrame):
    """Train and how many epochs, Pause, Step, Stop, Reset weights, Train anew, progress, Compare, device."""

    def __init__(self, document: Document, controller: Controller, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setProperty("role", "bar")
        self._document, self._controller, self._runs = document, controller, runs
        self._rows = (QHBoxLayout(), QHBoxLayout())
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        column.setSpacing(6)
        for row in self._rows:
            row.setSpacing(_GAP)
            column.addLayout(row)
        self._places: dict[str, Place] = {}
        self._standing: Rows = ()
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_PROGRESS_MS)
        self._timer.timeout.connect(self._show_progress)
        self._connect()
        self._restyle()
        self._refresh()

    def lead_with(self, widget: QWidget) -> None:
        """Puts a widget (the menu button) before everything else."""
        self._places["menu"] = Place(widget, lambda: [widget.sizeHint().width()], lambda _form: None)
        self._standing = ()
        self._arrange()

    # parts

    def _build(self) -> None:
        self._places["menu"] = Place(QWidget(self), lambda: [0], lambda _form: None)
        name = NamePlace(self._document)
        self._places["name"] = Place(name, name.widths, lambda _form: None)
        self._train = self._button("train", "train_button", ((_("Train"), _("Train more"), _("Go on")),), self._controller.train)
        self._train.setProperty("role", "primary")
        self._build_epochs()
        self._pause = self._button("pause", "pause_button", (("",),), self._controller.pause, _("Pause"))
        self._step = self._button("step", "step_button", ((_("Step"),), ("",)), self._controller.step)
        self._stop = self._button("stop", "stop_button", (("",),), self._controller.stop, _("Stop"))
        self._reset = self._button("reset", "reset_button", ((_("Reset weights"),), ("",)), self._controller.reset_weights)
        self._anew = self._button("anew", "anew_button", ((_("Train anew"),), ("",)), self._controller.train_anew)
        self._progress = ProgressPlace()
        self._places["progress"] = Place(self._progress, self._progress.widths, self._progress.take)
        compare = ((_("Compare sigmoid and ReLU"),), (_("Compare"),), ("",))
        self._compare = self._button("compare", "compare_button", compare, lambda: self._controller.compare(Sigmoid(), ReLU()))
        self._device = DevicePlace(self._document, self._controller, self._runs)
        self._places["device"] = Place(self._device, self._device.widths, self._device.take)

    def _button(
        self, place: str, name: str, forms: tuple[tuple[str, ...], ...], act: Callable[[], object], called: str = ""
    ) -> StillButton:
        button = StillButton(name, forms, called)
        button.clicked.connect(lambda _checked=False: act())
        self._places[place] = Place(button, button.widths, button.take)
        return button

    def _build_epochs(self) -> None:
        self._epochs = make_editor(settings_of(RunConfig)["epochs"])
        line = self._epochs.widget
        assert isinstance(line, QLineEdit)
        self._line = line
        line.setObjectName("epochs_to_train")
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setAccessibleName(_("Epochs to train"))
        self._epochs.changed.connect(self._epochs_changed)
        self._epochs.problem.connect(self._refresh_epochs_tip)
        self._unit = Label(_("epochs"))
        self._unit.setProperty("role", "dim")

        def width() -> list[int]:
            return [line.fontMetrics().horizontalAdvance("000000") + 22]

        def unit(form: int) -> None:
            self._unit.setVisible(not form)

        self._places["epochs"] = Place(line, width, lambda _form: None)
        self._places["unit"] = Place(self._unit, lambda: [self._unit.sizeHint().width(), 0], unit)

    def _connect(self) -> None:
        controller, document, runs = self._controller, self._document, self._runs
        controller.state_changed.connect(self._refresh)
        document.project_changed.connect(self._refresh)
        for changed in (runs.changed, runs.added, runs.removed):
            changed.connect(self._refresh)
        runs.added.connect(self._device.refresh)
        theme().changed.connect(self._restyle)

    # where everything is

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:  # the text has another size
            self._arrange()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def _arrange(self) -> None:
        """Gives every place its row, its form and its width."""
        for place in self._places.values():
            place.widget.ensurePolished()
        widths = {name: place.widths() for name, place in self._places.items()}
        found = arranged(widths, self.width() - 2 * _MARGIN, _GAP)
        if found.rows != self._standing:
            self._standing = found.rows
            self._stand()
        for name, place in self._places.items():
            place.take(found.forms[name])
            if name != "progress":
                place.widget.setFixedWidth(widths[name][found.forms[name]])

    def _stand(self) -> None:
        """Puts every place into its row."""
        for row, names in zip(self._rows, (*self._standing, ()), strict=False):
            while row.takeAt(0) is not None:
                pass
            for name in names:
                row.addWidget(self._places[name].widget, 1 if name == "progress" else 0)
            if names and "progress" not in names:
                row.addStretch(1)

    # what it says

    def _refresh(self) -> None:
        state = self._controller.state
        active = state in RUNNING
        self._train.setEnabled(state != "training")
        self._pause.setEnabled(state == "training")
        self._step.setEnabled(state != "training")
        self._stop.setEnabled(active or self._controller.waiting)
        self._reset.setEnabled(state != "training")
        self._anew.setEnabled(not active)
        self._compare.setEnabled(not active)
        self._line.setEnabled(not active)
        self._epochs.set_value(self._document.project.training.epochs)
        self._refresh_tips()
        if state == "training":
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _refresh_tips(self) -> None:
        """Each button says what a press will do."""
        offer, epochs = self._controller.offer, self._document.project.training.epochs
        count = ngettext("{n:,} epoch", "{n:,} epochs", epochs).format(n=epochs)
        begins = _("Trains a new run from the initial weights: {epochs}").format(epochs=count)
        which, train, step = _TRAIN, begins, _("Begins a run with one optimizer step, and waits")
        if self._controller.state == "paused":
            which, train, step = _GO_ON, _("Goes on with what waits"), _("One optimizer step")
        elif offer is not None:
            goes_on = _("Goes on with {runs} from epoch {epoch:,}: {epochs} more")
            train = goes_on.format(runs=" + ".join(offer.titles), epoch=offer.epoch, epochs=count)
            if offer.new_rate is not None:
                train += ", " + _("with learning rate {lr}").format(lr=number_text(offer.new_rate))
            which, step = _MORE, _("Goes on with one optimizer step, and waits")
        self._train.say(which, f"{train} (F5)")
        self._step.say(0, f"{step} (F7)")
        self._anew.say(0, f"{begins} (Ctrl+F5)")
        self._pause.say(0, _("Pause after the present step (F6)"))
        self._stop.say(0, _("Stop and show the final figures (Shift+F5)"))
        self._reset.say(0, _("Back to the same initial weights, from which the next run begins; stop or pause a training first"))
        self._compare.say(
            0, _("Trains the network with Sigmoid and with ReLU from the same initial weights, in the same batches (F8)")
        )
        self._refresh_epochs_tip("")

    def _refresh_epochs_tip(self, problem: str) -> None:
        self._line.setToolTip(
            plain_tip(problem or _("How many epochs Train trains: from the beginning, or more of a run that has ended"))
        )

    def _epochs_changed(self, value: object) -> None:
        training = replace(self._document.project.training, epochs=value)  # type: ignore[arg-type]  # the field has checked it
        self._document.change_training(training, _("Training setting"), "training.epochs")

    def _show_progress(self) -> None:
        self._progress.show_progress(*self._controller.progress())

    def _restyle(self) -> None:
        colours = theme().colours
        self._train.setIcon(icon("play", colours.on_accent))
        named = (self._pause, "pause"), (self._step, "step"), (self._stop, "stop"), (self._reset, "reset")
        for button, name in (*named, (self._anew, "anew"), (self._compare, "compare")):
            button.setIcon(icon(name))
        self._arrange()
