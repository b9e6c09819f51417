from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

WINDOWED = """
import sys
stdout = sys.stdout
sys.stdout = sys.stderr = None  # as in a program with a window on Windows
sys.argv = ["playground", *sys.argv[1:]]
from playground.__main__ import main
status = main()
stdout.write(f"status {status}")
"""


def started_without_streams(*arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", WINDOWED, *arguments], env=environment, capture_output=True, text=True, timeout=60
    )
    return done.stdout + done.stderr


def test_a_program_without_streams_carries_out_a_command() -> None:
    assert started_without_streams("layers") == "status 0"


def test_a_program_without_streams_ends_orderly_on_wrong_input() -> None:
    assert started_without_streams("check", "no-such-file.nnplay") == "status 1"
