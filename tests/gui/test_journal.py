from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.journal import Journal
from playground.layers import ReLU
from playground.runs.project import Project, read_project
from tests.gui.stage import document as small

CRASH = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from playground.gui.journal import Journal
from playground.layers import ReLU
from tests.gui.stage import document
application = QCoreApplication([])
open_document = document()
journal = Journal(open_document, Path(sys.argv[1]))
open_document.change_network(open_document.network.inserted(0, [ReLU()]), "edit")
journal.write()
os.kill(os.getpid(), signal.SIGKILL)
"""


def changed(document: Document) -> Document:
    document.change_network(document.network.inserted(0, [ReLU()]), "edit")
    return document


def test_unsaved_work_is_written_within_two_seconds(qtbot: QtBot, tmp_path: Path) -> None:
    document = small()
    journal = Journal(document, tmp_path)
    changed(document)
    qtbot.waitUntil(lambda: any(tmp_path.glob("*.nnplay")), timeout=2000)
    (path,) = tmp_path.glob("*.nnplay")
    assert read_project(path) == document.project
    journal.close()
    assert not list(tmp_path.glob("*.nnplay"))


def test_what_a_killed_process_left_is_offered_and_kept_until_the_decision(qtbot: QtBot, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", CRASH, str(tmp_path)], env={**os.environ, "PYTHONPATH": "."}, timeout=60)
    assert done.returncode == -signal.SIGKILL
    journal = Journal(small(), tmp_path)
    (left,) = journal.left_behind()
    assert left.project.network.layers[0] == ReLU()
    assert left.path.exists()
    second = Journal(small(), tmp_path)
    assert second.left_behind() == ()  # another window does not offer it too
    second.close()
    journal.decided(left)
    assert not left.path.exists()
    journal.close()


def test_a_running_window_s_journal_is_not_offered_to_another(qtbot: QtBot, tmp_path: Path) -> None:
    document = small()
    journal = Journal(document, tmp_path)
    changed(document)
    journal.write()
    other = Journal(small(), tmp_path)
    assert other.left_behind() == ()
    other.close()
    journal.close()


def test_a_journal_that_cannot_be_read_is_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.nnplay"
    broken.write_bytes(b"{")
    journal = Journal(small(), tmp_path)
    assert journal.left_behind() == ()
    journal.close()
    assert broken.read_bytes() == b"{"


def test_a_saved_document_leaves_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    document = changed(small())
    journal = Journal(document, tmp_path)
    journal.write()
    assert list(tmp_path.glob("*.nnplay"))
    document.saved(tmp_path / "elsewhere.json")
    assert not list(tmp_path.glob("*.nnplay"))
    journal.close()


def test_work_is_kept_for_the_next_start_when_the_system_ends_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    document = small()
    journal = Journal(document, tmp_path)
    changed(document)
    journal.write()
    journal.close(keep=True)
    after = Journal(small(), tmp_path)
    (left,) = after.left_behind()
    assert left.project == document.project
    after.close()


# A disk that takes nothing


class FullDisk:
    """While it is full, nothing can be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        self._open = os.open
        monkeypatch.setattr(os, "open", self._opened)

    def _opened(self, path: str, flags: int, mode: int = 0o777, **names: object) -> int:
        if self.full and flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        return self._open(path, flags, mode)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    return FullDisk(monkeypatch)


def left_in(folder: Path, project: Project | None = None, path: Path | None = None) -> Path:
    """What a window that ended at once left in its journal."""
    document = Document()
    document.open(project or small().project, path, "fingerprint" if path is not None else "")
    journal = Journal(changed(document), folder)
    assert journal.write()
    journal.close(keep=True)
    return journal.path


def restore(journal: Journal, document: Document) -> None:
    """As the window does it."""
    (left,) = journal.left_behind()
    document.open(left.project, Path(left.place.path) if left.place is not None else None)
    document.mark_unsaved()
    journal.restored(left)


def test_what_was_restored_on_a_full_disk_stays_until_it_is_on_disk_once_more(
    qtbot: QtBot, tmp_path: Path, disk: FullDisk
) -> None:
    only = left_in(tmp_path)
    document = small()
    journal = Journal(document, tmp_path)
    disk.full = True
    restore(journal, document)
    assert list(tmp_path.glob("*.nnplay")) == [only]
    assert not changed(document) or not journal.write()
    assert only.exists()
    disk.full = False
    assert journal.write()
    assert not only.exists()
    (new,) = tmp_path.glob("*.nnplay")
    assert read_project(new) == document.project
    journal.close()


def test_what_was_restored_on_a_full_disk_is_offered_again_after_another_crash(
    qtbot: QtBot, tmp_path: Path, disk: FullDisk
) -> None:
    left_in(tmp_path)
    document = small()
    journal = Journal(document, tmp_path)
    disk.full = True
    restore(journal, document)
    journal.close(keep=True)
    disk.full = False
    after = Journal(small(), tmp_path)
    assert len(after.left_behind()) == 1
    after.close()


@pytest.mark.parametrize("end", ["saved", "discarded", "closed"])
def test_what_was_restored_goes_when_the_user_has_saved_or_discarded_it(
    qtbot: QtBot, tmp_path: Path, disk: FullDisk, end: str
) -> None:
    left_in(tmp_path)
    document = small()
    journal = Journal(document, tmp_path)
    disk.full = True
    restore(journal, document)
    disk.full = False
    if end == "saved":
        document.saved(tmp_path / "mine")
    elif end == "discarded":
        document.open(small().project, None)
    else:
        journal.close()
    assert not list(tmp_path.glob("*.nnplay"))
    journal.close()


def test_a_journal_that_fails_is_told_once_and_tried_again(qtbot: QtBot, tmp_path: Path, disk: FullDisk) -> None:
    document = small()
    journal = Journal(document, tmp_path)
    told: list[str] = []
    journal.failing.connect(told.append)
    journal.working.connect(lambda: told.append("works"))
    disk.full = True
    for _edit in range(3):
        changed(document)
        assert not journal.write()
    assert told == ["No space left on device"]
    timer = journal.findChild(QTimer)
    assert timer.isActive()
    disk.full = False
    with qtbot.waitSignal(journal.working):
        timer.start(0)
    (path,) = tmp_path.glob("*.nnplay")
    assert read_project(path) == document.project
    disk.full = True
    changed(document)
    journal.write()
    assert told == ["No space left on device", "works", "No space left on device"]
    document.open(small().project, None)  # nothing is unsaved any more
    assert told[-1] == "works"
    journal.close()


def test_a_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    document = small()
    journal = Journal(changed(document), tmp_path / "file" / "journal")
    with qtbot.waitSignal(journal.failing) as told:
        journal.write()
    assert told.args == ["Not a directory"]
    assert journal.left_behind() == ()
    journal.close()


# What else may lie in its folder


def beside(folder: Path, kind: str) -> None:
    path = folder / "0.nnplay"
    if kind == "dangling link":
        path.symlink_to(folder / "nowhere")
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.write_bytes({"empty": b"", "other": b"{}]", "huge": b"[" * 2**20}[kind])


@pytest.mark.parametrize("kind", ["dangling link", "loop", "pipe", "folder", "device", "empty", "other", "huge"])
def test_nothing_in_the_folder_hides_work(qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    left_in(tmp_path)
    beside(tmp_path, kind)
    os.utime(tmp_path, (1, 1))
    journal = Journal(small(), tmp_path)
    assert len(journal.left_behind()) == 1
    journal.close()
    assert (tmp_path / "0.nnplay").is_symlink() or (tmp_path / "0.nnplay").exists()  # it is no one's to delete


def test_what_is_restored_knows_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    left_in(tmp_path / "journal", path=tmp_path / "house.nnplay")
    journal = Journal(small(), tmp_path / "journal")
    (left,) = journal.left_behind()
    assert left.place is not None
    assert (left.place.path, left.place.digest) == (str(tmp_path / "house.nnplay"), "fingerprint")
    journal.decided(left)
    journal.close()
    assert [path.suffix for path in (tmp_path / "journal").iterdir()] in ([], [".lock"])


@pytest.mark.parametrize("place", [b"", b"[]", b'{"path": 5}', b'{"path": "relative"}', b'{"path": "/a\\u0000b"}', b"\xff"])
def test_a_place_that_cannot_be_read_costs_the_place_alone(qtbot: QtBot, tmp_path: Path, place: bytes) -> None:
    left_in(tmp_path).with_suffix(".place").write_bytes(place)
    journal = Journal(small(), tmp_path)
    (left,) = journal.left_behind()
    assert left.place is None
    journal.close()


def test_the_journal_is_for_the_user_alone(qtbot: QtBot, tmp_path: Path) -> None:
    document = small()
    document.open(document.project, tmp_path / "house.nnplay", "fingerprint")
    journal = Journal(changed(document), tmp_path / "state" / "journal")
    journal.write()
    rights = {path: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").rglob("*")}
    assert {path.suffix: mode for path, mode in rights.items()} == {"": 0o700, ".nnplay": 0o600, ".place": 0o600, ".lock": 0o600}
    journal.close()
