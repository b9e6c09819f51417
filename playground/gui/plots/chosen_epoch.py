"""Pictures and the epoch that the row of time points at: of what is not kept for every epoch, a plot says which one it shows."""

from __future__ import annotations

from playground.gui.runs import Runs
from playground.language import _
from playground.runs.messages import Picture


def epoch_shown(runs: Runs, picture: type[Picture] | None) -> str:
    """Which epoch the newest picture of a kind is of, if another one is looked at; else empty."""
    if runs.epoch is None or picture is None or (found := runs.newest(picture)) is None:
        return ""
    seen, wanted = int(found[1].epoch), int(runs.epoch)
    return _("shows epoch {seen:,}, not {wanted:,}").format(seen=seen, wanted=wanted) if seen != wanted else ""
