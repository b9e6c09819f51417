"""The bar that shows how far a run is, in a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from typing import TextIO

from playground.fields import number_text
from playground.language import _
from playground.runs.messages import RunProgress, RunStarted

WIDTH = 24


class Bar:
    """One line that is written over again and again; nothing at all where the stream is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._length = 0

    def loading(self, share: float | None, text: str) -> None:
        """How far loading is; ``share`` None where that is unknown."""
        self._write(text if share is None else f"{_drawn(share)} {text}")

    def training(self, report: RunProgress, started: RunStarted) -> None:
        """How far training is: epoch, newest loss, and how long it will take at this pace."""
        if not self._shown:
            return
        left = report.seconds / report.epoch * (started.epochs - report.epoch) if report.epoch > 0 else 0.0
        text = _("epoch {epoch} of {epochs}, loss {loss}, {left} s left").format(
            epoch=int(report.epoch), epochs=started.epochs, loss=number_text(report.step_loss), left=f"{left:.0f}"
        )
        self._write(f"{_drawn(report.epoch / started.epochs)} {text}")

    def say(self, lines: Iterable[str]) -> None:
        """Writes lines in the place of the bar, which goes on below them; also where the stream is no terminal."""
        self.clear()
        self._stream.writelines(f"{line}\n" for line in lines)
        self._stream.flush()

    def clear(self) -> None:
        """Takes the line away."""
        self._write("")

    def _write(self, text: str) -> None:
        if self._shown:
            text = text[: shutil.get_terminal_size().columns - 1]
            self._stream.write("\r" + text.ljust(self._length) + ("" if text else "\r"))
            self._stream.flush()
            self._length = len(text)


def _drawn(share: float) -> str:
    full = round(WIDTH * min(max(share, 0.0), 1.0))
    return "[" + "#" * full + "." * (WIDTH - full) + "]"
