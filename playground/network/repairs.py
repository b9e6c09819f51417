"""Whether a layer fits what it gets; and what makes a repair enough.

A repair leaves no new problem at the place that it touches: what would be the next press of the button there is done by the first one.
"""

from __future__ import annotations

import math
from dataclasses import replace

from playground.language import _
from playground.layers import Layer, Repair, Shape, ShapeError
from playground.layers.layer import LARGEST

_MOST = 8
"""Repairs in one; more have never been needed, and a circle would have no end."""


def fitted(layer: Layer, shape: Shape) -> tuple[Shape, int]:
    """What a layer makes of a shape, and its weights and biases.

    Raises:
        ShapeError: it does not fit, or would not fit into a computer.
    """
    after, parameters = layer.output_shape(shape), layer.parameters(shape)
    most = max(math.prod(after), parameters)
    if most > LARGEST:
        raise ShapeError(_("{layer} would need {n} numbers, more than a computer can hold.").format(layer=layer.name, n=most))
    return after, parameters


def settled(layer: Layer, repair: Repair, shape: Shape) -> Repair | None:
    """The repair of a layer that gets a shape, with all that its own layers need to fit; None if they cannot be made to."""
    for _again in range(_MOST):
        error, index = _first_error(layer, repair, shape)
        if error is None:
            return repair
        if error.repair is None:
            return None
        repair = _joined(layer, repair, index, error.repair)
    return None


def _first_error(layer: Layer, repair: Repair, shape: Shape) -> tuple[ShapeError | None, int]:
    """The first of the repair's layers that does not fit, by its place among them: why, and where."""
    for index, touched in enumerate((*repair.before, repair.replacement or layer, *repair.after)):
        try:
            shape, _parameters = fitted(touched, shape)
        except ShapeError as error:
            return error, index
    return None, -1


def _joined(layer: Layer, repair: Repair, index: int, more: Repair) -> Repair:
    """A repair, and then another one of its layer at ``index``."""
    before, middle, after = repair.before, repair.replacement or layer, repair.after
    label = _("{first}, then: {second}").format(first=repair.label, second=more.label)
    if index < len(before):
        changed = (*more.before, more.replacement or before[index], *more.after)
        return replace(repair, label=label, before=(*before[:index], *changed, *before[index + 1 :]))
    if index == len(before):
        return Repair(label, (*before, *more.before), more.replacement or middle, (*more.after, *after))
    at = index - len(before) - 1
    changed = (*more.before, more.replacement or after[at], *more.after)
    return replace(repair, label=label, after=(*after[:at], *changed, *after[at + 1 :]))
