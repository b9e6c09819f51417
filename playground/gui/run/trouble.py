"""Why a run cannot begin: the first problem of the network, the loss or the memory, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from playground.datasets import check_folds
from playground.fields import SettingError
from playground.gui.document import Document
from playground.gui.notices import Action, Notice
from playground.language import _
from playground.runs.checks import trouble_with
from playground.runs.folds import folds_of
from playground.runs.memory import made_samples, trouble_here
from playground.runs.project import known_task


def trouble_of(document: Document, show: Callable[[int], None]) -> Notice | None:
    """The first problem with its repair, and a button that shows the layer; None if there is no problem, or none is known yet."""
    trouble, actions = trouble_with(document.project, document.signature, document.shapes), list[Action]()
    if trouble is None:
        shapes, samples = document.shapes, made_samples(document.project)
        reason = trouble_here(document.project, shapes, samples) if shapes is not None else None
        return Notice("warning", reason, key="problem") if reason else None
    if trouble.clipping:
        training = replace(document.project.training, clip_grad_norm=None)
        label = _("Do not clip gradients")
        actions.append((label, lambda: document.change_training(training, label)))
    if (problem := trouble.problem) is not None:
        if problem.repair is not None:
            new = document.network.repaired(problem.position, problem.repair)
            label = problem.repair.label
            actions.append((label, lambda: document.change_network(new, label)))
        actions.append((_("Show"), partial(show, problem.position)))
    return Notice("warning", trouble.reason, tuple(actions), key="problem")


def folds_trouble(document: Document) -> Notice | None:
    """Why the document cannot be cross-validated with its folds; None if it can."""
    task = task_of(document)
    try:
        check_folds(folds_of(document.project, task), task)
    except SettingError as error:
        return Notice("warning", _("Cross-validation: {reason}.").format(reason=error.reason), key="problem")
    return None


def task_of(document: Document) -> str:
    """The task of the document, as far as it is known without its data."""
    return document.signature.task if document.signature is not None else known_task(document.project.dataset)
