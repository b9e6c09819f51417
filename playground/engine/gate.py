"""Which commands make sense at present: decided at once from what was accepted before, not from how far the worker has got."""

from __future__ import annotations

from typing import Literal

from playground.engine.requests import Assignment, RefusedError, check_learning_rate
from playground.language import _
from playground.runs.messages import (
    Command,
    FindLearningRate,
    Pause,
    Resume,
    SetLearningRate,
    Step,
    Stop,
    Train,
)

GateState = Literal["idle", "training", "paused", "stopping"]

_NEEDS_RUNS = (Pause, Resume, Step, Stop, SetLearningRate)


class Gate:
    """What the accepted commands amount to. Not thread-safe: its owner holds a lock around every call.

    Attributes:
        state: What the worker will be doing when it has carried out what was accepted.
    """

    def __init__(self) -> None:
        self.state: GateState = "idle"
        self._assignment: Assignment | None = None

    def check(self, command: Command) -> None:
        """Checks whether a command can be carried out when its turn comes.

        Raises:
            RefusedError: it cannot.
        """
        busy = self.state in ("training", "paused")
        if isinstance(command, Train) and busy:
            raise RefusedError(_("Other runs are training. Stop them first."))
        if isinstance(command, FindLearningRate) and self.state != "idle":
            raise RefusedError(_("Nothing can be measured while runs are training. Stop them first."))
        if isinstance(command, _NEEDS_RUNS) and not busy:
            raise RefusedError(_("Nothing is training."))
        if isinstance(command, Step) and self.state == "training":
            raise RefusedError(_("Pause the training before you take single steps."))
        if isinstance(command, SetLearningRate) and self._assignment is not None:
            if self._assignment.folds:
                raise RefusedError(_("A cross-validation keeps its learning rate: its folds must be alike."))
            check_learning_rate(self._assignment.jobs[0].project, command.lr)

    def accepted(self, command: Command) -> None:
        """Takes in that a command was accepted."""
        if isinstance(command, Pause):
            self.state = "paused"
        elif isinstance(command, Resume):
            self.state = "training"
        elif isinstance(command, Stop):
            self.state = "stopping"

    def assigned(self, assignment: Assignment) -> None:
        """Takes in that runs were accepted."""
        self._assignment = assignment
        self.state = "paused" if assignment.paused else "training"

    def became(self, assignment: Assignment, state: GateState) -> None:
        """Takes in what happened by itself: runs ended or paused. Of runs that newer ones have followed it does not count."""
        if assignment is self._assignment:
            self.state = state
