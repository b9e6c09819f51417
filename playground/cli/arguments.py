"""The words of a command line: how they are read, and what is found out before they are."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from typing import NoReturn, TypeAlias

from playground.cli.input import InputError
from playground.language import _, languages


class Parser(argparse.ArgumentParser):
    """argparse, but a wrong argument is one line and exit status 1 as every other wrong input."""

    def error(self, message: str) -> NoReturn:
        raise InputError(_("{message} (see 'playground --help')").format(message=message))


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What the commands are added to."""


def with_command(arguments: Sequence[str], known: Collection[str]) -> list[str]:
    """The arguments with the command ``open`` put in where there is none: before a file, or at the end."""
    position = 0
    while position < len(arguments) and arguments[position].startswith("-"):
        if arguments[position] in ("-h", "--help", "--version"):
            return list(arguments)
        position += 2 if arguments[position] == "--language" else 1
    if position < len(arguments) and arguments[position] in known:
        return list(arguments)
    return [*arguments[:position], "open", *arguments[position:]]


def language_asked(arguments: Sequence[str]) -> str | None:
    """The language that is asked for, before the arguments are read: what is said about them is in it too."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and set(arguments[position + 1 : position + 2]) <= set(languages()):
            return "".join(arguments[position + 1 : position + 2]) or None
        if argument.startswith("--language=") and argument.partition("=")[2] in languages():
            return argument.partition("=")[2]
    return None
