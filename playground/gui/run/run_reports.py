"""What the engine tells of runs: written into their records, and into words where the user should know."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from playground.fields import number_text
from playground.gui.notices import Action, Notice
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import RunRecord, Runs
from playground.language import _
from playground.runs import messages as m

if TYPE_CHECKING:
    from playground.runs.diagnosis import Finding


class RunReports(QObject):
    """Turns reports into records. Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
        ended: A run is over.
        stop_wanted: The user wants a run that diverged to end.
        lower_wanted: The user wants a run that diverged to go on (its name) with a lower learning rate.
    """

    message = Signal(object)
    ended = Signal()
    stop_wanted = Signal()
    lower_wanted = Signal(str, float)

    def __init__(self, under_way: UnderWay, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way = under_way
        self._runs = runs
        self._lower: dict[str, float] = {}  # by run that diverged, the learning rate to try
        self._handlers: dict[type[m.Report], Callable[..., None]] = {
            m.RunStarted: self._started,
            m.RunProgress: self._progress,
            m.RunCheckpoint: self._checkpoint,
            m.RunPaused: lambda _report: self._hold(True),
            m.RunResumed: lambda _report: self._hold(False),
            m.RunDiverged: self._diverged,
            m.RunEnded: self._ended,
        }

    def take(self, report: m.Report) -> None:
        """Takes in a report, if it is one of runs."""
        if isinstance(report, m.Picture):
            self._picture(report)
        elif (handler := self._handlers.get(type(report))) is not None:
            handler(report)

    def _started(self, report: m.RunStarted) -> None:
        launch = self._under_way.launched.get(report.run)
        if launch is None:
            return
        record = self._runs.get(report.run)
        if record is None and launch.fold:
            self._runs.add_fold(report, launch.title, launch.project, launch.fold, launch.data)
        elif record is None:
            self._runs.add(report, launch.title, launch.project, launch.data)
        else:
            self._runs.go_on(record, report, launch.project)
        self._runs.choose_epoch(None)

    def _progress(self, report: m.RunProgress) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.history.append(report)
            self._runs.updated.emit()

    def _picture(self, report: m.Picture) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.pictures[type(report)] = report
            self._runs.updated.emit()

    def _checkpoint(self, report: m.RunCheckpoint) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.checkpoint = report.checkpoint

    def _hold(self, paused: bool) -> None:
        """Every run under way paused, or goes on."""
        if self._under_way.launched:
            self._under_way.hold(paused)

    def _diverged(self, report: m.RunDiverged) -> None:
        record = self._runs.get(report.run)
        if record is None:
            return
        record.checkpoint = report.checkpoint
        back = report.checkpoint.epoch
        record.history.truncate(back)
        self._runs.updated.emit()
        text = _(
            "{title} diverged in epoch {epoch:,}, step {step:,}: {where}. It is paused at epoch {back:,}, before the loss exploded. "
            "The usual cause is a learning rate that is too high, or values that are not scaled."
        )
        text = text.format(title=record.title, epoch=report.epoch, step=report.step, where=_where(report), back=back)
        self._lower[report.run] = float(f"{report.suggested_lr:.3g}")
        actions = (self._go_on_lower(report.run), (_("Stop"), self.stop_wanted.emit))
        self._tell(record, Notice("error", text, actions, key="diverged"))

    def _go_on_lower(self, run: str) -> Action:
        lower = self._lower[run]
        label = _("Go on with learning rate {lr}").format(lr=number_text(lower))
        return label, partial(self.lower_wanted.emit, run, lower)

    def _ended(self, report: m.RunEnded) -> None:
        launch = self._under_way.end(report.run)
        record = self._runs.get(report.run)
        if record is not None:
            if record.live:  # else it could not go on, and is what it was
                record.ended = report
            self._runs.change(record, partial(set_live, live=False))
            self._runs.updated.emit()
        if report.reason == "failed" and (launch is not None or record is not None):
            self.message.emit(Notice("error", report.message, key="failed"))
        elif record is not None and (copied := _copied(record)) is not None:
            self._tell(record, Notice("warning", f"{copied.title}: {copied.text}", key="ended"))
        elif report.reason == "diverged" and launch is not None and launch.fold:
            text = _("{title} diverged: {reason}. The other folds go on.").format(title=launch.title, reason=report.message)
            self._tell(record, Notice("warning", text, key=f"diverged {report.run}"))
        elif report.reason == "diverged" and record is not None and report.run in self._lower:
            text = _("{title} diverged and was stopped. It is at epoch {back:,}, before the loss exploded.")
            text = text.format(title=record.title, back=report.epoch)
            self._tell(record, Notice("error", text, (self._go_on_lower(report.run),), key="ended"))
        elif report.best_epoch is not None and not (launch is not None and launch.fold):
            self._tell(record, Notice("info", report.message, key="ended"))
        self.ended.emit()

    def _tell(self, record: RunRecord | None, notice: Notice) -> None:
        """Says something of a run, if its data are still open."""
        if record is None or not record.earlier:
            self.message.emit(notice)


def set_live(record: RunRecord, live: bool) -> None:
    """Notes whether a run trains."""
    record.live = live


def _where(report: m.RunDiverged) -> str:
    """Where the first number arose that was not finite."""
    places = {
        "output": _("the output of layer {number} ({layer}) was no longer a finite number"),
        "gradient": _("the gradient of layer {number} ({layer}) was no longer a finite number"),
        "weights": _("the weights of layer {number} ({layer}) were no longer finite numbers"),
    }
    place = places.get(report.what) if report.position is not None else None
    if place is None:
        return _("the loss was no longer a finite number")
    return place.format(number=(report.position or 0) + 1, layer=report.layer)


def _copied(record: RunRecord) -> Finding | None:
    """Whether a forecast does no more than copy the past."""
    from playground.runs.diagnosis import copies_the_past  # with numpy, that the window need not wait for

    return copies_the_past(record.picture(m.RunForecast))
