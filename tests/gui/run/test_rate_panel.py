"""The course of the learning rate, and the test that proposes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.document import Document
from playground.gui.run.curve_picture import CurvePicture
from playground.gui.run.rate_panel import RatePanel
from playground.layers import Linear
from playground.network import Network
from playground.runs import messages as m
from playground.runs.schedulers import StepLR
from tests.gui.run.stage import Stage


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    stage = Stage().ready()
    controller = stage.controller
    stage.panel = RatePanel(stage.document, controller.rates, stage.runs, controller.find_learning_rate)  # type: ignore[attr-defined]
    qtbot.addWidget(stage.panel)  # type: ignore[attr-defined]
    stage.panel.resize(260, 400)  # type: ignore[attr-defined]
    stage.panel.show()  # type: ignore[attr-defined]
    return stage


def panel(stage: Stage) -> RatePanel:
    return stage.panel  # type: ignore[attr-defined, no-any-return]


def sent(stage: Stage, kind: type[m.Command]) -> list[m.Command]:
    return [command for command in stage.engine.commands if isinstance(command, kind)]


def with_scheduler(stage: Stage) -> None:
    training = stage.document.project.training
    stage.document.change_training(replace(training, scheduler=StepLR()), "Scheduler")


def test_the_course_is_asked_for_when_there_is_a_scheduler_and_shown(stage: Stage, qtbot: QtBot) -> None:
    course = panel(stage).findChild(CurvePicture, "schedule_curve")
    assert not course.isVisible()
    with_scheduler(stage)
    qtbot.waitUntil(lambda: bool(sent(stage, m.PreviewSchedule)))
    rates = np.array([0.1, 0.1, 0.05])
    stage.engine.tell(m.ScheduleCurve(request=99, epochs=np.arange(1.0, 4.0), rates=rates, fixed=True))
    assert not course.isVisible()  # the answer to another question
    stage.engine.answer(m.PreviewSchedule, m.ScheduleCurve(epochs=np.arange(1.0, 4.0), rates=rates, fixed=True))
    assert course.isVisible()
    assert course.bounds() == pytest.approx((1.0, 3.0, 0.0475, 0.1025))
    assert not course.grab().isNull()
    stage.document.undo_stack.undo()
    assert not course.isVisible()


def test_a_course_that_came_while_the_panel_was_hidden_is_shown_with_it(stage: Stage, qtbot: QtBot) -> None:
    course = panel(stage).findChild(CurvePicture, "schedule_curve")
    panel(stage).hide()
    with_scheduler(stage)
    qtbot.waitUntil(lambda: bool(sent(stage, m.PreviewSchedule)))
    stage.engine.answer(
        m.PreviewSchedule, m.ScheduleCurve(epochs=np.arange(1.0, 4.0), rates=np.array([0.1, 0.1, 0.05]), fixed=True)
    )
    panel(stage).show()
    assert course.bounds() is not None


def test_the_test_is_shown_and_its_proposal_is_taken_as_one_step(stage: Stage) -> None:
    find = panel(stage).findChild(QPushButton, "find_learning_rate")
    use = panel(stage).findChild(QPushButton, "use_learning_rate")
    find.click()
    assert len(sent(stage, m.FindLearningRate)) == 1
    assert not use.isVisible()
    rates, losses = np.geomspace(1e-6, 1, 20), np.linspace(1, 0.2, 20)
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=rates, losses=losses))
    picture = panel(stage).findChild(CurvePicture, "learning_rate_test")
    assert picture.isVisible()
    assert picture.bounds()[1] == 10.0  # room for what is still to come
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=rates, losses=losses, proposed=0.02, done=True))
    assert "0.02" in use.text()
    assert not picture.grab().isNull()
    before = stage.document.project.training.optimizer.lr
    use.click()
    assert stage.document.project.training.optimizer.lr == 0.02
    stage.document.undo_stack.undo()
    assert stage.document.project.training.optimizer.lr == before


def test_what_cannot_be_tested_says_why(stage: Stage) -> None:
    panel(stage).findChild(QPushButton, "find_learning_rate").click()
    message = "The loss did not fall with any learning rate."
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=np.zeros(0), losses=np.zeros(0), done=True, message=message))
    assert message in [label.text() for label in panel(stage).findChildren(QLabel) if label.isVisible()]


def test_while_a_run_trains_the_user_is_asked_to_stop_it(qtbot: QtBot) -> None:
    stage = Stage().training()
    stage.controller.find_learning_rate()
    assert not sent(stage, m.FindLearningRate)
    assert "Stop the present run" in stage.notices[-1].text


def test_an_engine_that_dies_leaves_no_test_behind(stage: Stage) -> None:
    panel(stage).findChild(QPushButton, "find_learning_rate").click()
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=np.array([1e-6, 1e-5]), losses=np.ones(2)))
    stage.engine.die("it fell")
    assert stage.controller.rates.test is None


def proposed(stage: Stage) -> None:
    """A rate is proposed."""
    stage.controller.find_learning_rate()
    rates, losses = np.geomspace(1e-6, 1, 20), np.linspace(1, 0.2, 20)
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=rates, losses=losses, proposed=0.02, done=True))
    assert panel(stage).findChild(QPushButton, "use_learning_rate").isVisible()


def other_data(document: Document) -> None:
    document.change(replace(document.project, dataset=DatasetConfig("linear")), "")


def other_network(document: Document) -> None:
    document.change_network(Network((Linear(2), Linear(1))), "")


def other_project(document: Document) -> None:
    document.open(replace(document.project, name="Another"), None)


@pytest.mark.parametrize("edit", [other_data, other_network, other_project])
def test_a_proposed_rate_goes_with_the_network_and_the_data_it_was_found_for(
    stage: Stage, edit: Callable[[Document], None]
) -> None:
    proposed(stage)
    edit(stage.document)
    for name in ("use_learning_rate", "learning_rate_test"):
        assert not panel(stage).findChild(QWidget, name).isVisible()
    stage.document.undo_stack.undo()
    assert stage.controller.rates.test is None


def test_a_test_that_is_under_way_ends_when_other_data_are_opened(stage: Stage) -> None:
    stage.controller.find_learning_rate()
    other_data(stage.document)
    assert sent(stage, m.CancelLoading)
    stage.engine.answer(m.FindLearningRate, m.LearningRateTest(rates=np.ones(3), losses=np.ones(3), proposed=0.02, done=True))
    assert stage.controller.rates.test is None


def test_a_proposed_rate_that_is_taken_stays_with_its_curve(stage: Stage) -> None:
    proposed(stage)
    panel(stage).findChild(QPushButton, "use_learning_rate").click()
    assert stage.document.project.training.optimizer.lr == 0.02
    assert panel(stage).findChild(CurvePicture, "learning_rate_test").isVisible()


def test_the_course_of_another_project_is_not_shown(stage: Stage, qtbot: QtBot) -> None:
    with_scheduler(stage)
    qtbot.waitUntil(lambda: bool(sent(stage, m.PreviewSchedule)))
    stage.engine.answer(m.PreviewSchedule, m.ScheduleCurve(epochs=np.arange(1.0, 4.0), rates=np.ones(3), fixed=True))
    other_project(stage.document)
    assert not panel(stage).findChild(CurvePicture, "schedule_curve").isVisible()
