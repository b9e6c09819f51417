"""The build says what is missing before it begins, and what is half made never has the name of what is finished."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

_Usage = namedtuple("_Usage", ["total", "used", "free"])


@pytest.fixture
def build(scripts: None) -> Any:
    return importlib.import_module("build")


def test_every_missing_tool_is_named_before_anything_is_done(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.bootstrap, "set_up", lambda *_: pytest.fail("nothing may be set up"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda tool: None if tool in ("objdump", "dpkg-deb") else tool)
    assert build.main([]) == 1
    said = capsys.readouterr().err
    assert "objdump (binutils), dpkg-deb (dpkg)" in said
    assert "strip" not in said


def test_nsis_is_found_where_it_puts_itself(build: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")  # files of this system, in a folder of Windows' name
    monkeypatch.setitem(build.TOOLS, "linux", build.TOOLS["win32"])
    monkeypatch.setenv("PATH", str(tmp_path / "none"))
    monkeypatch.setenv("ProgramFiles(x86)", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(tmp_path / "none"))
    with pytest.raises(build.bootstrap.SetupError, match="makensis"):
        build.look_for_tools()
    (tmp_path / "NSIS").mkdir()
    (tmp_path / "NSIS" / "makensis").touch(mode=0o755)
    build.look_for_tools()


def test_a_system_without_installers_is_told_so(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "freebsd14")
    assert build.main([]) == 1
    assert "Linux, Windows and macOS; this is freebsd14" in capsys.readouterr().err


def test_a_full_disk_is_told_before_anything_is_done(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build.bootstrap, "set_up", lambda *_: pytest.fail("nothing may be set up"))
    monkeypatch.setattr(shutil, "which", lambda tool: tool)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: _Usage(10**11, 0, 7 * 10**9))
    assert build.main(["--cuda"]) == 1
    assert "needs 30 GB" in capsys.readouterr().err
    build.look_for_room(Path(), "cpu")  # for this it is enough


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings everything along")
def test_libraries_that_go_into_the_app_are_missed_before_anything_is_done(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a display too: an app that was built there opens windows elsewhere."""
    monkeypatch.setattr(build.bootstrap, "set_up", lambda *_: pytest.fail("nothing may be set up"))
    monkeypatch.setattr(build, "look_for_tools", lambda: None)
    monkeypatch.setattr(build, "look_for_room", lambda *_: None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    libraries = build.system_libraries
    monkeypatch.setattr(libraries, "loads", lambda name: name not in ("libwayland-cursor.so.0", "libxcb-cursor.so.0"))
    monkeypatch.setattr(libraries.shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000)
    assert build.main([]) == 1
    said = capsys.readouterr()
    assert "sudo apt-get install -y --no-install-recommends libxcb-cursor0 libwayland-cursor0\n" in said.out
    assert "Nothing was built. Run the command above" in said.err


# --- what is finished


@pytest.fixture
def assemble(scripts: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    module = importlib.import_module("assemble")
    for name in ("BUILD", "DIST", "UNFINISHED", "APP"):
        monkeypatch.setattr(module, name, tmp_path / getattr(module, name).relative_to(module.ROOT))
    monkeypatch.setattr(module.icons, "write_icons", lambda _folder: None)
    return module


def test_a_build_that_fails_leaves_the_last_one_as_it_was(
    assemble: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assemble.APP.mkdir(parents=True)
    (assemble.APP / "old").touch()

    def freeze() -> None:
        made = assemble.UNFINISHED / "dist" / assemble.APP.name
        made.mkdir(parents=True)
        raise assemble.BuildError("the disk is full")

    monkeypatch.setattr(assemble, "freeze", freeze)
    assert assemble.main("cpu") == 1
    assert "the disk is full" in capsys.readouterr().err
    assert [path.name for path in assemble.APP.iterdir()] == ["old"]
    assert list(assemble.DIST.iterdir()) == []


def test_pyinstaller_s_last_words_are_told(assemble: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assemble, "ROOT", tmp_path)  # without a recipe
    assemble.BUILD.mkdir()
    with pytest.raises(assemble.BuildError, match=r"neural-playground\.spec"):
        assemble.freeze()


def test_an_app_that_does_not_run_is_not_finished(
    assemble: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is tried, and how a fault is found, is in ``test_tryout``."""
    program = assemble.program(assemble.UNFINISHED / "dist" / assemble.APP.name)

    def freeze() -> None:
        (program.parent / "_internal").mkdir(parents=True)
        program.write_text("#!/bin/sh\necho no torch here >&2\nexit 3\n")
        program.chmod(0o755)

    monkeypatch.setattr(assemble, "freeze", freeze)
    monkeypatch.setattr(assemble.datasets, "add_datasets", lambda _inner: True)
    monkeypatch.setattr(assemble.papers, "write_papers", lambda *_, **__: None)
    assert assemble.main("cpu") == 1
    assert "no torch here" in capsys.readouterr().err
    assert not assemble.APP.exists()


def test_the_new_app_takes_the_place_of_the_old_one(assemble: Any) -> None:
    for folder, name in ((assemble.APP, "old"), (assemble.UNFINISHED / "dist" / "app", "new")):
        folder.mkdir(parents=True)
        (folder / name).touch()
    assemble.finish(assemble.UNFINISHED / "dist" / "app")
    assert [path.name for path in assemble.APP.iterdir()] == ["new"]
    assert not (assemble.BUILD / "old").exists()


def test_sizes_are_those_of_the_files(scripts: None, tmp_path: Path) -> None:
    sizes = importlib.import_module("sizes")
    for name, size in (
        ("playground", 7_000_000),
        ("_internal/torch/a", 9_000_000),
        ("_internal/torch/b/c", 3_000_000),
        ("_internal/x", 5),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    (tmp_path / "_internal" / "link").symlink_to("x")
    assert sizes.parts(tmp_path) == {"torch": 12_000_000, "playground": 7_000_000, "x": 5}
    table = sizes.report(tmp_path).splitlines()
    assert [line.split("MB")[1].strip() for line in table] == ["torch", "playground", "1 more", "all"]
    assert float(table[-1].split()[0]) == 19.0
