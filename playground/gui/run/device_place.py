"""Device: where the network is trained, as a list in the toolbar."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt

from playground.gui.choice_box import CLOSED, ChoiceBox
from playground.gui.document import Document
from playground.gui.label import plain_tip
from playground.gui.run.controller import Controller
from playground.gui.runs import Runs
from playground.language import _
from playground.runs.config import DEVICES

_LABELS = dict(DEVICES)

_FRAME = 42
"""Pixels of the edge and the arrow, as the style sheet has them."""


class DevicePlace(ChoiceBox):
    """The devices that were found; before that, and for one that is missing here, what the project names."""

    def __init__(self, document: Document, controller: Controller, runs: Runs) -> None:
        super().__init__()
        self._document, self._controller, self._runs = document, controller, runs
        self._short = False
        self.setObjectName("device_choice")
        self.setAccessibleName(_("Device"))
        self.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._chosen)
        controller.devices_changed.connect(self.refresh)
        document.training_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Lists the devices, and shows that of the project."""
        found = {info.name: info.label for info in self._controller.devices}
        wanted = self._document.project.training.device
        fastest = self._fastest()
        self.clear()
        for name, _label in DEVICES:
            if name == "auto" or name in found or name == wanted or (name == "cpu" and not found):
                self.addItem(
                    _("fastest ({device})").format(device=_LABELS[fastest]) if name == "auto" and fastest else _bare(name), name
                )
                used = fastest if name == "auto" and fastest else name
                self.setItemData(self.count() - 1, _bare(used) if self._short else _with_word(used), CLOSED)
                self.setItemData(self.count() - 1, plain_tip(found.get(name, "")), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self.findData(wanted))
        about = _("Where the network is trained. Fastest: a few steps are measured on each device when a run begins.")
        self.setToolTip(plain_tip("\n".join((about, *found.values()))))
        self.setAccessibleDescription(about)

    def widths(self) -> list[int]:
        """How wide its forms are: as the widest that can be said of any device."""
        widest = [max(map(self.fontMetrics().horizontalAdvance, map(say, _LABELS))) for say in (_with_word, _bare)]
        return [width + _FRAME for width in widest]

    def take(self, form: int) -> None:
        """Takes a form."""
        if self._short != bool(form):
            self._short = bool(form)
            self.refresh()

    def _fastest(self) -> str:
        """The device that was the fastest for the newest run that left the choice; the only one there is; else empty."""
        for record in reversed(self._runs.records):
            if record.project.training.device == "auto" and record.started.device in _LABELS:
                return record.started.device
        devices = self._controller.devices
        return devices[0].name if len(devices) == 1 else ""

    def _chosen(self, index: int) -> None:
        training = replace(self._document.project.training, device=self.itemData(index))
        self._document.change_training(training, _("Device"))


def _bare(name: str) -> str:
    return _(_LABELS[name])


def _with_word(name: str) -> str:
    return _("Device: {device}").format(device=_bare(name))
