"""Set-up: pinned, mended when it was cut off, and plain about what is wrong."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = {
    canonicalize_name(line.split("==")[0]): line.split("==")[1]
    for line in (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
EXTRAS = PROJECT["optional-dependencies"]
WANTED = [Requirement(text) for text in [*PROJECT["dependencies"], *EXTRAS["dev"], *EXTRAS["package"]]]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, for a checkout of this test alone."""
    module = load("bootstrap")
    monkeypatch.syspath_prepend(ROOT / "packaging")
    for name in ("VENV", "BIN", "PYTHON", "CONSTRAINTS", "STAMP", "MARK", "LOCK"):
        monkeypatch.setattr(module, name, tmp_path / getattr(module, name).relative_to(ROOT))
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return module


# --- versions


def test_whatever_is_needed_is_pinned_within_its_range() -> None:
    for requirement in WANTED:
        assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)]), requirement


def test_all_that_comes_along_is_pinned_too() -> None:
    """Follows the requirements of what is installed here."""
    todo, seen = [*WANTED], set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        if name.startswith(("nvidia-", "triton", "cuda-")):
            continue  # PyTorch's CUDA build pins these itself
        assert name in PINS
        assert metadata.version(name).split("+")[0] == PINS[name]
        todo += map(Requirement, metadata.requires(name) or [])


# --- the environment


def test_a_set_up_that_was_cut_off_is_begun_anew(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed: list[tuple[str, list[str]]] = []

    def install(flavour: str, extras: list[str]) -> None:
        installed.append((flavour, extras))
        (bootstrap.VENV / "half").touch()
        if len(installed) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "install", install)
    assert bootstrap.main(["--cpu", "setup"]) == 130
    assert bootstrap.MARK.exists()
    (bootstrap.VENV / "left").touch()
    assert bootstrap.main(["--cpu", "setup"]) == 0
    assert not bootstrap.MARK.exists()
    assert not (bootstrap.VENV / "left").exists()
    assert "incomplete: making it anew" in capsys.readouterr().out

    assert bootstrap.main(["setup"]) == 0  # nothing left to do
    assert installed == [("cpu", []), ("cpu", [])]
    assert capsys.readouterr().out == ""

    bootstrap.set_up(None, extras=["dev"])  # more is wanted: it is added to what is there
    bootstrap.CONSTRAINTS.parent.mkdir()
    bootstrap.CONSTRAINTS.write_text("torch==3\n")
    bootstrap.set_up(None, extras=[])  # other versions
    bootstrap.set_up("cuda", extras=[])  # another build; the tools stay
    assert installed[2:] == [("cpu", ["dev"]), ("cpu", ["dev"]), ("cuda", ["dev"])]
    assert (bootstrap.VENV / "half").exists()


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"key": "old"}'])
def test_a_stamp_that_says_something_else_is_no_stamp(bootstrap: Any, stamp: str) -> None:
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.touch()
    bootstrap.STAMP.write_text(stamp)
    assert not bootstrap.has_packages(None, extras=[])


def test_the_build_of_pytorch_is_asked_for_exactly(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    answers = iter([True, False, True, False, False, True, True])
    monkeypatch.setattr(bootstrap, "pip", lambda *arguments, may_fail=False: (asked.append(arguments), next(answers))[1])
    monkeypatch.setattr(sys, "platform", "linux")
    bootstrap.CONSTRAINTS.parent.mkdir()
    bootstrap.CONSTRAINTS.write_text("torch==2.13.0\n")
    local = ("--no-deps", "torch===2.13.0+cpu")
    index = ("--no-deps", "--index-url", bootstrap.CPU_INDEX, "torch===2.13.0+cpu")
    plain = ("--no-deps", "torch===2.13.0")
    for flavour, expected in (("cpu", [local]), ("cpu", [local, index]), ("cpu", [local, index, plain]), ("cuda", [plain])):
        asked.clear()
        bootstrap.install_torch(flavour)
        assert asked == expected


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        (
            "WARNING: Retrying after connection broken by 'NewConnectionError(...): [Errno -3] Temporary failure in name "
            "resolution'\nERROR: No matching distribution found for numpy==2.4.6",
            "The package server cannot be reached",
        ),
        ("ERROR: No matching distribution found for torch===2.13.0", "The package server offers no fitting package"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "certificate cannot be verified"),
        ("error: [Errno 13] Permission denied: '/x'", "belongs to another user"),
    ],
)
def test_errors_of_pip_become_one_sentence(bootstrap: Any, said: str, reason: str) -> None:
    sentence = bootstrap._reason(said)
    assert reason in sentence
    assert sentence.endswith(", then start again.")
    assert "\n" not in sentence


def test_a_python_that_is_too_old_is_told_so(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.use_a_fitting_python() is None
    monkeypatch.setattr(bootstrap, "OLDEST", (4, 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    assert bootstrap.use_a_fitting_python() == 1
    assert "needs Python 3.11 to 3.14" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["fly"], ["--cpu", "--cuda", "setup"], ["run", "--fast"]])
def test_wrong_arguments_change_nothing(bootstrap: Any, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        bootstrap.main(arguments)
    assert caught.value.code == 2
    assert not bootstrap.VENV.exists()
    assert capsys.readouterr().err.startswith("usage: ")


def test_without_a_display_the_lesson_trains_without_a_window(
    bootstrap: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda command: commands.append(command) or 0)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(bootstrap.ROOT)
    assert load("start").start(bootstrap.PYTHON, [bootstrap.LESSON]) == 0
    (command,) = commands
    folder = os.path.join("out", "vanishing-gradients")  # noqa: PTH118  (as the command line has it)
    assert command[1:] == ["-m", "playground", "run", bootstrap.LESSON, "--out", folder, "--picture", f"{folder}/gradients.png"]
    assert "Picture: " in capsys.readouterr().out


def test_a_start_with_nothing_to_do_imports_nothing_heavy(tmp_path: Path) -> None:
    """The file itself and what it imports: the stamp is read in no time beside that (0.07 s in all on an idle machine)."""
    command = [sys.executable, "-X", "importtime", str(ROOT / "packaging" / "bootstrap.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0
    imported = {line.rsplit("|", 1)[1].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "argparse" in imported
    assert imported & {"asyncio", "ensurepip", "http.client", "pip", "ssl", "urllib.request", "venv"} == set()
    assert re.search(r"run.*test.*setup", done.stdout)


# --- libraries of the system


@pytest.mark.parametrize(
    ("installer", "command"),
    [
        ("apt-get", "sudo apt-get install -y --no-install-recommends libegl1 libxcb-cursor0"),
        ("dnf", "sudo dnf install -y libglvnd-egl xcb-util-cursor"),
        ("pacman", "sudo pacman -S --needed --noconfirm libglvnd xcb-util-cursor"),
        ("zypper", "sudo zypper install -y Mesa-libEGL1 libxcb-cursor0"),
    ],
)
def test_missing_libraries_are_told_with_one_command(
    installer: str, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    libraries = load("system_libraries")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(libraries, "loads", lambda name: name not in ("libEGL.so.1", "libxcb-cursor.so.0"))
    monkeypatch.setattr(libraries.shutil, "which", lambda name: name if name == installer else None)
    monkeypatch.setattr(libraries.os, "geteuid", lambda: 1000)
    missing = libraries.missing_packages()
    assert len(missing) == 2
    assert libraries.install_packages(missing) is False
    assert command in capsys.readouterr().out


def test_without_a_display_those_for_windows_are_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = load("system_libraries")
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(libraries, "loads", lambda name: "xcb" not in name)
    assert libraries.missing_packages() == []


def test_a_korean_system_gets_a_korean_font(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = load("system_libraries")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(libraries, "loads", lambda _name: True)
    monkeypatch.setattr(libraries, "has_korean_font", lambda: False)
    monkeypatch.setenv("LANGUAGE", "ko")
    assert libraries.missing_packages() == [libraries.KOREAN_FONT]
    monkeypatch.setenv("LANGUAGE", "en")
    assert libraries.missing_packages() == []
