"""What the tests of the command line share."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from playground.cli import main as cli

FILES = {"history.csv", "gradients.csv", "predictions.csv", "model.safetensors", "summary.json", "checkpoint.safetensors"}


def main(arguments: Sequence[str], window: Callable[[str | None], int] | None = None) -> int:
    """The command line of a machine whose window must not open, unless the test brings one."""

    def no_window(file: str | None) -> int:
        raise AssertionError(f"a window was opened on {file}")

    return cli(arguments, window or no_window)


def small(**changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "dataset": {"name": "linear", "samples": 50},
        "preparation": {"test": 0.1},
        "network": [{"layer": "Linear", "out_features": 3}, {"layer": "ReLU"}, {"layer": "Linear", "out_features": 1}],
        "training": {"epochs": 7, "batch_size": 8, "device": "cpu"},
        **changes,
    }


def written(folder: Path, **changes: Any) -> str:
    """Writes the small project, with these changes, and tells where it is."""
    path = folder / "small.nnplay"
    path.write_text(json.dumps(small(**changes)))
    return str(path)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Runs a command that must fail, and returns its one line."""
    assert main(arguments) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("playground: ")
    assert shown.err.count("\n") == 1
    return shown.err.strip()
