"""Open, save, save as: nothing is replaced, connected to or lost without a question, and what cannot be done is said."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.code_view import CodeView
from playground.gui.document import Document
from playground.gui.files import Files
from playground.gui.help.problem_report import ReportDialog
from playground.gui.notices import Notice
from playground.gui.plots.legend import Legend
from playground.gui.plots.saving import SavedPlot, save_picture
from playground.gui.questions import ask_where, file_name_of
from playground.gui.settings import Settings
from playground.layers import ReLU
from playground.lessons import find_lessons
from playground.runs.project import Project, read_project, write_project
from tests.gui.stage import document as small
from tests.test_disk import SPECIAL, special


class User:
    """Types names into the dialogs of the system, and presses buttons of questions; what was asked is noted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.typed: list[str] = []
        self.presses: list[str] = []
        self.asked: list[str] = []
        self.proposed: list[str] = []
        self.entered: list[str] = []
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._name)
        monkeypatch.setattr(QMessageBox, "exec", lambda box: self._answer(box))
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: self._button)

    def _name(self, _parent: object, _title: str, proposed: str, _kinds: str) -> tuple[str, str]:
        self.proposed.append(proposed)
        return (self.typed.pop(0) if self.typed else "", "")

    def _answer(self, box: QMessageBox) -> None:
        self.asked.append(box.objectName())
        default = box.defaultButton()
        assert isinstance(default, QAbstractButton)
        self.entered.append(default.text())
        press = self.presses.pop(0)
        (self._button,) = (button for button in box.buttons() if button.text() == press)


class Stage:
    """The files of a window with nothing else in it."""

    def __init__(self, window: QWidget, document: Document) -> None:
        self.document = document
        self.files = Files(document, Settings(), window)
        self.notices: list[Notice] = []
        self.files.message.connect(self.notices.append)

    def edit(self) -> Stage:
        self.document.change_network(self.document.network.inserted(0, [ReLU()]), "edit")
        return self


@pytest.fixture
def user(monkeypatch: pytest.MonkeyPatch) -> User:
    return User(monkeypatch)


@pytest.fixture
def stages(qtbot: QtBot) -> Callable[[], Stage]:
    window = QWidget()
    qtbot.addWidget(window)
    return lambda: Stage(window, small())


@pytest.fixture
def stage(stages: Callable[[], Stage]) -> Stage:
    return stages()


# Names

NAMES = {
    "house": "house.nnplay",
    "house.nnplay": "house.nnplay",
    "House.NNPLAY": "House.NNPLAY",
    "run v1.2": "run v1.2.nnplay",
    "v1.2.3.4": "v1.2.3.4.nnplay",
    "a.json": "a.json.nnplay",
    ".hidden": ".hidden.nnplay",
    ".nnplay": ".nnplay.nnplay",
    "ends.": "ends..nnplay",
    "집값 3.1": "집값 3.1.nnplay",
    "<img src=x>": "<img src=x>.nnplay",
    "x" * 248: "x" * 248 + ".nnplay",
}


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_keeps_its_dots_and_gets_the_suffix(stage: Stage, user: User, tmp_path: Path, typed: str) -> None:
    user.typed = [str(tmp_path / typed)]
    assert stage.files.save_as()
    assert [path.name for path in tmp_path.iterdir()] == [NAMES[typed]]
    assert stage.document.project.name == NAMES[typed][: -len(".nnplay")]
    assert read_project(tmp_path / NAMES[typed]) == stage.document.project
    assert user.asked == []


@pytest.mark.parametrize("typed", ["house", "run v1.2"])
def test_what_the_suffix_makes_of_a_name_is_asked_about(stage: Stage, user: User, tmp_path: Path, typed: str) -> None:
    there = tmp_path / f"{typed}.nnplay"
    there.write_bytes(b"of someone else")
    user.typed, user.presses = [str(tmp_path / typed), str(tmp_path / "another")], ["Cancel"]
    assert stage.files.save_as()  # no: another name is asked for
    assert there.read_bytes() == b"of someone else"
    assert (tmp_path / "another.nnplay").exists()
    assert user.asked == ["replace_question"]
    assert user.entered == ["Cancel"]  # Enter loses nothing
    user.typed, user.presses = [str(tmp_path / typed)], ["Replace"]
    assert stage.files.save_as()
    assert read_project(there) == stage.document.project


def test_a_name_that_the_dialog_asked_about_is_not_asked_about_again(stage: Stage, user: User, tmp_path: Path) -> None:
    (tmp_path / "house.nnplay").write_bytes(b"old")
    user.typed = [str(tmp_path / "house.nnplay")]
    assert stage.files.save_as()
    assert user.asked == []


@pytest.mark.parametrize("typed", ["", "/"])
def test_no_name_saves_nothing(stage: Stage, user: User, typed: str) -> None:
    user.typed = [typed]
    assert not stage.files.save_as()


@pytest.mark.parametrize("name", ["missing/house", "x" * 300])
def test_a_name_that_cannot_be_saved_is_told(stage: Stage, user: User, tmp_path: Path, name: str) -> None:
    user.typed = [str(tmp_path / name)]
    assert not stage.edit().files.save_as()
    assert "could not be saved" in stage.notices[-1].text
    assert stage.document.unsaved


@pytest.mark.parametrize("name", ["a/b", "../up", "", "..", "con:x", "\x1b[1m", "y" * 1000, "가" * 400, "<b>", "\ud800"])
def test_what_is_proposed_is_a_file_in_its_folder(stage: Stage, user: User, tmp_path: Path, name: str) -> None:
    stage.document.open(replace(stage.document.project, name=name), tmp_path / "x.nnplay")
    stage.files.save_as()
    (proposed,) = user.proposed
    assert Path(proposed).parent == tmp_path
    assert len(os.fsencode(Path(proposed).name)) <= 255
    assert file_name_of(name, ".nnplay").endswith(".nnplay")


def dialogs(widget: QWidget) -> dict[str, Callable[[], object]]:
    """Every place that asks where to save, but for ``Save as`` itself, by the suffix that it gives."""
    code, report = CodeView(small(), widget), ReportDialog({}, widget)
    return {
        ".py": code.save,
        ".txt": report._save_as,
        ".png": lambda: save_picture(widget, SavedPlot("Loss", "", Legend(), QWidget(widget)), "loss_plot"),
    }


@pytest.mark.parametrize("suffix", [".py", ".txt", ".png"])
def test_every_dialog_that_saves_completes_names_and_asks(qtbot: QtBot, user: User, tmp_path: Path, suffix: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    save = dialogs(window)[suffix]
    for typed in ("plain", "run v1.2", f"full{suffix}"):
        user.typed = [str(tmp_path / typed)]
        save()
        path = tmp_path / (typed if typed.endswith(suffix) else typed + suffix)
        assert path.exists()
    assert user.asked == []
    (tmp_path / f"there{suffix}").write_bytes(b"mine")
    user.typed, user.presses = [str(tmp_path / "there"), ""], ["Cancel"]
    save()
    assert (tmp_path / f"there{suffix}").read_bytes() == b"mine"
    assert user.asked == ["replace_question"]


def test_every_dialog_that_saves_goes_through_one_function() -> None:
    sources = Path(__file__).resolve().parents[2] / "playground"
    asking = [path.name for path in sources.rglob("*.py") if "getSaveFileName" in path.read_text(encoding="utf-8")]
    assert asking == ["questions.py"]
    assert ask_where.__module__ == "playground.gui.questions"


# Two windows


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    path = tmp_path / "shared.nnplay"
    write_project(path, small().project)
    return path


def other_project() -> Project:
    return replace(small().project, name="Of the other window")


CHANGES: dict[str, Callable[[Path], object]] = {
    "saved by another": lambda path: write_project(path, other_project()),
    "deleted": lambda path: path.unlink(),
    "moved": lambda path: path.rename(path.with_name("moved.nnplay")),
    "emptied": lambda path: path.write_bytes(b""),
    "same size": lambda path: path.write_bytes(path.read_bytes().replace(b"Test", b"Best")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("answer", ["Save here", "Save as …", "Cancel"])
def test_a_file_that_was_changed_meanwhile_is_asked_about(
    stage: Stage, user: User, shared: Path, change: str, answer: str
) -> None:
    assert stage.files.open(shared)
    stage.edit()
    CHANGES[change](shared)
    found = shared.read_bytes() if shared.exists() else None
    user.presses, user.typed = [answer], [str(shared.with_name("mine"))]
    assert stage.files.save() == (answer != "Cancel")
    assert user.asked == ["changed_question"]
    if answer == "Save here":
        assert read_project(shared) == stage.document.project
        assert stage.edit().files.save()  # what it wrote itself is no change
        assert user.asked == ["changed_question"]
    else:
        assert (shared.read_bytes() if shared.exists() else None) == found
        assert shared.with_name("mine.nnplay").exists() == (answer != "Cancel")
        assert stage.document.unsaved == (answer == "Cancel")


def test_of_two_windows_the_last_is_asked(stages: Callable[[], Stage], user: User, shared: Path) -> None:
    first, second = stages(), stages()
    assert first.files.open(shared)
    assert second.files.open(shared)
    assert first.edit().files.save()
    assert user.asked == []
    user.presses = ["Cancel"]
    assert not second.edit().edit().files.save()
    assert user.asked == ["changed_question"]
    assert read_project(shared) == first.document.project


@pytest.mark.parametrize("harmless", ["touched", "the same"])
def test_a_file_that_holds_the_same_is_not_asked_about(stage: Stage, user: User, shared: Path, harmless: str) -> None:
    assert stage.files.open(shared)
    stage.edit()
    if harmless == "touched":
        os.utime(shared, (1, 1))
    else:
        write_project(shared, stage.document.project)  # another window made the same of it
    assert stage.files.save()
    assert user.asked == []


# What can be opened


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("suffix", [".nnplay", ".csv", ".xlsx", ""])
def test_only_ordinary_files_are_opened(stage: Stage, tmp_path: Path, kind: str, suffix: str) -> None:
    path = special(tmp_path, kind)
    path = path.rename(path.with_suffix(suffix))
    before = stage.document.project
    assert not stage.files.open(path)
    assert stage.document.project == before
    assert "cannot be opened" in stage.notices[-1].text
    assert "not a" in stage.notices[-1].text


REMOTE = r"\\server.example\share\house.csv"


def test_another_computer_is_asked_about_before_its_data_are_read(stage: Stage, user: User, tmp_path: Path) -> None:
    path = tmp_path / "house.nnplay"
    write_project(path, Project("House", DatasetConfig("csv", path=REMOTE)))
    before = stage.document.project
    user.presses = ["Cancel"]
    assert not stage.files.open(path)
    assert stage.document.project == before
    user.presses = ["Connect"]
    assert stage.files.open(path)
    assert stage.document.project.dataset.path == REMOTE
    assert user.asked == ["connect_question"] * 2


@pytest.mark.parametrize("name", [REMOTE, "//server.example/share/house.nnplay", r"\\?\UNC\server.example\share\house.nnplay"])
def test_another_computer_is_asked_about_before_a_file_of_it_is_opened(stage: Stage, user: User, name: str) -> None:
    user.presses = ["Cancel"]
    assert not stage.files.open_named(name)
    assert user.asked == ["connect_question"]
    assert user.entered == ["Cancel"]


def test_data_beside_a_project_are_read_unasked(stage: Stage, user: User, tmp_path: Path) -> None:
    path = tmp_path / "house.nnplay"
    write_project(path, Project("House", DatasetConfig("csv", path="house.csv")))
    assert stage.files.open(path)
    assert user.asked == []


def test_a_lesson_that_is_not_there_is_told_with_those_that_are(stages: Callable[[], Stage]) -> None:
    stage = stages()
    before = stage.document.project
    assert not stage.files.open_named("lesson:nobody")
    assert stage.document.project == before
    assert [notice.kind for notice in stage.notices] == ["error"]
    assert "lesson:nobody" in stage.notices[0].text
    assert "one-neuron" in stage.notices[0].text


@pytest.mark.parametrize(("language", "name"), [("en", "Vanishing gradients"), ("ko", "기울기 소실")])
def test_the_project_of_a_lesson_is_called_by_its_name_in_the_users_language(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, language: str, name: str
) -> None:
    monkeypatch.setattr("playground.lessons.lesson.current_language", lambda: language)
    lesson = next(lesson for lesson in find_lessons() if lesson.name == "vanishing-gradients")
    assert stage.files.open_lesson(lesson)
    assert stage.document.project.name == name
    stage.files.solve(lesson)
    assert stage.document.project.name == name
