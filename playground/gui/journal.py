"""The journal: unsaved work, written within two seconds of a change, and offered after a crash.

Every running window holds the lock of its own journal. A journal whose lock is free was left behind by a crash: it is offered, and stays
where it is until the user has decided.
"""

from __future__ import annotations

import contextlib
import logging
import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer

from playground.gui.document import Document
from playground.places import state_folder
from playground.runs.project import Project, ProjectError, project_to_bytes, read_project, write_atomically

log = logging.getLogger(__name__)

_DELAY_MS = 1000


@dataclass(frozen=True)
class LeftBehind:
    """Work that a crash left behind: where it lies, and what it is."""

    path: Path
    project: Project


class Journal(QObject):
    """Keeps the journal of one window. Main thread only."""

    def __init__(self, document: Document, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._folder = folder or state_folder() / "journal"
        self._path = self._folder / f"{uuid.uuid4().hex}.nnplay"
        self._lock: QLockFile | None = None
        self._offered: list[QLockFile] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self.write)
        document.project_changed.connect(lambda _old, _new: self._changed())
        document.state_changed.connect(self._state_changed)

    def left_behind(self) -> tuple[LeftBehind, ...]:
        """What earlier windows left behind, newest first; a journal that cannot be read is left alone."""
        found = []
        with contextlib.suppress(OSError):
            paths = sorted(self._folder.glob("*.nnplay"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in paths:
                lock = _lock_of(path)
                if path == self._path or not lock.tryLock(0):
                    continue
                try:
                    found.append(LeftBehind(path, read_project(path)))
                    self._offered.append(lock)  # held, so that a second window does not offer it too
                except ProjectError as error:
                    log.warning("journal %s cannot be read: %s", path.name, error)
                    lock.unlock()
        return tuple(found)

    def decided(self, left: LeftBehind) -> None:
        """The user has restored or discarded it."""
        with contextlib.suppress(OSError):
            left.path.unlink()

    def write(self) -> None:
        """Writes what is unsaved now."""
        self._timer.stop()
        if not self._document.unsaved:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = _lock_of(self._path)
                self._lock.tryLock(0)
            write_atomically(self._path, project_to_bytes(self._document.project))
        except OSError as error:
            log.warning("the journal could not be written: %s", error)

    def close(self, keep: bool = False) -> None:
        """The window closes: nothing is left to offer, unless unsaved work is to be kept for the next start."""
        self._timer.stop()
        if keep and self._lock is not None:
            self._lock.unlock()
        else:
            self._forget()
        for lock in self._offered:
            lock.unlock()
        self._offered.clear()

    def _changed(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _state_changed(self) -> None:
        if not self._document.unsaved:
            self._timer.stop()
            self._forget()
        elif not self._timer.isActive():
            self._timer.start()

    def _forget(self) -> None:
        with contextlib.suppress(OSError):
            self._path.unlink()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def _lock_of(path: Path) -> QLockFile:
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
    return lock
