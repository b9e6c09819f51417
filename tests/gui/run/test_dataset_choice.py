"""Tasks that the target allows, and points that are drawn with the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.datasets import DatasetConfig
from playground.datasets.drawn import FIRST, points_of
from playground.gui.document import Document
from playground.gui.run.dataset_choice import DatasetChoice
from playground.gui.run.point_canvas import PointCanvas
from playground.layers import Linear, Tanh
from playground.network import Network
from playground.runs.checks import check_network, declared_signature, loss_problem
from playground.runs.project import Project


@pytest.fixture
def choice(qtbot: QtBot) -> DatasetChoice:
    document = Document(Project("", DatasetConfig("drawn"), network=Network((Linear(4), Tanh(), Linear(1)))))
    widget = DatasetChoice(document)
    widget.document = document  # type: ignore[attr-defined]
    qtbot.addWidget(widget)
    widget.resize(260, 500)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def document_of(choice: DatasetChoice) -> Document:
    return choice.document  # type: ignore[attr-defined, no-any-return]


def drag(canvas: PointCanvas, *places: tuple[float, float], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    square = canvas.square
    ends = [square.to_widget(*place).toPoint() for place in places]
    QTest.mousePress(square, button, pos=ends[0])
    for end in ends[1:]:
        moved(square, end, button)
    QTest.mouseRelease(square, button, pos=ends[-1])


def moved(square: object, end: QPoint, button: Qt.MouseButton) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(end), QPointF(end), Qt.MouseButton.NoButton, button, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(square, event)  # type: ignore[arg-type]


def test_a_click_adds_a_point_where_it_is_and_is_one_step(choice: DatasetChoice) -> None:
    canvas, document = choice.findChild(PointCanvas), document_of(choice)
    drag(canvas, (0.5, -0.25))
    points = points_of(document.project.dataset)
    assert points[: len(FIRST)] == FIRST
    assert points[-1] == pytest.approx((0.5, -0.25, 0), abs=0.02)
    document.undo_stack.undo()
    assert points_of(document.project.dataset) == FIRST
    assert tuple(canvas.square.points) == FIRST


def test_a_stroke_of_a_third_class_makes_the_network_fit(choice: DatasetChoice) -> None:
    canvas, document = choice.findChild(PointCanvas), document_of(choice)
    next(button for button in canvas.findChildren(QToolButton) if button.text() == "2").click()
    drag(canvas, (-0.8, 0.8), (-0.5, 0.8), (-0.2, 0.8), (0.1, 0.8))
    drawn = points_of(document.project.dataset)[len(FIRST) :]
    assert len(drawn) == 4
    assert {point[2] for point in drawn} == {2}
    signature = declared_signature(document.project.dataset)
    assert signature is not None
    assert signature.output_shape == (3,)
    assert check_network(document.project, signature).problem is None
    assert loss_problem(document.project, "multiclass") is None


def test_the_eraser_and_the_right_button_take_points_away(choice: DatasetChoice) -> None:
    canvas, document = choice.findChild(PointCanvas), document_of(choice)
    x, y, _label = FIRST[0]
    drag(canvas, (x, y), button=Qt.MouseButton.RightButton)
    assert FIRST[0] not in points_of(document.project.dataset)
    next(button for button in canvas.findChildren(QToolButton) if button.text() == "Erase").click()
    x, y, _label = FIRST[-1]
    drag(canvas, (x, y))
    assert FIRST[-1] not in points_of(document.project.dataset)
    drag(canvas, (0.99, 0.99))  # nothing is there
    assert document.undo_stack.count() == 2


def test_clear(choice: DatasetChoice) -> None:
    canvas, document = choice.findChild(PointCanvas), document_of(choice)
    next(button for button in canvas.findChildren(QPushButton) if button.text() == "Clear").click()
    assert document.project.dataset.points == ()
    drag(canvas, (3.0, -3.0))  # beyond the edge: on it
    assert points_of(document.project.dataset) == ((1.0, -1.0, 0),)


def test_the_square_is_there_for_drawn_points_alone(choice: DatasetChoice) -> None:
    document = document_of(choice)
    assert choice.findChild(PointCanvas).isVisible()
    document.open(Project("", DatasetConfig("iris")), None)
    assert not choice.findChild(PointCanvas).isVisible()


def test_the_task_can_be_changed_where_the_target_allows_it(choice: DatasetChoice) -> None:
    document = document_of(choice)
    document.open(Project("", DatasetConfig("breast_cancer"), network=Network((Linear(1),))), None)
    box = choice.findChild(QComboBox, "task_choice")
    assert [box.itemData(index) for index in range(box.count())] == ["binary", "multiclass", "regression"]
    assert box.currentData() == "binary"
    box.setCurrentIndex(1)
    box.activated.emit(1)
    project = document.project
    assert project.dataset.task == "multiclass"
    assert project.training.loss.name == "CrossEntropyLoss"
    assert project.network.layers[-1] == Linear(2)
    assert project.preparation.split == "stratified"
    document.open(Project("", DatasetConfig("diabetes")), None)
    assert not box.isVisible()
