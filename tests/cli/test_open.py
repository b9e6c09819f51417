"""The window, opened from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import complaint, main


def test_without_a_display_it_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert "no display" in complaint(capsys)
    assert "no display" in complaint(capsys, "lesson:vanishing-gradients")


def test_it_is_opened_on_what_was_asked_for(project: Callable[..., str]) -> None:
    opened: list[str | None] = []

    def window(file: str | None) -> int:
        opened.append(file)
        return 7

    name = project()
    for arguments in ([], [name], ["lesson:vanishing-gradients"], ["--language", "en", name]):
        assert main(arguments, window) == 7
    assert opened == [None, name, "lesson:vanishing-gradients", name]


def test_a_file_that_cannot_be_opened_opens_no_window(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "broken.nnplay").write_text("{")
    assert "JSON" in complaint(capsys, str(tmp_path / "broken.nnplay"))
    assert "There is no file" in complaint(capsys, str(tmp_path / "none.csv"))
    assert "no such lesson" in complaint(capsys, "lesson:nonsense")


def test_where_no_one_reads_stderr_the_window_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A double click on Windows starts a program without streams."""
    monkeypatch.setattr(sys, "__stderr__", None)
    opened: list[str | None] = []
    broken = str(tmp_path / "broken.nnplay")
    assert main([broken], lambda file: opened.append(file) or 0) == 0
    assert opened == [broken]
