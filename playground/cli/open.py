"""``playground [FILE]``: the window, on a file or on what was open last."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence

from playground.cli.arguments import Commands
from playground.cli.input import InputError, check_file
from playground.language import _


def add_open(commands: Commands, known: Sequence[str]) -> None:
    """The command that is meant where none of the ``known`` is written."""
    command = commands.add_parser("open")
    command.add_argument("files", nargs="*")
    command.set_defaults(act=_open, known=known)


def _open(options: Namespace) -> int:
    files: list[str] = options.files
    if len(files) > 1:
        message = _("{name}: there is no such command; known: {known}")
        raise InputError(message.format(name=files[0], known=", ".join(options.known)))
    file = files[0] if files else None
    if file is not None and sys.__stderr__ is not None:  # else no one reads what is wrong: the window tells
        check_file(file)
    waylaid = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in waylaid):
        raise InputError(_("there is no display to open a window on; 'playground run FILE --out DIR' trains without one"))
    window: Callable[[str | None], int] = options.window
    return window(file)
