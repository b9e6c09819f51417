"""The lesson beside the network: its text, its steps, its goal, and what the newest run shows."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from playground.gui.field_editors import ChoiceBox
from playground.gui.label import Label, LessonLabel, spoken
from playground.gui.runs import RunRecord, Runs
from playground.gui.theme import SMALL, theme
from playground.language import _
from playground.lessons import Goal, Lesson, LessonStep, find_lessons
from playground.runs.diagnosis import Finding, Fix, diagnose
from playground.runs.messages import RunForecast

_LOOK_AGAIN_MS = 500


class StepNumber(QWidget):
    """The number of a step in a circle of the accent colour."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(theme().pixels(20), theme().pixels(20))
        theme().changed.connect(self._restyle)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().colours.accent))
        circle = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(circle)
        font = painter.font()
        font.setPixelSize(theme().pixels(SMALL))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme().colours.on_accent))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()

    def _restyle(self) -> None:
        self.setFixedSize(theme().pixels(20), theme().pixels(20))
        self.update()


class StepRow(QWidget):
    """One step; a click points at its control."""

    clicked = Signal()

    def __init__(self, number: int, step: LessonStep) -> None:
        super().__init__()
        self.setAccessibleName(_("Step {number}").format(number=number))
        self.setAccessibleDescription(spoken(step.text))
        self.setCursor(Qt.CursorShape.PointingHandCursor if step.control else Qt.CursorShape.ArrowCursor)
        if step.control:
            self.setToolTip(_("Show where"))
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = LessonLabel(step.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(StepNumber(number), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class LessonPanel(QWidget):
    """The tab "Lesson".

    Signals:
        open_lesson: The user chose a lesson (it).
        solution_wanted: The user wants to see the solution of a lesson (it).
        point_at: A step points at a control (its objectName).
        fix_requested: The user wants what a finding proposes (``relu``, ``kaiming``, ``lower_lr``, ``early_stopping``, ``compare``).
    """

    open_lesson = Signal(object)
    solution_wanted = Signal(object)
    point_at = Signal(str)
    fix_requested = Signal(str)

    def __init__(self, runs: Runs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_panel")
        self._runs = runs
        self._lesson: Lesson | None = None
        self._finding: Finding | None = None
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
        self._pinned = QVBoxLayout()  # goal and finding stay in sight while the text scrolls
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
        runs.updated.connect(self._look_soon)
        for signal in (runs.added, runs.changed, runs.removed):
            signal.connect(self._look_soon)
        self.show_lesson(None)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, in the order of the course."""
        return self._lessons

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Shows a lesson; None: an invitation to choose one."""
        if lesson != self._lesson:
            self._earlier = {record.run for record in self._runs.records}
        self._lesson = lesson
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._choice.setCurrentIndex(self._lessons.index(lesson) if lesson in self._lessons else -1)
        self._title.setText(lesson.title if lesson is not None else _("Lessons"))
        intro = _("Choose a lesson above, or build a network of your own.")
        self._text.setText(lesson.text if lesson is not None else intro)
        for number, step in enumerate(lesson.steps if lesson is not None else (), 1):
            row = StepRow(number, step)
            row.clicked.connect(partial(self._point, step))
            self._steps.addWidget(row)
        self._closing.setText(lesson.closing if lesson is not None else "")
        self._closing.setVisible(bool(lesson is not None and lesson.closing))
        self._look()

    def go_on_from(self, other: LessonPanel) -> None:
        """Shows the lesson of another panel, in the language of this one; the same runs count for its goal."""
        shown = other._lesson
        self.show_lesson(next((lesson for lesson in self._lessons if shown is not None and lesson.name == shown.name), None))
        self._earlier = set(other._earlier)
        self._look()

    def _build(self) -> None:
        self._choice = ChoiceBox()
        self._choice.setObjectName("lesson_choice")
        self._choice.setAccessibleName(_("Lesson"))
        self._choice.setPlaceholderText(_("Choose a lesson"))
        for lesson in self._lessons:
            self._choice.addItem(f"{lesson.number}. {lesson.title}")
        self._choice.activated.connect(lambda index: self.open_lesson.emit(self._lessons[index]))
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
        self._solve = QPushButton(_("Show the solution"))
        self._solve.setObjectName("solution_button")
        self._solve.setToolTip(_("Puts the solution into the project; Undo takes it back"))
        self._solve.clicked.connect(self._solution_clicked)
        self._pinned.addWidget(self._solve, 0, Qt.AlignmentFlag.AlignLeft)
        self._build_finding()
        self._column.addStretch(1)

    def _label(self, role: str) -> LessonLabel:
        label = LessonLabel()
        label.setProperty("role", role)
        self._column.addWidget(label)
        return label

    def _build_finding(self) -> None:
        self._card = QFrame()
        self._card.setObjectName("finding_card")
        self._card.setProperty("role", "card")
        column = QVBoxLayout(self._card)
        column.setContentsMargins(10, 8, 10, 8)
        self._finding_title = Label()
        self._finding_title.setProperty("role", "danger")
        self._finding_text = Label()
        self._finding_text.setWordWrap(True)
        self._fix = QPushButton()
        self._fix.clicked.connect(self._fix_clicked)
        self._compare = QPushButton(_("Compare"))
        self._compare.clicked.connect(lambda: self.fix_requested.emit("compare"))
        buttons = QHBoxLayout()
        buttons.addWidget(self._fix)
        buttons.addWidget(self._compare)
        buttons.addStretch(1)
        column.addWidget(self._finding_title)
        column.addWidget(self._finding_text)
        column.addLayout(buttons)
        self._pinned.addWidget(self._card)

    def _solution_clicked(self) -> None:
        if self._lesson is not None:
            self.solution_wanted.emit(self._lesson)

    def _point(self, step: LessonStep) -> None:
        if step.control:
            self.point_at.emit(step.control)

    def _fix_clicked(self) -> None:
        if self._finding is not None and self._finding.fix is not None:
            self.fix_requested.emit(self._finding.fix)

    def _look_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _look(self) -> None:
        """Measures the goal and looks for findings in the newest run."""
        record = self._runs.current
        findings = diagnose(record.history, record.project.network, record.picture(RunForecast)) if record is not None else ()
        self._show_finding(findings[0] if findings else None)
        goal = self._lesson.goal if self._lesson is not None else None
        self._goal.setVisible(goal is not None)
        self._solve.setVisible(self._lesson is not None and bool(self._lesson.solution))
        if goal is not None:
            runs = [other for other in self._runs.records if other.run not in self._earlier]
            reached = _folds_reached(goal, self._runs.folds) if goal.folds else any(_goal_reached(goal, run) for run in runs)
            state = _("reached ✓") if reached else _("not yet")
            self._goal.setText(_("**Goal:** {text} · {state}").format(text=goal.text, state=state))

    def _show_finding(self, finding: Finding | None) -> None:
        self._finding = finding
        self._card.setVisible(finding is not None)
        if finding is None:
            return
        layer = _(" · layer {number}").format(number=finding.position + 1) if finding.position is not None else ""
        self._finding_title.setText(finding.title + layer)
        self._finding_text.setText(finding.text)
        labels: dict[Fix | None, str] = {
            "relu": _("Swap to ReLU"),
            "kaiming": _("Kaiming weights"),
            "lower_lr": _("Lower learning rate"),
            "early_stopping": _("Stop early"),
        }
        self._fix.setText(labels.get(finding.fix, ""))
        self._fix.setVisible(finding.fix is not None)
        self._compare.setVisible(finding.key == "vanishing")


def _goal_reached(goal: Goal, record: RunRecord) -> bool:
    """Whether a run that is over reached the goal."""
    return record.ended is not None and record.ended.reason != "failed" and goal.reached(_measured(goal, record))


def _folds_reached(goal: Goal, folds: tuple[RunRecord, ...]) -> bool:
    """Whether the mean over the folds of a cross-validation that is over reached the goal."""
    if not folds or any(fold.ended is None or fold.ended.reason == "failed" for fold in folds):
        return False
    return goal.reached(sum(_measured(goal, fold) for fold in folds) / len(folds))


def _measured(goal: Goal, record: RunRecord) -> float:
    """What the goal asks about, at the end of a run; NaN if the run has no such figure."""
    history = record.history
    if goal.measure == "grad_rms":
        table = history.table("grad_rms")
        return float(table[-1, goal.layer]) if len(table) and goal.layer < table.shape[1] else math.nan
    return record.ended.figures.get(goal.measure, math.nan) if record.ended is not None else math.nan
