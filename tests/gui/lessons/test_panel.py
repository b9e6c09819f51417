"""The lesson panel: steps point at controls, the goal is judged by the runs of the lesson, and steps tick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from playground.gui.label import LessonLabel
from playground.gui.lessons.panel import LessonPanel
from playground.gui.lessons.step_row import StepNumber, StepRow
from playground.gui.runs import RunRecord, Runs
from playground.layers import ReLU
from playground.lessons import Goal, Lesson
from playground.runs.project import Project, read_project
from tests.gui.stage import begin, end, progress
from tests.gui.test_forms import wheel


class Stage:
    def __init__(self, qtbot: QtBot) -> None:
        self.runs = Runs()
        self.panel = LessonPanel(self.runs)
        self.timer = self.panel.findChild(QTimer, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self.timer.setInterval(5)  # half a second on the screen
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 900)
        self.panel.show()
        qtbot.waitExposed(self.panel)
        self.pointed: list[str] = []
        self.panel.point_at.connect(self.pointed.append)

    @property
    def first(self) -> Lesson:
        return next(lesson for lesson in self.panel.lessons if lesson.name == "vanishing-gradients")

    def show(self, lesson: Lesson | None) -> None:
        self.panel.show_lesson(lesson)
        QApplication.processEvents()

    def texts(self) -> str:
        return "\n".join(label.text() for label in self.panel.findChildren(QLabel) if label.isVisible())

    def goal(self) -> str:
        label = self.panel.findChild(QLabel, "lesson_goal")
        assert label is not None
        return label.text() if label.isVisible() else ""

    def rows(self) -> list[StepRow]:
        return [row for row in self.panel.findChildren(StepRow) if row.isVisible()]

    def button(self, text: str) -> QPushButton:
        return next(button for button in self.panel.findChildren(QPushButton) if button.text() == text and button.isVisible())

    def run(self, project: Project, *grad_rms: float, name: str = "r1", **figures: float) -> RunRecord:
        """A run of thirty epochs that is over."""
        record = begin(self.runs, project, name)
        loss = np.linspace(1, 0.5, 30)
        record.history.append(progress(record, 1, np.tile(grad_rms, (30, 1)), loss, loss))
        self.runs.change(record, lambda changed: end(changed, **figures))
        return record

    def look(self, qtbot: QtBot) -> None:
        """Waits until the panel has looked at the runs again."""
        qtbot.waitUntil(lambda: not self.timer.isActive(), timeout=2000)


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    return Stage(qtbot)


def ladder(first: float, count: int = 11) -> tuple[float, ...]:
    """Gradients that rise evenly from the first layer to 0.1 at the last."""
    return tuple(np.logspace(np.log10(first), -1, count))


def test_without_a_lesson_there_is_an_invitation(stage: Stage) -> None:
    assert "Choose a lesson" in stage.texts()
    assert stage.rows() == []
    assert stage.goal() == ""


def test_a_lesson_shows_its_text_and_goes_again(stage: Stage) -> None:
    lesson = stage.first
    stage.show(lesson)
    for text in (lesson.title, lesson.text, lesson.closing, *(step.text for step in lesson.steps)):
        assert text in stage.texts()
    assert len(stage.rows()) == len(lesson.steps)
    stage.show(None)
    assert stage.rows() == []
    assert lesson.title not in stage.texts()


def test_choosing_asks_for_the_lesson(stage: Stage, qtbot: QtBot) -> None:
    box = stage.panel.findChild(QComboBox, "lesson_choice")
    assert box is not None
    assert box.count() == len(stage.panel.lessons)
    with qtbot.waitSignal(stage.panel.open_lesson) as asked:
        box.activated.emit(0)
    assert asked.args == [stage.panel.lessons[0]]
    wheel(box, False)
    assert box.currentIndex() == -1


def test_a_step_points_at_its_control_by_mouse_and_by_keyboard(stage: Stage) -> None:
    stage.show(stage.first)
    controls = [step.control for step in stage.first.steps if step.control]
    for row in stage.rows():
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert stage.pointed == controls
    stage.pointed.clear()
    for row in stage.rows():
        row.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(row, Qt.Key.Key_Return)
        assert row.accessibleName()
    assert stage.pointed == controls


def test_the_goal_is_reached_by_a_run_that_is_over(stage: Stage, qtbot: QtBot) -> None:
    lesson = stage.first
    project = read_project(lesson.project_path)
    stage.show(lesson)
    assert "not yet" in stage.goal()
    stage.run(project, *ladder(1e-7))
    stage.look(qtbot)
    assert "not yet" in stage.goal()
    record = begin(stage.runs, project, "r2")
    record.history.append(progress(record, 1, np.tile(ladder(1e-2), (5, 1))))
    stage.runs.updated.emit()
    stage.look(qtbot)
    assert "not yet" in stage.goal()
    stage.runs.change(record, lambda changed: end(changed))
    stage.look(qtbot)
    assert "reached" in stage.goal()


def test_a_run_that_failed_or_was_there_before_reaches_nothing(stage: Stage, qtbot: QtBot) -> None:
    project = read_project(stage.first.project_path)
    stage.run(project, *ladder(1e-2), name="before")
    stage.show(stage.first)
    assert "not yet" in stage.goal()
    failed = begin(stage.runs, project, "failed")
    failed.history.append(progress(failed, 1, np.tile(ladder(1e-2), (5, 1))))
    stage.runs.change(failed, lambda changed: end(changed, "failed"))
    stage.look(qtbot)
    assert "not yet" in stage.goal()


def test_a_goal_can_ask_for_a_final_figure(stage: Stage, qtbot: QtBot) -> None:
    project = read_project(stage.first.project_path)
    stage.show(replace(stage.first, goal=Goal("small error", "val_rmse", below=50.0)))
    stage.run(project, *ladder(1e-2), name="a", val_rmse=60.0)
    stage.look(qtbot)
    assert "not yet" in stage.goal()
    stage.run(project, *ladder(1e-2), name="b")
    stage.look(qtbot)
    assert "not yet" in stage.goal()
    stage.run(project, *ladder(1e-2), name="c", val_rmse=40.0)
    stage.look(qtbot)
    assert "reached" in stage.goal()


def ticked(stage: Stage) -> list[bool]:
    return ["done" in row.accessibleName() for row in stage.rows()]


def test_steps_tick_as_they_are_done(stage: Stage, qtbot: QtBot) -> None:
    """A run, a plot that was pointed at, a comparison, a setting."""
    lesson = stage.first
    project = read_project(lesson.project_path)
    stage.show(lesson)
    assert [step.control for step in lesson.steps] == ["train_button", "gradients_plot", "compare_button", "init"]
    assert ticked(stage) == [False] * 4
    stage.run(project, *ladder(1e-7))
    assert ticked(stage) == [True, False, False, False]
    QTest.mouseClick(stage.rows()[1], Qt.MouseButton.LeftButton)
    assert ticked(stage) == [True, True, False, False]
    stage.run(replace(project, network=project.network.with_activations(ReLU())), *ladder(1e-2), name="r2")
    assert ticked(stage) == [True, True, True, False]
    stage.panel.project_changed(project, replace(project, training=replace(project.training, init="normal")))
    assert ticked(stage) == [True] * 4
    stage.show(lesson)
    assert ticked(stage) == [True] * 4  # kept while the lesson is open
    QTest.mouseClick(stage.rows()[0].findChild(StepNumber), Qt.MouseButton.LeftButton)
    assert ticked(stage) == [False, True, True, True]
    stage.show(None)
    stage.show(lesson)
    assert ticked(stage) == [False] * 4


def test_the_next_lesson_is_the_thing_to_do_once_the_goal_is_reached(stage: Stage, qtbot: QtBot) -> None:
    stage.show(stage.first)
    button = stage.button("Next lesson")
    assert button.property("role") != "primary"
    stage.run(read_project(stage.first.project_path), *ladder(1e-2))
    stage.look(qtbot)
    assert button.property("role") == "primary"
    with qtbot.waitSignal(stage.panel.open_lesson) as asked:
        button.click()
    assert asked.args[0].number == stage.first.number + 1
    stage.show(stage.panel.lessons[-1])
    assert not button.isVisible()


def test_no_marks_of_markdown_are_read_out(stage: Stage) -> None:
    for lesson in stage.panel.lessons:
        stage.show(lesson)
        assert all("**" not in row.accessibleDescription() for row in stage.rows())
        assert all("**" not in label.accessibleName() for label in stage.panel.findChildren(LessonLabel))


def test_a_lesson_that_does_not_open_is_not_the_one_that_is_chosen(stage: Stage) -> None:
    stage.show(stage.first)
    choice = stage.panel.findChild(QComboBox, "lesson_choice")
    assert choice is not None
    wanted: list[Lesson] = []
    stage.panel.open_lesson.connect(wanted.append)
    choice.setCurrentIndex(2)  # as a click does; the user is asked about unsaved changes, and cancels
    choice.activated.emit(2)
    assert wanted == [stage.panel.lessons[2]]
    assert stage.panel.lessons[choice.currentIndex()] == stage.first
