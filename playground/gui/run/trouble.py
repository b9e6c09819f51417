"""Why a run cannot begin: the first problem of the network or the loss, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from playground.gui.document import Document
from playground.gui.notices import Action, Notice
from playground.language import _
from playground.runs.checks import loss_problem, optimizer_problem


def trouble_of(document: Document, show: Callable[[int], None]) -> Notice | None:
    """The first problem with its repair, and a button that shows the layer; None if there is no problem, or none is known yet."""
    shapes, signature = document.shapes, document.signature
    if signature is not None and (reason := loss_problem(document.project, signature.task)):
        return Notice("warning", reason, key="problem")
    if (reason := optimizer_problem(document.project)) is not None:
        training = replace(document.project.training, clip_grad_norm=None)
        label = _("Do not clip gradients")
        return Notice("warning", reason, ((label, lambda: document.change_training(training, label)),), key="problem")
    if shapes is None or shapes.problem is None:
        return None
    problem, actions = shapes.problem, list[Action]()
    if problem.repair is not None:
        new = document.network.repaired(problem.position, problem.repair)
        label = problem.repair.label
        actions.append((label, lambda: document.change_network(new, label)))
    actions.append((_("Show"), partial(show, problem.position)))
    return Notice("warning", problem.message, tuple(actions), key="problem")
