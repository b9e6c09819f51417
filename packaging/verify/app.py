"""The app on a machine: starting and closing it, its processes, its memory, what its log says."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from verify.machine import HOME, Machine, state_of, wait_until
from verify.report import Fault, expect
from verify.screen import CORNER, DISPLAY, Screen

PROGRAM = "neural-playground"
"""What is in the path of every process of the app, wherever it is installed."""

STATE = f"{HOME}/.local/state/neural-playground"
SETTINGS = f"{HOME}/.config/neural-playground/settings.ini"
ENTRY = "/usr/share/applications/neural-playground.desktop"

_START_LIMIT = 60
_END_LIMIT = 20


@dataclass
class App:
    """The app on ``machine``, shown on ``screen`` (of this machine or of another one).

    Attributes:
        machine: Where it runs.
        screen: Where it is seen.
        shots: Where a picture goes if the window does not close.
        variables: Added to its environment.
    """

    machine: Machine
    screen: Screen
    shots: Path
    variables: dict[str, str]

    @property
    def output(self) -> Path:
        """What the app has printed, on the host."""
        return self.machine.view / "tmp/app.log"

    def start(self, *command: str, title: str = "Neural Playground", folder: str = "") -> float:
        """Starts a command, and waits until its window is painted; seconds from the start.

        Args:
            *command: Its words.
            title: A regular expression for the title of the window that must appear.
            folder: Where the command begins.
        """
        if self.processes():  # of a check that failed
            self.end()
        self.screen.do("mousemove", *CORNER)
        wait_until(self.screen.is_empty, 10, "the screen is not empty before the start")
        began = time.monotonic()
        process = self.machine.start(*command, log=self.output, folder=folder, DISPLAY=DISPLAY, **self.variables)
        try:
            wait_until(lambda: self.screen.painted() or process.poll() not in (None, 0), _START_LIMIT, "no window appears", 0.004)
        except Fault as fault:
            raise Fault(f"{fault}: {self.printed()}") from None
        seconds = time.monotonic() - began
        if process.poll() not in (None, 0):
            raise Fault(f"{command[0]} ended with {process.poll()}: {self.printed()}")
        wait_until(
            lambda: self.screen.focused() in self.screen.windows(title), 10, f"no window has title {title!r} and the keyboard"
        )
        return seconds

    def printed(self) -> str:
        """The last lines that the app printed."""
        with contextlib.suppress(OSError):
            return " | ".join(self.output.read_text(errors="replace").splitlines()[-4:])
        return ""

    def close(self) -> float:
        """Closes the window as its frame does, and waits until nothing of the app is left; seconds.

        Raises:
            Fault: Something is left.
        """
        began = time.monotonic()
        self.screen.press("alt+F4")
        try:
            wait_until(lambda: not self.processes(), _END_LIMIT, "the app still runs after its window was closed")
        except Fault as fault:
            left = ", ".join(f"{command_line(pid)} ({state_of(pid)})" for pid in self.processes())
            self.screen.save(self.shots / "does-not-close.png")
            self.machine.end_all(signal.SIGABRT, PROGRAM)  # faulthandler writes down where it was
            time.sleep(1)
            traces = sorted((self.machine.view / f"{STATE[1:]}/logs").glob("*-window.crash"))
            where = traces[-1].read_text(errors="replace").replace("\n", " | ")[:3000] if traces else "no trace"
            self.end()
            raise Fault(f"{fault}: {left}; {where}") from None
        seconds = time.monotonic() - began
        wait_until(lambda: not self.machine.zombies(), 3, "a process has ended and nobody takes care of it: a zombie is left")
        return seconds

    def end(self) -> None:
        """Ends the app at once, whatever it does: windows first, which would complain of engines that end."""
        self.machine.end_all(signal.SIGKILL, PROGRAM, keep=tuple(self.engines()))
        self.machine.end_all(signal.SIGKILL, PROGRAM)
        wait_until(lambda: not self.processes(), 10, "the app cannot be killed")

    def processes(self) -> list[int]:
        """The processes of the app, as the host counts them."""
        return self.machine.processes(PROGRAM)

    def engines(self) -> list[int]:
        """Those of them that are engines."""
        return [pid for pid in self.processes() if "engine" in command_line(pid).split()[1:]]

    def busy(self) -> bool:
        """Whether an engine has used more than a tenth of a processor in the last quarter of a second."""
        before = {pid: _ticks(pid) for pid in self.engines()}
        time.sleep(0.25)
        return any(_ticks(pid) - ticks > 0.025 * os.sysconf("SC_CLK_TCK") for pid, ticks in before.items())

    def rest(self, quiet: float = 1.0) -> float:
        """Waits until the engine rests and the picture stands still for a while; when it changed last (as ``time.monotonic``)."""
        return self.screen.settled(quiet, 300, self.busy)

    def memory(self) -> str:
        """Memory of window and engine in MB: all of it (RSS), and with what is shared divided fairly (PSS)."""
        engines, said = self.engines(), []
        for pid in sorted(self.processes()):
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            rss, pss = (int(re.findall(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[0]) / 1000 for name in ("Rss", "Pss"))
            said.append(f"{'engine' if pid in engines else 'window'} RSS {rss:.0f} PSS {pss:.0f} MB")
        return ", ".join(said)

    def used(self) -> float:
        """Seconds of processor time that the app's processes have used so far: what a busy machine does not falsify."""
        return sum(_ticks(pid) for pid in self.processes()) / os.sysconf("SC_CLK_TCK")

    def complaints(self) -> list[str]:
        """What the app's log, and what it printed, say of something wrong: each thing once."""
        lines: list[str] = []
        for file in (self.output, *sorted((self.machine.view / f"{STATE[1:]}/logs").glob("*.log"))):
            with contextlib.suppress(OSError):
                lines += file.read_text(errors="replace").splitlines()
        wrong = re.compile(r"^[\w.]*(Error|Exception|Warning): |\b(ERROR|CRITICAL|WARNING|Fatal)\b")
        return list(dict.fromkeys(re.sub(r"^[-\d]+ [\d:,]+ ", "", line) for line in lines if wrong.search(line)))

    def expect_no_complaints(self) -> None:
        """Raises ``Fault`` if the app complained of anything."""
        expect(not self.complaints(), f"{len(self.complaints())} complaints: {' | '.join(self.complaints()[:6])}")


def command_line(pid: int) -> str:
    """The words of a process; empty if it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode(errors="replace")
    return ""


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(words[11]) + int(words[12])
    return 0
