"""A short game of the monkey: whatever it does, nothing fails that no one caught, and the document stays what it must be."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from types import TracebackType

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from playground.gui.main_window import MainWindow
from playground.gui.theme import theme
from playground.gui.window import make_window
from tests.fakes import FakeEngine
from tests.monkey.monkey import Monkey
from tests.monkey.scratch import Scratch


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_monkey_finds_nothing(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    found: list[str] = []

    def uncaught(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        found.append(repr(error))

    monkeypatch.setattr(sys, "excepthook", uncaught)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _address: True)
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, getattr(QFileDialog, name))  # put back at the end
    theme().apply("light")
    engine, scratch = FakeEngine(), Scratch(tmp_path / "files")
    scratch.answer_dialogs(Random(seed))
    window = make_window(engine=engine)  # type: ignore[arg-type]  # same interface
    window.resize(1280, 800)
    window.show()
    window.build_plots()
    engine.deliver()
    monkey = Monkey(window, scratch, seed, 150, found=found.append)
    loop = QEventLoop()
    monkey.done.connect(loop.quit)
    monkey.start()
    loop.exec()
    engine.deliver()
    monkey.check()
    for top in QApplication.topLevelWidgets():
        if not isinstance(
            top, MainWindow
        ):  # a window of its own, left over from another test, would ask what to do with its work
            top.close()
    window.end()
    window.deleteLater()
    QApplication.sendPostedEvents()
    assert found == [], "\n".join(monkey.last)
    assert monkey.number > 5
