"""The colours of a ``RunSurface``: of what the network gives, of each unit, and of the samples over it."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QImage

from playground.gui.class_colours import class_colours
from playground.gui.plots.colour_scale import Pixels, class_pixels, image_of, signed_pixels
from playground.runs.messages import Floats, RunSurface


def scale_of(plane: RunSurface, classes: tuple[str, ...]) -> tuple[float, float]:
    """The middle of the scale and how far it reaches: from the least to the largest target, or from 0 to 1 for classes."""
    if classes:
        return 0.5, 0.5
    targets = np.concatenate((plane.train_target, plane.val_target))
    low, high = float(targets.min()), float(targets.max())
    return (low + high) / 2, (high - low) / 2 or 1.0


def level_of(values: Floats) -> float:
    """What the strongest colours of a layer's units stand for: 1, or the largest of what they give if that is more."""
    return max(1.0, float(np.nan_to_num(np.abs(values), nan=0.0, posinf=0.0).max(initial=0.0)))


def unit_images(plane: RunSurface) -> list[tuple[QImage, ...]]:
    """A picture of each hidden unit that is shown, layer by layer."""
    return [tuple(image_of(unit) for unit in signed_pixels(values, level_of(values))) for values in plane.units]


def output_pixels(plane: RunSurface, classes: tuple[str, ...], output: Floats, strength: float) -> Pixels:
    """``(g, g, 3)`` colours of what the network gives (``output``: the plane's, or made finer)."""
    if len(classes) > 2:
        return class_pixels(output, class_colours(len(classes)), strength)
    middle, reach = scale_of(plane, classes)
    return signed_pixels(output[0] - middle, reach, strength)


def output_images(plane: RunSurface, classes: tuple[str, ...]) -> tuple[QImage, ...]:
    """A picture of each output: of several classes the probability of each in its colour."""
    output = plane.output[:, ::2, ::2]
    if len(classes) <= 2:
        return (image_of(output_pixels(plane, classes, output, 1.0)),)
    colours = class_colours(len(classes))
    return tuple(image_of(class_pixels(share[None], [colour], 1.0)) for share, colour in zip(output, colours, strict=True))


def decided(output: Floats, plane: RunSurface, classes: tuple[str, ...]) -> Floats:
    """The answer alone: the likeliest class, or the end of the scale on whose side a value lies."""
    if len(classes) > 2:
        best = output.argmax(axis=0)
        return np.stack([best == number for number in range(len(classes))]).astype(np.float64)
    middle, reach = scale_of(plane, classes)
    return np.asarray(middle + np.sign(output - middle) * reach)


def sample_colours(plane: RunSurface, classes: tuple[str, ...], target: Floats) -> list[QColor]:
    """One colour for each sample: that which the surface has where it is right."""
    if classes:
        colours = class_colours(len(classes))
        return [colours[int(number)] for number in target]
    middle, reach = scale_of(plane, classes)
    return [QColor(int(red), int(green), int(blue)) for red, green, blue in signed_pixels(target - middle, reach)]
