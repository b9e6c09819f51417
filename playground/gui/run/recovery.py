"""The life of engines. When one dies or hangs, a new one is started, and runs go on from their last checkpoint if the user wants it.

An engine that dies again and again is not started for ever: after ``MOST_DEATHS`` in a row the user decides.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.gui.notices import Action, Notice
from playground.gui.run.conversation import Conversation
from playground.gui.run.engine_process import EngineProcess
from playground.gui.run.launch import Launch
from playground.gui.run.run_reports import set_live
from playground.gui.run.under_way import UnderWay
from playground.gui.runs import Runs
from playground.language import _, ngettext

log = logging.getLogger(__name__)

MOST_DEATHS = 3
"""Engines that may die in a row before no new one is started by itself."""

HEALTHY_SECONDS = 60.0
"""An engine that was ready for so long was a healthy one: its end begins a new count."""


class Recovery(QObject):
    """What is done about dead engines and lost runs. Main thread only.

    Signals:
        message: Something the user should know (a ``Notice``).
        runs_wanted: The user wants runs to go on (their launches).
    """

    message = Signal(object)
    runs_wanted = Signal(tuple)

    def __init__(
        self, engine: EngineProcess, conversation: Conversation, under_way: UnderWay, runs: Runs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._conversation = conversation
        self._under_way = under_way
        self._runs = runs
        self._deaths = 0
        self._ready_at: float | None = None
        self._lost: tuple[Launch, ...] = ()  # what the last death interrupted, until something else is trained
        engine.died.connect(self._died)
        under_way.readied.connect(self._readied)

    def start(self) -> None:
        """Starts an engine."""
        self._under_way.set_ready(False)
        self._conversation.start()

    def _readied(self, ready: bool) -> None:
        if ready:
            self._ready_at = time.monotonic()

    def _died(self, why: str) -> None:
        """Starts a new engine, tells the user, and offers to go on with the runs that were under way."""
        log.error("the engine died: %s", why)
        self._under_way.do_afterwards(None)
        self._under_way.step_when_paused = False
        self._under_way.set_ready(False)
        self._conversation.lose()
        launched = self._under_way.end_all()
        for launch in launched:
            if (record := self._runs.get(launch.run)) is not None:
                self._runs.change(record, partial(set_live, live=False))
        if launched and launched[0].fold:
            self._lost = self._under_way.newest_folds  # those that had ended too: the data is cut anew
        elif launched:
            self._lost = self._with_checkpoints(launched)
        if self._ready_at is not None and time.monotonic() - self._ready_at >= HEALTHY_SECONDS:
            self._deaths = 0
        self._ready_at = None
        self._deaths += 1
        if self._deaths < MOST_DEATHS:
            self.start()
            text = _("The engine ended unexpectedly ({why}) and was started again. Your work is safe.").format(why=why)
            self._tell(text, self._offers())
        else:
            self._give_up(
                ngettext(
                    "The engine ended unexpectedly ({why}). Your work is safe. The log says more.",
                    "The engine ended {n} times in a row ({why}). Your work is safe. The log says more.",
                    self._deaths,
                ).format(n=self._deaths, why=why)
            )

    def engine_unusable(self, why: str) -> None:
        """The engine lives but cannot train: torch could not be loaded."""
        self._engine.shutdown(0.2)
        self._conversation.lose()
        self._give_up(why)

    def forget_lost(self) -> None:
        """Something else is trained now: what was lost is no longer offered after the next death."""
        self._lost = ()

    def start_again(self) -> None:
        """Starts an engine though several have died, unless that was done already."""
        if self._under_way.state == "stopped_engine":
            self._deaths = 0
            self.start()

    def _with_checkpoints(self, launched: tuple[Launch, ...]) -> tuple[Launch, ...]:
        """The runs, each with its newest checkpoint; all from the beginning if one has none, since compared runs go on together."""
        records = [self._runs.get(launch.run) for launch in launched]
        checkpoints = [
            record.checkpoint if record is not None else launch.resume for record, launch in zip(records, launched, strict=True)
        ]
        if None in checkpoints:
            return tuple(replace(launch, resume=None) for launch in launched)
        return tuple(
            replace(launch, resume=checkpoint, new_rate=launch.new_rate and checkpoint is launch.resume)
            for launch, checkpoint in zip(launched, checkpoints, strict=True)
        )

    def _offers(self) -> tuple[Action, ...]:
        """The button that goes on with what was lost, unless that goes on by itself."""
        if not self._lost or self._under_way.resuming:
            return ()
        epochs = [launch.resume.epoch for launch in self._lost if launch.resume is not None]
        label = _("Go on from epoch {epoch:,}").format(epoch=min(epochs)) if epochs else _("Train again")
        return ((label, partial(self.runs_wanted.emit, self._lost)),)

    def _give_up(self, text: str) -> None:
        self._under_way.wait_for(None)
        self._under_way.set_ready(False, given_up=True)
        self._tell(text, (*self._offers(), (_("Start again"), self.start_again)))

    def _tell(self, text: str, actions: tuple[Action, ...]) -> None:
        self.message.emit(Notice("error", text, actions, key="died", report=True))
