"""Files of the user: open, save, recent ones, and the question before unsaved work is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.datasets import PreparationConfig
from playground.fields import SettingError
from playground.gui.document import Document
from playground.gui.notices import Notice
from playground.language import _
from playground.layers import Linear, ReLU
from playground.lessons import Lesson, find_lessons, solved
from playground.network import Network
from playground.runs.opening import TABLES, is_table
from playground.runs.project import (
    SUFFIX,
    Project,
    ProjectError,
    project_from_plain,
    project_to_plain,
    read_project,
    write_project,
)

_MOST_RECENT = 10


def fresh_project() -> Project:
    """What File > New begins with: a small network on the diabetes data."""
    network = Network((Linear(32), ReLU(), Linear(1)))
    return Project(network=network, preparation=PreparationConfig(target_scaling="standard"))


class Files(QObject):
    """Opens and saves the document.

    Signals:
        message: Something went wrong, or right (a ``Notice``).
        lesson_opened: A lesson was opened; None: something else was.
        recent_changed: The list of recent files changed.
        table_chosen: A table is to be imported (its path).
    """

    message = Signal(object)
    lesson_opened = Signal(object)
    recent_changed = Signal()
    table_chosen = Signal(object)

    def __init__(self, document: Document, settings: QSettings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved last, newest first."""
        stored = self._settings.value("recent", "[]")
        try:
            names = json.loads(str(stored))
        except ValueError:
            return ()
        return tuple(Path(str(name)) for name in names)[:_MOST_RECENT] if isinstance(names, list) else ()

    def may_lose(self) -> bool:
        """Asks before unsaved work is lost; False: the user would rather stay."""
        if not self._document.unsaved:
            return True
        box = QMessageBox(self._window)
        box.setObjectName("unsaved_question")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowTitle(_("Neural Playground"))
        box.setText(_("Save the changes to “{name}”?").format(name=self._document.project.name or _("Untitled")))
        box.setInformativeText(_("What is not saved will be lost."))
        save = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(_("Discard"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        box.exec()
        if box.clickedButton() is save:
            return self.save()
        return box.clickedButton() is discard

    def new(self) -> None:
        """A fresh project."""
        if self.may_lose():
            self._document.open(fresh_project(), None)
            self.lesson_opened.emit(None)

    def open_dialog(self) -> None:
        """Asks for a file and opens it."""
        kinds = _("Projects and tables ({kinds})").format(kinds=" ".join(f"*{kind}" for kind in (SUFFIX, *TABLES)))
        name, _kind = QFileDialog.getOpenFileName(self._window, _("Open"), self._folder(), kinds + ";;" + _("All files") + " (*)")
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Opens a project, or begins to import a table; whether it could. What is open stays untouched if not."""
        if is_table(path):
            return self._open_table(path)
        try:
            project = read_project(path)
        except ProjectError as error:
            self._tell("error", _("{file} cannot be opened: {reason}").format(file=path.name, reason=error))
            return False
        if not self.may_lose():
            return False
        self._document.open(project, path.resolve())
        self._remember(path.resolve())
        self.lesson_opened.emit(None)
        return True

    def solve(self, lesson: Lesson) -> None:
        """Puts the solution of a lesson into the document, as one step that can be undone."""
        try:
            plain = project_to_plain(read_project(lesson.project_path))
            self._document.change(project_from_plain(solved(plain, lesson.solution)), _("Solution"))
        except (ProjectError, SettingError) as error:
            self.message.emit(Notice("error", str(error)))

    def open_lesson(self, lesson: Lesson) -> bool:
        """Opens the project of a lesson, as a new one that has no file yet."""
        try:
            project = read_project(lesson.project_path)
        except ProjectError as error:
            self._tell("error", _("{file} cannot be opened: {reason}").format(file=lesson.name, reason=error))
            return False
        if not self.may_lose():
            return False
        self._document.open(project, None)
        self.lesson_opened.emit(lesson)
        return True

    def open_named(self, name: str) -> bool:
        """Opens what stands on the command line: ``lesson:NAME``, a project or a table."""
        if not name.startswith("lesson:"):
            return self.open(Path(name))
        lessons = {lesson.name: lesson for lesson in find_lessons()}
        lesson = lessons.get(name.removeprefix("lesson:"))
        if lesson is None:
            text = _("There is no lesson called {name}; known: {known}")
            self._tell("error", text.format(name=name.removeprefix("lesson:"), known=", ".join(lessons)))
            return False
        return self.open_lesson(lesson)

    def save(self) -> bool:
        """Saves to the file of the document, or asks for one; whether it is saved."""
        return self._write(self._document.path) if self._document.path is not None else self.save_as()

    def save_as(self) -> bool:
        """Asks for a file and saves there; whether it is saved."""
        proposed = str(Path(self._folder()) / f"{self._document.project.name or _('Untitled')}{SUFFIX}")
        kinds = _("Projects (*{suffix})").format(suffix=SUFFIX)
        name, _kind = QFileDialog.getSaveFileName(self._window, _("Save as"), proposed, kinds)
        if not name:
            return False
        path = Path(name)
        path = path if path.suffix else path.with_suffix(SUFFIX)
        self._document.change(replace(self._document.project, name=path.stem), _("Rename"))
        return self._write(path)

    def _open_table(self, path: Path) -> bool:
        if not path.is_file():
            self._tell("error", _("{file} cannot be opened: there is no such file").format(file=path.name))
            return False
        self.table_chosen.emit(path)
        return True

    def use_table(self, project: Project) -> bool:
        """Opens a new project on a table that the user has looked at; False: unsaved work keeps it from being opened."""
        if not self.may_lose():
            return False
        self._document.open(project, None)
        self._document.mark_unsaved()
        if project.dataset.path is not None:
            self._remember(Path(project.dataset.path))
        self.lesson_opened.emit(None)
        return True

    def _write(self, path: Path) -> bool:
        try:
            write_project(path, self._document.project)
        except OSError as error:
            reason = error.strerror or str(error)
            self._tell(
                "error", _("{file} could not be saved: {reason}. Your work is still here.").format(file=path, reason=reason)
            )
            return False
        self._document.saved(path.resolve())
        self._remember(path.resolve())
        return True

    def _folder(self) -> str:
        if self._document.path is not None:
            return str(self._document.path.parent)
        return str(self._settings.value("folder", str(Path.home())))

    def _remember(self, path: Path) -> None:
        names = [str(path), *(str(other) for other in self.recent if other != path)][:_MOST_RECENT]
        self._settings.setValue("recent", json.dumps(names))
        self._settings.setValue("folder", str(path.parent))
        self.recent_changed.emit()

    def _tell(self, kind: str, text: str) -> None:
        self.message.emit(Notice(kind, text, key="file"))
