"""The whole window after other data were opened: nothing on it is of the runs before, but in the table of runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.editor.live_gradients import lines_now
from playground.gui.main_window import MainWindow
from playground.gui.notices import Notice
from playground.runs import messages as m
from playground.runs.project import Project
from tests.fakes import FakeEngine
from tests.gui.stage import found

NAME = "Zebra"


def new(window: MainWindow) -> None:
    window.document.undo_stack.setClean()
    window.files.new()


def open_project(window: MainWindow) -> None:
    window.document.open(Project("Another", network=window.document.network), None)


def change_dataset(window: MainWindow) -> None:
    window.document.change(replace(window.document.project, dataset=DatasetConfig("california_housing")), "")


def trained(window: MainWindow, engine: FakeEngine) -> None:
    """A run has ended, a rate is proposed, a message tells of the end, and an epoch is looked at."""
    window.controller.find_learning_rate()
    rates = np.geomspace(1e-6, 1, 20)
    engine.answer(m.FindLearningRate, m.LearningRateTest(rates=rates, losses=rates, proposed=0.02, done=True))
    window.controller.train()
    engine.deliver()
    engine.advance(30)
    engine.deliver()
    window.runs.change(window.runs.records[0], lambda record: setattr(record, "name", NAME))
    engine.end()
    engine.deliver()
    window.message_bar.show_notice(Notice("warning", f"{NAME} copies the past", (("Look", lambda: None),), key="ended"))
    window.runs.choose_epoch(7.0)
    draw(window)


def draw(window: MainWindow) -> None:
    QApplication.processEvents()
    assert window.plots is not None
    window.plots.draw()
    window.lesson_panel._look()


def seen_in(widget: QWidget, window: MainWindow) -> bool:
    """Whether it is on the screen, or would be in another tab."""
    while widget is not window:
        parent = widget.parentWidget()
        if parent is None or (widget.isHidden() and not isinstance(parent, QStackedWidget)):
            return False
        widget = parent
    return True


def words(window: MainWindow) -> dict[str, str]:
    """Everything that is said anywhere in the window, but in the table of runs, by the widget that says it."""
    said = {}
    for number, widget in enumerate(window.findChildren(QWidget)):
        if seen_in(widget, window) and not window.runs_table.isAncestorOf(widget):
            texts = [widget.accessibleName(), widget.accessibleDescription()]
            texts += [getattr(widget, kind)() for kind in ("text", "toPlainText", "currentText") if hasattr(widget, kind)]
            said[f"{number} {type(widget).__name__} {widget.objectName()}"] = "\n".join(text for text in texts if text)
    return said


@pytest.mark.parametrize("open_other", [new, open_project, change_dataset])
def test_nothing_tells_of_the_runs_before(
    window: MainWindow, engine: FakeEngine, open_other: Callable[[MainWindow], None]
) -> None:
    trained(window, engine)
    before = words(window)
    telling = (NAME, "finished", "epoch 7", "Use 0.02")
    assert [text for text in telling if not any(text in said for said in before.values())] == []
    open_other(window)
    engine.deliver()
    draw(window)
    after = {
        where: said
        for where, said in words(window).items()
        if any(text in said for text in (*telling, "epoch 30", "shows epoch"))
    }
    assert after == {}
    assert lines_now(window.runs, window.document.network) == ()
    window.workplace.show_tab("runs")
    assert found(window.runs_table, QLabel, "run_details").text().startswith(f"{NAME} (Diabetes")
    assert window.plots is not None
    assert not any(plot.draw() for name, plot in window.plots.plots.items() if name != "network_plot")


def test_undo_brings_the_runs_of_its_data_and_no_others(window: MainWindow, engine: FakeEngine, qtbot: QtBot) -> None:
    trained(window, engine)
    change_dataset(window)
    qtbot.waitUntil(lambda: len(engine.sent(m.LoadDataset)) == 2)
    engine.deliver()
    window.controller.train()
    engine.deliver()
    engine.advance(2)
    engine.end()
    engine.deliver()
    assert len(window.runs.shown) == 1
    window.document.undo_stack.undo()
    engine.deliver()
    assert [record.title for record in window.runs.shown] == [NAME]
    assert window.controller.progress()[0].startswith("finished")
