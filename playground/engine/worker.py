"""The worker: the thread that trains. Commands go in from any thread, reports come out.

What is known without the data is checked when a command is submitted; the rest follows in reports. Loading goes on on a thread
beside it, so that a new dataset does not hold up a training that is under way.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

import numpy as np

from playground.datasets import Cancelled, NeedsDownload
from playground.datasets.prepare import Prepared
from playground.engine.data_answers import DataAnswers
from playground.engine.failures import in_words
from playground.engine.gate import Gate, GateState
from playground.engine.loader import Loader, Loading
from playground.engine.previews import Previews
from playground.engine.process import load_libraries
from playground.engine.requests import (
    Assignment,
    Measurement,
    RefusedError,
    Source,
    TestPart,
    read_assignment,
    read_measurement,
    read_preview,
    read_source,
    read_table,
    read_test_part,
)
from playground.engine.trainer import Arrived, Item, Trainer
from playground.engine.warm_up import warm_up
from playground.language import _, use_language
from playground.runs.messages import (
    CancelLoading,
    Command,
    DatasetFailed,
    DatasetProgress,
    DatasetReady,
    DescribeData,
    EngineFailed,
    FindLearningRate,
    LoadDataset,
    MeasureTestPart,
    Pause,
    PreviewSchedule,
    PreviewTable,
    ReadRows,
    Report,
    Resume,
    SamplesShown,
    SetLearningRate,
    ShowSamples,
    Speak,
    Step,
    Stop,
    Train,
    Watch,
)

__all__ = ["RefusedError", "Worker"]

_log = logging.getLogger(__name__)


class _End:
    """The last item of the queue."""


class Worker:
    """Owns the training thread, the only place that calls ``training``, and the loading thread beside it.

    ``report`` is called on both of them; it must not wait for a thread that submits commands.
    """

    def __init__(self, report: Callable[[Report], None]) -> None:
        self._report = report
        self._loader = Loader()
        self._data_answers = DataAnswers()
        self._previews = Previews(report)
        self._trainer = Trainer(report, self._fetch, self._became, self._interrupts)
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._wake = threading.Condition()  # guards the next three
        self._queue: deque[Item | _End] = deque()
        self._gate = Gate()
        self._shown: Loading | None = None

    def start(self) -> None:
        """Starts the threads; ``EngineReady`` is reported when torch is loaded."""
        self._thread.start()

    def stop(self, timeout: float) -> None:
        """Ends both threads, within ``timeout`` seconds if the step under way is shorter; else they are left behind."""
        self._put(_End())
        self._loader.stop(0)
        self._previews.stop()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def submit(self, command: Command) -> None:
        """Accepts a command, from any thread; it is carried out when its turn comes.

        Raises:
            RefusedError: it cannot be carried out.
        """
        if isinstance(command, LoadDataset):
            self._load(command, read_source(command.project, command.folder))
        elif isinstance(command, DescribeData | ReadRows):
            self._look(command, read_source(command.project, command.folder))
        elif isinstance(command, PreviewTable):
            self._previews.show(command.request, read_table(command.dataset, command.folder))
        elif isinstance(command, CancelLoading):
            self._loader.cancel()
            self._put(command)
        elif isinstance(command, Train):
            with self._wake:
                self._gate.check(command)
            assignment = read_assignment(command)
            with self._wake:
                self._gate.check(command)
                self._gate.assigned(assignment)
                self._put(assignment)
        elif isinstance(command, Speak):
            use_language(command.language)
        elif isinstance(command, PreviewSchedule):
            self._put(read_preview(command))
        elif isinstance(command, ShowSamples):
            self._show_samples(command, read_source(command.project, command.folder))
        elif isinstance(command, MeasureTestPart):
            self._put(read_test_part(command))
        elif isinstance(command, FindLearningRate):
            measurement = read_measurement(command)
            with self._wake:
                self._gate.check(command)
                self._put(measurement)
        elif isinstance(command, Pause | Resume | Step | Stop | SetLearningRate | Watch):
            with self._wake:
                self._gate.check(command)
                self._gate.accepted(command)
                self._put(command)

    def _load(self, command: LoadDataset, source: Source) -> None:
        """Begins to load what the window wants to show; the last that it wanted is given up."""

        def done(result: Prepared | Exception) -> None:
            if isinstance(result, Prepared):
                self._report(DatasetReady(request=command.request, info=result.info))
                return
            cancelled = isinstance(result, Cancelled)
            self._report(
                DatasetFailed(
                    request=command.request,
                    message=_("Loading was cancelled.") if cancelled else in_words(result),
                    cancelled=cancelled,
                    offer_download=isinstance(result, NeedsDownload),
                )
            )

        loading = self._loading(source, command.request, done, command.download)
        with self._wake:
            if self._shown is not None:
                self._shown.cancel()
            self._shown = loading
        self._loader.load(loading)

    def _look(self, command: DescribeData | ReadRows, source: Source) -> None:
        """Answers from the data that the loading thread keeps; they are loaded again if it no longer does."""

        def done(result: Prepared | Exception) -> None:
            self._report(self._data_answers.answer(command, result))

        self._loader.load(self._loading(source, 0, done))

    def _show_samples(self, command: ShowSamples, source: Source) -> None:
        """Tells the features of samples, as soon as their data is there."""

        def done(result: Prepared | Exception) -> None:
            if isinstance(result, Exception):
                nothing = np.zeros(0)
                self._report(SamplesShown(request=command.request, rows=nothing, values=nothing, problem=in_words(result)))
                return
            rows, values = result.samples(command.rows)
            self._report(SamplesShown(request=command.request, rows=rows, values=values))

        self._loader.load(self._loading(source, 0, done))

    def _fetch(self, wanted_by: Assignment | Measurement | TestPart) -> Loading:
        """Begins to load what runs or a measurement need."""
        loading = self._loading(wanted_by.source, 0, lambda result: self._put(Arrived(wanted_by, result)))
        self._loader.load(loading)
        return loading

    def _loading(
        self, source: Source, request: int, done: Callable[[Prepared | Exception], None], download: bool = False
    ) -> Loading:
        """A loading that tells whoever asked how far it is (``request`` 0: nobody)."""

        def progress(share: float | None, text: str) -> None:
            self._report(DatasetProgress(request=request, share=share, text=text))

        return Loading(source, download, progress, done)

    def _became(self, assignment: Assignment, state: GateState) -> None:
        with self._wake:
            self._gate.became(assignment, state)

    def _interrupts(self) -> bool:
        """Whether something waits that a long measurement must give way to."""
        return bool(self._queue)

    def _put(self, item: Item | _End) -> None:
        with self._wake:
            self._queue.append(item)
            self._wake.notify_all()

    def _next(self) -> Item | _End:
        with self._wake:
            while not self._queue:
                self._wake.wait()
            return self._queue.popleft()

    def _run(self) -> None:
        """The worker thread."""
        try:
            load_libraries()
        finally:
            # Not earlier: an import on the loading thread would wait for the system's linker, and everybody else for the import.
            self._loader.start()
            self._previews.start()
        try:
            self._report(warm_up())
        except Exception as error:
            _log.exception("torch could not be loaded")
            self._report(EngineFailed(message=_("torch could not be loaded: {reason}").format(reason=in_words(error))))
        while not isinstance(item := self._next(), _End):
            try:
                self._trainer.carry_out(item)
                self._trainer.go_on(self._queue)
            except Exception as error:
                _log.exception("the worker stumbled")
                self._report(EngineFailed(message=in_words(error)))
                self._trainer.abandon(error)
