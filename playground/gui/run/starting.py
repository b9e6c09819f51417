"""How runs begin: at once, as soon as what they need is there, or after those that are under way have ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.gui.document import Document
from playground.gui.notices import Notice, refusal
from playground.gui.open_data import data_of
from playground.gui.run.conversation import Conversation
from playground.gui.run.launch import Launch
from playground.gui.run.live_rate import LiveRate
from playground.gui.run.loading import DataLoading
from playground.gui.run.trouble import trouble_of
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import Runs
from playground.language import _
from playground.runs import messages as m


class Starting(QObject):
    """Begins runs, goes on with them, and ends them. Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
        show_problem: A layer should be shown because of a problem (its position).
        began: Runs begin.
        engine_wanted: There is no engine, and one is needed.
    """

    message = Signal(object)
    show_problem = Signal(int)
    began = Signal()
    engine_wanted = Signal()

    def __init__(
        self,
        document: Document,
        runs: Runs,
        conversation: Conversation,
        under_way: UnderWay,
        loading: DataLoading,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._runs = runs
        self._conversation = conversation
        self._under_way = under_way
        self._loading = loading
        self._live_rate = LiveRate(document, conversation, under_way, self)
        self._live_rate.message.connect(self.message)
        loading.ended.connect(self._loaded)

    def stop(self) -> None:
        """Ends the runs after the present step, or forgets that one was to begin."""
        self._under_way.wait_for(None)
        self._under_way.step_when_paused = False
        self._under_way.do_afterwards(None)
        if self._under_way.launched:
            self._conversation.order(m.Stop())
        self._under_way.settle()

    def begin(self, make: Callable[[], tuple[Launch, ...]], paused: bool) -> None:
        """Begins the runs that ``make`` gives, if any, now, or as soon as engine and data are ready; says why not if the network has a problem."""
        self._under_way.wait_for(None)
        if self._under_way.launched:
            return
        if not self._under_way.ready or self._loading.pending:
            self.wait(partial(self.begin, make, paused))
        elif (trouble := trouble_of(self._document, self.show_problem.emit)) is not None:
            self.message.emit(trouble)
        elif self._loading.info is None:
            self._under_way.wait_for(partial(self.begin, make, paused))
            self._loading.load()
        else:
            if launches := make():
                self._launch(launches, paused)
        self._under_way.settle()

    def go_on(self, launches: tuple[Launch, ...]) -> None:
        """Goes on with runs that were interrupted, now or as soon as there is an engine; not with those of other data than are open."""
        if any(launch.data not in (None, data_of(self._document)) for launch in launches):
            text = _("This run belongs to what was open before, and cannot go on here.")
            self.message.emit(Notice("info", text, key="left"))
            return
        if self.busy(partial(self.go_on, launches)):
            return
        if self._under_way.ready:
            self._launch(launches)
            return
        self.wait(partial(self._launch, launches), needs_data=False)

    def wait(self, begin: Callable[[], None], needs_data: bool = True) -> None:
        """Begins something as soon as engine and data are ready; an engine that was given up is started for it."""
        self._under_way.wait_for(begin, needs_data)
        if self._under_way.state == "stopped_engine":
            self.engine_wanted.emit()

    def go_on_lower(self, run: str, lr: float) -> None:
        """Goes on with a run that diverged, from its last finite state, with a lower learning rate."""
        if run not in self._under_way.launched:
            self._go_on_from_checkpoint(run, lr)
            return
        self._live_rate.lower(lr)
        self._conversation.order(m.Resume())

    def _go_on_from_checkpoint(self, run: str, lr: float) -> None:
        """Goes on with a run that was stopped after it diverged, from its last finite state."""
        if (record := self._runs.get(run)) is not None:
            training = record.project.training
            project = replace(record.project, training=replace(training, optimizer=replace(training.optimizer, lr=lr)))
            self.go_on((Launch(run, record.name, project, record.checkpoint, new_rate=True, data=record.data),))

    def busy(self, then: Callable[[], None]) -> bool:
        """Whether runs are under way; the user is told to stop them first, and can have ``then`` done after that."""
        if self._under_way.launched:
            action = (_("Stop it, then begin"), partial(self._stop_then, then))
            self.message.emit(Notice("info", _("Stop the present run first."), (action,), key="busy"))
        return bool(self._under_way.launched)

    def _stop_then(self, then: Callable[[], None]) -> None:
        self.stop()
        self._under_way.do_afterwards(then)
        self._under_way.settle()

    def _launch(self, launches: tuple[Launch, ...], paused: bool = False) -> None:
        """Sends runs to the engine, which is ready and does nothing else."""
        self.began.emit()
        self._under_way.wait_for(None)
        self._under_way.launch(launches, step=paused)
        self._live_rate.begin(launches)
        requests = tuple(launch.request() for launch in launches)
        command = m.Train(runs=requests, folder=self._loading.folder, paused=paused, folds=bool(launches[0].fold))
        self._conversation.order(command, self._not_launched)
        self._under_way.settle()

    def _not_launched(self, message: str) -> None:
        """The engine would not train what it was sent."""
        self._under_way.end_all()
        self._under_way.wait_for(None)
        self._under_way.step_when_paused = False
        self.message.emit(refusal(message))
        self._under_way.settle()

    def _loaded(self, there: bool) -> None:
        self._under_way.settle()
        self._under_way.begin_waiting(possible=there)
