"""``playground doctor``: versions, devices and their speed, and where files are kept."""

from __future__ import annotations

from argparse import Namespace

from playground.cli.arguments import Commands
from playground.cli.input import InputError
from playground.language import _
from playground.terminal import say


def add_doctor(commands: Commands) -> None:
    """The command ``doctor``."""
    text = _("print versions, devices and their speed, and where files are kept")
    commands.add_parser("doctor", help=text).set_defaults(act=_doctor)


def _doctor(_options: Namespace) -> int:
    from playground.engine.doctor import findings

    try:
        for line in findings():
            say(line)
    except BrokenPipeError:
        raise
    except (ImportError, OSError) as error:
        raise InputError(_("torch cannot be loaded: {reason}").format(reason=error)) from None
    return 0
