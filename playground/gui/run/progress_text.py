"""How far a run is, in words: epoch, time of a step, time left, and how it ended."""

from __future__ import annotations

from playground.gui.records import RunRecord
from playground.language import _


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


def end_of(record: RunRecord) -> str:
    """How a run ended; empty if it has not, or its engine could not say."""
    if record.ended is None:
        return ""
    why, epochs, seconds = record.ended.reason, record.ended.epoch, record.ended.seconds
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
