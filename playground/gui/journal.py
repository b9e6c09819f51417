"""The journal: unsaved work, written within two seconds of a change, and offered after a crash.

Every running window holds the lock of its own journal. A journal whose lock is free was left behind by a crash: it is offered, and stays
where it is until the user has decided, and until what was restored from it is on disk once more.

===============  ============================================================================================================
file             what is in it
===============  ============================================================================================================
``X.nnplay``     the project, as it would be saved
``X.place``      the file that it belongs to, and the fingerprint of what that held; is not there for a project without a file
``X.lock``       is there while the window runs
===============  ============================================================================================================
"""

from __future__ import annotations

import contextlib
import logging
import stat
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from playground.disk import open_ordinary, reason_of, unwritable, write_atomically
from playground.gui.document import Document
from playground.places import private_folder, state_folder
from playground.runs.project import Project, ProjectError, project_to_bytes, read_project

log = logging.getLogger(__name__)

_DELAY_MS = 1000
_RETRY_MS = 10_000
"""After a write that failed: a disk is rarely full for a second only."""

_LARGEST_PLACE = 2**16


class Place(msgspec.Struct, frozen=True):
    """The file that a project belongs to, and what that held (``disk.fingerprint``)."""

    path: str
    digest: str = ""


@dataclass(frozen=True)
class LeftBehind:
    """Work that a crash left behind: where it lies, what it is, and the file that it belongs to."""

    path: Path
    project: Project
    place: Place | None = None


class Journal(QObject):
    """Keeps the journal of one window. Main thread only.

    Signals:
        failing: Unsaved work cannot be kept (why, in words); told once, and tried again until it can.
        working: It can be kept again.
    """

    failing = Signal(str)
    working = Signal()

    def __init__(self, document: Document, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder or state_folder() / "journal"
        self.path = self._folder / f"{uuid.uuid4().hex}.nnplay"
        self._lock: QLockFile | None = None
        self._offered: list[QLockFile] = []
        self._restored: list[LeftBehind] = []  # what is only here and in the window until it is written once more
        self._trouble = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.write)
        document.project_changed.connect(self._changed)
        document.state_changed.connect(self._state_changed)

    def left_behind(self) -> tuple[LeftBehind, ...]:
        """What earlier windows left behind, newest first; a journal that cannot be read is left alone."""
        found = []
        for path in self._others():
            lock = _lock_of(path)
            if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
                continue  # its window runs, or offers it
            try:
                found.append(LeftBehind(path, read_project(path), _read_place(path)))
                self._offered.append(lock)  # held, so that a second window does not offer it too
            except ProjectError as error:
                log.warning("journal %s cannot be read: %s", path.name, error)
                lock.unlock()
        return tuple(found)

    def _others(self) -> Iterator[Path]:
        """The journals of other windows, newest first; what is no ordinary file is none."""
        times: dict[Path, float] = {}
        with contextlib.suppress(OSError):
            for path in self._folder.glob("*.nnplay"):
                with contextlib.suppress(OSError):  # each alone: one that cannot be looked at hides no other
                    state = path.stat()
                    if path != self.path and stat.S_ISREG(state.st_mode):
                        times[path] = state.st_mtime
        return iter(sorted(times, key=lambda path: times[path], reverse=True))

    def restored(self, left: LeftBehind) -> None:
        """The document is what was left behind now: that goes as soon as it is on disk once more."""
        self._restored.append(left)
        self.write()

    def decided(self, left: LeftBehind) -> None:
        """It is on disk once more, or the user does not want it."""
        for path in (left.path, _place_of(left.path)):
            with contextlib.suppress(OSError):
                path.unlink()

    def offer_again(self) -> None:
        """What was offered is offered to whoever asks next."""
        for lock in self._offered:
            lock.unlock()
        self._offered.clear()

    def write(self) -> bool:
        """Writes what is unsaved now; whether everything is on disk."""
        self._timer.stop()
        if not self._document.unsaved:
            return True
        try:
            self._write()
        except OSError as error:
            log.warning("the journal could not be written: %s", error)
            self._say(unwritable(self._folder) or reason_of(error))
            self._timer.start(_RETRY_MS)
            return False
        self._say("")
        self._settle()
        return True

    def _write(self) -> None:
        private_folder(self._folder)
        if self._lock is None:
            lock = _lock_of(self.path)
            if lock.tryLock(0):
                self._lock = lock
                Path(lock.fileName()).chmod(0o600)
        if self._document.path is not None:
            place = Place(str(self._document.path), self._document.digest)
            write_atomically(_place_of(self.path), msgspec.json.encode(place), private=True)
        write_atomically(self.path, project_to_bytes(self._document.project), private=True)

    def close(self, keep: bool = False) -> None:
        """The window closes: nothing is left to offer, unless unsaved work is to be kept for the next start."""
        self._timer.stop()
        if not keep:
            self._settle()
            self._forget()
        elif self._lock is not None:
            self._lock.unlock()
        self.offer_again()

    def _changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start(_DELAY_MS)

    def _state_changed(self) -> None:
        if not self._document.unsaved:
            self._timer.stop()
            self._say("")
            self._settle()
            self._forget()
        elif not self._timer.isActive():
            self._timer.start(_DELAY_MS)

    def _say(self, trouble: str) -> None:
        """Tells of trouble when it begins, and when it is over."""
        before, self._trouble = self._trouble, trouble
        if trouble and not before:
            self.failing.emit(trouble)
        elif before and not trouble:
            self.working.emit()

    def _settle(self) -> None:
        """What was restored is on disk once more, or given up: the copies that it came from go."""
        for left in self._restored:
            self.decided(left)
        self._restored.clear()

    def _forget(self) -> None:
        for path in (self.path, _place_of(self.path)):
            with contextlib.suppress(OSError):
                path.unlink()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _place_of(path: Path) -> Path:
    return path.with_suffix(".place")


def _read_place(path: Path) -> Place | None:
    """The file that a journal belongs to; None if it has none, or none that is known."""
    try:
        with open_ordinary(_place_of(path)) as file:
            place = msgspec.json.decode(file.read(_LARGEST_PLACE), type=Place)
    except (OSError, ValueError) as error:
        if not isinstance(error, FileNotFoundError):
            log.warning("the place of journal %s cannot be read: %s", path.name, error)
        return None
    return place if place.path and "\0" not in place.path and Path(place.path).is_absolute() else None


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
    return lock
