"""Scalers: scikit-learn's, fitted on the training rows alone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.dataset import DatasetError, Progress
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from playground.datasets.encoding import Features
    from playground.datasets.split import Split

_BLOCK = 2**20
"""Values that are scaled at once."""
_THREADS = min(os.cpu_count() or 1, 4)
LARGEST = 1e30
"""The square of a larger number does not fit into the 32 bits that networks count with."""


def fit_scaler(kind: str, training: npt.NDArray[np.float64]) -> Any:
    """The scikit-learn scaler of that kind fitted on ``(n, columns)``; None for ``none`` or without columns."""
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    if kind == "none" or training.shape[1] == 0:
        return None
    return (StandardScaler() if kind == "standard" else MinMaxScaler()).fit(training)


def scaled(scaler: Any, values: npt.NDArray[np.float64], names: tuple[str, ...]) -> npt.NDArray[np.float32]:
    """``(n, columns)`` scaled, as 32-bit numbers.

    Raises:
        DatasetError: a value is too large for them.
    """
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        result: npt.NDArray[np.float32] = (values if scaler is None else scaler.transform(values)).astype(np.float32)
    if not np.isfinite(result).all():
        column = int(np.flatnonzero(~np.isfinite(result).all(axis=0))[0])
        raise DatasetError(
            _(
                "The column '{name}' holds values that scaling makes too large for 32-bit numbers; correct them, or scale in another way."
            ).format(name=names[column])
        )
    return result


def scaled_features(
    features: Features, kind: str, rows: Split, progress: Progress
) -> tuple[list[npt.NDArray[np.float32]], tuple[Line, ...]]:
    """``(rows, features)`` of each part, the numbers scaled as they lie in training, and what was done to each feature.

    Works on a few columns at once, so that only the result is as large as the data, and on several threads.

    Raises:
        DatasetError: a value is too large; the message names the column.
        Cancelled: ``progress`` said so.
    """
    import numpy as np

    count = len(features.columns)
    parts = [np.empty((count, len(part)), dtype=np.float32) for part in (rows.train, rows.validation, rows.test)]
    numbers = [place for place, numeric in enumerate(features.numeric) if numeric]
    wide = max(_BLOCK // len(features.columns[0]), 1)
    blocks = [numbers[start : start + wide] for start in range(0, len(numbers), wide)]
    blocks += [[place] for place, numeric in enumerate(features.numeric) if not numeric]
    lines = [Line()] * count

    def scale(block: list[int]) -> None:
        names, scaler = tuple(features.names[place] for place in block), None
        for part, result in zip((rows.train, rows.validation, rows.test), parts, strict=True):
            values = np.array([np.take(features.columns[place], part) for place in block]).T  # in memory column after column
            if features.numeric[block[0]] and len(part):
                check_sizes(values, names)
                scaler = scaler or fit_scaler(kind, values)
                values = scaled(scaler, values, names)
            result[block] = values.T
        for place, line in zip(block, lines_of(scaler) if scaler is not None else (), strict=False):
            lines[place] = line

    with ThreadPoolExecutor(_THREADS) as pool:
        try:
            for done, _nothing in enumerate(pool.map(scale, blocks)):
                progress(done / len(blocks), _("Scaling the columns"))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    made = []
    while parts:
        made.append(np.ascontiguousarray(parts.pop(0).T))
    return made, tuple(lines)


def check_sizes(values: npt.NDArray[np.float64], names: tuple[str, ...]) -> None:
    """Checks that ``(n, columns)`` holds only numbers a network can count with; NaN is allowed.

    Raises:
        DatasetError: a value is too large; the message names the column.
    """
    import numpy as np

    for position, name in enumerate(names):
        column = values[:, position]
        if not (np.nanmax(column, initial=0) > LARGEST or np.nanmin(column, initial=0) < -LARGEST):
            continue
        raise DatasetError(_("The column '{name}' holds values beyond 1e30, which a network cannot use.").format(name=name))


@dataclass(frozen=True)
class Line:
    """What a scaler does to one column: ``scaled = (original - offset) / scale``."""

    scale: float = 1.0
    offset: float = 0.0


def lines_of(scaler: Any) -> tuple[Line, ...]:
    """The scale and offset of each column that a scaler was fitted on."""
    if hasattr(scaler, "mean_"):
        return tuple(Line(float(scale), float(mean)) for scale, mean in zip(scaler.scale_, scaler.mean_, strict=True))
    return tuple(
        Line(1 / float(scale), -float(low) / float(scale)) for scale, low in zip(scaler.scale_, scaler.min_, strict=True)
    )


def line_of(scaler: Any) -> Line:
    """The scale and offset of a scaler fitted on one column."""
    return Line() if scaler is None else lines_of(scaler)[0]
