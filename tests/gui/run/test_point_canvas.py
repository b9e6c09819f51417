from __future__ import annotations

from pytestqt.qtbot import QtBot

from playground.gui.class_colours import class_colours
from playground.gui.run.point_canvas import Square


def test_drawn_points_have_the_colours_of_the_decision_surface(qtbot: QtBot) -> None:
    square = Square()
    qtbot.addWidget(square)
    square.points = [(0.0, 0.0, 0), (0.5, 0.5, 2)]
    shades = square.shades()
    assert [shades[0], shades[2]] == class_colours(2)
    assert len({shade.name() for shade in shades}) == len(shades)
    square.points.append((0.1, 0.1, 1))
    assert square.shades()[:3] == class_colours(3)
