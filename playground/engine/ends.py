"""How a run ended, in words, and what is told of one that ended too early to be measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.fields import number_text
from playground.language import _, ngettext
from playground.runs.messages import EndReason, RunDiverged, RunEnded

if TYPE_CHECKING:
    from playground.training.run import Run


def ended_early(run: Run, reason: EndReason, message: str, epoch: int, step: int) -> RunEnded:
    """The end of a run that has no figures."""
    return RunEnded(run=run.name, reason=reason, message=message, epoch=epoch, step=step, seconds=run.seconds, figures={})


def divergence_in_words(report: RunDiverged) -> str:
    """Where a run diverged, and what to do about it."""
    where = report.what if report.position is None else f"{report.what}, layer {report.position + 1} ({report.layer})"
    message = _("not a finite number in epoch {epoch} ({where}) with learning rate {lr}; try {suggested}")
    return message.format(epoch=report.epoch, where=where, lr=number_text(report.lr), suggested=number_text(report.suggested_lr))


def end_in_words(run: Run, reason: EndReason) -> str:
    """Why a run ended, in words."""
    epochs = int(run.epoch)
    if reason == "finished":
        return ngettext("The epoch is done.", "All {n} epochs are done.", epochs).format(n=epochs)
    if reason == "early_stopping":
        return _("The validation loss has stopped falling.")
    if reason == "diverged" and run.best_epoch is not None:
        return _("The loss became infinite or not a number.")
    if reason == "diverged":
        return _("The loss became infinite or not a number; the last finite weights are back.")
    return ngettext("Stopped after {n} epoch.", "Stopped after {n} epochs.", epochs).format(n=epochs)
