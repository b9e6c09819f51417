"""The controller: what the buttons do. It owns the engine process and knows what is under way.

Main thread only. States: ``starting`` (the engine loads), ``idle``, ``loading`` (data), ``training``, ``paused``, ``stopped_engine`` (it died
too often). Train pressed while the engine or the data are loading waits for them. What the engine tells of data is read in ``loading``, of
runs in ``run_reports``; what is done when it dies stands in ``recovery``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.datasets import DatasetInfo
from playground.gui.document import Document
from playground.gui.notices import Action, Notice
from playground.gui.records import Runs
from playground.gui.run.data_looks import DataLooks
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.launch import Launch, Launcher
from playground.gui.run.loading import DataLoading
from playground.gui.run.progress_text import end_of_newest, progress_of_all
from playground.gui.run.rates import Rates
from playground.gui.run.recovery import Recovery
from playground.gui.run.run_looks import RunLooks
from playground.gui.run.run_reports import RunReports
from playground.gui.run.trouble import folds_trouble, trouble_of
from playground.language import _
from playground.layers import Layer
from playground.runs import messages as m

log = logging.getLogger(__name__)

_UNDER_WAY = ("training", "paused")


class Controller(QObject):
    """Steers runs through the engine.

    Signals:
        state_changed: ``state`` or ``waiting`` changed.
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
        self.devices: tuple[m.DeviceInfo, ...] = ()
        self.versions: dict[str, str] = {}
        self.ready = False  # the engine has loaded torch
        self.launched: dict[str, Launch] = {}  # runs that train, are paused, or are being built, by name
        self.launcher = Launcher(document, runs)
        self._train_request = 0
        self._waiting: Callable[[], None] | None = None  # Train pressed before it is possible
        self._afterwards: Callable[[], None] | None = None  # what begins when the runs have ended
        self._step_when_paused = False
        self._watching: tuple[str, ...] = ()
        self._lr: float | None = None  # of the runs under way, while the document is theirs
        self.engine = engine if engine is not None else EngineProcess(self)
        self._loading = DataLoading(document, self.engine, self)
        self.rates = Rates(document, self.engine, self)
        self.looking = DataLooks(self._loading, self.engine, self)
        self._recovery = Recovery(self, runs)
        self._handlers: dict[type[m.Report], Callable[..., None]] = {
            m.EngineReady: self._engine_ready,
            m.EngineFailed: self._engine_failed,
            m.Refused: self._refused,
            **self._loading.reports,
            **self.rates.reports,
            **self.looking.reports,
            **RunReports(self, runs).handlers,
            **RunLooks(self, runs, self._loading).handlers,
        }
        self._connect()

    def _connect(self) -> None:
        self.engine.reported.connect(self._reported)
        self.engine.died.connect(self._died)
        self._loading.info_changed.connect(self.dataset_changed)
        self._loading.progress_changed.connect(self.progress_changed)
        self._loading.message.connect(self.message)
        self._loading.ended.connect(self._loaded)
        self._document.training_changed.connect(self._training_changed)
        self._document.opened.connect(self._opened)

    @property
    def info(self) -> DatasetInfo | None:
        """The data of the document; None while they are not loaded."""
        return self._loading.info

    @property
    def loading_text(self) -> str:
        """What is being loaded, in words; empty if nothing is."""
        return self._loading.text

    @property
    def loading_share(self) -> float | None:
        """The share that is loaded; None where that is unknown."""
        return self._loading.share

    @property
    def active(self) -> tuple[str, ...]:
        """Names of the runs that train or are paused."""
        return tuple(self.launched)

    @property
    def waiting(self) -> bool:
        """Whether a run begins as soon as engine and data are ready."""
        return self._waiting is not None or self._recovery.wanted

    def start(self) -> None:
        """Starts the engine; the window need not wait for it."""
        self.ready = False
        self._set_state("starting")
        self.engine.start()

    def shutdown(self) -> None:
        """Ends the engine, whatever it does."""
        self._waiting = None
        self._recovery.forget()
        self._loading.close()
        self.rates.close()
        self.engine.shutdown()

    # what the buttons do

    def train(self) -> None:
        """Goes on with paused runs, or begins a new one."""
        if self.state == "paused":
            self.resume()
        elif self.state not in ("training", "stopped_engine"):
            self._begin(self.launcher.one, paused=False)

    def step(self) -> None:
        """One optimizer step; begins a paused run if there is none."""
        if self.state == "paused":
            self.engine.send(m.Step())
        elif self.state not in ("training", "stopped_engine"):
            self._begin(self.launcher.one, paused=True)

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
        self._wait_for(None)
        self._recovery.forget()
        self._step_when_paused, self._afterwards = False, None
        if self.launched:
            self.engine.send(m.Stop())
        self.settle()

    def reset_weights(self) -> None:
        """Ends the runs; the next one begins from the same initial weights, which follow from the seed."""
        self.stop()
        self._runs.back_to_start()
        text = _("Back at the initial weights of seed {seed}. The next run begins there.")
        self._tell("info", text.format(seed=self._document.project.training.seed), key="reset")

    def set_learning_rate(self, lr: float) -> None:
        """Changes the learning rate of the runs from the next step on."""
        self._lr = lr
        if self.launched:
            self.engine.send(m.SetLearningRate(lr=lr))

    def compare(self, first: Layer, second: Layer) -> None:
        """Trains two runs together that differ in the hidden activations alone: same initial weights, same batches."""
        if self.busy(partial(self.compare, first, second)):
            return
        if not self._document.network.hidden_activations():
            text = _("The network has no hidden activation to compare. Put one between two layers.")
            self._tell("warning", text, key="compare")
        elif self.state != "stopped_engine":
            self._begin(partial(self.launcher.compared, first, second), paused=False)

    def cross_validate(self) -> None:
        """Trains one network per fold of the data."""
        if self.busy(self.cross_validate):
            return
        if (trouble := folds_trouble(self._document)) is not None:
            self.message.emit(trouble)
        elif self.state != "stopped_engine":
            self._begin(self.launcher.folds, paused=False)

    def reload_data(self, download: bool = False) -> None:
        """Loads the data of the document again."""
        self._loading.load(download)
        self.settle()

    def cancel_loading(self) -> None:
        """Gives up the loading that is under way, and the run that waits for it."""
        self._wait_for(None)
        self.engine.send(m.CancelLoading())

    def watch(self, pictures: tuple[str, ...]) -> None:
        """Which pictures are made while training: only what someone sees."""
        self._watching = pictures
        if self.ready:
            self.engine.send(m.Watch(pictures=pictures))

    def find_learning_rate(self) -> None:
        """Begins the test that proposes a learning rate, if the network has no problem and nothing trains."""
        if self.busy(self.find_learning_rate):
            return
        if (trouble := trouble_of(self._document, self.show_problem.emit)) is not None:
            self.message.emit(trouble)
        else:
            self.rates.find(self._loading.folder)

    def go_on_lower(self, run: str, lr: float) -> None:
        """Goes on with a run that diverged, from its last finite state, with a lower learning rate."""
        if run not in self.launched:
            self._recovery.go_on_lower(run, lr)
            return
        training = self._document.project.training
        if self._lr is not None:  # the document is that of the run, and follows it
            self._lr = lr
            self._document.change_training(replace(training, optimizer=replace(training.optimizer, lr=lr)), _("Learning rate"))
        self.set_learning_rate(lr)
        self.engine.send(m.Resume())

    def progress(self) -> tuple[str, float | None]:
        """Where the runs are, in words, and the share that is done (None: nothing runs)."""
        if self.launched:
            return progress_of_all(self.launched, self._runs)
        if self.state == "starting":
            return _("Begins as soon as the engine is ready …") if self.waiting else _("The engine is starting …"), None
        if self.waiting:
            return _("Begins as soon as the data are there …"), None
        return end_of_newest(self._runs) or (_("ready") if self.state == "idle" else ""), None

    # how runs begin

    def busy(self, then: Callable[[], None]) -> bool:
        """Whether runs are under way; the user is told to stop them first, and can have ``then`` done after that."""
        if self.launched:
            action = (_("Stop it, then begin"), partial(self._stop_then, then))
            self._tell("info", _("Stop the present run first."), (action,), key="busy")
        return bool(self.launched)

    def _stop_then(self, then: Callable[[], None]) -> None:
        self.stop()
        self._afterwards = then
        self.settle()

    def launch(self, launches: tuple[Launch, ...], paused: bool = False) -> None:
        """Sends runs to the engine, which is ready and does nothing else."""
        self._recovery.forget_lost()
        self._wait_for(None)
        self._step_when_paused = paused
        self.launched = {launch.run: launch for launch in launches}
        training = launches[0].project.training
        folds = bool(launches[0].fold)
        own = self._document.project.training.optimizer.name == training.optimizer.name and not folds
        self._lr = self._document.project.training.optimizer.lr if own else None
        requests = tuple(launch.request() for launch in launches)
        self._train_request = self.engine.send(m.Train(runs=requests, folder=self._loading.folder, paused=paused, folds=folds))
        self.settle()

    def _begin(self, make: Callable[[], tuple[Launch, ...]], paused: bool) -> None:
        """Begins runs now, or as soon as engine and data are ready; says why not if the network has a problem."""
        self._wait_for(None)
        if self.launched:
            return
        self._recovery.forget()
        if not self.ready or self._loading.pending:
            self._wait_for(partial(self._begin, make, paused))
        elif (trouble := trouble_of(self._document, self.show_problem.emit)) is not None:
            self.message.emit(trouble)
        elif self.info is None:
            self._wait_for(partial(self._begin, make, paused))
            self.reload_data()
        else:
            self.launch(make(), paused)
        self.settle()

    def _wait_for(self, begin: Callable[[], None] | None) -> None:
        changed = (begin is None) != (self._waiting is None)
        self._waiting = begin
        if changed:
            self.state_changed.emit()

    # what the engine tells

    def _reported(self, report: m.Report) -> None:
        if (handler := self._handlers.get(type(report))) is not None:
            handler(report)

    def _engine_ready(self, report: m.EngineReady) -> None:
        self.ready = True
        self.devices, self.versions = report.devices, report.versions
        self.devices_changed.emit()
        self.engine.send(m.Watch(pictures=self._watching))
        self.rates.set_possible(True)
        self._loading.engine_ready()
        self.settle()
        self._recovery.engine_ready()

    def _engine_failed(self, report: m.EngineFailed) -> None:
        if self.ready:
            self._tell("error", report.message, key="engine")
        else:
            self._recovery.engine_unusable(report.message)

    def _refused(self, report: m.Refused) -> None:
        if report.request == self._train_request:
            self.launched.clear()
        elif not self._loading.refused(report.request) and not self.rates.refused(report.request) and not self.launched:
            log.info("refused: %s", report.message)  # the run ended just before, and needs no pause any more
            return
        self._wait_for(None)
        self._step_when_paused = False
        self._tell("error", report.message, key="refused")
        self.settle()

    def _loaded(self, there: bool) -> None:
        begin = self._waiting
        self._wait_for(None)
        self.settle()
        if there and begin is not None:
            begin()

    def _died(self, why: str) -> None:
        self.ready, self._train_request = False, 0
        self._step_when_paused, self._afterwards = False, None
        self._loading.interrupt()
        self.looking.interrupt()
        self.rates.set_possible(False)
        self._recovery.engine_died(why)

    # when the document changes

    def _opened(self) -> None:
        self._lr = None

    def _training_changed(self) -> None:
        lr = self._document.project.training.optimizer.lr
        if self.launched and self._lr not in (None, lr):
            self.set_learning_rate(lr)

    # state

    def became(self, state: str) -> None:
        """The runs train, or are paused."""
        self._set_state(state)
        if state == "paused" and self._step_when_paused:
            self._step_when_paused = False
            self.engine.send(m.Step())

    def give_up(self) -> None:
        """There is no engine, and none is started by itself."""
        self.ready = False
        self._loading.interrupt()
        self._wait_for(None)
        self._set_state("stopped_engine")

    def settle(self) -> None:
        """Takes the state that follows from what is under way."""
        if self.state == "stopped_engine":
            return
        if self.launched:
            self._set_state(self.state if self.state in _UNDER_WAY else "training")
            return
        self._set_state(("loading" if self._loading.pending else "idle") if self.ready else "starting")
        if self._afterwards is not None:
            then, self._afterwards = self._afterwards, None
            then()

    def _set_state(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    def _tell(self, kind: str, text: str, actions: tuple[Action, ...] = (), key: str = "") -> None:
        self.message.emit(Notice(kind, text, actions, key))
