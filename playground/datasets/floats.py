"""Arrays of numbers as messages name them. numpy is loaded by whoever makes or reads one: the window stands without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
else:

    class _Arrays(type):
        def __instancecheck__(cls, value: object) -> bool:
            return (type(value).__module__, type(value).__name__) == ("numpy", "ndarray")

    class Floats(metaclass=_Arrays):
        """Stands for numpy's arrays where messages are read: they are instances of it."""
