"""Which program to be: the engine, or what the command line asks for."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """The command ``playground``, and ``python -m playground``."""
    if sys.argv[1:2] == ["engine"]:
        # Imported here, and nothing else before: the engine must listen as soon as it can.
        from playground.engine.serve import main as engine

        engine()
    _take_streams()
    from playground.cli import main as command_line
    from playground.log import crashes_to_terminal

    crashes_to_terminal()
    return command_line(sys.argv[1:], _window)


def _take_streams() -> None:
    """A windowed program of Windows has no streams: what is written goes nowhere then, and nothing fails for it."""
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as long as the process
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as above


def _window(file: str | None) -> int:
    """Opens the window. Qt is loaded for it alone."""
    from playground.app import main as window

    return window(file)


if __name__ == "__main__":
    sys.exit(main())
