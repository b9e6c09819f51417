"""The controller: what the buttons do. It makes the parts that talk with the engine, and tells them what concerns them.

Main thread only. Train pressed while the engine or the data are loading waits for them. What is under way stands in ``under_way``; who asks
the engine does so through ``conversation``. What it tells of runs is read in ``run_reports``; what is done when it dies, in ``recovery``.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.datasets import DatasetInfo
from playground.gui.document import Document
from playground.gui.notices import Action, Kind, Notice
from playground.gui.open_data import dataset_words
from playground.gui.run.belonging import Belonging
from playground.gui.run.comparing import Comparing
from playground.gui.run.conversation import Conversation
from playground.gui.run.data_questions import DataQuestions
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.launch import Launch, Launcher
from playground.gui.run.loading import DataLoading
from playground.gui.run.progress_text import end_of_newest, progress_of_all
from playground.gui.run.rates import Rates
from playground.gui.run.recovery import Recovery
from playground.gui.run.run_questions import RunQuestions
from playground.gui.run.run_reports import RunReports
from playground.gui.run.starting import Starting
from playground.gui.run.train_more import Offer, TrainMore
from playground.gui.run.trouble import folds_trouble, trouble_of
from playground.gui.run.under_way import State, UnderWay
from playground.gui.runs import Runs
from playground.language import _
from playground.layers import Layer
from playground.runs import messages as m


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
        self.devices: tuple[m.DeviceInfo, ...] = ()
        self.versions: dict[str, str] = {}
        self._launcher = Launcher(document, runs)
        self._watching: tuple[str, ...] = ()
        self.engine = engine if engine is not None else EngineProcess(self)
        self.conversation = Conversation(self.engine, self)
        self._under_way = UnderWay(runs, self)
        self._train_more = TrainMore(document, runs, self._under_way)
        self._loading = DataLoading(document, self.conversation, self._under_way, self)
        self.rates = Rates(document, self.conversation, self._under_way, self)
        self.data_questions = DataQuestions(self._loading, self.conversation, self)
        self._starting = Starting(document, runs, self.conversation, self._under_way, self._loading, self)
        self._recovery = Recovery(self.engine, self.conversation, self._under_way, runs, self)
        self._reports = RunReports(self._under_way, runs, self)
        self._run_questions = RunQuestions(self.conversation, self._under_way, runs, self._loading, self)
        self.comparing = Comparing(document, runs, self._launcher, self._starting, self._under_way, self)
        self._belonging = Belonging(document, runs, self._under_way, self._starting, self)
        self._connect()

    def _connect(self) -> None:
        self.conversation.told.connect(self._told)
        self._under_way.changed.connect(self._changed)
        self._loading.info_changed.connect(self.dataset_changed)
        self._loading.progress_changed.connect(self.progress_changed)
        begin, tell = (self._loading, self.rates, self._starting, self.comparing), (self._reports, self._run_questions)
        for part in (*begin, *tell, self._recovery, self._belonging):
            part.message.connect(self.message)
        self._starting.show_problem.connect(self.show_problem)
        for over in (self._starting.began, self._runs.turned):
            over.connect(self._recovery.forget_lost)
        self._starting.engine_wanted.connect(self._recovery.start_again)
        self._recovery.runs_wanted.connect(self._starting.go_on)
        self._reports.ended.connect(self._under_way.settle)
        self._reports.stop_wanted.connect(self.stop)
        self._reports.lower_wanted.connect(self._starting.go_on_lower)

    @property
    def state(self) -> State:
        """What the engine does."""
        return self._under_way.state

    @property
    def ready(self) -> bool:
        """Whether the engine has loaded torch."""
        return self._under_way.ready

    @property
    def info(self) -> DatasetInfo | None:
        """The data of the document; None while they are not loaded."""
        return self._loading.info

    @property
    def data_name(self) -> str:
        """What the data of the document are called: their file, or what the choice of datasets says."""
        return dataset_words(self._document.project.dataset)

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
        return tuple(self._under_way.launched)

    def together(self, run: str) -> tuple[str, ...]:
        """The runs with which a run was trained or compared last, itself among them."""
        return self._under_way.together(run)

    @property
    def waiting(self) -> bool:
        """Whether a run begins as soon as engine and data are ready."""
        return self._under_way.waiting

    def start(self) -> None:
        """Starts the engine; the window need not wait for it."""
        self._recovery.start()

    def shutdown(self) -> None:
        """Ends the engine, whatever it does."""
        self._under_way.wait_for(None)
        self._loading.close()
        self.rates.close()
        self.engine.shutdown()

    # what the buttons do

    @property
    def offer(self) -> Offer | None:
        """What Train and Step go on with; None: they begin a new run."""
        return self._train_more.offer()

    def train(self) -> None:
        """Goes on with paused runs, or with what has ended (``offer``), or begins a new run."""
        if self.state == "paused":
            self.resume()
        elif self.state != "training":
            self._starting.begin(self._next, paused=False)

    def train_anew(self) -> None:
        """Begins a new run from the initial weights."""
        if not self._starting.busy(self.train_anew):
            self._starting.begin(self._launcher.one, paused=False)

    def step(self) -> None:
        """One optimizer step of paused runs, of what has ended (``offer``), or of a new run, which then waits."""
        if self.state == "paused":
            self.conversation.order(m.Step())
        elif self.state != "training":
            self._starting.begin(self._next, paused=True)

    def _next(self) -> tuple[Launch, ...]:
        offer = self.offer
        return offer.launches if offer is not None else self._launcher.one()

    def pause(self) -> None:
        """Holds the runs after the present step."""
        if self.state == "training":
            self.conversation.order(m.Pause())

    def resume(self) -> None:
        """Goes on with paused runs."""
        if self.state == "paused":
            self.conversation.order(m.Resume())

    def stop(self) -> None:
        """Ends the runs after the present step, or forgets that one was to begin."""
        self._starting.stop()

    def reset_weights(self) -> None:
        """Ends runs that wait; the next one begins from the same initial weights, which follow from the seed. A training is stopped first."""
        if self.state == "training" and self._starting.busy(self.reset_weights):
            return
        self.stop()
        self._runs.back_to_start()
        self.state_changed.emit()
        text = _("Back at the initial weights of seed {seed}. The next run begins there.")
        self._tell("info", text.format(seed=self._document.project.training.seed), key="reset")

    def compare(self, first: Layer, second: Layer) -> None:
        """Shows two runs that differ in the hidden activations alone, and trains what is missing."""
        self.comparing.begin(first, second)

    def cross_validate(self) -> None:
        """Trains one network per fold of the data."""
        if self._starting.busy(self.cross_validate):
            return
        if (trouble := folds_trouble(self._document)) is not None:
            self.message.emit(trouble)
        else:
            self._starting.begin(self._launcher.folds, paused=False)

    def cancel_loading(self) -> None:
        """Gives up the loading that is under way, and the run that waits for it."""
        self._under_way.wait_for(None)
        self.conversation.order(m.CancelLoading())

    def watch(self, pictures: tuple[str, ...]) -> None:
        """Which pictures are made while training: only what someone sees."""
        self._watching = pictures
        if self.ready:
            self.conversation.order(m.Watch(pictures=pictures))

    def find_learning_rate(self, *, lower: bool = False) -> None:
        """Begins the test that proposes a (``lower``) learning rate, if the network has no problem and nothing trains."""
        again = partial(self.find_learning_rate, lower=lower)
        if self._starting.busy(again):
            return
        if (trouble := trouble_of(self._document, self.show_problem.emit)) is not None:
            self.message.emit(trouble)
        elif not self.ready:
            self._starting.wait(again)
        else:
            self.rates.find(self._loading.folder, lower)

    def speak(self, language: str) -> None:
        """Has the engine say everything in another language; it goes on with what it does."""
        self.conversation.order(m.Speak(language=language))

    def progress(self) -> tuple[str, float | None]:
        """Where the runs are, in words, and the share that is done (None: nothing runs)."""
        if self._under_way.launched:
            return progress_of_all(self._under_way.launched, self._runs)
        if self.state == "starting":
            return _("Begins as soon as the engine is ready …") if self.waiting else _("The engine is starting …"), None
        if self.waiting:
            return _("Begins as soon as the data are there …"), None
        return end_of_newest(self._runs, self._under_way.newest) or (_("ready") if self.state == "idle" else ""), None

    # what the engine tells

    def _told(self, report: m.Report) -> None:
        if isinstance(report, m.EngineReady):
            self._engine_ready(report)
        elif isinstance(report, m.EngineFailed):
            self._engine_failed(report)
        else:
            self._reports.take(report)

    def _engine_ready(self, report: m.EngineReady) -> None:
        self.devices, self.versions = report.devices, report.versions
        self.devices_changed.emit()
        self.conversation.order(m.Watch(pictures=self._watching))
        self._under_way.set_ready(True)
        self._under_way.begin_waiting(data=False)

    def _engine_failed(self, report: m.EngineFailed) -> None:
        if self.ready:
            self._tell("error", report.message, key="engine")
        else:
            self._recovery.engine_unusable(report.message)

    # state

    def _changed(self) -> None:
        self.state_changed.emit()
        if self.state == "paused" and self._under_way.step_when_paused:
            self._under_way.step_when_paused = False
            self.conversation.order(m.Step())

    def _tell(self, kind: Kind, text: str, actions: tuple[Action, ...] = (), key: str = "") -> None:
        self.message.emit(Notice(kind, text, actions, key))
