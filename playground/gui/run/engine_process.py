"""The engine process as the window sees it: starts it, sends commands, hands on reports, notices when it hangs or dies.

Main thread only; Qt's event loop does the waiting. The engine is the same executable with the hidden command ``engine``.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from playground.language import _, current_language
from playground.runs.messages import Accepted, Command, Ping, Refused, Report, Shutdown, StreamError, Unpacker, pack

log = logging.getLogger(__name__)

HANG_SECONDS = 10.0
"""A command that has no answer for so long means that the engine hangs: it answers within milliseconds even while it trains."""

START_SECONDS = 60.0
"""The same for the first answer: a slow disk may take long to load Python."""

PING_SECONDS = 2.0
_LOG_BYTES = 20_000


def died_over(file: str) -> str:
    """What is said of a file that was being read when the engine ended. It is not read again by itself: that may be what ended it."""
    return _("The engine ended while it was reading {file}, which may be the cause: it is not read again by itself.").format(
        file=file
    )


def engine_command() -> list[str]:
    """The program and arguments that start an engine: of a frozen app itself, else this Python.

    On Windows a program with a window has no stdin and stdout. There the engine is the app's console program, which lies beside it;
    Qt gives a child of a program without a console none that is seen.
    """
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name("playground.exe") if sys.platform == "win32" else program), "engine"]
    return [sys.executable, "-m", "playground", "engine"]


class EngineProcess(QObject):
    """One engine at a time. After ``died`` call ``start`` for a new one.

    Signals:
        reported: What the engine told (a ``Report``).
        died: The engine ended though nobody asked it to, or hung and was killed (why, in a few words).
    """

    reported = Signal(object)
    died = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._unpacker = Unpacker(reports=True)
        self._unanswered = 0  # commands that were neither accepted nor refused so far: that comes in their order
        self._silence = 0  # looks after the engine that found the oldest of them still so
        self._heard = False
        self._stderr = bytearray()
        self._ping = QTimer(self)
        self._ping.setInterval(round(PING_SECONDS * 1000))
        self._ping.timeout.connect(self._look_after)

    @property
    def running(self) -> bool:
        """Whether there is a process that has not ended."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def process_id(self) -> int:
        """The number of the process; 0 if there is none."""
        return int(self._process.processId()) if self._process is not None else 0

    @property
    def last_words(self) -> str:
        """The end of what the engine wrote to its log."""
        return bytes(self._stderr).decode("utf-8", "replace")

    def start(self) -> None:
        """Starts a new engine; it says ``EngineReady`` when torch is loaded."""
        self.shutdown(0)
        self._unpacker = Unpacker(reports=True)
        self._unanswered = 0
        self._silence, self._heard = 0, False
        self._stderr.clear()
        process = QProcess(self)
        program, *arguments = engine_command()
        process.setProgram(program)
        process.setArguments(arguments)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("LANGUAGE", current_language())
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_log)
        process.finished.connect(self._finished)
        process.errorOccurred.connect(self._failed)
        self._process = process
        self._ping.start()
        process.start()

    def send(self, command: Command) -> None:
        """Sends a command, if there is an engine; ``Accepted`` or ``Refused`` will carry its number."""
        if self._process is not None and self.running:
            self._unanswered += 1
            self._process.write(pack(command))

    def shutdown(self, seconds: float = 1.5) -> None:
        """Ends the engine: asks, waits briefly, then kills. Afterwards there is no process."""
        self._ping.stop()
        process, self._process = self._process, None
        if process is None:
            return
        for signal in (process.readyReadStandardOutput, process.readyReadStandardError, process.finished, process.errorOccurred):
            signal.disconnect()
        if process.state() != QProcess.ProcessState.NotRunning:
            process.write(pack(Shutdown()))
            process.closeWriteChannel()
            if not process.waitForFinished(round(seconds * 1000)):
                process.kill()
                process.waitForFinished(1000)
        process.deleteLater()

    def _read(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            for report in self._unpacker.feed(bytes(process.readAllStandardOutput().data())):
                self._hand_on(report)
                if self._process is not process:  # what was told led to its end
                    return
        except StreamError as error:
            self._give_up(_("it sent what cannot be read: {reason}").format(reason=error))

    def _hand_on(self, report: Report) -> None:
        self._heard = True
        if isinstance(report, Accepted | Refused):
            self._silence = 0
            self._unanswered -= 1
        self.reported.emit(report)

    def _read_log(self) -> None:
        if self._process is None:
            return
        data = bytes(self._process.readAllStandardError().data())
        self._stderr += data
        del self._stderr[:-_LOG_BYTES]
        for line in data.decode("utf-8", "replace").splitlines():
            log.info("engine: %s", line)

    def _look_after(self) -> None:
        """Asks the engine whether it lives, and gives it up when an old question has no answer.

        Time is counted in looks: while the window itself stands still, the engine is not to blame for unread answers.
        """
        if not self.running:
            return
        if not self._unanswered:
            self._silence = 0
            self.send(Ping())
            return
        self._silence += 1
        limit = HANG_SECONDS if self._heard else START_SECONDS
        if self._silence * self._ping.interval() / 1000 >= limit:
            self._give_up(_("no answer for {seconds:g} seconds").format(seconds=limit))

    def _give_up(self, why: str) -> None:
        log.error("the engine is given up: %s", why)
        self.shutdown(0)
        self.died.emit(why)

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._process
        self._read()
        self._read_log()
        if self._process is not process:  # its last words could not be read, and it was given up for that
            return
        crashed = status == QProcess.ExitStatus.CrashExit
        log.error("the engine ended: code %s, crashed %s", code, crashed)
        self._drop()
        self.died.emit((_("signal {n}") if crashed else _("exit code {n}")).format(n=code))

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            reason = self._process.errorString() if self._process is not None else ""
            self._drop()
            self.died.emit(reason)

    def _drop(self) -> None:
        self._ping.stop()
        self._unanswered = 0
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
