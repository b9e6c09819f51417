"""What the engine tells of runs: written into their records, and into words where the user should know."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from playground.fields import number_text
from playground.gui.notices import Notice
from playground.gui.records import RunRecord, Runs
from playground.language import _
from playground.runs import messages as m
from playground.runs.diagnosis import copies_the_past

if TYPE_CHECKING:
    from playground.gui.run.controller import Controller


class RunReports:
    """Turns reports into records. ``handlers`` says which report leads to what. Main thread only."""

    def __init__(self, controller: Controller, runs: Runs) -> None:
        self._controller = controller
        self._runs = runs
        self.handlers: dict[type[m.Report], Callable[..., None]] = {
            m.RunStarted: self._started,
            m.RunProgress: self._progress,
            **dict.fromkeys(kinds_of(m.Picture), self._picture),
            m.RunCheckpoint: self._checkpoint,
            m.RunPaused: self._paused,
            m.RunResumed: self._resumed,
            m.RunDiverged: self._diverged,
            m.RunEnded: self._ended,
        }

    def _started(self, report: m.RunStarted) -> None:
        launch = self._controller.launched.get(report.run)
        if launch is None:
            return
        record = self._runs.get(report.run)
        if record is None and launch.fold:
            self._runs.add_fold(report, launch.title, launch.project, launch.fold)
        elif record is None:
            for old in self._runs.shown:
                if old.project.dataset != launch.project.dataset:  # losses of other data would only mislead
                    self._runs.change(old, _hide)
            self._runs.add(report, launch.title, launch.project)
        else:
            record.history.truncate(report.epoch)
            record.project, record.ended, record.tested = launch.project, None, None
            self._runs.change(record, partial(set_state_of, state="training"))
        self._runs.look_at(None)
        self._controller.became("training")

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

    def _paused(self, _report: m.RunPaused) -> None:
        self._all_are("paused")

    def _resumed(self, _report: m.RunResumed) -> None:
        self._all_are("training")

    def _all_are(self, state: str) -> None:
        """Every run under way paused, or goes on."""
        if not self._controller.launched:
            return
        for run in self._controller.launched:
            if (record := self._runs.get(run)) is not None:
                self._runs.change(record, partial(set_state_of, state=state))
        self._controller.became(state)

    def _diverged(self, report: m.RunDiverged) -> None:
        record = self._runs.get(report.run)
        if record is None:
            return
        record.checkpoint = report.checkpoint
        back = report.checkpoint.epoch
        record.history.truncate(back)
        self._runs.updated.emit()
        text = _(
            "{title} diverged in epoch {epoch:,}, step {step:,}: {where}. It is paused at epoch {back:,}, before the loss exploded."
        )
        text = text.format(title=record.title, epoch=report.epoch, step=report.step, where=_where(report), back=back)
        lower = float(f"{report.suggested_lr:.3g}")
        go_on = partial(self._controller.go_on_lower, report.run, lower)
        label = _("Go on with learning rate {lr}").format(lr=number_text(lower))
        actions = ((label, go_on), (_("Stop"), self._controller.stop))
        self._controller.message.emit(Notice("error", text, actions, key="diverged"))

    def _ended(self, report: m.RunEnded) -> None:
        launch = self._controller.launched.pop(report.run, None)
        record = self._runs.get(report.run)
        if record is not None:
            record.ended = report
            self._runs.change(record, partial(set_state_of, state="ended"))
            self._runs.updated.emit()
        if report.reason == "failed" and (launch is not None or record is not None):
            self._controller.message.emit(Notice("error", report.message, key="failed"))
        elif record is not None and (copied := copies_the_past(record.picture(m.RunForecast))) is not None:
            self._controller.message.emit(Notice("warning", f"{copied.title}: {copied.text}", key="ended"))
        elif report.reason == "diverged" and launch is not None and launch.fold:
            text = _("{title} diverged: {reason}. The other folds go on.").format(title=launch.title, reason=report.message)
            self._controller.message.emit(Notice("warning", text, key=f"diverged {report.run}"))
        elif report.best_epoch is not None and not (launch is not None and launch.fold):
            self._controller.message.emit(Notice("info", report.message, key="ended"))
        self._controller.settle()


def kinds_of(kind: type[m.Picture]) -> list[type[m.Picture]]:
    """All pictures that there are."""
    return list(kind.__subclasses__())


def set_state_of(record: RunRecord, state: str) -> None:
    """Notes what a run does."""
    record.state = state


def _hide(record: RunRecord) -> None:
    record.shown = False


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
