"""What is asked of the engine about a run that is over: a look at the test part, and single samples. Main thread only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from playground.gui.notices import Notice
from playground.gui.records import RunRecord, Runs
from playground.runs import messages as m
from playground.runs.project import project_to_plain

if TYPE_CHECKING:
    from playground.gui.run.controller import Controller
    from playground.gui.run.loading import DataLoading


class RunLooks:
    """Asks when ``Runs`` says that someone wants to know, and writes the answers into the records."""

    def __init__(self, controller: Controller, runs: Runs, loading: DataLoading) -> None:
        self._controller = controller
        self._loading = loading
        self._runs = runs
        self._asked: dict[int, RunRecord] = {}
        self.handlers: dict[type[m.Report], Callable[..., None]] = {m.RunTested: self._tested, m.SamplesShown: self._samples}
        runs.added.connect(self._added)
        runs.test_wanted.connect(self._test_wanted)
        runs.samples_wanted.connect(self._samples_wanted)

    def _added(self, record: RunRecord) -> None:
        record.folder = self._loading.folder

    def _test_wanted(self, record: RunRecord) -> None:
        if self._controller.ready and record.checkpoint is not None and record.state == "ended":
            run = m.RunRequest(run=record.run, project=project_to_plain(record.project), resume=record.checkpoint)
            self._controller.engine.send(m.LookAtTest(run=run, folder=record.folder))

    def _tested(self, report: m.RunTested) -> None:
        if report.problem:
            self._controller.message.emit(Notice("error", report.problem, key="test"))
        elif (record := self._runs.get(report.run)) is not None:
            record.tested = report
            record.looks += 1
            self._runs.updated.emit()

    def _samples_wanted(self, record: RunRecord, rows: tuple[int, ...]) -> None:
        if self._controller.ready:
            command = m.ShowSamples(project=project_to_plain(record.project), folder=record.folder, rows=rows)
            self._asked = {self._controller.engine.send(command): record}

    def _samples(self, report: m.SamplesShown) -> None:
        record = self._asked.pop(report.request, None)
        if record is not None:
            record.samples = report
            self._runs.updated.emit()
