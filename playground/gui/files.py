"""Files of the user: open, save, recent ones, and the question before unsaved work is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.datasets import PreparationConfig
from playground.disk import fingerprint, fingerprint_of, open_ordinary, reason_of, server_of
from playground.fields import SettingError
from playground.gui.document import Document
from playground.gui.notices import Kind, Notice
from playground.gui.questions import ask, ask_where, file_name_of
from playground.gui.settings import FOLDER, RECENT, Settings
from playground.language import _
from playground.layers import Linear, ReLU
from playground.lessons import Lesson, LessonError, lesson_called, solved
from playground.network import Network
from playground.places import home_folder, working_folder
from playground.runs.opening import TABLES, is_table
from playground.runs.project import (
    SUFFIX,
    Project,
    ProjectError,
    project_from_plain,
    project_to_bytes,
    project_to_plain,
    read_project,
    read_project_file,
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
        settled: A file was opened or saved: what was said of one that could not be is over.
    """

    message = Signal(object)
    lesson_opened = Signal(object)
    recent_changed = Signal()
    table_chosen = Signal(object)
    settled = Signal()

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window

    @property
    def recent(self) -> tuple[Path, ...]:
        """The files opened or saved last, newest first."""
        return tuple(Path(name) for name in self._settings.get(RECENT)[:_MOST_RECENT])

    def may_lose(self) -> bool:
        """Asks before unsaved work is lost; False: the user would rather stay."""
        if not self._document.unsaved:
            return True
        text = _("Save the changes to “{name}”?").format(name=self._document.project.name or _("Untitled"))
        answers = (_("Save"), _("Discard"), _("Cancel"))
        answer = ask(self._window, "unsaved_question", text, _("What is not saved will be lost."), answers)
        return self.save() if answer == 0 else answer == 1

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

    def choose_table(self) -> None:
        """Asks for a table and begins to import it."""
        kinds = _("Tables ({kinds})").format(kinds=" ".join(f"*{kind}" for kind in TABLES))
        name, _kind = QFileDialog.getOpenFileName(self._window, _("Open my table"), self._folder(), kinds)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Opens a project, or begins to import a table; whether it could. What is open stays untouched if not."""
        if not self._may_connect(str(path)):
            return False
        if is_table(path):
            return self._open_table(path)
        try:
            project, digest = read_project_file(path)
        except ProjectError as error:
            self._tell("error", _("{file} cannot be opened: {reason}").format(file=path.name, reason=error))
            return False
        if not self.may_read_data(project, path) or not self.may_lose():
            return False
        self._document.open(project, path.resolve(), digest)
        self._remember(path.resolve())
        self.lesson_opened.emit(None)
        return True

    def may_read_data(self, project: Project, path: Path | None) -> bool:
        """Asks before the data of a project are read from another computer than that of its file; False: they must not be."""
        data = project.dataset.path or ""
        return server_of(data) == server_of(str(path or "")) or self._may_connect(data)

    def _may_connect(self, path: str) -> bool:
        """Asks before a path that leads to another computer is touched for the first time."""
        server = server_of(path)
        if not server or any(server_of(str(known)) == server for known in self.recent):
            return True
        text = _("“{path}” is on another computer. Connect to “{server}”?").format(path=path, server=server)
        details = _("That computer is told your user name. Connect only if you know it.")
        return ask(self._window, "connect_question", text, details, (_("Connect"), _("Cancel")), proposed=-1) == 0

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
        try:
            lesson = lesson_called(name)
        except LessonError as error:
            self._tell("error", _("{file} cannot be opened: {reason}").format(file=name, reason=error))
            return False
        return self.open(Path(name)) if lesson is None else self.open_lesson(lesson)

    def save(self) -> bool:
        """Saves to the file of the document, or asks for one; whether it is saved."""
        path = self._document.path
        if path is None:
            return self.save_as()
        text = self._changed_on_disk(path)
        if text:
            details = _("Saving replaces what is there by what is in this window.")
            answers = (_("Save as …"), _("Save here"), _("Cancel"))
            answer = ask(self._window, "changed_question", text, details, answers)
            if answer != 1:
                return self.save_as() if answer == 0 else False
        return self._write(path)

    def save_as(self) -> bool:
        """Asks for a file and saves there; whether it is saved."""
        proposed = Path(self._folder()) / file_name_of(self._document.project.name or _("Untitled"), SUFFIX)
        kinds = _("Projects (*{suffix})").format(suffix=SUFFIX)
        path = ask_where(self._window, _("Save as"), str(proposed), SUFFIX, kinds)
        if path is None:
            return False
        name = path.name[: -len(SUFFIX)].encode("utf-8", "replace").decode()  # a name on disk may be no text
        self._document.change(replace(self._document.project, name=name), _("Rename"))
        return self._write(path)

    def _changed_on_disk(self, path: Path) -> str:
        """What the user must know before a file is replaced that is not what it was when it was read or written here; else empty."""
        known, found = self._document.digest, fingerprint(path)
        if not known or found in (known, fingerprint_of(project_to_bytes(self._document.project))):
            return ""
        text = _("“{file}” was changed by someone else since it was opened here. Save anyway?")
        if not found:
            text = _("“{file}” is no longer where it was opened. Save it there again?")
        return text.format(file=path.name)

    def _open_table(self, path: Path) -> bool:
        try:
            open_ordinary(path).close()
        except FileNotFoundError:
            self._tell("error", _("{file} cannot be opened: there is no such file").format(file=path.name))
            return False
        except OSError as error:
            self._tell("error", _("{file} cannot be opened: {reason}").format(file=path.name, reason=reason_of(error)))
            return False
        self.settled.emit()
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
            path = path.resolve()
        except OSError as error:
            reason = reason_of(error)
            self._tell(
                "error", _("{file} could not be saved: {reason}. Your work is still here.").format(file=path, reason=reason)
            )
            return False
        self._document.saved(path, fingerprint_of(project_to_bytes(self._document.project)))
        self._remember(path)
        self.settled.emit()
        return True

    def _folder(self) -> str:
        if self._document.path is not None:
            return str(self._document.path.parent)
        return self._settings.get(FOLDER) or str(home_folder() or working_folder())

    def _remember(self, path: Path) -> None:
        names = (str(path), *(str(other) for other in self.recent if other != path))[:_MOST_RECENT]
        self._settings.put(RECENT, names)
        self._settings.put(FOLDER, str(path.parent))
        self.recent_changed.emit()

    def _tell(self, kind: Kind, text: str) -> None:
        self.message.emit(Notice(kind, text, key="file"))
