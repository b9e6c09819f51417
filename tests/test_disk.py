"""A file that is being saved is the old one or the new one, never a part of it."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.disk import (
    NotOrdinaryError,
    completed,
    fingerprint,
    open_ordinary,
    server_of,
    unwritable,
    write_atomically,
)
from playground.places import NOWHERE, private_folder
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


# Names and rights

SPECIAL = ("pipe", "socket", "folder", "device")


def special(folder: Path, kind: str) -> Path:
    """Something that is no ordinary file."""
    path = folder / f"{kind}.nnplay"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with contextlib.closing(socket.socket(socket.AF_UNIX)) as server:
            server.bind(str(path))
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("kind", SPECIAL)
def test_what_is_no_ordinary_file_is_neither_read_nor_replaced(kind: str) -> None:
    with tempfile.TemporaryDirectory() as short:  # the name of a socket may not be long
        path = special(Path(short), kind)
        with pytest.raises(NotOrdinaryError, match="not a"):
            open_ordinary(path)
        with pytest.raises(NotOrdinaryError):
            write_atomically(path, b"data")
        assert fingerprint(path) == ""
        assert [found.name for found in Path(short).iterdir()] == [path.name]


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "missing", "loop"])
def test_a_name_that_cannot_be_opened_is_an_error_of_the_system(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        open_ordinary(tmp_path / name)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "missing/a", "loop"])
def test_a_name_that_cannot_be_written_is_an_error_of_the_system(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OSError):  # noqa: PT011  # which one depends on the system
        write_atomically(tmp_path / name, b"data")


@pytest.mark.parametrize(
    "name", ["가" * 85, "x" * 255, "y" * 247 + ".nnplay", ".", "a b", "ünïcode", "-rf", os.fsdecode(b"\xff\xfe")]
)
def test_every_name_that_the_system_takes_can_be_written(tmp_path: Path, name: str) -> None:
    if name == ".":
        name = "..nnplay"
    if len(os.fsencode(name)) > 255:
        name = os.fsdecode(os.fsencode(name)[-255:])
    path = tmp_path / name
    write_atomically(path, b"old")
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.mark.parametrize("umask", [0o077, 0o022, 0o027, 0o002], indirect=True)
def test_a_new_file_has_the_rights_that_the_user_gives_new_files(tmp_path: Path, umask: int) -> None:
    write_atomically(tmp_path / "mine", b"")
    write_atomically(tmp_path / "private", b"", private=True)
    (tmp_path / "usual").touch()
    assert rights(tmp_path / "mine") == rights(tmp_path / "usual") == 0o666 & ~umask
    assert rights(tmp_path / "private") == 0o600


@pytest.mark.parametrize("umask", [0o000], indirect=True)
def test_a_private_folder_is_one_all_the_way_down(tmp_path: Path, umask: int) -> None:
    folder = private_folder(tmp_path / "state" / "app" / "journal")
    assert [rights(path) for path in (folder, folder.parent, folder.parent.parent)] == [0o700] * 3
    assert private_folder(folder) == folder


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_that_may_not_be_written_to_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "protected.nnplay"
    path.write_bytes(b"old")
    path.chmod(0o444)
    if os.access(path, os.W_OK):  # the superuser may write to anything
        monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(PermissionError):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("call", ["open", "fsync", "chmod", "rename"])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def full(*_arguments: object, **_names: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.nnplay"
    write_atomically(path, b"old")
    owner, name = {"open": (os, "open"), "fsync": (os, "fsync"), "chmod": (Path, "chmod"), "rename": (Path, "replace")}[call]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, full)
        with pytest.raises(OSError, match="No space left"):
            write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@given(name=st.text(st.characters(blacklist_characters="/\0", blacklist_categories=("Cs",)), min_size=1))
def test_a_suffix_is_put_on_once_and_takes_nothing_away(name: str) -> None:
    if name in (".", ".."):
        return
    done = completed(Path("/folder") / name, ".nnplay")
    assert done.name in (name, name + ".nnplay")
    assert done.name.lower().endswith(".nnplay")
    assert completed(done, ".nnplay") == done


@pytest.mark.parametrize(
    ("path", "server"),
    [
        (r"\\server\share\a.csv", "server"),
        ("//server/share/a.csv", "server"),
        (r"\\?\UNC\server\share\a.csv", "server"),
        (r"\\10.0.0.1\c$\a.csv", "10.0.0.1"),
        (r"\\?\C:\a.csv", ""),
        (r"\\.\pipe\a", ""),
        (r"C:\a.csv", ""),
        ("/home/me/a.csv", ""),
        ("a.csv", ""),
        ("../a.csv", ""),
        ("", ""),
    ],
)
def test_a_path_to_another_computer_is_known_by_its_spelling(path: str, server: str) -> None:
    assert server_of(path) == server


def test_a_folder_that_takes_nothing_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unwritable(tmp_path / "new") == ""
    assert list((tmp_path / "new").iterdir()) == []
    (tmp_path / "file").touch()
    assert unwritable(tmp_path / "file") == "Not a directory"
    assert unwritable(tmp_path / "file" / "below") == "Not a directory"
    assert unwritable(NOWHERE) == "there is no home folder"
