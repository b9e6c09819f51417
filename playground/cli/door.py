"""The door: which command is meant, carried out, and the exit status."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence

from playground import __version__
from playground.cli.arguments import Parser, language_asked, with_command
from playground.cli.check import add_check
from playground.cli.doctor import add_doctor
from playground.cli.input import InputError
from playground.cli.listings import add_listings
from playground.cli.open import add_open
from playground.cli.run import add_run
from playground.language import _, languages, use_language

COMMANDS = (add_run, add_check, add_listings, add_doctor)
"""Each adds its command to the parser, in the order of ``playground --help``."""


def main(arguments: Sequence[str], window: Callable[[str | None], int]) -> int:
    """Carries out one command and returns the exit status: 0 done, 1 the input is wrong, 130 interrupted.

    Args:
        arguments: The words of the command line, without the name of the program.
        window: Opens the window on a file, or on what was open last.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        use_language(language_asked(arguments))
        parser, known = _parser()
        options = parser.parse_args(with_command(arguments, known), Namespace(window=window))
        act: Callable[[Namespace], int] = options.act
        status = act(options)
        sys.stdout.flush()
    except InputError as error:
        sys.stderr.write(f"playground: {' '.join(str(error).split())}\n")
        return 1
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except FileNotFoundError as error:  # a part of the app itself
        sys.stderr.write(f"playground: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130
    return status


def _parser() -> tuple[Parser, Collection[str]]:
    """The parser, and the names of the commands that can be written."""
    parser = Parser(
        prog="playground",
        usage="playground [--language CODE] [FILE | COMMAND ...]",
        description=_("Build a neural network, train it, and watch its gradients. Without a command: opens the window."),
        epilog=_("FILE: a project (.nnplay), a table (.csv, .tsv, .xlsx, .parquet) to start from, or lesson:NAME."),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Neural Playground {__version__}")
    parser.add_argument("--language", metavar="CODE", choices=languages(), help=", ".join(languages()))
    commands = parser.add_subparsers(title=_("commands"), metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(commands)
    known = tuple(commands.choices)
    add_open(commands, known)
    return parser, known
