"""A file that is being saved is the old one or the new one, never a part of it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from playground.disk import write_atomically
from tests.benchmarks.kill_saves import kill_saves


def test_no_kill_tears_the_file(tmp_path: Path) -> None:
    """Sixty here; ``tests/benchmarks/kill_saves.py`` does hundreds."""
    report = kill_saves(tmp_path, kills=60, seed=1)
    assert report.torn == 0
    assert report.saves > 0


def test_content_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "a.nnplay"
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failing_write_leaves_the_old_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.nnplay"
    write_atomically(path, b"old")
    with pytest.raises(TypeError):
        write_atomically(path, "text")  # type: ignore[arg-type]  # anything that fails in the middle
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "missing" / "a.nnplay", b"")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.nnplay", tmp_path / "link.nnplay"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.nnplay"
    path.write_bytes(b"old")
    path.chmod(mode)
    write_atomically(path, b"new")
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == mode
