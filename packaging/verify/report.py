"""The checks' results: one line each, and what failed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Fault(Exception):  # a fault of the package, not of the program
    """What a check found to be wrong, in one line."""


class StageEnded(Exception):
    """A check failed that the rest of its stage stands on."""


class Report:
    """Prints a line per check and counts.

    Attributes:
        failed: The names of the checks that failed.
        passed: How many did not.
    """

    def __init__(self) -> None:
        self.failed: list[str] = []
        self.passed = 0
        self._stage = ""

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A group of checks; one that the others stand on ends it."""
        print(f"\n{name}", flush=True)
        self._stage = name
        try:
            yield
        except StageEnded as error:
            print(f"     the rest of this part is left out: {error} failed", flush=True)
        except (Fault, OSError, subprocess.SubprocessError) as error:
            self._fail(f"{name} could not be prepared", error)

    @contextmanager
    def check(self, name: str, needed: bool = False) -> Iterator[list[str]]:
        """One check. Its body appends what it measured to the list, and raises ``Fault`` if something is wrong.

        Args:
            name: What is checked.
            needed: The rest of the stage stands on it.
        """
        figures: list[str] = []
        began = time.monotonic()
        try:
            yield figures
        except Exception as error:
            self._fail(name, error)
            if needed:
                raise StageEnded(name) from error
        else:
            self.passed += 1
            said = ", ".join([f"{time.monotonic() - began:.1f} s", *figures])
            print(f"ok   {name}  ({said})", flush=True)

    def say(self, text: str) -> None:
        """A line that is no check: what is under way, or what was found."""
        for line in text.splitlines():
            print(f"     {line}", flush=True)

    def close(self) -> int:
        """Sums up; the exit status."""
        print(f"\n{self.passed} passed, {len(self.failed)} failed", flush=True)
        for name in self.failed:
            print(f"FAIL {name}", flush=True)
        return 1 if self.failed else 0

    def _fail(self, name: str, error: Exception) -> None:
        self.failed.append(f"{self._stage}: {name}" if self._stage else name)
        reason = str(error) if isinstance(error, Fault) else f"{type(error).__name__}: {error}"
        print(f"FAIL {name}: {' '.join(reason.split())}", flush=True)


def expect(condition: object, fault: str) -> None:
    """Raises ``Fault`` unless a condition holds."""
    if not condition:
        raise Fault(fault)
