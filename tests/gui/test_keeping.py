"""A window for which nothing can be kept, or not everything: it opens, says so once, and what it does keep is for the user alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.layers import ReLU
from playground.places import home_folder, settings_folder, state_folder
from playground.runs.project import write_project
from tests.command_line import main
from tests.gui import window_stage
from tests.gui.stage import document
from tests.test_disk import SPECIAL, special

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def opened() -> Iterator[MainWindow]:
    """A window that has told what cannot be kept."""
    with window_stage.opened() as window:
        window.keeping.tell_of_trouble()
        yield window


def edit(window: MainWindow) -> None:
    window.document.change_network(window.document.network.inserted(0, [ReLU()]), "edit")


def said(window: MainWindow) -> str:
    return window.message_bar.notice.text if window.message_bar.notice is not None else ""


# No place


def no_home(monkeypatch: pytest.MonkeyPatch, _folder: Path) -> None:
    """Neither HOME nor an entry for the user."""
    import pwd

    def nobody(number: int) -> object:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    for name in ("HOME", "NEURAL_PLAYGROUND_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert home_folder() is None


def file_in_its_place(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "file").write_text("in the way")
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", str(folder / "file"))


def below_a_device(monkeypatch: pytest.MonkeyPatch, _folder: Path) -> None:
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", "/dev/full/home")


def dangling(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "link").symlink_to(folder / "nowhere" / "at all")
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", str(folder / "link"))


def far_too_long(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("NEURAL_PLAYGROUND_HOME", str(folder / ("x" * 300)))


PLACES = (no_home, file_in_its_place, below_a_device, dangling, far_too_long)


@pytest.mark.skipif(sys.platform == "win32", reason="no such homes")
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_the_window_opens_and_says_that_nothing_can_be_kept(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: Callable[[pytest.MonkeyPatch, Path], None]
) -> None:
    place(monkeypatch, tmp_path)
    with opened() as window:
        assert "Nothing can be kept from start to start" in said(window)
        edit(window)
        assert not window.journal.write()
        assert window.message_bar.notice is not None
        assert window.message_bar.notice.key == "unkept"
        project = tmp_path / "mine.nnplay"
        write_project(project, document().project)
        assert window.document.unsaved
        window.document.saved(project)
        assert window.files.open(project)  # the user's own files are not of this kind
        edit(window)
        assert window.files.save()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("command", [["layers"], ["datasets"], ["lessons"], ["check", "lesson:one-neuron"]])
def test_the_command_line_needs_no_home(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    place: Callable[[pytest.MonkeyPatch, Path], None],
    command: list[str],
) -> None:
    place(monkeypatch, tmp_path)
    assert main(command) == 0
    assert capsys.readouterr().err == ""


# A full disk, as the system says it

FULL = """
import os, resource, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from playground.gui.journal import Journal
from playground.gui.settings import SCALE, Settings
from playground.log import begin_session
from playground.places import settings_folder
from playground.runs.project import write_project
from tests.gui import window_stage
from tests.gui.stage import document
from playground.layers import ReLU

application = QApplication([])
folder = Path(sys.argv[1])
small = document()
write_project(folder / "mine.nnplay", small.project)
old = (folder / "mine.nnplay").read_bytes()
settings = Settings()
settings.put(SCALE, 1.25)
assert settings.keep()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))  # from here on no file takes a byte
begin_session()
settings.put(SCALE, 1.5)
print("settings", settings.keep(), "scale=1.25" in (settings_folder() / "settings.ini").read_text())
journal = Journal(small)
told = []
journal.failing.connect(told.append)
small.change_network(small.network.inserted(0, [ReLU()]), "edit")
print("journal", journal.write(), journal.write(), len(told))
try:
    write_project(folder / "mine.nnplay", small.project)
except OSError as error:
    print("save", error.errno is not None, (folder / "mine.nnplay").read_bytes() == old)
print(sorted(path.name for path in folder.iterdir()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
settings.put(SCALE, 1.5)
settings.keep()
print("again", journal.write(), "scale=1.5" in (settings_folder() / "settings.ini").read_text())
journal.close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are Unix's")
def test_a_disk_that_takes_no_byte_costs_nothing_that_was_there(home: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.stdout.splitlines() == [
        "settings False True",
        "journal False False 1",
        "save True True",
        "['mine.nnplay']",
        "again True True",
    ]
    assert "Traceback" not in done.stderr


# Rights


@pytest.mark.skipif(sys.platform == "win32", reason="rights of this kind are Unix's")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_all_that_is_kept_is_for_the_user_alone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mask: int) -> None:
    monkeypatch.delenv("NEURAL_PLAYGROUND_HOME")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    before = os.umask(mask)
    try:
        with opened() as window:
            window.document.open(window.document.project, tmp_path / "house.nnplay", "fingerprint")
            edit(window)
            assert window.journal.write()
            monkeypatch.setattr(window.files, "may_lose", lambda: True)
            assert window.close()
    finally:
        os.umask(before)
    kept = list((tmp_path / "home").rglob("*"))
    assert {settings_folder() / "settings.ini", state_folder() / "journal"} <= set(kept)
    rights = {path: stat.S_IMODE(path.stat().st_mode) for path in kept}
    assert {path: oct(mode) for path, mode in rights.items() if mode != (0o700 if path.is_dir() else 0o600)} == {}


# What the system does not have


def test_paste_without_a_clipboard_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoClipboard:
        def mimeData(self) -> None:
            return None

    with opened() as window:
        before = window.document.project
        monkeypatch.setattr(QGuiApplication, "clipboard", NoClipboard)
        window.network_view.edits.paste()
        monkeypatch.undo()
        assert window.document.project == before
        assert said(window) == "The clipboard holds no layers."


# What was said is over


def fails(window: MainWindow, folder: Path) -> None:
    (folder / "broken.nnplay").write_bytes(b"[]")
    assert not window.files.open(folder / "broken.nnplay")
    assert "cannot be opened" in said(window)


def opens_a_project(window: MainWindow, folder: Path) -> None:
    write_project(folder / "good.nnplay", document().project)
    assert window.files.open(folder / "good.nnplay")


def opens_a_lesson(window: MainWindow, _folder: Path) -> None:
    assert window.files.open_named("lesson:one-neuron")


def opens_a_table(window: MainWindow, folder: Path) -> None:
    (folder / "table.csv").write_text("a,b\n1,2\n")
    assert window.files.open(folder / "table.csv")
    assert window.importing.panel is not None
    window.importing.panel.reject()


def begins_anew(window: MainWindow, _folder: Path) -> None:
    window.files.new()


def saves(window: MainWindow, folder: Path) -> None:
    window.document.saved(folder / "mine.nnplay")
    assert window.files.save()


@pytest.mark.parametrize(
    "action", [opens_a_project, opens_a_lesson, opens_a_table, begins_anew, saves], ids=lambda action: action.__name__
)
def test_that_a_file_cannot_be_opened_is_over_when_another_was(
    qtbot: QtBot, tmp_path: Path, action: Callable[[MainWindow, Path], None]
) -> None:
    with opened() as window:
        fails(window, tmp_path)
        action(window, tmp_path)
        assert "cannot be opened" not in said(window)


# What is no ordinary file


@pytest.mark.parametrize("kind", [*SPECIAL, "dangling link", "loop"])
@pytest.mark.parametrize("command", ["check", "run"])
def test_the_command_line_opens_ordinary_files_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, command: str
) -> None:
    path = tmp_path / "x.nnplay"
    if kind in SPECIAL:
        path = special(tmp_path, kind)
    else:
        path.symlink_to(path if kind == "loop" else tmp_path / "nowhere")
    assert main([command, str(path), *(["--out", str(tmp_path / "out")] if command == "run" else [])]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert str(path) in line
