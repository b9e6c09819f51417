"""What is asked of the engine about a run that is over: a look at the test part, and single samples. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.gui.notices import Notice
from playground.gui.run.conversation import Conversation, Question
from playground.gui.run.loading import DataLoading
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import RunRecord, Runs
from playground.runs import messages as m
from playground.runs.project import project_to_plain


class RunQuestions(QObject):
    """Asks when ``Runs`` says that someone wants to know, and writes the answers into the records.

    Signals:
        message: Something the user should know (a ``Notice``).
    """

    message = Signal(object)

    def __init__(
        self, conversation: Conversation, under_way: UnderWay, runs: Runs, loading: DataLoading, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._conversation = conversation
        self._under_way = under_way
        self._loading = loading
        self._runs = runs
        self._samples: Question | None = None
        runs.added.connect(self._added)
        runs.test_wanted.connect(self._test_wanted)
        runs.samples_wanted.connect(self._samples_wanted)

    def _added(self, record: RunRecord) -> None:
        record.folder = self._loading.folder

    def _test_wanted(self, record: RunRecord) -> None:
        if not self._under_way.ready or record.checkpoint is None or record.live:
            return
        run = m.RunRequest(run=record.run, project=project_to_plain(record.project), resume=record.checkpoint)

        def tested(report: m.RunTested) -> None:
            if report.problem:
                self._refused(report.problem)
                return
            record.tested = report
            record.looks += 1
            self._runs.updated.emit()

        self._conversation.ask(m.MeasureTestPart(run=run, folder=record.folder), tested, self._refused)

    def _refused(self, message: str) -> None:
        self.message.emit(Notice("error", message, key="test"))

    def _samples_wanted(self, record: RunRecord, rows: tuple[int, ...]) -> None:
        if not self._under_way.ready:
            return

        def shown(report: m.SamplesShown) -> None:
            record.samples = report
            self._runs.updated.emit()

        command = m.ShowSamples(project=project_to_plain(record.project), folder=record.folder, rows=rows)
        self._samples = self._conversation.ask(command, shown, instead_of=self._samples)
