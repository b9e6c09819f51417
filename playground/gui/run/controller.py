"""The controller: what the buttons do. It owns the engine process, turns reports into records, and keeps the user's work safe from it.

Main thread only. States: ``starting`` (the engine loads), ``idle``, ``loading`` (data), ``training``, ``paused``, ``stopped_engine`` (it died
too often). Train pressed while the engine or the data are loading waits for them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from playground.datasets import DatasetInfo
from playground.fields import number_text
from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.gui.records import RunRecord, Runs
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.titles import title_for
from playground.language import _
from playground.layers import Layer
from playground.runs import messages as m
from playground.runs.checks import loss_problem
from playground.runs.project import Project, project_to_plain

log = logging.getLogger(__name__)

_DEBOUNCE_MS = 200
_CRASHES = 3
_CRASH_SECONDS = 60.0


class Controller(QObject):
    """Steers runs through the engine.

    Signals:
        state_changed: ``state`` changed.
        dataset_changed: ``info`` changed.
        devices_changed: ``devices`` and ``versions`` are known.
        progress_changed: ``loading_text`` or ``loading_share`` changed.
        message: Something the user should know (a ``Notice``).
        show_problem: A layer should be shown because of a problem (its position).
    """

    state_changed = Signal()
    dataset_changed = Signal()
    devices_changed = Signal()
    progress_changed = Signal()
    message = Signal(object)
    show_problem = Signal(int)

    def __init__(
        self, document: Document, runs: Runs, parent: QObject | None = None, engine: EngineProcess | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self.state = "starting"
        self.info: DatasetInfo | None = None
        self.devices: tuple[m.DeviceInfo, ...] = ()
        self.versions: dict[str, str] = {}
        self.loading_text = ""
        self.loading_share: float | None = None
        self._ready = False
        self._numbers = 0
        self._active: dict[str, tuple[str, Project]] = {}
        self._waiting: Callable[[], None] | None = None  # Train pressed before it is possible
        self._step_when_paused = False
        self._load_request = 0
        self._train_request = 0
        self._watching = True
        self._lr: float | None = None
        self._crashes: list[float] = []
        self._debounce = QTimer(self)
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(_DEBOUNCE_MS)
        self._debounce.timeout.connect(self.reload_data)
        self.engine = engine if engine is not None else EngineProcess(self)
        self.engine.reported.connect(self._reported)
        self.engine.died.connect(self._died)
        document.dataset_changed.connect(self._data_changed)
        document.training_changed.connect(self._training_changed)

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the runs that train or are paused."""
        return tuple(self._active)

    def start(self) -> None:
        """Starts the engine; the window need not wait for it."""
        self._ready = False
        self._set_state("starting")
        self.engine.start()

    def shutdown(self) -> None:
        """Ends the engine, whatever it does."""
        self._debounce.stop()
        self._waiting = None
        self.engine.shutdown()

    # what the buttons do

    def train(self) -> None:
        """Goes on with paused runs, or begins a new one."""
        if self.state == "paused":
            self.resume()
        elif self.state not in ("training", "stopped_engine"):
            self._begin(self._own_run, paused=False)

    def step(self) -> None:
        """One optimizer step; begins a paused run if there is none."""
        if self.state == "paused":
            self.engine.send(m.Step())
        elif self.state not in ("training", "stopped_engine"):
            self._step_when_paused = True
            self._begin(self._own_run, paused=True)

    def pause(self) -> None:
        """Holds the runs after the present step."""
        if self.state == "training":
            self.engine.send(m.Pause())

    def resume(self) -> None:
        """Goes on with paused runs."""
        if self.state == "paused":
            self.engine.send(m.Resume())

    def stop(self) -> None:
        """Ends the runs after the present step, or forgets that one was to begin."""
        self._waiting = None
        self._step_when_paused = False
        if self._active:
            self.engine.send(m.Stop())
        self._settle()

    def reset_weights(self) -> None:
        """Ends the runs; the next one begins from the same initial weights, which follow from the seed."""
        self.stop()
        self._runs.back_to_start()
        text = _("Back at the initial weights of seed {seed}. The next run begins there.")
        self._tell("info", text.format(seed=self._document.project.training.seed), key="reset")

    def set_learning_rate(self, lr: float) -> None:
        """Changes the learning rate of the runs from the next step on."""
        self._lr = lr
        if self._active:
            self.engine.send(m.SetLearningRate(lr=lr))

    def compare(self, first: Layer, second: Layer) -> None:
        """Trains two runs together that differ in the hidden activations alone: same initial weights, same batches."""
        if self._active:
            self._tell("info", _("Stop the present run first."), ((_("Stop"), self.stop),), key="busy")
            return
        if not self._document.network.hidden_activations():
            self._tell(
                "warning", _("The network has no hidden activation to compare. Put one between two layers."), key="compare"
            )
            return
        if self.state != "stopped_engine":
            self._begin(partial(self._compared_runs, first, second), paused=False)

    def reload_data(self, download: bool = False) -> None:
        """Loads the data of the document again."""
        self._debounce.stop()
        if not self._ready:
            return
        self._set_loading(_("Loading the data …"), None)
        plain = project_to_plain(self._document.project)
        self._load_request = self.engine.send(m.LoadDataset(project=plain, folder=self._folder(), download=download))
        self._settle()

    def cancel_loading(self) -> None:
        """Gives up the loading that is under way, and the run that waits for it."""
        self._waiting = None
        self.engine.send(m.CancelLoading())

    def watch_predictions(self, wanted: bool) -> None:
        """Whether predictions are computed while training: only when someone sees them."""
        self._watching = wanted
        if self._ready:
            self.engine.send(m.Watch(predictions=wanted))

    def progress(self) -> tuple[str, float | None]:
        """Where the runs are, in words, and the share that is done (None: nothing runs)."""
        record = next((self._runs.get(run) for run in self._active if self._runs.get(run)), None)
        if record is None:
            return self._resting_text(), None
        last, epochs = record.history.last, record.started.epochs
        if last is None:
            return _("preparing …"), 0.0
        share = min(last.epoch / epochs, 1.0) if epochs else 0.0
        step_ms = 1000 * last.seconds / max(last.step, 1)
        left = last.seconds / last.epoch * (epochs - last.epoch) if last.epoch > 0 else 0.0
        text = _("epoch {epoch:,} of {epochs:,} · {ms:.2g} ms a step · {left} left").format(
            epoch=int(last.epoch), epochs=epochs, ms=step_ms, left=_duration(left)
        )
        return text, share

    def _resting_text(self) -> str:
        if self.state == "starting":
            return _("The engine is starting …")
        record = self._runs.current
        if record is not None and record.ended is not None:
            return _("{why} after {epochs:,} epochs · {time}").format(
                why=_reason(record.ended.reason), epochs=record.ended.epoch, time=_duration(record.ended.seconds)
            )
        return _("ready") if self.state == "idle" else ""

    # how a run begins

    def _begin(self, make: Callable[[], dict[str, tuple[str, Project]]], paused: bool) -> None:
        """Begins runs now, or as soon as engine and data are ready; says why not if the network has a problem."""
        if not self._ready or self._load_pending():
            self._waiting = partial(self._begin, make, paused)
            self._settle()
            return
        self._waiting = None
        if self._problem():
            self._step_when_paused = False
            return
        if self.info is None:
            self._waiting = partial(self._begin, make, paused)
            self.reload_data()
            return
        self._active = make()
        self._lr = self._document.project.training.optimizer.lr
        requests = tuple(m.RunRequest(run=run, project=project_to_plain(project)) for run, (_t, project) in self._active.items())
        self._train_request = self.engine.send(m.Train(runs=requests, folder=self._folder(), paused=paused))
        self._settle()

    def _own_run(self) -> dict[str, tuple[str, Project]]:
        project = self._document.project
        return {self._new_name(): (title_for(project, self._titles()), project)}

    def _compared_runs(self, first: Layer, second: Layer) -> dict[str, tuple[str, Project]]:
        made: dict[str, tuple[str, Project]] = {}
        for layer in (first, second):
            project = replace(self._document.project, network=self._document.network.with_activations(layer))
            taken = [*self._titles(), *(title for title, _project in made.values())]
            made[self._new_name()] = (title_for(project, taken), project)
        return made

    def _new_name(self) -> str:
        self._numbers += 1
        return f"run-{self._numbers}"

    def _titles(self) -> list[str]:
        return [record.title for record in self._runs.records]

    def _problem(self) -> bool:
        """Tells the first problem of the network or the loss, with its repair; whether there is one."""
        shapes, signature = self._document.shapes, self._document.signature
        if signature is not None and (reason := loss_problem(self._document.project, signature.task)):
            self._tell("warning", reason, key="problem")
            return True
        if shapes is None or shapes.problem is None:
            return False
        problem = shapes.problem
        actions: list[tuple[str, Callable[[], None]]] = []
        if problem.repair is not None:
            new = self._document.network.repaired(problem.position, problem.repair)
            label = problem.repair.label
            actions.append((label, lambda: self._document.change_network(new, label)))
        actions.append((_("Show"), partial(self.show_problem.emit, problem.position)))
        self._tell("warning", problem.message, tuple(actions), key="problem")
        return True

    def _load_pending(self) -> bool:
        return self._debounce.isActive() or bool(self._load_request)

    def _folder(self) -> str:
        path = self._document.path
        return str(path.parent if path is not None else Path.cwd())

    # what the engine tells

    def _reported(self, report: m.Report) -> None:
        handler = getattr(self, f"_on_{type(report).__name__}", None)
        if handler is not None:
            handler(report)

    def _on_EngineReady(self, report: m.EngineReady) -> None:
        self._ready = True
        self.devices, self.versions = report.devices, report.versions
        self.devices_changed.emit()
        self.engine.send(m.Watch(predictions=self._watching))
        self.reload_data()

    def _on_Refused(self, report: m.Refused) -> None:
        if report.request == self._load_request:
            self._load_request = 0
            self._set_loading("", None)
        if report.request == self._train_request:
            self._active.clear()
        self._waiting = None
        self._step_when_paused = False
        self._tell("error", report.message, key="refused")
        self._settle()

    def _on_EngineFailed(self, report: m.EngineFailed) -> None:
        self._tell("error", report.message, key="engine")

    def _on_DatasetProgress(self, report: m.DatasetProgress) -> None:
        if self._load_request:
            self._set_loading(report.text, report.share)

    def _on_DatasetReady(self, report: m.DatasetReady) -> None:
        if report.request != self._load_request:
            return
        self._load_request = 0
        self._set_loading("", None)
        self.info = report.info
        self._document.set_signature(report.info.signature)
        self.dataset_changed.emit()
        self._settle()
        if self._waiting is not None:
            self._waiting()

    def _on_DatasetFailed(self, report: m.DatasetFailed) -> None:
        if report.request != self._load_request:
            return
        self._load_request = 0
        self._waiting = None
        self._step_when_paused = False
        self._set_loading("", None)
        self.info = None
        self.dataset_changed.emit()
        actions: tuple[tuple[str, Callable[[], None]], ...] = ((_("Try again"), self.reload_data),)
        if report.offer_download:
            actions = ((_("Download"), partial(self.reload_data, True)),)
        self._tell("info" if report.cancelled else "error", report.message, actions, key="data")
        self._settle()

    def _on_RunStarted(self, report: m.RunStarted) -> None:
        if report.run not in self._active:
            return
        record = self._runs.get(report.run)
        if record is None:
            title, project = self._active[report.run]
            for old in self._runs.shown:
                if old.project.dataset != project.dataset:  # losses of other data would only mislead
                    self._runs.change(old, partial(_set_shown_of, shown=False))
            self._runs.add(report, title, project)
        else:
            record.history.truncate(report.epoch)
            self._runs.change(record, partial(_set_state_of, state="training"))
        self._runs.look_at(None)
        self._set_state("training")

    def _on_RunProgress(self, report: m.RunProgress) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.history.append(report)
            self._runs.updated.emit()

    def _on_RunPredictions(self, report: m.RunPredictions) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.predictions = report
            self._runs.updated.emit()

    def _on_RunForecast(self, report: m.RunForecast) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.forecast = report
            self._runs.updated.emit()

    def _on_RunCheckpoint(self, report: m.RunCheckpoint) -> None:
        if (record := self._runs.get(report.run)) is not None:
            record.checkpoint = report.checkpoint

    def _on_RunPaused(self, report: m.RunPaused) -> None:
        if not self._active:
            return
        self._each_active("paused")
        self._set_state("paused")
        if self._step_when_paused:
            self._step_when_paused = False
            self.engine.send(m.Step())

    def _on_RunResumed(self, report: m.RunResumed) -> None:
        if self._active:
            self._each_active("training")
            self._set_state("training")

    def _on_RunDiverged(self, report: m.RunDiverged) -> None:
        record = self._runs.get(report.run)
        if record is None:
            return
        record.checkpoint = report.checkpoint
        where = {
            "output": _("the output of layer {number} ({layer}) was no longer a finite number"),
            "gradient": _("the gradient of layer {number} ({layer}) was no longer a finite number"),
            "weights": _("the weights of layer {number} ({layer}) were no longer finite numbers"),
        }.get(report.what, _("the loss was no longer a finite number"))
        where = where.format(number=(report.position or 0) + 1, layer=report.layer)
        text = _("{title} diverged in epoch {epoch:,}, step {step:,}: {where}. It is paused at its last finite state.").format(
            title=record.title, epoch=report.epoch, step=report.step, where=where
        )
        lower = report.suggested_lr
        action = _("Go on with learning rate {lr}").format(lr=number_text(float(f"{lower:.3g}")))
        self._tell("error", text, ((action, partial(self._go_on_lower, lower)), (_("Stop"), self.stop)), key="diverged")

    def _on_RunEnded(self, report: m.RunEnded) -> None:
        known = self._active.pop(report.run, None)
        record = self._runs.get(report.run)
        if record is not None:
            record.ended = report
            self._runs.change(record, partial(_set_state_of, state="ended"))
            self._runs.updated.emit()
        if report.reason == "failed" and (known is not None or record is not None):
            self._tell("error", report.message, key="failed")
        elif report.reason == "early_stopping":
            self._tell("info", report.message, key="ended")
        self._settle()

    def _go_on_lower(self, lr: float) -> None:
        training = self._document.project.training
        self._lr = lr
        lowered = replace(training, optimizer=replace(training.optimizer, lr=lr))
        self._document.change_training(lowered, _("Learning rate"))
        self.engine.send(m.SetLearningRate(lr=lr))
        self.engine.send(m.Resume())

    # when the engine dies

    def _died(self, why: str) -> None:
        log.error("the engine died: %s", why)
        records = [record for run in self._active if (record := self._runs.get(run)) is not None]
        projects = dict(self._active)
        self._active.clear()
        self._ready = False
        self._load_request = 0
        self._step_when_paused = False
        self._set_loading("", None)
        for record in records:
            self._runs.change(record, partial(_set_state_of, state="ended"))
        now = time.monotonic()
        self._crashes = [*(moment for moment in self._crashes if now - moment < _CRASH_SECONDS), now]
        if len(self._crashes) >= _CRASHES:
            self._waiting = None
            self._set_state("stopped_engine")
            text = _("The engine ended {n} times in a minute ({why}). Your work is safe. The log says more.")
            self._tell("error", text.format(n=len(self._crashes), why=why), ((_("Start again"), self._start_again),), key="died")
            return
        self.start()
        kept = [(record, record.checkpoint) for record in records if record.checkpoint is not None]
        text = _("The engine ended unexpectedly ({why}) and was started again. Your work is safe.").format(why=why)
        if kept and len(kept) == len(records):
            epoch = min(checkpoint.epoch for _record, checkpoint in kept if checkpoint is not None)
            label = _("Go on from epoch {epoch:,}").format(epoch=epoch)
            resume = [(record, checkpoint) for record, checkpoint in kept if checkpoint is not None]
            self._tell("error", text, ((label, partial(self._go_on, resume, projects)),), key="died")
        else:
            self._tell("error", text, key="died")

    def _start_again(self) -> None:
        self._crashes.clear()
        self.start()

    def _go_on(self, kept: list[tuple[RunRecord, m.Checkpoint]], projects: dict[str, tuple[str, Project]]) -> None:
        """Sends runs again to a new engine, each with its last checkpoint."""
        if not self._ready:
            self._waiting = partial(self._go_on, kept, projects)
            return
        if self._active:
            return
        self._waiting = None
        self._active = {record.run: projects[record.run] for record, _checkpoint in kept}
        requests = tuple(
            m.RunRequest(run=record.run, project=project_to_plain(record.project), resume=checkpoint)
            for record, checkpoint in kept
        )
        self._train_request = self.engine.send(m.Train(runs=requests, folder=self._folder()))
        self._settle()

    # when the document changes

    def _data_changed(self) -> None:
        self.info = None
        self.dataset_changed.emit()
        self._debounce.start()

    def _training_changed(self) -> None:
        lr = self._document.project.training.optimizer.lr
        if self._active and lr != self._lr:
            self.set_learning_rate(lr)

    # state

    def _each_active(self, state: str) -> None:
        for run in self._active:
            if (record := self._runs.get(run)) is not None:
                self._runs.change(record, partial(_set_state_of, state=state))

    def _settle(self) -> None:
        """The state that follows from what is under way."""
        if self.state == "stopped_engine":
            return
        if self._active:
            self._set_state(self.state if self.state in ("training", "paused") else "training")
        elif not self._ready:
            self._set_state("starting")
        elif self._load_pending():
            self._set_state("loading")
        else:
            self._set_state("idle")

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _set_loading(self, text: str, share: float | None) -> None:
        self.loading_text, self.loading_share = text, share
        self.progress_changed.emit()

    def _tell(self, kind: str, text: str, actions: tuple[tuple[str, Callable[[], None]], ...] = (), key: str = "") -> None:
        self.message.emit(Notice(kind, text, actions, key))


def _set_state_of(record: RunRecord, state: str) -> None:
    record.state = state


def _set_shown_of(record: RunRecord, shown: bool) -> None:
    record.shown = shown


def _reason(reason: str) -> str:
    """Why a run ended, in a word or two."""
    words = {
        "finished": _("finished"),
        "stopped": _("stopped"),
        "early_stopping": _("stopped early"),
        "diverged": _("diverged"),
        "failed": _("failed"),
    }
    return words.get(reason, reason)


def _duration(seconds: float) -> str:
    """A time as a person would say it."""
    if seconds < 60:
        return _("{s:.0f} s").format(s=seconds) if seconds >= 10 else _("{s:.1f} s").format(s=seconds)
    if seconds < 3600:
        return _("{m} min {s} s").format(m=int(seconds // 60), s=int(seconds % 60))
    return _("{h} h {m} min").format(h=int(seconds // 3600), m=int(seconds % 3600 // 60))
