"""The samples of a plane: which points there are before a run, their colours, and what a surface says of them in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from playground.datasets.overview import DataOverview, Floats, PointsOverview
from playground.gui.class_colours import class_colours, negative, positive
from playground.gui.plots.colour_scale import ColourKey, signed_pixels
from playground.gui.plots.legend import Entry
from playground.gui.plots.plain_words import short
from playground.gui.runs import RunRecord
from playground.gui.theme import theme
from playground.language import _
from playground.runs.messages import RunSurface


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


def surface_words(record: RunRecord, classes: tuple[str, ...], validated: bool) -> str:
    """What the newest surface of a run shows, in plain words."""
    if not classes:
        return _("a point in the colour of its ground is predicted well")
    row, metrics = len(record.history) - 1, record.started.metrics
    if row < 0 or "accuracy" not in metrics:
        return _("a point in another colour than its ground is mistaken")
    part = "val" if validated else "train"
    share = float(record.history.table(f"{part}_metrics")[row, metrics.index("accuracy")])
    if not np.isfinite(share):
        return _("the answer is no number any more")
    text = _("{share:.0%} of validation on their own ground") if validated else _("{share:.0%} of training on their own ground")
    return text.format(share=share)


def part_entries(seen: RunSurface | None, look: DataOverview | None) -> tuple[Entry, ...]:
    """The markers of the parts, of a run or of the data before one."""
    if seen is not None:
        validated = len(seen.val_points) > 0
    else:
        validated = look is not None and look.points is not None and bool((look.points.part == 1).any())
    train = Entry(_("training"), theme().colours.dim, symbol="o")
    return (train, Entry(_("validation"), theme().colours.dim, symbol="t1")) if validated else (train,)


def same_samples(one: RunSurface, other: RunSurface) -> bool:
    """Whether two pictures show the same samples."""
    names = ("train_points", "train_target", "val_points", "val_target")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)
