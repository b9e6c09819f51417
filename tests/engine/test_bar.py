from __future__ import annotations

import io

from playground.engine.bar import Bar


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def screen(written: str) -> list[str]:
    """The lines of a terminal: a carriage return goes back to the beginning of the line, and what comes then is written over it."""
    lines = []
    for line in written.split("\n"):
        shown: list[str] = []
        for part in line.split("\r"):
            shown[: len(part)] = part
        lines.append("".join(shown).rstrip())
    return lines


def test_the_bar_makes_way_for_lines_and_goes_on_below() -> None:
    terminal = Terminal()
    bar = Bar(terminal)
    bar.loading(0.5, "a long text about a table that is being read")
    bar.say(["data: one", "data: two"])
    bar.loading(0.75, "more")
    bar.say([])
    bar.loading(None, "end")
    assert screen(terminal.getvalue()) == ["data: one", "data: two", "end"]
    bar.clear()
    assert screen(terminal.getvalue())[-1] == ""


def test_without_a_terminal_only_the_lines_are_written() -> None:
    stream = io.StringIO()
    bar = Bar(stream)
    bar.loading(0.5, "reading")
    bar.say(["data: one"])
    bar.clear()
    assert stream.getvalue() == "data: one\n"
