"""The source and the table say what the network is, and follow every edit and undo."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, Signature
from playground.gui.code_view import CodeView
from playground.gui.document import Document
from playground.gui.summary_table import SummaryModel, SummaryTable
from playground.layers import RNN, Conv2d, Linear, ReLU
from playground.network import network_source
from playground.runs.project import Project
from tests.gui.stage import SMALL, document


def shown(view: CodeView) -> str:
    edit = view.findChild(QPlainTextEdit)
    assert edit is not None
    return edit.toPlainText()


def test_the_source_follows_the_network(qtbot: QtBot) -> None:
    project = document()
    view = CodeView(project)
    qtbot.addWidget(view)
    view.show()
    first = shown(view)
    assert first == network_source(SMALL, (10,))
    project.change_network(SMALL.inserted(1, [ReLU()]), "insert")
    assert shown(view) == network_source(project.network, (10,)) != first
    project.undo_stack.undo()
    assert shown(view) == first


def test_a_hidden_view_does_nothing_until_it_is_seen(qtbot: QtBot) -> None:
    project = document()
    view = CodeView(project)
    qtbot.addWidget(view)
    project.change_network(SMALL.removed([0]), "delete")
    assert shown(view) == ""
    assert view.source == network_source(project.network, (10,))
    project.undo_stack.undo()
    view.show()
    assert shown(view) == network_source(SMALL, (10,))


def test_the_source_waits_for_the_data_of_a_table(qtbot: QtBot) -> None:
    project = Document(Project("Table", DatasetConfig("csv", "x.csv"), network=SMALL))
    view = CodeView(project)
    qtbot.addWidget(view)
    view.show()
    assert shown(view).startswith("#")
    project.set_signature(Signature("regression", (3,), (1,)))
    assert shown(view) == network_source(SMALL, (3,))


def test_copy_takes_all_of_it(qtbot: QtBot) -> None:
    view = CodeView(document())
    qtbot.addWidget(view)
    view.show()
    button = view.findChild(QPushButton)
    assert button is not None
    button.click()
    assert QGuiApplication.clipboard().text() == network_source(SMALL, (10,))
    QGuiApplication.clipboard().clear()


def cells(table: SummaryTable) -> list[list[str]]:
    model = table.findChild(SummaryModel)
    assert model is not None
    return [[model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())]


def test_the_table_counts_what_it_shows(qtbot: QtBot) -> None:
    project = document()
    table = SummaryTable(project)
    qtbot.addWidget(table)
    assert cells(table) == [
        ["1", "Linear", "8", "88", "88", "10", "68%"],
        ["2", "ReLU", "8", "–", "–", "8", ""],
        ["3", "Linear", "4", "36", "36", "8", "28%"],
        ["4", "Sigmoid", "4", "–", "–", "4", ""],
        ["5", "Linear", "1", "5", "5", "4", "4%"],
    ]
    assert "129" in table._total.text()
    assert "516 B" in table._total.text()
    project.change_network(project.network.removed([2, 3]), "delete")
    assert [row[1] for row in cells(table)] == ["Linear", "ReLU", "Linear"]
    assert "97" in table._total.text()
    project.undo_stack.undo()
    assert len(cells(table)) == 5


def test_parameters_by_name_are_those_of_the_state_dict_and_can_be_copied(qtbot: QtBot) -> None:
    table = SummaryTable(document(RNN(4), Linear(1)))
    qtbot.addWidget(table)
    table._document.set_signature(Signature("forecast", (12, 1), (1,)))
    button = table.findChild(QToolButton, "parameters_by_name")
    assert button is not None
    button.click()
    expected = [
        ["0.weight_ih_l0", "4 × 1", "4"],
        ["0.weight_hh_l0", "4 × 4", "16"],
        ["0.bias_ih_l0", "4", "4"],
        ["0.bias_hh_l0", "4", "4"],
        ["1.weight", "1 × 4", "4"],
        ["1.bias", "1", "1"],
    ]
    assert cells(table) == expected
    table.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["\t".join(row) for row in expected]
    button.click()
    table.copy()
    assert "Weights and biases\t132 B" in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()


def test_a_network_that_does_not_fit_says_why(qtbot: QtBot) -> None:
    project = document(Linear(8), Conv2d(4), Linear(1))
    table = SummaryTable(project)
    qtbot.addWidget(table)
    assert [row[2] for row in cells(table)] == ["8", "?", "?"]
    assert project.shapes is not None
    assert project.shapes.problem is not None
    assert table._total.text() == project.shapes.problem.message
    heads = table.findChild(SummaryModel)
    assert heads is not None
    assert heads.headerData(1, Qt.Orientation.Horizontal) == "Layer"
