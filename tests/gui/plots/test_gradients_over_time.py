from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from playground.gui.plots.gradients_over_time import GradientsOverTimePlot
from playground.gui.runs import Runs
from tests.gui.plots.stage import GRADIENTS, drawn, shown, trained


def test_the_picture_over_time_is_the_history(qtbot: QtBot, runs: Runs) -> None:
    record = trained(runs, GRADIENTS)
    plot = shown(qtbot, GradientsOverTimePlot(runs))
    plot.draw_if_needed()
    (image,) = drawn(plot, pg.ImageItem)
    np.testing.assert_allclose(image.image, np.log10(GRADIENTS).T)
    assert plot.picture_of(record, 10).shape == (3, 10)
