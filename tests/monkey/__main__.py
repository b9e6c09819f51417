"""The monkey as a program; see the package."""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random
from types import TracebackType
from typing import TextIO

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LANGUAGE", "en")
_HOME = tempfile.TemporaryDirectory(prefix="monkey-")
os.environ["NEURAL_PLAYGROUND_HOME"] = str(Path(_HOME.name) / "home")
os.environ["HOME"] = _HOME.name
os.environ["https_proxy"] = os.environ["http_proxy"] = "http://127.0.0.1:9"  # nothing is fetched

import playground.gui  # noqa: F401, E402, I001  # before Qt, as the app does
from PySide6.QtCore import QEvent, QEventLoop, QObject, QtMsgType, QUrl, Slot, qInstallMessageHandler  # noqa: E402
from PySide6.QtGui import QDesktopServices  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from playground.gui.window import make_window  # noqa: E402
from playground.gui.theme import theme  # noqa: E402
from tests.monkey.monkey import Monkey  # noqa: E402
from tests.monkey.scratch import Scratch  # noqa: E402
from tests.monkey.watch import Watch  # noqa: E402

_MEMORY = 8 * 2**30
_SILENT = ("This plugin does not support", "propagateSizeHints")
"""What the offscreen platform says of itself."""


class Opener(QObject):
    """Takes what the app would open in other programs."""

    @Slot(QUrl)
    def take(self, _address: QUrl) -> None:
        """Opens nothing."""


class Game:
    """Windows one after the other, until all actions are played."""

    def __init__(self, seed: int, actions: int, first: int) -> None:
        self.seed, self.first, self.end = seed, first, first + actions
        self.findings: dict[str, int] = {}
        self.monkey: Monkey | None = None
        self.trace: TextIO | None = None

    def found(self, text: str) -> None:
        """Prints a finding with what led to it; one that is known is only counted."""
        key = text.splitlines()[0] if "stood still" not in text else text.partition("\n")[2][-600:]
        self.findings[key] = self.findings.get(key, 0) + 1
        if self.findings[key] == 1:
            actions = "\n  ".join(self.monkey.last) if self.monkey is not None else ""
            number = self.monkey.number if self.monkey is not None else 0
            print(f"\nFOUND with seed {self.seed} at action {number}: {text}\n  {actions}", flush=True)

    def uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """An exception that no one caught."""
        text = "".join(traceback.format_exception(kind, error, trace))
        self.found(f"{kind.__name__}: {error}\n{text}")

    def said(self, kind: QtMsgType, _context: object, text: str) -> None:
        """A message of Qt."""
        if kind != QtMsgType.QtDebugMsg and not any(silent in text for silent in _SILENT):
            stack = "".join(traceback.format_stack(limit=10))
            self.found(f"Qt says: {text}\n{stack}")

    def play(self, application: QApplication) -> None:
        """Plays all actions."""
        scratch = Scratch(Path(_HOME.name) / "files")
        scratch.answer_dialogs(Random(self.seed))
        number, begin = self.first, time.monotonic()
        while number < self.end:
            window = make_window()
            window.resize(1280, 800)
            window.show()
            window.build_plots()
            self.monkey = Monkey(window, scratch, self.seed, self.end - number, number, self.found)
            self.monkey.trace = self.trace
            loop = QEventLoop()
            self.monkey.done.connect(loop.quit)
            self.monkey.start()
            loop.exec()
            number = self.monkey.number
            print(
                f"seed {self.seed}: {number} actions, {time.monotonic() - begin:.0f} s, {len(self.findings)} findings", flush=True
            )
            window.end()
            window.deleteLater()
            application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main() -> int:
    """Plays; returns 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey")
    parser.add_argument("--actions", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the action to begin with")
    parser.add_argument("--trace", type=argparse.FileType("w"), help="where every action is written before it is done")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))  # a network that is too large must not take the machine with it
    faulthandler.enable()
    game = Game(options.seed, options.actions, options.first)
    game.trace = options.trace
    sys.excepthook = game.uncaught
    qInstallMessageHandler(game.said)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    opener = Opener()
    for scheme in ("http", "https", "file", "mailto"):
        QDesktopServices.setUrlHandler(scheme, opener, "take")
    theme().apply("dark")
    watch = Watch(game.found)
    game.play(application)
    watch.close()
    print(f"\nseed {options.seed}: {options.actions} actions played, {len(game.findings)} different findings")
    for text, count in game.findings.items():
        print(f"{count:6} x {text.strip().splitlines()[-1][:160]}")
    return 1 if game.findings else 0


if __name__ == "__main__":
    sys.exit(main())
