"""An engine without a process: it notes the commands, and answers them as the real one would when the test lets it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import numpy as np
from PySide6.QtCore import QObject, Signal

from playground.datasets import DatasetInfo
from playground.runs import messages as m
from playground.runs.checks import declared_signature
from playground.runs.project import project_from_plain

C = TypeVar("C", bound=m.Command)

READY = m.EngineReady(versions={"torch": "0"}, devices=(m.DeviceInfo(name="cpu", label="A processor"),))


def checkpoint(epoch: int, step: int = 0) -> m.Checkpoint:
    return m.Checkpoint(epoch=epoch, step=step or epoch * 10, seconds=float(epoch), data=b"weights")


class FakeEngine(QObject):
    """The interface of ``EngineProcess``.

    What it has to tell waits until ``deliver`` (all of it) or ``deliver(n)``. ``tell`` tells something at once, ``die`` ends it.

    Attributes:
        commands: Everything it was sent, in order.
        starts: How often it was started.
        runs: Epochs of the runs under way, by name.
        paused: Whether they wait.
    """

    reported = Signal(object)
    died = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.running = False
        self.starts = 0
        self.commands: list[m.Command] = []
        self.runs: dict[str, int] = {}
        self.paused = False
        self.last_words = ""
        self._projects: dict[str, Any] = {}
        self._loading = 0
        self._queue: deque[m.Report] = deque()
        self._answers: dict[type[m.Command], Callable[[Any], None]] = {
            m.LoadDataset: self._load,
            m.CancelLoading: self._cancel,
            m.Train: self._train,
            m.Pause: self._pause,
            m.Resume: self._resume,
            m.Step: self._step,
            m.Stop: self._stop,
            m.MeasureTestPart: self._look,
            m.ShowSamples: self._show,
        }

    @property
    def process_id(self) -> int:
        return 4711 if self.running else 0

    def start(self) -> None:
        self._forget()
        self.running = True
        self.starts += 1
        self._queue.append(READY)

    def send(self, command: m.Command) -> None:
        self.commands.append(command)
        if self.running and (answer := self._answers.get(type(command))) is not None:
            answer(command)

    def shutdown(self, seconds: float = 1.5) -> None:
        self._forget()
        self.running = False

    # what tests do with it

    def tell(self, report: m.Report) -> None:
        """Tells something that no command led to."""
        self.reported.emit(report)

    def deliver(self, count: int = -1) -> None:
        """Tells what waits to be told, and what that leads to."""
        while self._queue and count:
            count -= 1
            self.reported.emit(self._queue.popleft())

    def die(self, why: str = "signal 9") -> None:
        """Ends as a killed process does."""
        self.shutdown()
        self.died.emit(why)

    def answer(self, kind: type[m.Command], report: m.Answer | m.Refused) -> None:
        """Answers the newest command of a kind."""
        self.tell(msgspec.structs.replace(report, request=self.sent(kind)[-1].request))

    def sent(self, kind: type[C]) -> list[C]:
        """The commands of one kind."""
        return [command for command in self.commands if isinstance(command, kind)]

    def advance(self, epochs: int = 1, keep: bool = True) -> None:
        """Trains: every run reports ``epochs`` more, and a checkpoint if ``keep``."""
        for run, done in list(self.runs.items()):
            self.runs[run] = done + epochs
            self._queue.append(self._progress(run, done + 1, epochs))
            if keep:
                self._queue.append(m.RunCheckpoint(run=run, checkpoint=checkpoint(done + epochs)))

    def diverge(self, run: str) -> None:
        """A run meets a number that is not finite, and waits."""
        done = self.runs[run]
        self._queue.append(
            m.RunDiverged(
                run=run,
                epoch=done + 1,
                step=done * 10 + 1,
                position=0,
                layer="Linear",
                what="gradient",
                lr=1.0,
                suggested_lr=0.1,
                checkpoint=checkpoint(done),
            )
        )
        self._pause(m.Pause())

    def end(self, reason: m.EndReason = "finished", message: str = "") -> None:
        """Every run ends by itself."""
        for run, done in self.runs.items():
            self._queue.append(
                m.RunEnded(run=run, reason=reason, message=message, epoch=done, step=done * 10, seconds=1.0, figures={})
            )
        self.runs.clear()

    # how it answers

    def _forget(self) -> None:
        self._queue.clear()
        self.runs.clear()
        self.paused = False
        self._loading = 0

    def _load(self, command: m.LoadDataset) -> None:
        signature = declared_signature(project_from_plain(command.project).dataset)
        if signature is None:
            self._queue.append(m.DatasetFailed(request=command.request, message="there is no such table"))
            return
        info = DatasetInfo(command.project["dataset"]["name"], signature, 100, 80, 20, 0)
        self._loading = command.request
        self._queue.append(m.DatasetProgress(request=command.request, share=0.5, text="half of it"))
        self._queue.append(m.DatasetReady(request=command.request, info=info))

    def _cancel(self, _command: m.CancelLoading) -> None:
        if any(isinstance(report, m.DatasetReady) for report in self._queue):
            self._queue = deque(report for report in self._queue if not isinstance(report, m.DatasetReady))
            self._queue.append(m.DatasetFailed(request=self._loading, message="Loading was cancelled.", cancelled=True))

    def _train(self, command: m.Train) -> None:
        if self.runs:
            self._queue.append(m.Refused(request=command.request, message="Other runs are training."))
            return
        for request in command.runs:
            self._projects[request.run] = request.project
            self.runs[request.run] = request.resume.epoch if request.resume is not None else 0
            self._queue.append(self._started(request))
        self.paused = command.paused
        if command.paused:
            self._queue.append(m.RunPaused())

    def _pause(self, command: m.Pause) -> None:
        if self._busy(command):
            self.paused = True
            self._queue.append(m.RunPaused())

    def _resume(self, command: m.Resume) -> None:
        if self._busy(command):
            self.paused = False
            self._queue.append(m.RunResumed())

    def _step(self, command: m.Step) -> None:
        if self._busy(command):
            for run, done in self.runs.items():
                self._queue.append(self._progress(run, done + 1, 0))

    def _stop(self, command: m.Stop) -> None:
        if self._busy(command):
            self.end("stopped", "Stopped.")

    def _look(self, command: m.MeasureTestPart) -> None:
        self._queue.append(
            m.RunTested(request=command.request, run=command.run.run, figures={"test_loss": 0.5, "test_rmse": 7.0})
        )

    def _show(self, command: m.ShowSamples) -> None:
        rows = np.array(command.rows, dtype=np.float64)
        self._queue.append(m.SamplesShown(request=command.request, rows=rows, values=np.outer(rows, [1.0, 0.5])))

    def _busy(self, command: m.Command) -> bool:
        if not self.runs:
            self._queue.append(m.Refused(request=command.request, message="Nothing is training."))
        return bool(self.runs)

    def _weighted(self, run: str) -> tuple[m.WeightedLayer, ...]:
        layers = project_from_plain(self._projects[run]).network.layers
        return tuple(
            m.WeightedLayer(position=position, layer=layer.name, weights=4)
            for position, layer in enumerate(layers)
            if layer.has_weights()
        )

    def _started(self, request: m.RunRequest) -> m.RunStarted:
        project = project_from_plain(request.project)
        signature = declared_signature(project.dataset)
        assert signature is not None
        return m.RunStarted(
            run=request.run,
            device="cpu",
            device_note="",
            layers=self._weighted(request.run),
            metrics=("rmse",),
            epochs=project.training.epochs,
            steps_per_epoch=10,
            parameters=100,
            start="00000000",
            epoch=self.runs[request.run],
            info=DatasetInfo(project.dataset.name, signature, 100, 80, 20, 0),
        )

    def _progress(self, run: str, first: int, epochs: int) -> m.RunProgress:
        layers = len(self._weighted(run))
        column, table = np.full(epochs, 0.5), np.full((epochs, layers), 0.01)
        return m.RunProgress(
            run=run,
            epochs=np.arange(first, first + epochs, dtype=np.float64),
            train_loss=column,
            val_loss=column,
            learning_rate=column,
            train_metrics=np.full((epochs, 1), 0.5),
            val_metrics=np.full((epochs, 1), 0.5),
            grad_rms=table,
            weight_rms=table,
            update_ratio=table,
            step=(first + epochs) * 10,
            epoch=float(first + epochs - 1),
            step_loss=0.5,
            step_grad_rms=np.full(layers, 0.01),
            seconds=float(first + epochs),
        )
