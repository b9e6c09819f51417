"""The source and the table say what the network is, and follow every edit and undo."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig, Signature
from playground.gui.code_view import CodeView
from playground.gui.document import Document
from playground.layers import ReLU
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
