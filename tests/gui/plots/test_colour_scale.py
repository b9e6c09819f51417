from __future__ import annotations

import numpy as np

from playground.gui.plots.colour_scale import enlarged


def test_a_finer_grid_passes_through_the_known_points() -> None:
    values = np.random.default_rng(0).normal(size=(2, 5, 5))
    fine = enlarged(values, 4)
    assert fine.shape == (2, 17, 17)
    np.testing.assert_allclose(fine[:, ::4, ::4], values)
    np.testing.assert_allclose(fine[:, 2, 0], (values[:, 0, 0] + values[:, 1, 0]) / 2)
