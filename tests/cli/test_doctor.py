from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import main


def test_doctor(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["doctor"]) == 0
    shown = capsys.readouterr().out
    for expected in (
        "torch 2.",
        "from a checkout, commit ",
        "PySide6-Essentials 6.",
        "ms a step",
        "Fastest for a small network: ",
        f"settings: {home}",
    ):
        assert expected in shown
