"""Pictures of what a model says, by the names of their report classes: ``PICTURES``.

To add a picture, write what crosses to the window, a subclass of ``Picture`` in ``runs/pictures.py``, a function that makes it from a ``Speaker``
(None where it does not suit the data), and its row here; and the plot that wants it. The function is called while a run trains only if such
a plot is visible, and at every pause and end.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.runs.messages import (
    Picture,
    RunConfusion,
    RunFigures,
    RunForecast,
    RunParameters,
    RunPredictions,
    RunRoc,
    RunSurface,
    RunWalkForward,
    RunWeights,
)
from playground.training.classes import confusion, roc
from playground.training.evaluation import Speaker
from playground.training.figures import live_figures
from playground.training.forecasts import forecast, walk_forward
from playground.training.links import links
from playground.training.parameters import parameters
from playground.training.surface import surface

PICTURES: dict[str, Callable[[Speaker], Picture | None]] = {
    RunPredictions.__name__: Speaker.predictions,
    RunForecast.__name__: forecast,
    RunFigures.__name__: live_figures,
    RunConfusion.__name__: confusion,
    RunRoc.__name__: roc,
    RunWalkForward.__name__: walk_forward,
    RunParameters.__name__: parameters,
    RunSurface.__name__: surface,
    RunWeights.__name__: links,
}
