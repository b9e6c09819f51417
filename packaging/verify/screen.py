"""A display without a screen: Xvfb on a machine, its picture read from the memory it draws in, and its keyboard and mouse."""

from __future__ import annotations

import mmap
import os
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from verify.machine import Machine, wait_until
from verify.report import Fault

DISPLAY = ":99"
WIDTH, HEIGHT = 1600, 1000
CORNER = (str(WIDTH - 2), str(HEIGHT - 2))
"""Where the mouse is out of the way."""
_FOLDER = "/tmp/frame"
_STEP = 4 * 37  # bytes from one looked-at pixel to the next: a prime number of pixels, so that they spread over the columns


class Screen:
    """The display of a machine, with a window manager. Use it with ``with``."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def __enter__(self) -> Self:
        machine = self._machine
        machine.run("mkdir", "-p", _FOLDER, user=True)
        size = f"{WIDTH}x{HEIGHT}x24"
        words = ("Xvfb", DISPLAY, "-screen", "0", size, "-fbdir", _FOLDER, "-nolisten", "tcp", "-noreset", "-ac")
        self._programs = [machine.start(*words)]
        wait_until(lambda: self._try("xdotool", "getmouselocation"), 20, "Xvfb does not start")
        self._programs.append(machine.start("openbox", DISPLAY=DISPLAY))
        # by the host's number of the process: the machine's own /proc is another one
        descriptor = os.open(machine.view / f"{_FOLDER[1:]}/Xvfb_screen0", os.O_RDONLY)
        self._memory = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        os.close(descriptor)
        header = struct.unpack(">25I", self._memory[:100])
        self._start = header[0] + 12 * header[19]
        self._row = header[12]
        if header[7] != 0 or header[11] != 32 or (header[4], header[5]) != (WIDTH, HEIGHT):
            raise Fault(f"Xvfb draws in a form that is not understood: {header}")
        self.do("mousemove", *CORNER)
        time.sleep(0.5)
        self._empty = self.sample()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._memory.close()
        for name in ("openbox", "Xvfb"):
            self._machine.end_all(program=f"/{name}")
        for program in self._programs:
            program.wait()

    def _try(self, *command: str) -> bool:
        return self._machine.run(*command, user=True, check=False, DISPLAY=DISPLAY).returncode == 0

    def do(self, *words: str) -> str:
        """Carries out a command of xdotool; what it printed."""
        return self._machine.run("xdotool", *words, user=True, limit=30, DISPLAY=DISPLAY).stdout

    def press(self, keys: str) -> None:
        """Presses and releases keys, such as ``F5`` or ``alt+F4``."""
        self.do("key", "--clearmodifiers", keys)

    def windows(self, name: str) -> dict[str, str]:
        """The windows on the screen whose title has ``name`` in it (a regular expression): number and title."""
        words = ("xdotool", "search", "--onlyvisible", "--name", name)
        listed = self._machine.run(*words, user=True, check=False, DISPLAY=DISPLAY).stdout.split()
        return {number: self.do("getwindowname", number).strip() for number in listed}

    def focused(self) -> str:
        """The number of the window that gets the keys; empty if none does.

        The display itself is asked: what the window manager says of the active window goes on naming one that is closed, whose number
        the next one may get before it is on the screen. Keys that are pressed then get lost.
        """
        words = ("xdotool", "getwindowfocus")
        return self._machine.run(*words, user=True, check=False, DISPLAY=DISPLAY).stdout.strip()

    def sample(self) -> bytes:
        """The blue of every 37th pixel, left to right and down."""
        return bytes(self._memory[self._start : self._start + self._row * HEIGHT : _STEP])

    def painted(self) -> bool:
        """Whether a window covers a good part of the screen and has something in it."""
        now = self.sample()
        changed = sum(1 for new, old in zip(now, self._empty, strict=True) if new != old)
        return changed > 0.2 * len(now) and len(set(now)) > 12

    def is_empty(self) -> bool:
        """Whether the screen looks as it did at first."""
        return self.sample() == self._empty

    def settled(self, quiet: float, limit: float, busy: Callable[[], bool] = lambda: False) -> float:
        """Waits until the picture has not changed for a while; when it changed last (as ``time.monotonic``).

        Args:
            quiet: Seconds without a change.
            limit: Seconds to wait at most.
            busy: Whether something still goes on that may change it.

        Raises:
            Fault: It still changes.
        """
        began = changed = time.monotonic()
        last = self.sample()
        while time.monotonic() - changed < quiet or busy():
            if time.monotonic() - began > limit:
                raise Fault(f"the screen still changes after {limit:.0f} s")
            time.sleep(0.04)
            now = self.sample()
            if now != last:
                last, changed = now, time.monotonic()
        return changed

    def save(self, file: Path) -> None:
        """Writes the picture as PNG."""
        rows = bytearray()
        for y in range(HEIGHT):
            row = self._memory[self._start + y * self._row : self._start + y * self._row + WIDTH * 4]
            line = bytearray(WIDTH * 3)
            line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
            rows += b"\0" + line
        chunks = [
            (b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)),
            (b"IDAT", zlib.compress(bytes(rows), 6)),
            (b"IEND", b""),
        ]
        body = b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
