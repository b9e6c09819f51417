from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import complaint


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--epochs", "x", "--epochs: must be a whole number"),
        ("--epochs", "1.5", "--epochs: must be a whole number"),
        ("--epochs", "0", "--epochs: must be from 1"),
        ("--epochs", "-3", "--epochs: must be from 1"),
        ("--epochs", "9" * 400, "--epochs: must be from 1"),
        ("--epochs", "9" * 9999, "--epochs: must be a whole number"),
        ("--seed", "-1", "--seed: must be from 0"),
        ("--seed", "", "--seed: must be a whole number"),
        ("--seed", "nan", "--seed: must be a whole number"),
        ("--device", "toaster", "--device: must be one of"),
    ],
)
def test_options(
    project: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, value: str, words: str
) -> None:
    assert words in complaint(capsys, "run", project(), "--out", str(tmp_path / "out"), f"{option}={value}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "a"],
        ["check"],
        ["check", "a", "b"],
        ["--bogus"],
        ["lessons", "x"],
        ["chek", "a"],
        ["--language", "xx"],
    ],
)
def test_arguments(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    complaint(capsys, *arguments)
