"""The command line: one module for each command, and ``door``, which leads to all of them.

Results go to stdout, progress and errors to stderr. Every error of the user's input is one line, ``playground: FILE: where: reason``,
and exit status 1.

A new command is a module here with a function that adds it to the parser, and that function's name in ``COMMANDS`` of ``door``. What
takes long to import (torch, Qt, pandas) is imported when the command is carried out.
"""

from playground.cli.door import main

__all__ = ["main"]
