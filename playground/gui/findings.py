"""What is found in the runs that are shown, the gravest first. Main thread only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from playground.gui.runs import RunRecord, Runs
from playground.runs.messages import RunForecast

if TYPE_CHECKING:
    from playground.runs.diagnosis import Finding

_LOOK_AGAIN_MS = 500


@dataclass(frozen=True)
class FoundIn:
    """A finding, and the run that has it."""

    record: RunRecord
    finding: Finding


class Findings(QObject):
    """Looks at every shown run again, soon after something changed.

    Attributes:
        found: The gravest first, of equals that of the newest run; empty while the weights are at their start.

    Signals:
        changed: There was a look; ``found`` may be another.
    """

    changed = Signal()

    def __init__(self, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.found: tuple[FoundIn, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        runs.updated.connect(self._look_soon)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._look_soon)

    def look(self) -> None:
        """Looks at all of them now."""
        from playground.runs.diagnosis import GRAVITY  # with numpy, that the window need not wait for

        shown = self._runs.shown if self._runs.current is not None else ()
        found = [FoundIn(record, finding) for record in reversed(shown) for finding in findings_of(record)]
        self.found = tuple(sorted(found, key=lambda one: GRAVITY.index(one.finding.key)))
        self.changed.emit()

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()


def findings_of(record: RunRecord) -> tuple[Finding, ...]:
    """What is found in a run as far as it is."""
    from playground.runs.diagnosis import diagnose

    figures = record.ended.figures if record.ended is not None else None
    return diagnose(record.history, record.project, record.picture(RunForecast), figures)
