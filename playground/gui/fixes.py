"""What a finding proposes, done: each as a step that can be undone."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from playground.gui.document import Document
from playground.gui.editor.editor import NetworkView
from playground.gui.run.controller import Controller
from playground.language import _
from playground.layers import ReLU, Sigmoid
from playground.runs.config import EarlyStopping
from playground.runs.diagnosis import Fix


def carry_out(document: Document, controller: Controller, network_view: NetworkView, fix: Fix) -> None:
    """Does what a finding proposes."""
    training = document.project.training
    if fix == "compare":
        controller.compare(Sigmoid(), ReLU())
    elif fix == "relu":
        network_view.edits.swap_activations(ReLU())
    elif fix == "kaiming":
        document.change_training(replace(training, init="kaiming"), _("Kaiming weights"))
    elif fix == "early_stopping":
        document.change_training(replace(training, early_stopping=EarlyStopping()), _("Early stopping"))
    elif fix == "lower_lr":
        lower = replace(training.optimizer, lr=training.optimizer.lr / 10)
        document.change_training(replace(training, optimizer=lower), _("Learning rate"))
    else:
        assert_never(fix)
