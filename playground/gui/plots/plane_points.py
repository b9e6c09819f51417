"""The samples of a plane before a run: which points there are, and their colours."""

from __future__ import annotations

from PySide6.QtGui import QColor

from playground.datasets.overview import DataOverview, Floats, PointsOverview
from playground.gui.class_colours import class_colours, negative, positive
from playground.gui.plots.colour_scale import ColourKey, signed_pixels
from playground.gui.plots.plain_words import short


def plane_points(look: DataOverview | None) -> PointsOverview | None:
    """The samples as points over both features; None where there are none, or one axis is the target."""
    points = look.points if look is not None else None
    if look is None or points is None or not len(points.x):
        return None
    targets = {column.name for column in look.columns if column.role == "target"}
    return None if targets & {points.x_name, points.y_name} else points


def look_colours(look: DataOverview, values: Floats, key: ColourKey) -> list[QColor]:
    """The colour of each sample, as a surface that is right would have it; ``key`` says what the colours are."""
    if len(look.classes) > 2:
        colours = class_colours(len(look.classes))
        key.show_classes(look.classes, colours)
        return [colours[int(number)] for number in values]
    if look.classes:
        key.show_bar((look.classes[1], look.classes[0]))
        return [positive() if number > 0.5 else negative() for number in values]
    middle, reach = (float(values.max()) + float(values.min())) / 2, (float(values.max()) - float(values.min())) / 2 or 1.0
    key.show_bar(tuple(short(middle + part * reach) for part in (1, 0.5, 0, -0.5, -1)))
    return [QColor(*(int(part) for part in pixel)) for pixel in signed_pixels(values - middle, reach)]
