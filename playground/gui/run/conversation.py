"""The conversation with the engine: whoever asks is told the answer, and nobody else is.

Main thread only. Commands and answers carry numbers, which are given and compared here alone. A question ends with its last answer, with
a refusal, when it is dropped, or when the engine is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.gui.run.engine_process import EngineProcess
from playground.runs import messages as m

log = logging.getLogger(__name__)


def _nothing(*_args: object) -> None:
    """What is done where nobody wants to know."""


class Question:
    """Something that was asked.

    Attributes:
        open: An answer is still to come, and wanted.
    """

    def __init__(
        self, answered: Callable[[Any], None] | None, refused: Callable[[str], None], lost: Callable[[], None] = _nothing
    ) -> None:
        self.open = True
        self._answered, self._refused, self._lost = answered, refused, lost

    @property
    def order(self) -> bool:
        """Whether it has no answer, but that it is accepted or refused."""
        return self._answered is None

    def drop(self) -> None:
        """Its answers are not wanted any more."""
        self.open = False

    def hear(self, report: m.Answer | m.Refused) -> None:
        """Hands an answer to whoever asked, if it is still wanted."""
        wanted = self.open
        self.open = wanted and isinstance(report, m.Answer) and not report.last
        if not wanted:
            return
        if isinstance(report, m.Refused):
            self._refused(report.message)
        elif self._answered is not None:
            self._answered(report)

    def lose(self) -> None:
        """The engine is gone, and the answer with it."""
        if self.open:
            self.open = False
            self._lost()


class Conversation(QObject):
    """Asks the engine, and hands on what it tells.

    Signals:
        told: What the engine tells that answers no question (a ``Report``).
    """

    told = Signal(object)

    def __init__(self, engine: EngineProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._last = 0
        self._open: dict[int, Question] = {}
        self._unsent: list[tuple[m.Command, Question]] = []
        engine.reported.connect(self._heard)

    def start(self) -> None:
        """Starts the engine, and asks it what was asked while there was none."""
        self._engine.start()
        unsent, self._unsent = self._unsent, []
        for command, question in unsent:
            if question.open:
                self._send(command, question)

    def order(self, command: m.Command, refused: Callable[[str], None] | None = None) -> None:
        """Sends a command that no answer follows; without an engine there is nobody to obey.

        Args:
            command: What is to be done.
            refused: Called with the reason if it cannot be done; None: it does not matter then (a run may have ended just before).
        """
        if self._engine.running:
            self._send(command, Question(None, refused or _nothing))

    def ask(
        self,
        command: m.Command,
        answered: Callable[[Any], None],
        refused: Callable[[str], None] | None = None,
        lost: Callable[[], None] | None = None,
        instead_of: Question | None = None,
    ) -> Question:
        """Asks a question, now or as soon as there is an engine.

        Args:
            command: The question.
            answered: Called with every ``Answer`` to it.
            refused: Called with the reason if it cannot be answered.
            lost: Called if the engine ends before the last answer.
            instead_of: An older question, of which no answer is wanted any more.
        """
        if instead_of is not None:
            instead_of.drop()
        question = Question(answered, refused or _nothing, lost or _nothing)
        if self._engine.running:
            self._send(command, question)
        else:
            self._unsent = [(old, waiting) for old, waiting in self._unsent if waiting.open]
            self._unsent.append((command, question))
        return question

    def lose(self) -> None:
        """The engine is gone: nothing that was asked of it will be answered."""
        lost, self._open = self._open, {}
        for question in lost.values():
            question.lose()

    def _send(self, command: m.Command, question: Question) -> None:
        self._last += 1
        self._open[self._last] = question
        self._engine.send(msgspec.structs.replace(command, request=self._last))

    def _heard(self, report: m.Report) -> None:
        if not isinstance(report, m.Accepted | m.Refused | m.Answer):
            self.told.emit(report)
            return
        question = self._open.get(report.request)
        if isinstance(report, m.Accepted):
            if question is not None and question.order:
                del self._open[report.request]
            return
        if isinstance(report, m.Refused):
            log.info("refused: %s", report.message)
        if question is not None:
            if isinstance(report, m.Refused) or report.last:
                del self._open[report.request]
            question.hear(report)
