"""What data is when it can be trained on, and the way back to original units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.dataset import DatasetInfo, Loaded, Part
from playground.datasets.scaling import Line
from playground.datasets.windows import Series

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, eq=False)
class Prepared:
    """A dataset ready for training.

    Attributes:
        info: What the window may know of it.
        train: The training samples.
        validation: The validation samples; perhaps none.
        test: The test samples; perhaps none.
        target_scale: Original units per scaled unit of the target; 1 for classes.
        series: The series of a forecast.
        classes: Labels of the classes.
        target_offset: Original value that is 0 after scaling.
        loaded: The data as it was loaded, for those who want to look at it; its rows are what ``Part.rows`` counts.
        features: What scaling did to each feature, in the order of the columns; of a series one line for all.
        folds: The same data once per fold of a cross-validation, each fitted on its own training rows; empty without one.
    """

    info: DatasetInfo
    train: Part
    validation: Part
    test: Part
    target_scale: float = 1.0
    series: Series | None = None
    classes: tuple[str, ...] = ()
    target_offset: float = 0.0
    loaded: Loaded | None = None
    features: tuple[Line, ...] = ()
    folds: tuple[Prepared, ...] = ()

    def samples(self, rows: Iterable[int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The features of samples in original units, in the precision of 32-bit numbers.

        Args:
            rows: Rows of the table; those that are no samples are left out.

        Returns:
            ``(n,)`` the rows that are samples, and ``(n, features)`` their features, flattened.
        """
        import numpy as np

        parts = (self.train, self.validation, self.test)
        wanted = np.array(sorted(set(rows)), dtype=np.int64)
        chosen = [np.flatnonzero(np.isin(part.rows, wanted)) for part in parts]
        found = np.concatenate([part.rows[where] for part, where in zip(parts, chosen, strict=True)])
        if self.series is not None:
            past = self.series.values[found[:, None] + np.arange(-self.series.context, 0)]
            return found.astype(np.float64), past.astype(np.float32).astype(np.float64)
        x = np.concatenate([part.x[where] for part, where in zip(parts, chosen, strict=True)]).reshape(len(found), -1)
        scale = np.array([line.scale for line in self.features] or [1.0])
        offset = np.array([line.offset for line in self.features] or [0.0])
        return found.astype(np.float64), x * scale + offset

    def in_units(self, values: npt.NDArray[Any], rows: npt.NDArray[np.int64] | None = None) -> npt.NDArray[np.float64]:
        """Scaled values of the target in original units; classes as they are.

        Args:
            values: Scaled; of a series ``(n, ahead)``, forecasts from ``n`` origins.
            rows: Of a series: ``(n,)`` the row of the first value of each; what was done to the values is undone with the rows before it.
        """
        import numpy as np

        unscaled = np.asarray(values, dtype=np.float64) * self.target_scale + self.target_offset
        if self.series is None or not self.series.changes:
            return unscaled
        if rows is None:
            raise ValueError("differences are undone with the rows before: rows must be given")
        return self.series.changes.undone(unscaled, rows, self.series.values)
