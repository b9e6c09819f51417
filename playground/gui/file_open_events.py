"""Files that the system hands to the running app: macOS tells of them by an event, not on the command line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFileOpenEvent
from typing_extensions import override


class FileOpenEvents(QObject):
    """Watches the application for files to open, and hands their paths on.

    A file that was double-clicked to start the app comes before the window is there: it waits for ``hand_to``.

    Args:
        application: Whose events are watched; it owns this object.
    """

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._open: Callable[[str], object] | None = None
        self._waiting = ""
        application.installEventFilter(self)

    def hand_to(self, open_file: Callable[[str], object]) -> bool:
        """From now on ``open_file`` gets each path; at once the last one that came before. Returns whether one did."""
        self._open = open_file
        waiting, self._waiting = self._waiting, ""
        if waiting:
            open_file(waiting)
        return bool(waiting)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().eventFilter(watched, event)
        if self._open is None:
            self._waiting = event.file()
        else:
            self._open(event.file())
        return True
