"""What happens: one file per plot, listed in ``PLOTS``, drawn by the one timer of ``PlotArea``.

To add a plot of known numbers, write a subclass of ``Plot`` in a file of its own and its name in ``PLOTS``. A plot reads ``Runs``; it draws
only when it is visible and something changed, at most 30 times a second. Curves are decimated to
two points per pixel column, ranges are set by hand, long lines are one pixel wide and not antialiased.
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
from playground.gui.records import Runs

PLOTS: dict[str, Callable[[Runs], Plot]] = {
    plot.name: plot
    for plot in (
        LossPlot,
        SurfacePlot,
        NetworkPlot,
        GradientsPlot,
        GradientsOverTimePlot,
        PredictionsPlot,
        ForecastPlot,
        ConfusionPlot,
        MetricsPlot,
        RocPlot,
        WalkForwardPlot,
        ParametersPlot,
        FoldsPlot,
    )
}
"""All plots by objectName, in the order of the grid."""

__all__ = ["PLOTS", "Plot"]
