"""What the message bar shows: one clear sentence, and buttons that do something about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["info", "good", "warning", "error"]
"""Decides colour and icon of a message."""

Action = tuple[str, Callable[[], None]]
"""Text of a button, already translated, and what it does."""

OF_RUNS = ("diverged", "reset", "ended", "failed", "test", "compared", "lower_rate")
"""Keys of messages on runs: they are over when the next begins, or other data are open."""


@dataclass(frozen=True)
class Notice:
    """One message.

    Attributes:
        kind: How serious it is.
        text: What happened, why, and what can be done, already translated.
        actions: Buttons; pressing one also closes the message.
        key: Messages with the same key replace each other.
        report: The app did something wrong: a button reports it.
    """

    kind: Kind
    text: str
    actions: tuple[Action, ...] = ()
    key: str = ""
    report: bool = False


def refusal(message: str) -> Notice:
    """What the engine would not do; ``message`` says why."""
    return Notice("error", message, key="refused")
