"""What the engine tells of a model's weights and biases."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from playground.runs.pictures import Picture
from playground.runs.reports import Floats


class ParameterSpread(msgspec.Struct, frozen=True, kw_only=True):
    """How the numbers of one weight or bias are spread.

    Attributes:
        name: Its name in the model's ``state_dict``.
        shape: Its shape.
        low: Where the first bin begins; all numbers, now and at the start, lie from here ...
        high: ... to here, where the last bin ends.
        now: ``(B,)`` how many numbers are in each bin.
        start: ``(B,)`` the same when the run began.
        figures: Mean, standard deviation, least and largest value now.
        start_figures: The same when the run began.
        near_zero: Share of the numbers that are nearer to 0 than 0.001.
    """

    name: str
    shape: tuple[int, ...]
    low: float
    high: float
    now: Floats
    start: Floats
    figures: Floats
    start_figures: Floats
    near_zero: float


class RunParameters(Picture, frozen=True, tag=True):
    """Weights and biases by name, in the order of the model."""

    every: ClassVar[float] = 0.5

    parameters: tuple[ParameterSpread, ...]
