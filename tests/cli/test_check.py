from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.lessons import find_lessons
from tests.command_line import main

ROOT = Path(__file__).parents[2]


def test_check_prints_every_layer(project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", project()]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1] == ["1", "Linear", "out_features=3,", "bias=True", "1", "3", "6", "6"]
    assert lines[2] == ["2", "ReLU", "3", "3", "0", "0"]
    assert ["Total", "10", "10"] in lines
    assert ["Weights", "and", "biases", "40", "B"] in lines


def test_check_needs_no_torch(project: Callable[..., str]) -> None:
    code = "import sys; from playground.cli import main; main(sys.argv[1:], print); sys.exit(int('torch' in sys.modules or 'pandas' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code, "check", project()], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("lesson", find_lessons(), ids=lambda lesson: lesson.name)
def test_every_lesson_can_be_checked(capsys: pytest.CaptureFixture[str], lesson: Any) -> None:
    assert main(["check", f"lesson:{lesson.name}"]) == 0


def test_check_tells_what_training_will_need(project: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    training = {"batch_size": 8, "optimizer": "Adam"}
    assert main(["check", project(training=training)]) == 0
    rows = [line.rsplit("  ", 1) for line in capsys.readouterr().out.splitlines() if "  " in line]
    told = {label.strip(): size.strip() for label, size in rows}
    passed = 8 * (1 + 3 + 3 + 1 + 6)  # samples, what is kept of each, and the largest gradients that meet
    assert told["weights and biases"] == told["their gradients"] == "40 B"
    assert told["the optimizer's state"] == "80 B"
    assert told["a batch on its way"] == f"{4 * passed} B"
    assert told["Memory that is free"].endswith("B")
