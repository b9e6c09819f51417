"""What a lesson is: a project, a text in steps, and a goal, read from one folder of ``resources/lessons``."""

from __future__ import annotations

import json
import logging
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.language import _, current_language
from playground.places import resources

LESSON = "lesson:"
"""What stands before the name of a lesson where a file could be named too."""

log = logging.getLogger(__name__)

_FOLDER = re.compile(r"(\d+)-([a-z0-9-]+)")
_STEP = re.compile(r"\d+\.\s+(.*)")


class LessonError(ValueError):
    """A lesson that is not there, or whose folder cannot be read; the message says what is wrong."""


@dataclass(frozen=True)
class LessonStep:
    """One numbered step.

    Attributes:
        text: What to do and what to see, in Markdown.
        control: objectName of the control that the step points at; empty if none.
    """

    text: str
    control: str = ""


@dataclass(frozen=True)
class Goal:
    """What is to be reached, and how it is measured.

    Attributes:
        text: The goal in words.
        measure: ``grad_rms`` of a layer, ``train_loss``, ``val_loss``, or a metric such as ``val_rmse``.
        layer: For ``grad_rms``: which layer with weights, counted from 0.
        above: The measure must be larger than this; None if it must not.
        below: The measure must be smaller than this; None if it must not.
        folds: The mean over the folds of a cross-validation is meant, not one run.
        within_epochs: A run that was trained for more epochs than this does not count; None if any number will do.
    """

    text: str
    measure: str
    layer: int = 0
    above: float | None = None
    below: float | None = None
    folds: bool = False
    within_epochs: int | None = None

    def reached(self, value: float, epochs: float = 0) -> bool:
        """Whether a value that was measured after so many epochs reaches the goal; NaN never does."""
        if self.within_epochs is not None and epochs > self.within_epochs:
            return False
        return not math.isnan(value) and (self.above is None or value > self.above) and (self.below is None or value < self.below)


@dataclass(frozen=True)
class Lesson:
    """One lesson in the language of the user (English where there is no translation).

    Attributes:
        name: Folder without its number: ``vanishing-gradients``.
        number: Place in the course.
        folder: Where it lies.
        title: First heading of the text.
        text: What comes before the steps, in Markdown.
        steps: The numbered list.
        closing: What comes after the steps, in Markdown.
        goal: What is to be reached, if anything.
        solution: What of the project a student changes to reach the goal, as in a project file; empty if training it is enough.
        project_name: What its project is called in this language; empty: as the project file says.
        pictures: objectNames of the plots that it is about, the most telling first; empty: those that suit the data are open.
    """

    name: str
    number: int
    folder: Path
    title: str
    text: str
    steps: tuple[LessonStep, ...]
    closing: str
    goal: Goal | None
    solution: dict[str, Any]
    project_name: str = ""
    pictures: tuple[str, ...] = ()

    @property
    def project_path(self) -> Path:
        """The project that the lesson begins with."""
        return self.folder / "project.nnplay"


def _split(text: str) -> tuple[str, str, list[str], str]:
    """Title, what comes before the numbered list, its items, and what comes after it."""
    title = ""
    before: list[str] = []
    steps: list[str] = []
    after: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.startswith("# ") and not title:
            title = paragraph[2:].strip()
        elif re.match(r"\d+\.\s", paragraph):
            for line in paragraph.splitlines():
                found = _STEP.match(line)
                if found:
                    steps.append(found.group(1).strip())
                else:
                    steps[-1] += " " + line.strip()
        else:
            (after if steps else before).append(paragraph)
    return title, "\n\n".join(before), steps, "\n\n".join(after)


def _goal(data: Any, language: str) -> Goal | None:
    if data is None:
        return None
    texts = data["text"]
    text, measure = texts.get(language, texts["en"]), data["measure"]
    if not isinstance(text, str) or not isinstance(measure, str):
        raise ValueError("the goal needs a text and a measure")
    above, below, within = (_bound(data.get(name)) for name in ("above", "below", "within_epochs"))
    folds, most = data.get("folds", False) is True, None if within is None else int(within)
    return Goal(text, measure, int(data.get("layer", 0)), above, below, folds, most)


def _bound(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"the goal's bound must be a number, is {str(value)[:40]}")
    return float(value)


def solved(project: dict[str, Any], solution: dict[str, Any]) -> dict[str, Any]:
    """The plain values of a project with the solution in them: objects are merged, everything else is replaced."""
    merged = dict(project)
    for key, value in solution.items():
        old = merged.get(key)
        named = isinstance(value, dict) and "name" in value
        merged[key] = solved(old, value) if isinstance(value, dict) and isinstance(old, dict) and not named else value
    return merged


def read_lesson(folder: Path) -> Lesson:
    """The lesson in a folder ``NN-name``.

    Raises:
        LessonError: a file is missing or is not what it should be.
    """
    name = _FOLDER.fullmatch(folder.name)
    if name is None:
        raise LessonError(f"{folder.name}: the folder must be called NN-name")
    language = current_language()
    own = folder / f"{language}.md"
    try:
        title, text, steps, closing = _split((own if own.exists() else folder / "en.md").read_text(encoding="utf-8"))
        data = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
        controls = [str(control) for control in data.get("controls", [])] + [""] * len(steps)
        goal = _goal(data.get("goal"), language)
        solution = data.get("solution", {})
        if not isinstance(solution, dict):
            raise ValueError("the solution must be an object")
        pictures = tuple(str(name) for name in data.get("pictures", []))
        called = data.get("name", {}).get(language, "")
        if not isinstance(called, str):
            raise ValueError("the project's name must be a text")
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise LessonError(f"{folder.name}: {error}") from None
    if not title or not (folder / "project.nnplay").is_file():
        raise LessonError(f"{folder.name}: a lesson needs a heading and a project")
    made = tuple(LessonStep(step, control) for step, control in zip(steps, controls, strict=False))
    return Lesson(name.group(2), int(name.group(1)), folder, title, text, made, closing, goal, solution, called, pictures)


def find_lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """All lessons in the order of the course, those of the app if no folder is named; a broken one is left out, and the log says why."""
    return _found(folder) if folder is not None else _own_lessons(current_language())


def lesson_called(name: str) -> Lesson | None:
    """The lesson that ``lesson:NAME`` means; None where ``name`` is that of a file.

    Raises:
        LessonError: there is none of that name.
    """
    if not name.startswith(LESSON):
        return None
    lessons = {lesson.name: lesson for lesson in find_lessons()}
    lesson = lessons.get(name.removeprefix(LESSON))
    if lesson is None:
        raise LessonError(_("there is no such lesson; known: {known}").format(known=", ".join(lessons) or _("none")))
    return lesson


@cache
def _own_lessons(_language: str) -> tuple[Lesson, ...]:
    return _found(resources() / "lessons")


def _found(folder: Path) -> tuple[Lesson, ...]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            try:
                found.append(read_lesson(path))
            except LessonError as error:
                log.warning("lesson left out: %s", error)
    return tuple(found)
