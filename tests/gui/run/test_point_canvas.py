from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.gui.class_colours import class_colours
from playground.gui.run.point_canvas import PointCanvas, Square
from playground.gui.theme import theme


def test_drawn_points_have_the_colours_of_the_decision_surface(qtbot: QtBot) -> None:
    square = Square()
    qtbot.addWidget(square)
    square.points = [(0.0, 0.0, 0), (0.5, 0.5, 2)]
    shades = square.shades()
    assert [shades[0], shades[2]] == class_colours(2)
    assert len({shade.name() for shade in shades}) == len(shades)
    square.points.append((0.1, 0.1, 1))
    assert square.shades()[:3] == class_colours(3)


def test_the_class_that_is_drawn_is_marked(qtbot: QtBot) -> None:
    theme().apply("light")
    canvas = PointCanvas()
    qtbot.addWidget(canvas)
    canvas.show()
    canvas.choose(2)
    accent = QColor(theme().colours.accent).rgb()
    marked = []
    for button in canvas.findChildren(QToolButton):
        picture = button.grab().toImage()
        edge = [picture.pixel(x, 1) == accent for x in range(picture.width())]
        if sum(edge) > picture.width() // 2:
            marked.append(button.text())
    assert marked == ["2"]
