from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from playground.gui.plots.runs_table import RunsTable, text_of
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, trained
from tests.gui.stage import end, found


def test_the_table_of_runs_shows_renames_removes_and_copies(qtbot: QtBot, runs: Runs) -> None:
    table = RunsTable(runs)
    qtbot.addWidget(table)
    first, second = trained(runs, GRADIENTS), trained(runs, GRADIENTS, "r2")
    end(first)
    view = found(table, QTableView)
    model = view.model()
    assert model.setData(model.index(0, 0), "Mine")
    assert first.title == "Mine"
    assert not model.setData(model.index(0, 0), "  ")
    view.selectRow(0)
    table.show_only()
    assert (first.shown, second.shown) == (True, False)
    table.remove()
    assert runs.records == (second,)
    table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert "0.1" in lines[1]


def test_figures_are_written_with_four_digits() -> None:
    assert (text_of(1234.0), text_of(0.00012345), text_of(float("nan")), text_of("x")) == ("1,234", "0.0001234", "–", "x")
