"""Which program to be: the engine, or what the command line asks for."""

from __future__ import annotations

import gc
import os
import sys


def main() -> int:
    """The command ``playground``, and ``python -m playground``."""
    _give_streams()
    if sys.argv[1:2] == ["engine"]:
        # Imported here, and nothing else before: the engine must listen as soon as it can.
        from playground.engine.serve import main as engine

        engine()
    from playground.cli import main as command_line
    from playground.log import crashes_to_terminal

    crashes_to_terminal()
    return command_line(sys.argv[1:], _window)


def _give_streams() -> None:
    """On Windows a program with a window has no stdout and stderr; what libraries and the command line write then goes nowhere."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # until the process ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _window(file: str | None) -> int:
    """Opens the window. Qt is loaded for it alone."""
    gc.disable()  # what is made while the app starts stays; the window puts the collector on when it stands
    import playground.gui  # noqa: F401  # before anything else imports Qt: it keeps imports quick
    from playground.app import main as window

    return window(file)


if __name__ == "__main__":
    sys.exit(main())
