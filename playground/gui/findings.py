"""What is found in the runs that are shown: first what concerns the network that is open. Main thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from playground.gui.document import Document
from playground.gui.runs import RunRecord, Runs
from playground.runs.messages import RunForecast

if TYPE_CHECKING:
    from playground.runs.diagnosis import Finding

_LOOK_AGAIN_MS = 500


@dataclass(frozen=True)
class FoundIn:
    """A finding, and the run that has it.

    Attributes:
        record: The run; of folds the first that has it.
        finding: What is found.
        folds: The folds that have it, in words; empty if it is of a run.
    """

    record: RunRecord
    finding: Finding
    folds: str = ""

    @property
    def where(self) -> str:
        """What it was found in, in words."""
        return self.folds or self.record.title


class Findings(QObject):
    """Looks at every shown run again, or at the folds of the newest cross-validation, soon after something changed.

    The runs in question are that of the open network, and those that were trained or compared together with it.

    Attributes:
        found: Of the runs in question first, then the gravest first, of equals that of the newest run; while the weights are at their
            start, of earlier runs alone.
        well: The run of the open network, if nothing is found in the runs in question; else None.

    Signals:
        changed: There was a look; ``found`` may be another.
    """

    changed = Signal()

    def __init__(
        self, document: Document, runs: Runs, together: Callable[[str], tuple[str, ...]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._runs, self._together = document, runs, together
        self.found: tuple[FoundIn, ...] = ()
        self.well: RunRecord | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.look)
        runs.updated.connect(self._look_soon)
        runs.changed.connect(self._look_at_changed)
        for signal in (runs.added, runs.removed, document.project_changed):
            signal.connect(self._look_soon)
        if runs.records:  # a window that goes on from another one
            self.look()

    def look(self) -> None:
        """Looks at all of them now."""
        if self._runs.validated:
            self.found, self.well = self._of_folds(), None
        else:
            self._look_at_runs()
        self.changed.emit()

    def _of_folds(self) -> tuple[FoundIn, ...]:
        from playground.runs.diagnosis import common_findings  # with numpy, that the window need not wait for

        folds = self._runs.folds
        diverged = [n for n, fold in enumerate(folds, 1) if fold.ended is not None and fold.ended.reason == "diverged"]
        common = common_findings([findings_of(fold) for fold in folds], diverged)
        return tuple(FoundIn(folds[one.folds[0] - 1], one.finding, one.where) for one in common)

    def _look_at_runs(self) -> None:
        from playground.runs.diagnosis import GRAVITY

        shown = self._runs.shown
        if self._runs.current is None:  # the weights are at their start, and what was found in them is over
            shown = tuple(record for record in shown if record.earlier)
        own = self._runs.of(self._document.network)
        asked = self._together(own.run) if own is not None else ()
        found = [FoundIn(record, finding) for record in reversed(shown) for finding in findings_of(record)]
        found.sort(key=lambda one: (one.record.run not in asked, GRAVITY.index(one.finding.key)))
        self.found = tuple(found)
        self.well = None if any(one.record.run in asked for one in found) else own

    def _look_at_changed(self, record: RunRecord) -> None:
        """What ended is judged at once: it is never said that nothing is wrong before that was looked at."""
        if record.live:
            self._look_soon()
        else:
            self.look()

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()


def findings_of(record: RunRecord) -> tuple[Finding, ...]:
    """What is found in a run as far as it is."""
    from playground.runs.diagnosis import diagnose

    figures = record.ended.figures if record.ended is not None else None
    return diagnose(record.history, record.project, record.picture(RunForecast), figures)
