"""Pictures of what a model says, by the names of their report classes: ``PICTURES``.

To add one, write a function that makes a subclass of ``runs.reports.Picture`` from a ``Speaker`` (None where it does not suit the data) and
its row here. It is called while a run trains only if a plot that is visible wants it, and at every pause and end.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.runs.messages import Picture, RunForecast, RunParameters, RunPredictions
from playground.training.evaluation import Speaker
from playground.training.parameters import parameters

PICTURES: dict[str, Callable[[Speaker], Picture | None]] = {
    RunPredictions.__name__: Speaker.predictions,
    RunForecast.__name__: Speaker.forecast,
    RunParameters.__name__: parameters,
}
