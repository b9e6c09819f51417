from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from playground.about import Package
from playground.gui.help import licences as licences_room
from playground.gui.help.background import Job
from playground.gui.help.licences import Licences


def noted_jobs(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs that are begun from now on."""
    made: list[Job] = []

    class Noted(Job):
        def __init__(self, function: Callable[[], object]) -> None:
            super().__init__(function)
            made.append(self)

    monkeypatch.setattr(licences_room, "Job", Noted)
    return made


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
    slow, jobs = threading.Event(), noted_jobs(monkeypatch)

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
    _of_list, old = jobs  # the first package is selected by itself
    licences.list.setCurrentIndex(licences.list.model().index(1, 0))
    qtbot.waitUntil(lambda: licences.text.toPlainText() == "text of quick")
    with qtbot.waitSignal(old.done):
        slow.set()
    assert licences.text.toPlainText() == "text of quick"


def test_a_dialog_can_be_closed_before_it_knows(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, jobs = threading.Event(), noted_jobs(monkeypatch)
    monkeypatch.setattr(licences_room, "packages", lambda: go_on.wait(10) and ())
    licences = Licences()
    licences.load()
    (job,) = jobs
    licences.deleteLater()
    with qtbot.waitSignal(licences.destroyed):
        pass
    with qtbot.waitSignal(job.done):
        go_on.set()
