"""What a finding proposes, done: each as a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.gui.document import Document
from playground.gui.editor.editor import NetworkView
from playground.gui.run.controller import Controller
from playground.gui.run.lower_rate import LowerRate
from playground.gui.runs import RunRecord
from playground.language import _
from playground.layers import ReLU, Sigmoid
from playground.network import Network
from playground.runs.config import EarlyStopping
from playground.runs.project import Project

if TYPE_CHECKING:
    from playground.runs.diagnosis import Fix


class Fixes(QObject):
    """Carries out what findings propose, in the document. Main thread only.

    Signals:
        changed: ``doing`` changed.
    """

    changed = Signal()

    def __init__(self, document: Document, controller: Controller, network_view: NetworkView, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._lower_rate = LowerRate(document, controller, self)
        self._lower_rate.changed.connect(self.changed)
        self._steps: dict[Fix, Callable[[], None]] = {
            "compare": lambda: controller.compare(Sigmoid(), ReLU()),
            "relu": lambda: network_view.edits.swap_activations(ReLU()),
            "kaiming": lambda: self._train_with(_("Kaiming weights"), init="kaiming"),
            "early_stopping": lambda: self._train_with(_("Early stopping"), early_stopping=EarlyStopping()),
            "lower_lr": self._lower_rate.press,
            "scale_features": lambda: self._prepare_with(_("Scale features"), scaling="standard"),
            "scale_target": lambda: self._prepare_with(_("Scale target"), target_scaling="standard"),
            "balance": self._balance,
            "free_output": self._free_output,
            "differences": self._learn_changes,
            "full_batch": lambda: self._train_with(_("All samples at once"), batch_size=None),
        }

    @property
    def doing(self) -> str:
        """What takes a while and is under way, in words; empty if nothing is."""
        return self._lower_rate.text

    def is_open(self, record: RunRecord) -> bool:
        """Whether the network of the run is the one that is open."""
        return self._document.network == record.project.network

    def offers(self, record: RunRecord) -> bool:
        """Whether what is open is still what the run was trained with, so that a repair of it is one of what is open."""
        return _repaired(self._document.project) == _repaired(record.project)

    def carry_out(self, fix: Fix) -> None:
        """Does what a finding proposes."""
        self._steps[fix]()

    def _train_with(self, text: str, **changes: object) -> None:
        self._document.change_training(replace(self._document.project.training, **changes), text)  # type: ignore[arg-type]

    def _prepare_with(self, text: str, **changes: object) -> None:
        project = self._document.project
        self._document.change_dataset(project.dataset, replace(project.preparation, **changes), text)  # type: ignore[arg-type]

    def _balance(self) -> None:
        loss = self._document.project.training.loss
        if hasattr(loss, "pos_weight"):
            self._train_with(_("Weight the classes"), loss=replace(loss, pos_weight="balanced"))  # type: ignore[call-arg]

    def _free_output(self) -> None:
        self._document.change_network(Network(self._document.network.layers[:-1]), _("Last layer taken out"))

    def _learn_changes(self) -> None:
        steps = dict(self._document.project.preparation.steps) | {"difference": True}
        self._prepare_with(_("Learn the changes"), steps=tuple(steps.items()))


def _repaired(project: Project) -> tuple[object, ...]:
    """What a repair may depend on: a run that was trained longer has more epochs than what is open, a fold a seed of its own."""
    training = replace(project.training, epochs=1, seed=0, folds=None)
    return project.network, training, project.preparation, project.dataset


def label_of(fix: Fix) -> str:
    """What stands on the button of a repair."""
    return {
        "compare": _("Compare"),
        "relu": _("Swap to ReLU"),
        "kaiming": _("Kaiming weights"),
        "lower_lr": _("Find a lower rate"),
        "early_stopping": _("Stop early"),
        "scale_features": _("Scale features"),
        "scale_target": _("Scale target"),
        "balance": _("Weight the classes"),
        "free_output": _("Take it out"),
        "differences": _("Learn the changes"),
        "full_batch": _("All samples at once"),
    }[fix]


def tip_of(fix: Fix) -> str:
    """What a repair does, where its button has no room to say it; else empty."""
    if fix == "lower_lr":
        return _(
            "Tries lower learning rates on fresh weights, which takes some seconds, and puts in one with which the loss falls."
        )
    return ""
