"""What the data panel shows of a dataset: figures and histogram of each column, the first rows, and the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.dataset import ColumnInfo

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

BINS = 24
MOST_COLUMNS = 400
MOST_ROWS = 100


def describe_columns(
    names: tuple[str, ...],
    roles: tuple[str, ...],
    values: npt.NDArray[np.float64],
    scaled: npt.NDArray[np.float32],
) -> tuple[ColumnInfo, ...]:
    """Figures of each column of ``(rows, columns)``, in original units and after scaling."""
    import numpy as np

    columns = []
    for position, name in enumerate(names[:MOST_COLUMNS]):
        column = values[:, position]
        counts, _edges = np.histogram(column, bins=BINS, range=_range(float(column.min()), float(column.max())))
        columns.append(
            ColumnInfo(
                name=name,
                role=roles[position],
                mean=float(column.mean()),
                std=float(column.std()),
                minimum=float(column.min()),
                maximum=float(column.max()),
                counts=tuple(int(count) for count in counts),
                scaled_minimum=float(scaled[:, position].min()),
                scaled_maximum=float(scaled[:, position].max()),
            )
        )
    return tuple(columns)


def _range(minimum: float, maximum: float) -> tuple[float, float]:
    """The range of a histogram; a little wider than a single point, so that numpy can cut it into bins."""
    if maximum - minimum > 1e-9 * max(abs(minimum), abs(maximum)):
        return minimum, maximum
    margin = max(abs(minimum), 1.0) * 0.5
    return minimum - margin, maximum + margin


def first_rows(values: npt.NDArray[np.float64], classes: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """The first rows as text; with ``classes``, the last column is shown by its labels."""
    rows = []
    for row in values[:MOST_ROWS]:
        texts = [f"{value:.6g}" for value in row[:MOST_COLUMNS]]
        if classes and len(row) <= MOST_COLUMNS:
            texts[-1] = classes[int(row[-1])]
        rows.append(tuple(texts))
    return tuple(rows)
