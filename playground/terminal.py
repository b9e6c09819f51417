"""What is written to a terminal: results as lines and tables, to stdout; what is worth a note besides, to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence


def say(text: str) -> None:
    """Writes a line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def note(lines: Iterable[str]) -> None:
    """Writes lines to stderr, at once."""
    sys.stderr.writelines(f"{line}\n" for line in lines)
    sys.stderr.flush()


def say_table(rows: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> None:
    """Writes rows in columns of equal width; ``right``: columns that are flush right. The last column is as wide as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    for row in rows:
        cells = [cell.rjust(w) if i in right else cell.ljust(w) for i, (cell, w) in enumerate(zip(row, widths, strict=True))]
        say("  ".join(cells).rstrip())
