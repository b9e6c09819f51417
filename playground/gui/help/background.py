"""Work that would hold up the window, done beside it: reading many files, asking the network."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

log = logging.getLogger(__name__)


class Job(QObject):
    """One function on a thread of its own. It has no parent, so that the thread may outlive the dialog that wanted to know.

    Signals:
        done: It has ended (the job itself: a dialog that has begun another one sees that this is an old one).

    Attributes:
        result: What the function returned; None before, and if it failed.
        error: What it raised; None if nothing.
    """

    done = Signal(object)

    def __init__(self, function: Callable[[], object]) -> None:
        super().__init__()
        self._function = function
        self.result: object = None
        self.error: Exception | None = None

    def start(self) -> None:
        """Begins. The end of the app does not wait for it."""
        threading.Thread(target=self._run, name="job of a dialog", daemon=True).start()

    def _run(self) -> None:
        try:
            self.result = self._function()
        except Exception as error:
            log.info("%s", error, exc_info=True)
            self.error = error
        self.done.emit(self)
