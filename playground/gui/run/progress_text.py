"""How far a run is, in words: epoch, time of a step, time left, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from playground.fields import number_text
from playground.gui.runs import RunRecord, Runs
from playground.language import _
from playground.runs.folds import spreads


def progress_of_all(names: Iterable[str], runs: Runs) -> tuple[str, float]:
    """Where the runs of these names are, or the cross-validation that they are, in words, and the share that is done."""
    record = next((record for name in names if (record := runs.get(name)) is not None), None)
    if record is not None and record.earlier:
        return _("stopping {title} …").format(title=record.title), 0.0
    if runs.validated:
        return progress_of_folds(runs.folds)
    return progress_of(record) if record is not None else (_("preparing …"), 0.0)


def progress_of(record: RunRecord) -> tuple[str, float]:
    """Where a run is, in words, and the share that is done."""
    last, epochs = record.history.last, record.started.epochs
    if last is None:
        return _("preparing …"), 0.0
    share = min(last.epoch / epochs, 1.0) if epochs else 0.0
    step_ms = 1000 * last.seconds / max(last.step, 1)
    left = last.seconds / last.epoch * (epochs - last.epoch) if last.epoch > 0 else 0.0
    text = _("epoch {epoch:,} of {epochs:,} · {ms:.2g} ms a step · {left} left")
    return text.format(epoch=int(last.epoch), epochs=epochs, ms=step_ms, left=duration(left)), share


def progress_of_folds(folds: Sequence[RunRecord]) -> tuple[str, float]:
    """Where a cross-validation is, in words, and the share that is done."""
    lasts = [(fold.history.last, fold.started.epochs) for fold in folds if fold.ended is None]
    if not lasts or any(last is None for last, _epochs in lasts):
        return _("preparing …"), 0.0
    shares = [min(last.epoch / epochs, 1.0) for last, epochs in lasts if last is not None and epochs]
    share = (math.fsum(shares) + len(folds) - len(lasts)) / len(folds)
    seconds = math.fsum(fold.history.last.seconds for fold in folds if fold.history.last is not None)
    left = seconds / share * (1 - share) if share > 0 else 0.0
    epoch = int(min(last.epoch for last, _epochs in lasts if last is not None))
    text = _("{k} folds · epoch {epoch:,} of {epochs:,} · {left} left")
    return text.format(k=len(folds), epoch=epoch, epochs=lasts[0][1], left=duration(left)), share


def end_of_folds(folds: Sequence[RunRecord]) -> str:
    """How a cross-validation ended: mean and standard deviation of the validation loss; what it was, if there is none."""
    figures = spreads(fold.ended.figures for fold in folds if fold.ended is not None)
    if "val_loss" not in figures:
        return _("The cross-validation ended without figures.")
    spread = figures["val_loss"]
    return _("{k} folds · val. loss {mean} ± {std}").format(k=len(folds), mean=short(spread.mean), std=short(spread.std))


def short(value: float) -> str:
    """A figure with three digits."""
    return number_text(float(f"{value:.3g}"))


def end_of_newest(runs: Runs, names: Iterable[str] = ()) -> str:
    """How what was trained last (``names``) ended; empty if it has not, or the weights were reset."""
    if runs.validated:
        return end_of_folds(runs.folds)
    if runs.current is None:
        return ""
    return end_of(next((record for name in names if (record := runs.get(name)) in runs.shown), runs.current))


def end_of(record: RunRecord) -> str:
    """How a run ended; empty if it has not, or its engine could not say."""
    if record.ended is None:
        return ""
    why, epochs, seconds = record.ended.reason, record.ended.epoch, record.ended.seconds
    if record.ended.best_epoch is not None:
        text = _("{why} after {epochs:,} epochs, kept: epoch {best:,} · {time}")
        return text.format(why=_reason(why), epochs=epochs, best=record.ended.best_epoch, time=duration(seconds))
    text = _("{why} after {epochs:,} epochs · {time}")
    return text.format(why=_reason(why), epochs=epochs, time=duration(seconds))


def duration(seconds: float) -> str:
    """A time as a person would say it."""
    if seconds < 60:
        return _("{s:.0f} s").format(s=seconds) if seconds >= 10 else _("{s:.1f} s").format(s=seconds)
    if seconds < 3600:
        return _("{m} min {s} s").format(m=int(seconds // 60), s=int(seconds % 60))
    return _("{h} h {m} min").format(h=int(seconds // 3600), m=int(seconds % 3600 // 60))


def _reason(reason: str) -> str:
    words = {
        "finished": _("finished"),
        "stopped": _("stopped"),
        "early_stopping": _("stopped early"),
        "diverged": _("diverged"),
        "failed": _("failed"),
    }
    return words.get(reason, reason)
