"""What the finding strip says while nothing is found: what to press next, or how it goes."""

from __future__ import annotations

import math

from playground.gui.run.controller import Controller
from playground.gui.run.progress_text import end_of_folds, short
from playground.gui.runs import RunRecord, Runs
from playground.language import _

HARDLY_BETTER = 0.9
"""Loss over that of a constant answer from which there is something to worry about, though nothing is found."""


def what_next(controller: Controller, runs: Runs, well: RunRecord | None = None) -> str:
    """One sentence, from what is under way; of the run that is ``well``, if there is one, else of the present one."""
    if controller.state == "paused":
        return _("Paused. “Go on” continues the run, “Step” makes one optimizer step.")
    if runs.validated:
        return end_of_folds(runs.folds) if controller.state != "training" else _("One network per fold is being trained.")
    record = well if well is not None else runs.current
    if controller.waiting:
        return controller.progress()[0]
    if controller.state == "training" and (record is None or not len(record.history)):
        return _("The first epoch is on its way …")
    if record is None or not len(record.history):
        if controller.info is None:
            return _("Press Train: the network learns, and the pictures on the right show how.")
        text = _("Press Train: the network learns from {n:,} samples, and the pictures on the right show how.")
        return text.format(n=controller.info.train)
    if record.live:
        return _("It learns: {losses}").format(losses=_losses(record))
    if record.ended is not None and record.ended.reason in ("diverged", "failed"):
        return record.ended.message
    if hardly_better(record):
        return _("Hardly better than one answer for all: {losses}").format(losses=_losses(record))
    return _("Nothing to worry about: {losses}").format(losses=_losses(record))


def hardly_better(record: RunRecord) -> bool:
    """Whether the loss at the end, of validation if there is any, is close to that of a constant answer or above it."""
    started = record.started
    train, validation = _end(record, "train_loss"), _end(record, "val_loss")
    known = math.isfinite(validation) and started.constant_val_loss is not None
    loss, constant = (validation, started.constant_val_loss) if known else (train, started.constant_loss)
    return constant is not None and math.isfinite(constant) and not loss < HARDLY_BETTER * constant


def _end(record: RunRecord, name: str) -> float:
    """A loss at the end of a run: that of the weights that are kept; while it runs, that of its newest epoch."""
    figures = record.ended.figures if record.ended is not None else {}
    return float(figures[name]) if name in figures else float(record.history.series(name)[-1])


def _losses(record: RunRecord) -> str:
    """Its newest losses, and that of a constant answer to compare them with."""
    constant = record.started.constant_loss
    parts = [_("training loss {loss}").format(loss=short(_end(record, "train_loss")))]
    if math.isfinite(validation := _end(record, "val_loss")):
        parts.append(_("validation loss {loss}").format(loss=short(validation)))
    if constant is not None and math.isfinite(constant):
        numbers = "accuracy" not in record.started.metrics
        answer = _("always giving the mean") if numbers else _("always giving the shares of the classes")
        parts.append(_("{answer} has {loss}").format(answer=answer, loss=short(constant)))
    return " · ".join(parts)
