from __future__ import annotations

import sys
from pathlib import Path

import pytest

from playground.gui.run.engine_process import engine_command


@pytest.mark.parametrize(
    ("platform", "window", "engine"),
    [
        ("win32", "neural-playground.exe", "playground.exe"),
        ("win32", "playground.exe", "playground.exe"),
        ("linux", "playground", "playground"),
        ("darwin", "playground", "playground"),
    ],
)
def test_the_engine_of_a_packaged_app_is_a_program_with_streams(
    platform: str, window: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Neural Playground" / window))
    assert engine_command() == [str(tmp_path / "Neural Playground" / engine), "engine"]


def test_the_engine_of_a_checkout_is_this_python() -> None:
    assert engine_command() == [sys.executable, "-m", "playground", "engine"]
