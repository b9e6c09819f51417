from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import Signature
from playground.gui.summary_table import SummaryModel, SummaryTable, Totals
from playground.layers import RNN, Conv2d, Linear
from tests.gui.stage import document, found


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
    assert "129" in found(table, Totals).text()
    assert "516 B" in found(table, Totals).text()
    project.change_network(project.network.removed([2, 3]), "delete")
    assert [row[1] for row in cells(table)] == ["Linear", "ReLU", "Linear"]
    assert "97" in found(table, Totals).text()
    project.undo_stack.undo()
    assert len(cells(table)) == 5


def test_parameters_by_name_are_those_of_the_state_dict_and_can_be_copied(qtbot: QtBot) -> None:
    project = document(RNN(4), Linear(1))
    table = SummaryTable(project)
    qtbot.addWidget(table)
    project.set_signature(Signature("forecast", (12, 1), (1,)))
    button = found(table, QToolButton, "parameters_by_name")
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
    assert found(table, Totals).text() == project.shapes.problem.message
    heads = table.findChild(SummaryModel)
    assert heads is not None
    assert heads.headerData(1, Qt.Orientation.Horizontal) == "Layer"
