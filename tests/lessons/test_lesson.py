"""The lessons that ship are complete in both languages; a broken folder is named, never a crash."""

from __future__ import annotations

import json
import logging
import math
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from playground.datasets import Signature
from playground.lessons import Goal, Lesson, LessonError, find_lessons, lesson_called, read_lesson
from playground.places import resources
from playground.runs.checks import declared_signature, first_trouble
from playground.runs.project import read_project
from tests.strategies import JSON

FOLDERS = sorted(path for path in (resources() / "lessons").iterdir() if path.is_dir())
OWN_NAMES = {"grad_rms", "train_loss", "val_loss", "train_rmse", "val_rmse", "train_accuracy", "val_accuracy"}


def speak(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr("playground.lessons.lesson.current_language", lambda: code)


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_lesson_can_be_read_in_both_languages(folder: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{folder.name}/{code}.md"
    assert (folder / f"{code}.md").is_file(), f"{name} is missing"
    speak(monkeypatch, code)
    lesson = read_lesson(folder)
    assert lesson.text, f"{name} needs a text between its heading and its steps"
    assert lesson.steps, f"{name} needs a numbered list of steps"
    assert all(step.text for step in lesson.steps), f"a step of {name} is empty"
    korean = re.compile("[가-힣]")
    parts = [lesson.title, lesson.text, *(step.text for step in lesson.steps), lesson.goal.text if lesson.goal else ""]
    strange = [part for part in parts if part and bool(korean.search(part)) != (code == "ko")]
    assert strange == [], f"these parts of {name}, or of the goal in lesson.json, are in the other language"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_lesson_is_the_same_in_both_languages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Lesson] = []
    for code in ("en", "ko"):
        speak(monkeypatch, code)
        read.append(read_lesson(folder))
    english, korean = read
    assert len(english.steps) == len(korean.steps), f"en.md and ko.md of {folder.name} have different numbers of steps"
    assert bool(english.closing) == bool(korean.closing), (
        f"only one of en.md and ko.md of {folder.name} has a text after the steps"
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_lesson_begins_with_a_project_that_can_be_trained(folder: Path) -> None:
    project = read_project(folder / "project.nnplay")
    signature = declared_signature(project.dataset)
    assert isinstance(signature, Signature)
    assert first_trouble(project, signature) is None


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_goal_asks_for_something_that_is_measured(folder: Path) -> None:
    lesson = read_lesson(folder)
    data = json.loads((folder / "lesson.json").read_text(encoding="utf-8"))
    assert len(data.get("controls", [])) <= len(lesson.steps), f"{folder.name}: more controls than steps"
    if lesson.goal is not None:
        assert lesson.goal.measure in OWN_NAMES, f"{folder.name}: `measure` must be one of {', '.join(sorted(OWN_NAMES))}"
        bounds = (lesson.goal.above, lesson.goal.below)
        assert bounds != (None, None), f"{folder.name}: the goal needs a bound, `above` or `below`"
        weighted = [layer for layer in read_project(lesson.project_path).network.layers if layer.has_weights()]
        assert 0 <= lesson.goal.layer < len(weighted), f"{folder.name}: `layer` is no layer with weights"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_goal_that_speaks_of_epochs_counts_them(folder: Path) -> None:
    goal = read_lesson(folder).goal
    assert goal is not None
    said = re.search(r"within (\d+) epochs", goal.text)
    assert goal.within_epochs == (int(said.group(1)) if said else None)


def test_all_lessons_are_found_in_order() -> None:
    found = find_lessons()
    assert len(found) == len(FOLDERS)
    assert [lesson.number for lesson in found] == sorted(lesson.number for lesson in found)
    assert [lesson.number for lesson in found] == list(range(1, len(found) + 1))
    assert "vanishing-gradients" in [lesson.name for lesson in found]


@pytest.mark.parametrize(
    ("above", "below", "value", "reached"),
    [
        (1.0, None, 2.0, True),
        (1.0, None, 1.0, False),
        (None, 0.5, 0.4, True),
        (None, 0.5, 0.5, False),
        (0.1, 0.5, 0.3, True),
        (0.1, 0.5, 0.6, False),
        (0.1, None, math.nan, False),
        (None, 0.1, math.nan, False),
        (None, None, math.nan, False),
        (None, None, 1.0, True),
        (1.0, None, math.inf, True),
    ],
)
def test_when_a_goal_is_reached(above: float | None, below: float | None, value: float, reached: bool) -> None:
    assert Goal("goal", "val_loss", above=above, below=below).reached(value) is reached


def test_a_goal_can_ask_for_few_epochs() -> None:
    goal = Goal("goal", "val_loss", below=2, within_epochs=10)
    assert goal.reached(1, epochs=10)
    assert not goal.reached(1, epochs=11)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson that can be read, to be broken."""
    made = tmp_path / "07-my-lesson"
    shutil.copytree(FOLDERS[0], made)
    return made


def test_the_text_is_taken_apart(folder: Path) -> None:
    (folder / "en.md").write_text("# Title\n\nFirst.\n\nSecond.\n\n1. One\n   more\n2. Two\n\n3. Three\n\nEnd.\n\nVery end.\n")
    (folder / "lesson.json").write_text('{"controls": ["train_button", ""]}')
    lesson = read_lesson(folder)
    assert (lesson.name, lesson.number, lesson.title, lesson.text) == ("my-lesson", 7, "Title", "First.\n\nSecond.")
    assert [(step.text, step.control) for step in lesson.steps] == [("One more", "train_button"), ("Two", ""), ("Three", "")]
    assert lesson.closing == "End.\n\nVery end."
    assert lesson.goal is None


def test_a_language_without_a_text_of_its_own_gets_english(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    english = read_lesson(folder)
    speak(monkeypatch, "xx")
    assert read_lesson(folder) == english


@pytest.mark.parametrize("missing", ["en.md", "lesson.json", "project.nnplay"])
def test_a_broken_lesson_is_left_out_and_the_log_says_why(folder: Path, missing: str, caplog: pytest.LogCaptureFixture) -> None:
    (folder / missing).unlink()
    shutil.copytree(FOLDERS[0], folder.parent / "01-good")
    (folder.parent / "no number").mkdir()
    with caplog.at_level(logging.WARNING):
        assert [lesson.name for lesson in find_lessons(folder.parent)] == ["good"]
    assert "07-my-lesson" in caplog.text
    assert "no number" in caplog.text


def test_a_lesson_is_called_by_its_name_and_a_file_by_its_own() -> None:
    lesson = lesson_called("lesson:vanishing-gradients")
    assert lesson is not None
    assert lesson.name == "vanishing-gradients"
    assert lesson_called("vanishing-gradients") is None
    assert lesson_called("a/lesson:b.nnplay") is None
    for nobody in ("lesson:", "lesson:nobody", "lesson:10-vanishing-gradients", "lesson:../lessons"):
        with pytest.raises(LessonError, match="no such lesson; known: one-neuron"):
            lesson_called(nobody)


def read_or_refused(folder: Path) -> None:
    """The one or the other, and then what is shown can be shown."""
    try:
        lesson = read_lesson(folder)
    except LessonError:
        return
    assert all(isinstance(step.text, str) and isinstance(step.control, str) for step in lesson.steps)
    if lesson.goal is not None:
        assert isinstance(lesson.goal.text, str)
        assert lesson.goal.reached(0.5) in (True, False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("#1.29 \n\tab*", max_size=40) | st.text(max_size=40))
@example("# T\n\n1.\nafter an empty number")
@example("# T\n\n1. \n\n2.\t")
def test_any_text_is_a_lesson_or_refused(folder: Path, text: str) -> None:
    (folder / "en.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    read_or_refused(folder)


def test_the_project_of_a_lesson_has_a_name_in_the_language_or_that_of_its_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_lesson(folder).project_name == ""
    speak(monkeypatch, "ko")
    assert read_lesson(folder).project_name == "뉴런 하나"
    (folder / "lesson.json").write_text('{"name": {"ko": 3}}', encoding="utf-8")
    with pytest.raises(LessonError, match="the project's name must be a text"):
        read_lesson(folder)


VALUES: dict[str, Any] = {"text": JSON, "measure": JSON, "layer": JSON, "above": JSON, "below": JSON}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | st.fixed_dictionaries({}, optional={"controls": JSON, "goal": JSON | st.fixed_dictionaries({}, optional=VALUES)}))
def test_any_json_is_a_lesson_or_refused(folder: Path, data: Any) -> None:
    (folder / "lesson.json").write_text(json.dumps(data), encoding="utf-8")
    read_or_refused(folder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.fixed_dictionaries(
        {"text": st.fixed_dictionaries({"en": JSON}), "measure": st.just("val_loss")},
        optional={name: VALUES[name] for name in ("layer", "above", "below")},
    )
)
def test_any_goal_can_be_judged_or_is_refused(folder: Path, goal: Any) -> None:
    (folder / "lesson.json").write_text(json.dumps({"goal": goal}), encoding="utf-8")
    read_or_refused(folder)


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"", b"\xff\xfe", b'{"goal": {"text": {"en": "x"}, "measure": "val_loss", "above": NaN}}']
)
def test_hostile_json_is_refused(folder: Path, data: bytes) -> None:
    (folder / "lesson.json").write_bytes(data)
    with pytest.raises(LessonError):
        read_lesson(folder)
