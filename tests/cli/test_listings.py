from __future__ import annotations

import pytest

from playground.datasets import DATASETS
from playground.layers import LAYERS
from playground.lessons import find_lessons
from tests.command_line import main


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("lessons", [f"lesson:{lesson.name}" for lesson in find_lessons()]),
        ("datasets", list(DATASETS)),
        ("layers", list(LAYERS)),
    ],
)
def test_everything_is_listed(capsys: pytest.CaptureFixture[str], command: str, names: list[str]) -> None:
    assert main([command]) == 0
    assert sorted(line.split()[0] for line in capsys.readouterr().out.splitlines()) == sorted(names)
