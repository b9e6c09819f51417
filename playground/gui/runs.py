"""The runs of this session: what the plots, the cards and the table of runs read.

The controller fills ``Runs`` from the engine's reports; views read it and redraw when they are visible. Main thread only.

A run belongs to its data. When other data are open (``turn_to``), the runs so far are earlier ones: nothing draws them until the user shows
them again, and then their title tells their dataset. When the same data come back, with Undo, so do the runs that were shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from playground.gui.open_data import OpenData
from playground.gui.run_signs import colour_of, free_number, symbol_of
from playground.network import Network
from playground.runs.messages import Checkpoint, Picture, RunEnded, RunStarted, RunTested, SamplesShown
from playground.runs.project import Project

if TYPE_CHECKING:
    from playground.runs.history import RunHistory

P = TypeVar("P", bound=Picture)

MOST_RUNS = 50
"""Runs kept in a session; the oldest that is not shown goes first."""

GRADIENT_SCALE = (-8.0, 0.0)
"""log10 of the RMS of dL/dW: the ends of the scale on which cards and plots show it."""


@dataclass(eq=False)
class RunRecord:
    """One run: what was trained, and what came of it so far.

    Attributes:
        run: Name in the session, as the engine uses it.
        name: Name on screen among runs of its data; the user may change it.
        number: Which colour and marker it has, for good.
        project: The project as it was when the run began.
        history: Its epochs.
        data: What it belongs to.
        dataset: Its dataset in words, beside what is open now.
        earlier: Other data are open now.
        set_aside: It is not shown because other data were opened, not because the user wanted so.
        live: It trains, or is paused.
        shown: Whether the plots draw it.
        ended: What the engine said at its end.
        pictures: The newest of each kind that arrived.
        checkpoint: The newest, to go on from.
        folder: What a relative path of its data is relative to.
        tested: Its figures on the test part, if someone has looked.
        looks: How often someone has.
        samples: The samples that were asked for last.
    """

    # A fold of a cross-validation is such a record too; it is kept apart from the runs, in ``Runs.folds``.

    run: str
    name: str
    number: int
    project: Project
    history: RunHistory
    data: OpenData = field(default_factory=OpenData)
    dataset: str = ""
    earlier: bool = False
    set_aside: bool = False
    live: bool = True
    shown: bool = True
    ended: RunEnded | None = None
    pictures: dict[type[Picture], Picture] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    folder: str = ""
    tested: RunTested | None = None
    looks: int = 0
    samples: SamplesShown | None = None

    def picture(self, kind: type[P]) -> P | None:
        """The newest picture of a kind; None if none has arrived."""
        found = self.pictures.get(kind)
        return found if isinstance(found, kind) else None

    @property
    def started(self) -> RunStarted:
        """What the engine said when the run began."""
        return self.history.started

    @property
    def title(self) -> str:
        """Name on screen: that of an earlier run tells its dataset."""
        return f"{self.name} ({self.dataset})" if self.earlier else self.name

    @property
    def colour(self) -> QColor:
        """Its one colour in every plot, in the present theme."""
        return colour_of(self.number)

    @property
    def symbol(self) -> str:
        """Its marker in every plot; runs of one colour have different ones."""
        return symbol_of(self.number)

    def turn_to(self, data: OpenData) -> None:
        """These data are open: it becomes an earlier run, or is one no longer."""
        self.earlier, self.dataset = self.data != data, self.data.label(data)
        if self.earlier and self.shown:
            self.shown, self.set_aside = False, True
        elif self.set_aside and not self.earlier:
            self.shown, self.set_aside = True, False


class Runs(QObject):
    """All runs of the session, oldest first.

    Attributes:
        paused: The live runs wait.

    Signals:
        added: A run began (its record).
        updated: New epochs, predictions or forecasts arrived; at most 30 times a second. Views only note it and draw with their timer.
        changed: Title, whether it trains, waits, or is shown changed (its record).
        removed: A run was taken away (its record).
        epoch_changed: The user looks at another epoch (see ``epoch``).
        test_wanted: The user wants to look at the test part (the record of the run); the answer is ``tested`` of the record.
        samples_wanted: The user wants to see samples (the record, their rows); the answer is ``samples`` of the record.
        folds_begun: A cross-validation began; its folds are in ``folds``.
        turned: Other data are open: all runs so far are earlier ones.
    """

    added = Signal(object)
    updated = Signal()
    changed = Signal(object)
    removed = Signal(object)
    epoch_changed = Signal()
    test_wanted = Signal(object)
    samples_wanted = Signal(object, tuple)
    folds_begun = Signal()
    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: list[RunRecord] = []
        self._folds: list[RunRecord] = []
        self._validated = self.paused = False
        self._epoch: float | None = None
        self._data = OpenData()
        self._at_start = False

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """All of them, oldest first."""
        return tuple(self._records)

    @property
    def folds(self) -> tuple[RunRecord, ...]:
        """The folds of the newest cross-validation of the open data, in order; plots of runs do not show them."""
        return tuple(fold for fold in self._folds if fold.shown)

    @property
    def validated(self) -> bool:
        """Whether what was trained last, of the open data, is a cross-validation."""
        return self._validated and bool(self.folds)

    @property
    def shown(self) -> tuple[RunRecord, ...]:
        """Those that the plots draw, oldest first."""
        return tuple(record for record in self._records if record.shown)

    @property
    def present(self) -> tuple[RunRecord, ...]:
        """Those of the data that are open, and earlier ones that are shown again, oldest first."""
        return tuple(record for record in self._records if record.shown or not record.earlier)

    @property
    def newest_shown(self) -> RunRecord | None:
        """The newest run that the plots draw, for what has room for one."""
        return self.shown[-1] if self.shown else None

    @property
    def current(self) -> RunRecord | None:
        """The present run: the newest shown one that is no earlier run; None while the weights are at their start."""
        return next((record for record in self._from_newest() if not record.earlier), None)

    def of(self, network: Network) -> RunRecord | None:
        """The run whose gradients the cards of a network show: the newest shown one of exactly this network, on the data that are open.

        None while the weights are at their start.
        """
        own = (one for one in self._from_newest() if one.data.same_data(self._data) and one.project.network == network)
        return next(own, None)

    def _from_newest(self) -> tuple[RunRecord, ...]:
        return () if self._at_start else self.shown[::-1]

    @property
    def epoch(self) -> float | None:
        """The epoch that the time row points at; None: the newest."""
        return self._epoch

    def choose_epoch(self, epoch: float | None) -> None:
        """Points every plot at an epoch; None follows the newest."""
        if epoch != self._epoch:
            self._epoch = epoch
            self.epoch_changed.emit()

    def newest(self, kind: type[P]) -> tuple[RunRecord, P] | None:
        """The newest shown run that has a picture of a kind, and that picture; None without any."""
        return next(((record, found) for record in self.shown[::-1] if (found := record.picture(kind)) is not None), None)

    def back_to_start(self) -> None:
        """The weights were reset: no run is the present one until the next begins."""
        self._at_start = True
        self.updated.emit()

    def get(self, run: str) -> RunRecord | None:
        """The record of a run by its name in the session."""
        return next((record for record in (*self._records, *self._folds) if record.run == run), None)

    def turn_to(self, data: OpenData) -> None:
        """These data are open: runs on others are earlier ones, not shown, and no epoch of theirs is looked at."""
        if data == self._data:
            return
        self._data = data
        for record in (*self._records, *self._folds):
            record.turn_to(data)
        self._tell_apart()
        for record in (*self._records, *self._folds):
            self.changed.emit(record)
        self.choose_epoch(None)
        self.turned.emit()
        self.updated.emit()

    def _tell_apart(self) -> None:
        """Each piece of work has titles of its own; earlier ones with the same are numbered."""
        taken: set[str] = set()
        for record in self._records:
            name, number = record.name, 1
            while record.earlier and record.title in taken:
                number += 1
                record.name = f"{name} {number}"
            taken.add(record.title)

    def add(self, started: RunStarted, name: str, project: Project, data: OpenData | None = None) -> RunRecord:
        """Begins the record of a run; without ``data`` it belongs to those that are open."""
        numbers = [[old.number for old in old_ones] for old_ones in (self._records, self.shown, self.present)]
        record = self._begun(started, name, project, data, free_number(*numbers))
        self._at_start = self._validated = False
        self._records.append(record)
        for old in self._records[:-MOST_RUNS]:
            self.remove(next((other for other in self._records if not other.shown), old))
        self.added.emit(record)
        return record

    def go_on(self, record: RunRecord, started: RunStarted, project: Project) -> None:
        """A run goes on, from the epoch that ``started`` tells; the project is that of the whole run."""
        self._at_start = False
        self._validated = self._validated and record in self._folds
        record.history.go_on(started)
        record.project, record.ended, record.tested, record.live = project, None, None, True
        self.changed.emit(record)

    def add_fold(self, started: RunStarted, name: str, project: Project, number: int, data: OpenData | None = None) -> RunRecord:
        """Begins the record of a fold; the first one, number 1, begins a new cross-validation."""
        if number == 1:
            self._folds.clear()
        record = self._begun(started, name, project, data, number - 1)
        self._folds.append(record)
        self._validated = True
        if number == 1:
            self.folds_begun.emit()
        self.updated.emit()
        return record

    def _begun(self, started: RunStarted, name: str, project: Project, data: OpenData | None, number: int) -> RunRecord:
        from playground.runs.history import RunHistory  # with numpy, that the window need not wait for

        record = RunRecord(started.run, name, number, project, RunHistory(started), self._data if data is None else data)
        record.turn_to(self._data)
        return record

    def change(self, record: RunRecord, edit: Callable[[RunRecord], None]) -> None:
        """Edits title, or whether it is live or shown, and tells the views."""
        edit(record)
        self.changed.emit(record)

    def pause(self, paused: bool) -> None:
        """The live runs wait, or go on."""
        self.paused = paused
        for record in (*self._records, *self._folds):
            if record.live:
                self.changed.emit(record)

    def remove(self, record: RunRecord) -> None:
        """Takes a run away."""
        self._records.remove(record)
        self.removed.emit(record)
