"""The lesson beside the network: its text, its steps, its goal, and the way to the next one."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from playground.gui.choice_box import CLOSED, ChoiceBox
from playground.gui.label import LessonLabel
from playground.gui.lessons.step_row import StepRow
from playground.gui.lessons.steps import StepsDone, differences
from playground.gui.runs import RunRecord, Runs
from playground.language import _
from playground.layers import ReLU
from playground.lessons import Goal, Lesson, LessonStep, find_lessons
from playground.runs.project import Project, project_to_plain

_LOOK_AGAIN_MS = 500


class LessonPanel(QWidget):
    """The tab "Lesson".

    Signals:
        open_lesson: The user chose a lesson (it).
        solution_wanted: The user wants to see the solution of a lesson (it).
        point_at: A step points at a control (its objectName).
    """

    open_lesson = Signal(object)
    solution_wanted = Signal(object)
    point_at = Signal(str)

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_panel")
        self._runs = runs
        self._lesson: Lesson | None = None
        self._done = StepsDone(())
        self._rows: list[StepRow] = []
        self._earlier: set[str] = set()
        self._lessons = find_lessons()
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        scroll = QScrollArea()
        scroll.setAccessibleName(_("Text of the lesson"))
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        self._pinned = QVBoxLayout()  # the goal stays in sight while the text scrolls
        self._pinned.setContentsMargins(12, 6, 12, 12)
        self._pinned.setSpacing(8)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(self._pinned)
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._look)
        runs.added.connect(self._began)
        runs.folds_begun.connect(self._folds_began)
        runs.updated.connect(self._look_soon)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._look_soon)
        self.show_lesson(None)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, in the order of the course."""
        return self._lessons

    @property
    def pictures(self) -> tuple[str, ...]:
        """The objectNames of the plots that the lesson is about: those that it names, else those that its steps point at."""
        if self._lesson is None:
            return ()
        return self._lesson.pictures or tuple(step.control for step in self._lesson.steps if step.control.endswith("_plot"))

    @property
    def leading(self) -> tuple[str, ...]:
        """Those that it names."""
        return self._lesson.pictures if self._lesson is not None else ()

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Shows a lesson; None: an invitation to choose one."""
        if lesson != self._lesson:
            self._earlier = {record.run for record in self._runs.records}
            self._done = StepsDone(lesson.steps if lesson is not None else ())
        self._lesson = lesson
        self._rows.clear()
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._show_choice()
        self._title.setText(lesson.title if lesson is not None else _("Lessons"))
        intro = _("Choose a lesson above, or build a network of your own.")
        self._text.setText(lesson.text if lesson is not None else intro)
        for number, step in enumerate(lesson.steps if lesson is not None else (), 1):
            row = StepRow(number, step)
            row.clicked.connect(partial(self._point, step))
            row.toggled.connect(partial(self._toggle, number - 1))
            self._rows.append(row)
            self._steps.addWidget(row)
        self._closing.setText(lesson.closing if lesson is not None else "")
        self._closing.setVisible(bool(lesson is not None and lesson.closing))
        self._look()

    def go_on_from(self, other: LessonPanel) -> None:
        """Shows the lesson of another panel, in the language of this one; the same runs count for its goal."""
        shown = other._lesson
        self.show_lesson(next((lesson for lesson in self._lessons if shown is not None and lesson.name == shown.name), None))
        self._earlier = set(other._earlier)
        self._done = other._done
        self._look()

    def _build(self) -> None:
        self._choice = ChoiceBox()
        self._choice.setObjectName("lesson_choice")
        self._choice.setAccessibleName(_("Lesson"))
        self._choice.setPlaceholderText(_("Choose a lesson"))
        for lesson in self._lessons:
            self._choice.addItem(f"{lesson.number}. {lesson.title}")
            closed = _("Lesson {n} of {count}").format(n=lesson.number, count=len(self._lessons))  # its title stands below
            self._choice.setItemData(self._choice.count() - 1, closed, CLOSED)
        self._choice.activated.connect(self._lesson_chosen)
        self._column.addWidget(self._choice)
        self._title = self._label("title")
        self._text = self._label("")
        self._steps = QVBoxLayout()
        self._steps.setSpacing(10)
        self._column.addLayout(self._steps)
        self._closing = self._label("dim")
        self._goal = self._label("goal")
        self._goal.setObjectName("lesson_goal")
        self._pinned.addWidget(self._goal)
        self._solve = QPushButton(_("Solution"))
        self._solve.setObjectName("solution_button")
        self._solve.setToolTip(_("Puts the solution into the project; Undo takes it back"))
        self._solve.clicked.connect(self._solution_clicked)
        self._next = QPushButton(_("Next lesson"))
        self._next.setObjectName("next_lesson_button")
        self._next.clicked.connect(lambda: self.open_lesson.emit(self._following()))
        buttons = QHBoxLayout()
        buttons.addWidget(self._solve)
        buttons.addStretch(1)
        buttons.addWidget(self._next)
        self._pinned.addLayout(buttons)
        self._column.addStretch(1)

    def _label(self, role: str) -> LessonLabel:
        label = LessonLabel()
        label.setProperty("role", role)
        self._column.addWidget(label)
        return label

    def _show_choice(self) -> None:
        self._choice.setCurrentIndex(self._lessons.index(self._lesson) if self._lesson in self._lessons else -1)

    def _lesson_chosen(self, index: int) -> None:
        self._show_choice()  # the user may still be asked, and stay where he is
        self.open_lesson.emit(self._lessons[index])

    def _solution_clicked(self) -> None:
        if self._lesson is not None:
            self.solution_wanted.emit(self._lesson)

    def _point(self, step: LessonStep) -> None:
        if step.control:
            self.point_at.emit(step.control)
            self._done.looked_at(step.control)
            self._show_done()

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        """Measures the goal, and ticks what lies under the mouse."""
        goal = self._lesson.goal if self._lesson is not None else None
        self._goal.setVisible(goal is not None)
        self._solve.setVisible(self._lesson is not None and bool(self._lesson.solution))
        following, reached = self._following(), goal is None
        if goal is not None:
            runs = [other for other in self._runs.records if other.run not in self._earlier]
            reached = _folds_reached(goal, self._runs.folds) if goal.folds else any(_goal_reached(goal, run) for run in runs)
            state = _("reached ✓") if reached else _("not yet")
            self._goal.setText(_("**Goal:** {text} · {state}").format(text=goal.text, state=state))
        self._next.setVisible(following is not None)
        if self._next.property("role") != (role := "primary" if reached else ""):
            self._next.setProperty("role", role)
            self._next.style().polish(self._next)
        for name in self._done.to_look_at:
            seen = self.window().findChild(QWidget, name)
            if seen is not None and seen.isVisible() and seen.underMouse():
                self._done.looked_at(name)
        self._show_done()

    def _following(self) -> Lesson | None:
        """The lesson after this one; None after the last."""
        lesson = self._lesson
        return next((other for other in self._lessons if lesson is not None and other.number > lesson.number), None)

    def _show_done(self) -> None:
        for row, done in zip(self._rows, self._done.done, strict=True):
            row.set_done(done)

    def project_changed(self, old: Project, new: Project) -> None:
        """Ticks the step that is about what was changed in the document."""
        self._done.changed(differences(project_to_plain(old), project_to_plain(new)))
        self._show_done()

    def _began(self, record: RunRecord) -> None:
        """Ticks the step that is about what began."""
        self._done.began("run")
        if any(_are_compared(other, record) for other in self._runs.shown if other is not record):
            self._done.began("comparison")
        self._show_done()

    def _folds_began(self) -> None:
        self._done.began("folds")
        self._show_done()

    def _toggle(self, place: int) -> None:
        self._done.toggle(place)
        self._show_done()


def _are_compared(one: RunRecord, other: RunRecord) -> bool:
    """Whether two runs differ in their hidden activations alone."""
    first, second = one.project.network, other.project.network
    return first != second and first.with_activations(ReLU()) == second.with_activations(ReLU())


def _goal_reached(goal: Goal, record: RunRecord) -> bool:
    """Whether a run that is over reached the goal."""
    if record.ended is None or record.ended.reason == "failed":
        return False
    return goal.reached(_measured(goal, record), _epochs(record))


def _folds_reached(goal: Goal, folds: tuple[RunRecord, ...]) -> bool:
    """Whether the mean over the folds of a cross-validation that is over reached the goal."""
    if not folds or any(fold.ended is None or fold.ended.reason == "failed" for fold in folds):
        return False
    return goal.reached(sum(_measured(goal, fold) for fold in folds) / len(folds), max(_epochs(fold) for fold in folds))


def _epochs(record: RunRecord) -> float:
    """How many epochs a run was trained for."""
    return float(record.history.epochs[-1]) if len(record.history) else 0


def _measured(goal: Goal, record: RunRecord) -> float:
    """What the goal asks about, at the end of a run; NaN if the run has no such figure."""
    history = record.history
    if goal.measure == "grad_rms":
        table = history.table("grad_rms")
        return float(table[-1, goal.layer]) if len(table) and goal.layer < table.shape[1] else math.nan
    return record.ended.figures.get(goal.measure, math.nan) if record.ended is not None else math.nan
