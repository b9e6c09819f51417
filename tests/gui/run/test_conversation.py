"""Whoever asks is told the answer, and nobody else is."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import playground.gui
from playground.gui.run.conversation import Conversation
from playground.runs import messages as m
from tests.fakes import FakeEngine
from tests.gui.run.stage import Stage

CURVE = m.ScheduleCurve(epochs=np.ones(1), rates=np.ones(1), fixed=True)
QUESTION = m.PreviewSchedule(project={})


@pytest.fixture
def engine(qtbot: QtBot) -> FakeEngine:
    engine = FakeEngine()
    engine.running = True
    return engine


@pytest.fixture
def conversation(engine: FakeEngine) -> Conversation:
    return Conversation(engine)  # type: ignore[arg-type]  # same interface


class Asker:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.heard: list[object] = []

    def answered(self, answer: m.Answer) -> None:
        self.heard.append(type(answer).__name__)

    def refused(self, message: str) -> None:
        self.heard.append(message)

    def lost(self) -> None:
        self.heard.append("lost")


def ask(conversation: Conversation, asker: Asker, command: m.Command = QUESTION) -> None:
    conversation.ask(command, asker.answered, asker.refused, asker.lost)


def test_each_asker_hears_its_own_answer_alone(conversation: Conversation, engine: FakeEngine) -> None:
    first, second = Asker(), Asker()
    ask(conversation, first)
    ask(conversation, second)
    one, other = (command.request for command in engine.commands)
    engine.tell(m.ScheduleCurve(request=other, epochs=CURVE.epochs, rates=CURVE.rates, fixed=True))
    assert (first.heard, second.heard) == ([], ["ScheduleCurve"])
    engine.tell(m.Refused(request=one, message="no"))
    assert (first.heard, second.heard) == (["no"], ["ScheduleCurve"])


def test_a_question_hears_everything_up_to_its_last_answer(conversation: Conversation, engine: FakeEngine) -> None:
    asker = Asker()
    ask(conversation, asker, m.FindLearningRate(project={}))
    some, done = (m.LearningRateTest(rates=np.ones(1), losses=np.ones(1), done=done) for done in (False, True))
    for answer in (some, some, done, done):
        engine.answer(m.FindLearningRate, answer)
    assert asker.heard == ["LearningRateTest"] * 3


def test_only_the_newest_is_answered_where_that_is_wanted(conversation: Conversation, engine: FakeEngine) -> None:
    old, new = Asker(), Asker()
    question = conversation.ask(QUESTION, old.answered, old.refused, old.lost)
    conversation.ask(QUESTION, new.answered, instead_of=question)
    for command in engine.commands:
        engine.tell(m.ScheduleCurve(request=command.request, epochs=CURVE.epochs, rates=CURVE.rates, fixed=True))
    conversation.lose()
    assert (old.heard, new.heard) == ([], ["ScheduleCurve"])


def test_what_is_asked_without_an_engine_waits_for_one(conversation: Conversation, engine: FakeEngine) -> None:
    engine.shutdown()
    asker, dropped = Asker(), Asker()
    ask(conversation, asker)
    conversation.ask(QUESTION, dropped.answered).drop()
    assert engine.commands == []
    conversation.start()
    assert len(engine.commands) == 1
    engine.answer(m.PreviewSchedule, CURVE)
    assert asker.heard == ["ScheduleCurve"]


def test_with_the_engine_every_open_question_is_lost_once(conversation: Conversation, engine: FakeEngine) -> None:
    asker = Asker()
    ask(conversation, asker)
    conversation.lose()
    conversation.lose()
    engine.answer(m.PreviewSchedule, CURVE)
    assert asker.heard == ["lost"]


def test_an_order_that_was_accepted_is_over(conversation: Conversation, engine: FakeEngine) -> None:
    asker = Asker()
    conversation.order(m.Pause(), asker.refused)
    request = engine.commands[-1].request
    engine.tell(m.Accepted(request=request))
    engine.tell(m.Refused(request=request, message="no"))
    assert asker.heard == []
    engine.shutdown()
    conversation.order(m.Pause(), asker.refused)  # nobody is there to obey
    conversation.start()
    assert len(engine.commands) == 1


def test_the_rest_is_told_to_everybody(conversation: Conversation, engine: FakeEngine) -> None:
    told: list[object] = []
    conversation.told.connect(told.append)
    for report in (m.RunPaused(), m.Accepted(request=1), m.Refused(request=1, message=""), CURVE):
        engine.tell(report)
    assert told == [m.RunPaused()]


@pytest.mark.parametrize("command", [m.Pause, m.PreviewSchedule, m.ShowSamples, m.PreviewTable])
def test_what_a_stranger_is_refused_disturbs_no_run(qtbot: QtBot, command: type[m.Command]) -> None:
    """It was shown in the message bar, and ended what waited."""
    stage = Stage().training()
    stage.controller.pause()
    before, waiting = len(stage.notices), stage.controller.waiting
    stage.engine.tell(m.Refused(request=4711, message="not now"))
    assert (len(stage.notices), stage.controller.waiting) == (before, waiting)
    assert stage.controller.state == "training"


def test_nobody_but_the_conversation_compares_numbers() -> None:
    """What asks the engine gives a function, and never sees the number of a command."""
    gui = Path(playground.gui.__file__).parent
    numbers = re.compile(r"\.request\b(?!\()|\.reported\b|\brequest=")
    found = {path.name for path in gui.rglob("*.py") if numbers.search(path.read_text(encoding="utf-8"))}
    assert found <= {"conversation.py", "engine_process.py"}, f"asks beside the conversation: {found}"
