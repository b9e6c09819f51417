from __future__ import annotations

import numpy as np

from playground.datasets import floats


def test_arrays_are_what_messages_name() -> None:
    assert isinstance(np.zeros(3), floats.Floats)
    assert not isinstance([0.0], floats.Floats)
