from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground import __version__
from playground import about as room
from playground.about import Package, about, packages
from playground.gui.help import licences as licences_room
from playground.gui.help.about import AboutDialog
from playground.gui.help.licences import Licences
from playground.gui.theme import theme
from playground.language import use_language

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def forgetful(qapp: object) -> Iterator[None]:
    theme().apply("light")
    for answer in (about, packages):
        answer.cache_clear()
    yield
    for answer in (about, packages):
        answer.cache_clear()


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This copy was built, with a few packages."""
    folder = tmp_path / "resources" / "about"
    (folder / "licences").mkdir(parents=True)
    (folder / "licences" / "qt.txt").write_text("GNU LESSER GENERAL PUBLIC LICENSE")
    (folder / "REPLACE-QT.txt").write_text("Put your own Qt there.")
    names = [{"name": "PySide6", "version": "6.11.3", "licence": "LGPL-3.0-only", "texts": ["licences/qt.txt"]}]
    names += [{"name": f"package-{n}", "version": str(n), "licence": "MIT"} for n in range(3)]
    values = {
        "version": "9.8.7",
        "commit": "0123456789abcdef",
        "built": "2026-11-21T16:00:00Z",
        "flavour": "cpu",
        "packages": names,
    }
    (folder / "about.json").write_text(json.dumps(values))
    monkeypatch.setattr(room, "resources", lambda: tmp_path / "resources")


def shown(qtbot: QtBot) -> AboutDialog:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: button(dialog, "about_copy").isEnabled())
    return dialog


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def value(dialog: AboutDialog, name: str) -> str:
    found = dialog.findChild(QLabel, f"about_{name}")
    assert isinstance(found, QLabel)
    return found.text()


def test_a_checkout_says_so(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert value(dialog, "version") == __version__
    assert value(dialog, "built") == "runs from its sources"
    assert value(dialog, "numpy") == importlib.metadata.version("numpy")


def test_the_qt_that_is_loaded_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user may have put another one in its place; the distribution that it came with says nothing of that."""
    monkeypatch.setattr("playground.gui.help.about.qVersion", lambda: "6.11.3-mine")
    dialog = shown(qtbot)
    assert value(dialog, "Qt") == "6.11.3-mine"
    button(dialog, "about_copy").click()
    assert "\nQt 6.11.3-mine\n" in QGuiApplication.clipboard().text()


@pytest.mark.usefixtures("built")
def test_a_build_says_when_and_from_what(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    assert (value(dialog, "version"), value(dialog, "commit")) == ("9.8.7", "0123456789")
    assert "21" in value(dialog, "built")
    assert "2026" in value(dialog, "built")
    assert "CPU" in value(dialog, "flavour")
    button(dialog, "about_copy_commit").click()
    assert QGuiApplication.clipboard().text() == "0123456789abcdef"
    button(dialog, "about_copy").click()
    assert "commit 0123456789abcdef\n" in QGuiApplication.clipboard().text()


def test_the_date_is_in_the_language_of_the_user(qtbot: QtBot, built: None) -> None:
    use_language("ko")
    try:
        assert value(shown(qtbot), "built") == "2026년 11월 21일 토요일"
    finally:
        use_language("en")


@pytest.mark.usefixtures("built")
def test_every_package_is_listed_and_its_text_is_read_when_it_is_selected(qtbot: QtBot) -> None:
    dialog = shown(qtbot)
    licences = dialog.licences
    assert licences.list.model().rowCount() == 0  # nothing is read before it is looked at
    dialog.tabs.setCurrentWidget(licences)
    qtbot.waitUntil(lambda: licences.list.model().rowCount() == 5)
    names = [licences.list.model().index(row, 0).data() for row in range(5)]
    assert names == ["neural-playground", "package-0", "package-1", "package-2", "PySide6"]
    licences.list.setCurrentIndex(licences.list.model().index(4, 0))
    qtbot.waitUntil(lambda: licences.text.toPlainText() == "GNU LESSER GENERAL PUBLIC LICENSE")
    licences.list.setCurrentIndex(licences.list.model().index(1, 0))
    qtbot.waitUntil(lambda: "brings no text" in licences.text.toPlainText())
    assert dialog.findChild(QWidget, "about_replace_qt").toPlainText() == "Put your own Qt there."  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "rows"), [("lgpl", 1), ("PACKAGE-", 3), ("mit", 4), ("  pyside6 ", 1), ("nonsense[", 0), ("", 5)]
)
def test_the_list_can_be_searched_by_name_and_licence(qtbot: QtBot, built: None, words: str, rows: int) -> None:
    licences = Licences()
    qtbot.addWidget(licences)
    licences.load()
    qtbot.waitUntil(lambda: licences.list.model().rowCount() == 5)
    licences.search.setText(words)
    assert licences.list.model().rowCount() == rows


def test_a_slow_disk_holds_up_nothing_and_an_old_text_replaces_no_new_one(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = threading.Event()

    def read(package: Package) -> str:
        if package.name == "slow":
            slow.wait(10)
        return f"text of {package.name}"

    monkeypatch.setattr(licences_room, "licence_text", read)
    monkeypatch.setattr(licences_room, "packages", lambda: (Package("slow"), Package("quick")))
    licences = Licences()
    qtbot.addWidget(licences)
    licences.load()
    qtbot.waitUntil(lambda: licences.list.model().rowCount() == 2)
    old = licences._text_job
    assert old is not None
    licences.list.setCurrentIndex(licences.list.model().index(1, 0))
    qtbot.waitUntil(lambda: licences.text.toPlainText() == "text of quick")
    with qtbot.waitSignal(old.done):
        slow.set()
    assert licences.text.toPlainText() == "text of quick"


def test_a_dialog_can_be_closed_before_it_knows(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(licences_room, "packages", lambda: go_on.wait(10) and ())
    licences = Licences()
    licences.load()
    job = licences._list_job
    assert job is not None
    licences.deleteLater()
    with qtbot.waitSignal(licences.destroyed):
        pass
    with qtbot.waitSignal(job.done):
        go_on.set()


def test_nothing_of_it_is_loaded_with_the_window() -> None:
    code = "import sys, playground.app; print(*(name for name in sys.modules if name.startswith(('playground.gui.help', 'playground.'))))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    late = {"playground.about", "playground.problem_report", "playground.newer_version"}
    assert "playground.gui.main_window" in loaded
    assert {name for name in loaded if name in late or name.startswith("playground.gui.help")} == set()


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_it_fits_on_the_screen(qtbot: QtBot, scale: float) -> None:
    theme().apply("dark", scale)
    try:
        dialog = shown(qtbot)
        room = dialog.screen().availableGeometry()
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
    finally:
        theme().apply("light")
