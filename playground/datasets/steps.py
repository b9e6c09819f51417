"""What was done to the data: an ordered list of steps in words, of which the user can switch most on or off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One thing that was done, or could be done, to the data. Crosses between the processes.

    Attributes:
        words: What it is, already translated.
        key: Its name among the switches of the preparation, such as ``missing:age``; empty: it cannot be switched.
        on: Whether it was done.
        kind: ``done`` (an ordinary step), ``hint`` (worth a look) or ``warning`` (something is wrong with the data).
    """

    words: str
    key: str = ""
    on: bool = True
    kind: str = "done"


class Steps:
    """Collects the steps in their order, and knows which the user has switched."""

    def __init__(self, switches: Mapping[str, bool] | None = None) -> None:
        self._switches = switches or {}
        self._steps: list[Step] = []

    def add(self, words: str, kind: str = "done") -> None:
        """A step that cannot be switched."""
        self._steps.append(Step(words, kind=kind))

    def offer(self, key: str, words: str, proposed: bool = True, kind: str = "done") -> bool:
        """A step that can be switched; whether it is to be done."""
        on = self._switches.get(key, proposed)
        self._steps.append(Step(words, key, on, kind))
        return on

    def wants(self, key: str, usually: bool = False) -> bool:
        """Whether a step is switched on, without saying so; ``usually``: where the user has not switched it."""
        return self._switches.get(key, usually)

    def taken(self) -> tuple[Step, ...]:
        """All steps so far, in their order."""
        return tuple(self._steps)
