"""Every check of the project, one after the other. Standard library only."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
    ("import rules", ["lint-imports"]),
    ("pytest", ["pytest", "-n", "2"]),
)


def run_checks(root: Path, programs: Path, arguments: list[str]) -> int:
    """Runs every check, the tests last, and sums up.

    Args:
        root: The checkout.
        programs: Folder of the programs in its environment.
        arguments: Passed on to pytest.

    Returns:
        0 if all passed, else 1.
    """
    results: list[tuple[str, bool, float]] = []
    closing = ""
    for name, (program, *rest) in CHECKS:
        print(f"\n--- {name}", flush=True)
        began = time.monotonic()
        command = [str(programs / program), *rest, *(arguments if program == "pytest" else [])]
        if program == "pytest" and sys.stdout.isatty():
            command.append("--color=yes")
        process = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            closing = line.strip() if line.strip() else closing
        results.append((name, process.wait() == 0, time.monotonic() - began))
    print("\n--- summary")
    for name, passed, seconds in results:
        print(f"{name:<14}{'passed' if passed else 'FAILED'}  {seconds:6.1f} s")
    print(closing)
    return 0 if all(passed for _name, passed, _seconds in results) else 1
