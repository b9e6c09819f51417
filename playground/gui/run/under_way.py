"""What is under way: whether there is an engine, which runs it trains, and what begins as soon as that is possible.

The controller, the recovery and the readers of reports share it and do not know each other. Main thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, Signal

from playground.gui.run.launch import Launch
from playground.gui.runs import Runs

State = Literal["starting", "idle", "loading", "training", "paused", "stopped_engine"]
"""``starting``: the engine loads; ``loading``: the data do; ``stopped_engine``: it died too often, and none is started by itself."""

RUNNING: tuple[State, ...] = ("training", "paused")


class UnderWay(QObject):
    """Read by all; changed through the methods, but for ``step_when_paused``.

    Attributes:
        state: What follows from the rest; ``settle`` finds it.
        ready: The engine has loaded torch.
        launched: Runs that train, are paused, or are being built, by name.
        newest: Names of the runs that were launched last, whether they have ended or not.
        newest_folds: All folds of the newest cross-validation, whether they have ended or not.
        step_when_paused: One step is made as soon as the runs wait.
        loading: Tells whether data are being loaded, or are about to be.

    Signals:
        changed: ``state`` or ``waiting`` changed.
        readied: The engine is ready, or no longer there (``ready``).
    """

    changed = Signal()
    readied = Signal(bool)

    def __init__(self, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self.state: State = "starting"
        self.ready = self._given_up = False
        self.newest: tuple[str, ...] = ()
        self.newest_folds: tuple[Launch, ...] = ()
        self.step_when_paused = False
        self.loading: Callable[[], bool] = lambda: False
        self.launched: dict[str, Launch] = {}
        self._together: dict[str, tuple[str, ...]] = {}
        self._rates: dict[str, float] = {}
        self._waiting: Callable[[], None] | None = None
        self._needs_data = True
        self._afterwards: Callable[[], None] | None = None

    @property
    def waiting(self) -> bool:
        """Whether something begins as soon as engine and data are ready."""
        return self._waiting is not None

    @property
    def resuming(self) -> bool:
        """Whether what waits needs nothing but the engine: runs that go on."""
        return self._waiting is not None and not self._needs_data

    def wait_for(self, begin: Callable[[], None] | None, needs_data: bool = True) -> None:
        """What begins as soon as the engine is ready, and the data where they are needed; None: nothing does."""
        changed = (begin is None) != (self._waiting is None)
        self._waiting, self._needs_data = begin, needs_data
        if changed:
            self.changed.emit()

    def begin_waiting(self, possible: bool = True, data: bool = True) -> None:
        """Begins what waits for the data, or with ``data`` False for nothing but the engine; forgets it if it is not ``possible``."""
        begin = self._waiting
        if begin is not None and self._needs_data == data:
            self.wait_for(None)
            if possible:
                begin()

    def do_afterwards(self, then: Callable[[], None] | None) -> None:
        """What is done when the runs have ended; None: nothing."""
        self._afterwards = then

    def set_ready(self, ready: bool, given_up: bool = False) -> None:
        """The engine is ready, or there is none; with ``given_up`` none is started by itself either."""
        self.ready, self._given_up = ready, given_up
        self.readied.emit(ready)
        self.settle()

    def launch(self, launches: tuple[Launch, ...], step: bool) -> None:
        """These runs are the ones that train; with ``step`` they make one step and wait."""
        self._runs.paused = False
        self.launched = {launch.run: launch for launch in launches}
        self.newest = tuple(self.launched)
        self.step_when_paused = step
        self.belong_together(tuple(dict.fromkeys((*launches[0].beside, *self.newest))))
        for launch in launches:
            if launch.resume is None or launch.new_rate:
                self._rates[launch.run] = launch.project.training.optimizer.lr
        if launches[0].fold:
            self.newest_folds = launches

    def belong_together(self, runs: tuple[str, ...]) -> None:
        """These runs, by name, were launched together, or compared with each other: trained longer, they go on together."""
        self._together.update(dict.fromkeys(runs, runs))

    def together(self, run: str) -> tuple[str, ...]:
        """The runs with which a run was launched or compared last, itself among them."""
        return self._together.get(run, (run,))

    def rate_of(self, run: str) -> float | None:
        """The learning rate that a run was told last; a scheduler may have gone on from there."""
        return self._rates.get(run)

    def note_rate(self, lr: float) -> None:
        """The runs under way were told another learning rate."""
        self._rates.update(dict.fromkeys(self.launched, lr))

    def end(self, run: str) -> Launch | None:
        """A run is over; its launch, if it was one of these."""
        return self.launched.pop(run, None)

    def end_all(self) -> tuple[Launch, ...]:
        """No run trains any more; those that did."""
        ended, self.launched = tuple(self.launched.values()), {}
        return ended

    def hold(self, paused: bool) -> None:
        """The runs wait, or go on."""
        self._runs.pause(paused)
        self.settle()

    def settle(self) -> None:
        """Finds the state; if nothing trains any more, what was to be done afterwards is done."""
        state = self._found()
        if state != self.state:
            self.state = state
            self.changed.emit()
        if not self.launched and not self._given_up and self._afterwards is not None:
            then, self._afterwards = self._afterwards, None
            then()

    def _found(self) -> State:
        if self._given_up:
            return "stopped_engine"
        if self.launched:
            return "paused" if self._runs.paused else "training"
        if not self.ready:
            return "starting"
        return "loading" if self.loading() else "idle"
