"""The runs of this session: what the plots, the cards and the table of runs read.

The controller fills ``Runs`` from the engine's reports; views read it and redraw when they are visible. Main thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from playground.gui.theme import theme
from playground.network import Network
from playground.runs.history import RunHistory
from playground.runs.messages import Checkpoint, Picture, RunEnded, RunStarted, RunTested, SamplesShown
from playground.runs.project import Project

P = TypeVar("P", bound=Picture)

MOST_RUNS = 50
"""Runs kept in a session; the oldest that is not shown goes first."""

GRADIENT_SCALE = (-8.0, 0.0)
"""log10 of the RMS of dL/dW: the ends of the scale on which cards and plots show it."""

SYMBOLS = ("o", "s", "t", "d", "p", "h", "star", "+")
"""Markers of pyqtgraph: colour is never the only sign of a run."""


@dataclass(eq=False)
class RunRecord:
    """One run: what was trained, and what came of it so far.

    Attributes:
        run: Name in the session, as the engine uses it.
        title: Name on screen; the user may change it.
        number: Which colour and marker it has.
        project: The project as it was when the run began.
        history: Its epochs.
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
    title: str
    number: int
    project: Project
    history: RunHistory
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
    def colour(self) -> QColor:
        """Its one colour in every plot, in the present theme."""
        return theme().colours.run(self.number)

    @property
    def symbol(self) -> str:
        """Its marker in every plot."""
        return SYMBOLS[self.number % len(SYMBOLS)]


class Runs(QObject):
    """All runs of the session, oldest first.

    Attributes:
        validated: What was trained last is a cross-validation.
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
    """

    added = Signal(object)
    updated = Signal()
    changed = Signal(object)
    removed = Signal(object)
    epoch_changed = Signal()
    test_wanted = Signal(object)
    samples_wanted = Signal(object, tuple)
    folds_begun = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records: list[RunRecord] = []
        self._folds: list[RunRecord] = []
        self.validated = self.paused = False
        self._epoch: float | None = None
        self._colours = 0
        self._at_start = False

    @property
    def records(self) -> tuple[RunRecord, ...]:
        """All of them, oldest first."""
        return tuple(self._records)

    @property
    def folds(self) -> tuple[RunRecord, ...]:
        """The folds of the newest cross-validation, in order; plots of runs do not show them."""
        return tuple(self._folds)

    @property
    def shown(self) -> tuple[RunRecord, ...]:
        """Those that the plots draw, oldest first."""
        return tuple(record for record in self._records if record.shown)

    @property
    def current(self) -> RunRecord | None:
        """The run that the cards show: the newest one that is shown; None while the weights are at their start."""
        shown = self.shown
        return shown[-1] if shown and not self._at_start else None

    def of(self, network: Network) -> RunRecord | None:
        """The newest shown run of exactly this network, for what tells of its layers; None while the weights are at their start."""
        shown = () if self._at_start else reversed(self.shown)
        return next((record for record in shown if record.project.network == network), None)

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
        for record in reversed(self.shown):
            if (picture := record.picture(kind)) is not None:
                return record, picture
        return None

    def back_to_start(self) -> None:
        """The weights were reset: no run is the present one until the next begins."""
        self._at_start = True
        self.updated.emit()

    def get(self, run: str) -> RunRecord | None:
        """The record of a run by its name in the session."""
        return next((record for record in (*self._records, *self._folds) if record.run == run), None)

    def add(self, started: RunStarted, title: str, project: Project) -> RunRecord:
        """Begins the record of a run."""
        record = RunRecord(started.run, title, self._colours, project, RunHistory(started))
        self._colours += 1
        self._at_start = self.validated = False
        self._records.append(record)
        for old in self._records[:-MOST_RUNS]:
            self.remove(next((other for other in self._records if not other.shown), old))
        self.added.emit(record)
        return record

    def add_fold(self, started: RunStarted, title: str, project: Project, number: int) -> RunRecord:
        """Begins the record of a fold; the first one, number 1, begins a new cross-validation."""
        if number == 1:
            self._folds.clear()
        record = RunRecord(started.run, title, number - 1, project, RunHistory(started))
        self._folds.append(record)
        self.validated = True
        if number == 1:
            self.folds_begun.emit()
        self.updated.emit()
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
