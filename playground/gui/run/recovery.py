"""When the engine dies or hangs: a new one is started, and runs go on from their last checkpoint if the user wants it.

An engine that dies again and again is not started for ever: after ``MOST_DEATHS`` in a row the user decides.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from playground.gui.notices import Action, Notice
from playground.gui.records import Runs
from playground.gui.run.launch import Launch
from playground.gui.run.run_reports import set_state_of
from playground.language import _, ngettext

if TYPE_CHECKING:
    from playground.gui.run.controller import Controller

log = logging.getLogger(__name__)

MOST_DEATHS = 3
"""Engines that may die in a row before no new one is started by itself."""

HEALTHY_SECONDS = 60.0
"""An engine that was ready for so long was a healthy one: its end begins a new count."""


class Recovery:
    """What is done about dead engines and lost runs. Main thread only."""

    def __init__(self, controller: Controller, runs: Runs) -> None:
        self._controller = controller
        self._runs = runs
        self._deaths = 0
        self._ready_at: float | None = None
        self._lost: tuple[Launch, ...] = ()  # what the last death interrupted, until something else is trained
        self._wanted: tuple[Launch, ...] = ()  # what goes on as soon as the engine is ready

    @property
    def wanted(self) -> bool:
        """Whether runs go on as soon as the engine is ready."""
        return bool(self._wanted)

    def engine_ready(self) -> None:
        """The new engine is there."""
        self._ready_at = time.monotonic()
        if self._wanted:
            wanted, self._wanted = self._wanted, ()
            self._controller.launch(wanted)

    def engine_died(self, why: str) -> None:
        """Starts a new engine, tells the user, and offers to go on with the runs that were under way."""
        log.error("the engine died: %s", why)
        launched = tuple(self._controller.launched.values())
        self._controller.launched.clear()
        for launch in launched:
            if (record := self._runs.get(launch.run)) is not None:
                self._runs.change(record, partial(set_state_of, state="ended"))
        if launched and launched[0].fold:
            self._lost = self._controller.launcher.newest_folds  # those that had ended too: the data is cut anew
        elif launched:
            self._lost = self._with_checkpoints(launched)
        if self._ready_at is not None and time.monotonic() - self._ready_at >= HEALTHY_SECONDS:
            self._deaths = 0
        self._ready_at = None
        self._deaths += 1
        if self._deaths < MOST_DEATHS:
            self._controller.start()
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
        self._controller.engine.shutdown(0.2)
        self._give_up(why)

    def forget(self) -> None:
        """Nothing goes on by itself any more."""
        self._wanted = ()

    def forget_lost(self) -> None:
        """Something else is trained now: what was lost is no longer offered after the next death."""
        self._lost = self._wanted = ()

    def start_again(self) -> None:
        """Starts an engine though several have died."""
        self._deaths = 0
        self._controller.start()

    def go_on(self, launches: tuple[Launch, ...]) -> None:
        """Goes on with runs that were interrupted, now or as soon as there is an engine."""
        if self._controller.busy(partial(self.go_on, launches)):
            return
        if self._controller.ready:
            self._controller.launch(launches)
            return
        self._wanted = launches
        if self._controller.state == "stopped_engine":
            self.start_again()

    def go_on_lower(self, run: str, lr: float) -> None:
        """Goes on with a run that was stopped after it diverged, from its last finite state."""
        if (record := self._runs.get(run)) is not None:
            training = record.project.training
            project = replace(record.project, training=replace(training, optimizer=replace(training.optimizer, lr=lr)))
            self.go_on((Launch(run, record.title, project, record.checkpoint),))

    def _with_checkpoints(self, launched: tuple[Launch, ...]) -> tuple[Launch, ...]:
        """The runs, each with its newest checkpoint; all from the beginning if one has none, since compared runs go on together."""
        records = [self._runs.get(launch.run) for launch in launched]
        checkpoints = [
            record.checkpoint if record is not None else launch.resume for record, launch in zip(records, launched, strict=True)
        ]
        if None in checkpoints:
            return tuple(replace(launch, resume=None) for launch in launched)
        return tuple(replace(launch, resume=checkpoint) for launch, checkpoint in zip(launched, checkpoints, strict=True))

    def _offers(self) -> tuple[Action, ...]:
        """The button that goes on with what was lost, unless that goes on by itself."""
        if not self._lost or self._wanted:
            return ()
        epochs = [launch.resume.epoch for launch in self._lost if launch.resume is not None]
        label = _("Go on from epoch {epoch:,}").format(epoch=min(epochs)) if epochs else _("Train again")
        return ((label, partial(self.go_on, self._lost)),)

    def _give_up(self, text: str) -> None:
        self._wanted = ()
        self._controller.give_up()
        self._tell(text, (*self._offers(), (_("Start again"), self.start_again)))

    def _tell(self, text: str, actions: tuple[Action, ...]) -> None:
        self._controller.message.emit(Notice("error", text, actions, key="died", report=True))
