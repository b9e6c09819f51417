"""One session of the window: it holds a lock while it runs, so that the next one can tell whether it ended as it should."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from PySide6.QtCore import QLockFile

from playground.gui.notices import Notice
from playground.language import _
from playground.log import logs_folder, note_crash

log = logging.getLogger(__name__)

_NO_WORD = "The app was ended from outside, or the computer stopped. It left no word about where it was."


class Session:
    """The lock of this session, and what became of those before. Main thread only.

    A lock whose process is gone was left behind by a crash. Whoever finds it takes it away, so that a crash is told of once.
    """

    def __init__(self, name: str) -> None:
        self._own = _lock(name)
        if not self._own.tryLock(0):
            log.info("the session could not be locked: %s", self._own.error().name)
            return
        with contextlib.suppress(OSError):
            Path(self._own.fileName()).chmod(0o600)

    def crashed(self) -> tuple[str, ...]:
        """The names of the sessions that did not end by themselves, newest first."""
        found = []
        for path in sorted(logs_folder().glob("*.lock"), reverse=True):
            lock = _lock(path.stem)
            if path.name != self._own.fileName().rpartition("/")[2] and lock.tryLock(0):
                note_crash(path.stem, _NO_WORD)
                lock.unlock()
                found.append(path.stem)
        return tuple(found)

    def close(self) -> None:
        """The session ended as it should."""
        self._own.unlock()


def notice_of_crash() -> Notice:
    """What the user is told after a crash."""
    text = _("Neural Playground ended unexpectedly last time. A report can help to find out why.")
    return Notice("info", text, key="crash", report=True)


def _lock(name: str) -> QLockFile:
    lock = QLockFile(str(logs_folder() / f"{name}.lock"))
    lock.setStaleLockTime(0)  # stale only when its process is gone
    return lock
