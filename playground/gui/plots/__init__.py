"""What happens: one file per plot, listed in ``PLOTS``, drawn by the one timer of ``PlotArea``.

A plot reads ``Runs``; it draws only when it is visible and something changed, at most 30 times a second. Curves are decimated to
two points per pixel column, ranges are set by hand, long lines are one pixel wide and not antialiased.

Each is a ``Panel``: title and switches, a caption in plain words, a legend, the picture; the ``Shelf`` scrolls where that finds no room. Left and
right read it value by value (``traces``), Escape leaves.

To add a plot, write:

1. a subclass of ``Plot`` in a file of its own, and its name in the import and in ``PLOTS`` below. ``Plot`` tells what a class says of itself
   and which methods it overrides; ``tests/gui/plots/test_every_plot.py`` is the contract. It begins closed unless it says otherwise. Known
   numbers are in a run's ``history``; anything else is a picture, which ``training/pictures.py`` tells how to add;
2. its texts in Korean: ``packaging/translate.py`` tells how.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.gui.plots.confusion import ConfusionPlot
from playground.gui.plots.folds import FoldsPlot
from playground.gui.plots.forecast import ForecastPlot
from playground.gui.plots.gradients import GradientsPlot
from playground.gui.plots.gradients_over_time import GradientsOverTimePlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricsPlot
from playground.gui.plots.network_graph import NetworkPlot
from playground.gui.plots.parameters import ParametersPlot
from playground.gui.plots.plot import Plot
from playground.gui.plots.predictions import PredictionsPlot
from playground.gui.plots.roc import RocPlot
from playground.gui.plots.surface import SurfacePlot
from playground.gui.plots.walk_forward import WalkForwardPlot
from playground.gui.runs import Runs

PLOTS: dict[str, Callable[[Runs], Plot]] = {
    plot.name: plot
    for plot in (
        *(LossPlot, SurfacePlot, NetworkPlot, GradientsPlot, GradientsOverTimePlot, PredictionsPlot, ForecastPlot),
        *(ConfusionPlot, MetricsPlot, RocPlot, WalkForwardPlot, ParametersPlot, FoldsPlot),
    )
}
"""All plots by objectName, in the order of the grid."""

__all__ = ["PLOTS", "Plot"]
