from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from playground.gui.document import Document
from playground.gui.journal import Journal
from playground.layers import ReLU
from playground.runs.project import read_project
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
