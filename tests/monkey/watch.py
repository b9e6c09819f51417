"""Watches over the event loop of the monkey's window, from another thread."""

from __future__ import annotations

import faulthandler
import sys
import threading
import time
import traceback
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

STILL_SECONDS = 2.0
"""Processor time of the main thread without a turn of the event loop that counts as a freeze."""

WAITING_SECONDS = 15.0
"""The same, in real time, for a main thread that waits for something."""

HANG_SECONDS = 120.0
"""After so long the process prints where it hangs and ends."""

_BEAT_MS = 100


class Watch(QObject):
    """Calls ``still(text)`` on its own thread when the event loop stands still: once for each time, with the stack of the main thread."""

    def __init__(self, still: Callable[[str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._still = still
        self._main = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._main)
        self._end = threading.Event()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.beat)
        self._timer.start(_BEAT_MS)
        self._armed = 0.0
        self.beat()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
        self._thread.start()

    def beat(self) -> None:
        """The event loop turns."""
        self._last = (time.monotonic(), time.clock_gettime(self._clock))
        if self._last[0] - self._armed > 1:
            self._armed = self._last[0]
            faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)

    def close(self) -> None:
        """Ends the watch."""
        self._timer.stop()
        faulthandler.cancel_dump_traceback_later()
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        told = None
        while not self._end.wait(0.25):
            last = self._last
            late, busy = time.monotonic() - last[0], time.clock_gettime(self._clock) - last[1]
            if last is not told and (busy > STILL_SECONDS or late > WAITING_SECONDS):
                told = last
                frame = sys._current_frames().get(self._main)
                stack = "".join(traceback.format_stack(frame)[-12:]) if frame is not None else ""
                self._still(f"the event loop stood still ({late:.1f} s, {busy:.1f} s of them busy)\n{stack}")
