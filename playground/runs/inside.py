"""Pictures of the inside of a network: what it and its units give over the plane of two features, and its weights."""

from __future__ import annotations

from typing import ClassVar

from playground.runs.pictures import Picture
from playground.runs.reports import Floats


class RunSurface(Picture, frozen=True, tag=True):
    """What a network gives over the plane of two features, in original units. Grid lines run through the least and the largest value.

    Attributes:
        x: ``(G,)`` values of the first feature, rising.
        y: ``(G,)`` values of the second feature, rising.
        output: ``(outputs, G, G)`` over (y, x): predictions; for two classes the probability of the second, for several that of each.
        units: For each column of units between input and output (``network.columns``): ``(shown, g, g)`` what the units give, at every
            second grid line.
        train_points: ``(N, 2)`` training samples; 2,000 at most, as the next.
        train_target: ``(N,)`` their targets; for classes their numbers.
        val_points: ``(M, 2)`` validation samples.
        val_target: ``(M,)`` their targets.
    """

    every: ClassVar[float] = 1 / 15

    x: Floats
    y: Floats
    output: Floats
    units: tuple[Floats, ...]
    train_points: Floats
    train_target: Floats
    val_points: Floats
    val_target: Floats


class RunWeights(Picture, frozen=True, tag=True):
    """The weights between the units that are shown singly, one entry per column of units after the inputs (``network.columns``).

    Attributes:
        weights: ``(shown, shown before)``; ``(0, 0)`` where a column is not linked to single units.
        biases: ``(shown,)``; ``(0,)`` without a bias.
    """

    every: ClassVar[float] = 1 / 15

    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]
