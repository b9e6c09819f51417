from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.gui.open_data import OpenData
from playground.gui.plots.runs_model import DATASET, LOSS, NAME, RunsModel, text_of
from playground.gui.plots.runs_table import RunsTable
from playground.gui.runs import Runs
from playground.gui.theme import theme
from playground.language import use_language
from playground.runs.project import Project
from tests.gui.plots.stage import GRADIENTS, trained
from tests.gui.stage import begin, document, end, found


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


@pytest.mark.parametrize("width", [210, 256, 400, 900])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nobody_scrolls_sideways_to_read_it(qtbot: QtBot, runs: Runs, width: int, scale: float) -> None:
    theme().apply("light", scale)
    table = RunsTable(runs)
    qtbot.addWidget(table)
    table.resize(round(width * scale), 500)
    table.show()
    for number in range(3):
        trained(runs, GRADIENTS, f"a run with a long name {number}")
    QApplication.processEvents()
    view = found(table, QTableView)
    assert view.horizontalScrollBar().maximum() == 0
    shown = [column for column in range(view.model().columnCount()) if not view.isColumnHidden(column)]
    assert {NAME, LOSS} <= set(shown)
    assert DATASET not in shown  # all are of one
    words = found(table, QLabel, "run_details").text()
    heads = [str(view.model().headerData(column, Qt.Orientation.Horizontal)) for column in range(view.model().columnCount())]
    assert [head for column, head in enumerate(heads) if column not in shown and f"{head}: " not in words] == []
    theme().apply("light", 1.0)


def test_the_dataset_has_a_column_when_there_are_several(qtbot: QtBot, runs: Runs) -> None:
    table = RunsTable(runs)
    qtbot.addWidget(table)
    table.resize(256, 500)
    trained(runs, GRADIENTS)
    view = found(table, QTableView)
    assert view.isColumnHidden(DATASET)
    runs.turn_to(OpenData(DatasetConfig("linear"), opening=1))
    begin(runs, Project(dataset=DatasetConfig("linear")), "r2")
    assert not view.isColumnHidden(DATASET)
    assert view.model().index(1, DATASET).data() == "A line with noise"


def test_the_words_below_are_those_of_the_chosen_run(qtbot: QtBot, runs: Runs) -> None:
    table = RunsTable(runs)
    qtbot.addWidget(table)
    trained(runs, GRADIENTS), trained(runs, GRADIENTS, "r2")
    words = found(table, QLabel, "run_details")
    assert words.text().startswith("r2\n")
    found(table, QTableView).selectRow(0)
    assert words.text().startswith("r1\n")


def test_earlier_runs_stay_with_their_dataset_and_can_be_shown_again(qtbot: QtBot, runs: Runs) -> None:
    table = RunsTable(runs)
    qtbot.addWidget(table)
    record = trained(runs, GRADIENTS)
    runs.turn_to(OpenData(DatasetConfig("linear"), opening=1))
    model = found(table, QTableView).model()
    assert model.index(0, DATASET).data() == "Diabetes"
    ticked = model.index(0, NAME)
    assert Qt.CheckState(ticked.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Unchecked
    assert model.setData(ticked, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert record.shown
    assert ticked.data() == "r1"  # the name that can be edited has no dataset in it


def test_what_a_run_is_told_with_is_in_the_language_of_the_window(
    runs: Runs, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: use_language("en"))
    begin(runs, document().project, "one")
    ended = begin(runs, document().project, "two")
    runs.change(ended, end)
    use_language("ko")
    window = QWidget()
    qtbot.addWidget(window)
    model = RunsModel(runs, window)
    words = " ".join(text for row in range(2) for text in model.words(row))
    assert "학습" in words
    assert "마침" in words
    assert not [english for english in ("default", "finished", "training") if english in words]
