"""Describes prepared data for someone who looks at it before training: makes the values of ``look``. Runs in the engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from playground.datasets.dataset import Loaded, Part
from playground.datasets.overview import (
    PARTS,
    ColumnOverview,
    Correlations,
    DataOverview,
    Floats,
    PicturesOverview,
    PointsOverview,
    SeriesOverview,
)
from playground.datasets.prepare import Prepared
from playground.datasets.rows import LEFT_OUT, MOST_COLUMNS, bounds_of, is_number, part_of_rows, table_of

BINS = 32
MOST_LABELS = 24
MOST_POINTS = 4000
MOST_TIMES = 2000
PICTURES_PER_CLASS = 10
MOST_PICTURES = 100
_TAIL = 0.005
"""Share of the scaled values that may lie beyond either end of their common axis."""


def describe(prepared: Prepared) -> DataOverview:
    """Everything but the rows themselves."""
    loaded, parts = table_of(prepared), part_of_rows(prepared)
    inputs = _inputs(prepared)
    scaled_range = _common_range(list(inputs.values()))
    columns = tuple(
        _column(loaded, name, _role(prepared, name), parts, inputs.get(name), scaled_range)
        for name in list(loaded.table.columns)[:MOST_COLUMNS]
    )
    correlations = _correlations(prepared)
    sizes = np.bincount(parts, minlength=LEFT_OUT + 1)
    return DataOverview(
        rows=len(loaded.table),
        columns=columns,
        has_times=bool(loaded.times),
        sizes=(int(sizes[0]), int(sizes[1]), int(sizes[2]), int(sizes[LEFT_OUT])),
        scaled_range=scaled_range,
        correlations=correlations,
        classes=loaded.classes,
        balance=_balance(prepared),
        points=_points(prepared, correlations, parts),
        series=_series(prepared),
        pictures=_pictures(prepared),
    )


def _flat(part: Part) -> npt.NDArray[np.float32]:
    return part.x.reshape(len(part.x), math.prod(part.x.shape[1:]))


def _inputs(prepared: Prepared) -> dict[str, list[npt.NDArray[Any]]]:
    """The scaled values of each number of the table that the network gets or predicts, part by part."""
    loaded = table_of(prepared)
    if prepared.series is not None:
        first, second = bounds_of(prepared)
        column, lost = prepared.series.scaled[:, 0], prepared.series.changes.lost
        return {loaded.target: [column[lost:first], column[first:second], column[second:]]}
    parts = [getattr(prepared, name) for name in PARTS]
    names = prepared.info.signature.features or loaded.features
    flat = [_flat(part) for part in parts]
    found: dict[str, list[npt.NDArray[Any]]] = {}
    if flat[0].shape[1] == len(names):
        for place, name in enumerate(names):
            if name in loaded.table and is_number(loaded.table[name]):
                found[name] = [values[:, place] for values in flat]
    if (prepared.target_scale, prepared.target_offset) != (1.0, 0.0):
        found[loaded.target] = [part.y.reshape(-1) for part in parts]
    return found


def _common_range(columns: list[list[npt.NDArray[Any]]]) -> tuple[float, float]:
    """An axis for all scaled values: all but the far ends of each column, and 0."""
    ends = [np.quantile(_some(np.concatenate(parts)), (_TAIL, 1 - _TAIL)) for parts in columns]
    if not ends:
        return -1.0, 1.0
    low, high = (float(value) for value in (np.min(ends, axis=0)[0], np.max(ends, axis=0)[1]))
    return (min(low, 0.0), max(high, 0.0)) if high - low > 1e-9 * max(abs(low), abs(high)) else (low - 1, high + 1)


def _some(values: npt.NDArray[Any], most: int = 50_000) -> npt.NDArray[Any]:
    """The values, or evenly chosen ones where there are many."""
    return values[:: len(values) // most] if len(values) > most else values


def _role(prepared: Prepared, name: str) -> str:
    """What the network does with a column of the table."""
    loaded, inputs = table_of(prepared), prepared.info.signature.features
    if name == loaded.target:
        return "target"
    used = not loaded.types or name in inputs or any(feature.startswith((f"{name} = ", f"{name}: ")) for feature in inputs)
    return "feature" if used else "left_out"


def _column(
    loaded: Loaded,
    name: str,
    role: str,
    parts: npt.NDArray[np.int8],
    scaled: list[npt.NDArray[Any]] | None,
    scaled_range: tuple[float, float],
) -> ColumnOverview:
    column = loaded.table[name]
    figures = (math.nan, math.nan, math.nan, math.nan)
    labels: tuple[str, ...] = ()
    if role == "target" and loaded.classes:
        labels = loaded.classes
        counts, missing = _count(column.to_numpy(dtype=np.int64), parts, len(labels)), 0
    elif is_number(column) or column.dtype.kind == "M":
        values = _years(column) if column.dtype.kind == "M" else column.to_numpy(dtype=np.float64)
        known = np.isfinite(values)
        values, missing = values[known], int((~known).sum())
        if len(values):
            figures = (float(values.mean()), float(values.std()), float(values.min()), float(values.max()))
        counts = _count(_bins(values, figures[2], figures[3]), parts[known], BINS)
    else:
        texts = column.astype(str)
        missing = int((texts == "").sum())
        labels = tuple(str(text) for text in texts[texts != ""].value_counts().index[:MOST_LABELS])
        numbers = texts.map({label: number for number, label in enumerate(labels)}).to_numpy(dtype=np.float64)
        known = np.isfinite(numbers)
        counts = _count(numbers[known].astype(np.int64), parts[known], len(labels))
    low, high, scaled_counts = math.nan, math.nan, np.zeros((len(PARTS), 0))
    if scaled is not None:
        filled = [values for values in scaled if len(values)]
        low, high = (float(value) for value in (min(v.min() for v in filled), max(v.max() for v in filled)))
        scaled_counts = np.stack([np.bincount(_bins(values, *scaled_range), minlength=BINS) for values in scaled]).astype(float)
    dates = column.dtype.kind == "M"
    return ColumnOverview(name, role, missing, *figures, tuple(labels), counts, low, high, scaled_counts, dates)


def _bins(values: npt.NDArray[Any], low: float, high: float) -> npt.NDArray[np.int64]:
    """The bin of each value; what lies beyond an end is in the bin there."""
    if not len(values) or not high > low:
        return np.full(len(values), BINS // 2)
    share = (values.astype(np.float64) - low) / (high - low)
    result: npt.NDArray[np.int64] = np.clip(share * BINS, 0, BINS - 1).astype(np.int64)
    return result


def _count(numbers: npt.NDArray[np.int64], parts: npt.NDArray[np.int8], length: int) -> Floats:
    """``(3, length)`` how often each number is there in each part."""
    pairs = np.bincount(parts.astype(np.int64) * length + numbers, minlength=(LEFT_OUT + 1) * length)
    return pairs.reshape(LEFT_OUT + 1, length)[: len(PARTS)].astype(np.float64)


def _correlations(prepared: Prepared) -> Correlations:
    from sklearn.feature_selection import f_classif, r_regression

    loaded, part = table_of(prepared), prepared.train
    x = _flat(part).astype(np.float64)
    if prepared.series is not None:
        measure, names = "lag", tuple(f"-{lag}" for lag in range(x.shape[1], 0, -1))
        target = part.y[:, 0]
    else:
        measure = {"regression": "pearson", "binary": "point_biserial"}.get(loaded.task, "correlation_ratio")
        names = prepared.info.signature.features or loaded.features
        target = part.y.reshape(-1)
    names = names[: x.shape[1]]
    values, moving = np.zeros(len(names)), np.ptp(x, axis=0) > 0
    groups = len(np.unique(target))
    if groups < 2 or not moving.any():
        return Correlations(measure, names, values)
    if measure == "correlation_ratio":
        with np.errstate(all="ignore"):
            ratio = f_classif(x[:, moving], target)[0] * (groups - 1)  # of between to within: F = (B / (k - 1)) / (W / (n - k))
            values[moving] = np.sqrt(np.where(np.isinf(ratio), 1.0, ratio / (ratio + len(x) - groups)))
    else:
        values[moving] = r_regression(x[:, moving], target.astype(np.float64))
    return Correlations(measure, names, np.nan_to_num(values))


def _balance(prepared: Prepared) -> Floats:
    count = len(table_of(prepared).classes)
    if not count:
        return np.zeros((len(PARTS), 0))
    labels = [getattr(prepared, name).y.reshape(-1).astype(np.int64) for name in PARTS]
    return np.stack([np.bincount(numbers, minlength=count) for numbers in labels]).astype(np.float64)


def _points(prepared: Prepared, correlations: Correlations, parts: npt.NDArray[np.int8]) -> PointsOverview | None:
    """The two features that go with the classes most, or the one that goes with the number most, and the number."""
    loaded = table_of(prepared)
    if prepared.series is not None or len(prepared.info.signature.input_shape) > 1:
        return None
    strongest = [correlations.names[place] for place in np.argsort(-np.abs(correlations.values), kind="stable")]
    names = [name for name in strongest if name in loaded.table and is_number(loaded.table[name])]
    if loaded.classes and len(names) == 2:
        names.sort(key=list(loaded.table.columns).index)
    if not loaded.classes or len(names) == 1:
        names.insert(1, loaded.target)
    if len(names) < 2:
        return None
    rows = np.flatnonzero(parts != LEFT_OUT)
    if len(rows) > MOST_POINTS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_POINTS).round().astype(np.int64)]
    x, y, value = (loaded.table[name].to_numpy(dtype=np.float64)[rows] for name in (*names[:2], loaded.target))
    known = np.isfinite(x) & np.isfinite(y)
    return PointsOverview(names[0], names[1], x[known], y[known], value[known], parts[rows][known].astype(np.float64))


def _series(prepared: Prepared) -> SeriesOverview | None:
    series = prepared.series
    if series is None:
        return None
    rows = np.arange(0, len(series.times), max(1, -(-len(series.times) // MOST_TIMES)))
    parts = [getattr(prepared, name).rows for name in PARTS]
    return SeriesOverview(
        values=series.values,
        time_rows=rows.astype(np.float64),
        times=tuple(series.times[row] for row in rows),
        bounds=bounds_of(prepared),
        windows=tuple((int(part[0]), len(part)) if len(part) else (0, 0) for part in parts),
        context=series.context,
        horizon=series.horizon,
    )


def _pictures(prepared: Prepared) -> PicturesOverview | None:
    """The first pictures of each class."""
    part = prepared.train
    if part.x.ndim != 4 or not len(part.x):
        return None
    labels = part.y.reshape(len(part.y), -1)[:, 0].astype(np.float64)
    if prepared.classes:
        chosen = [np.flatnonzero(labels == number)[:PICTURES_PER_CLASS] for number in np.unique(labels)]
        rows = np.concatenate(chosen)[:MOST_PICTURES]
    else:
        rows = np.arange(min(len(labels), MOST_PICTURES))
    loaded, shape = table_of(prepared), part.x.shape[1:]
    original = loaded.table[list(loaded.features)].to_numpy(dtype=np.float64)[part.rows[rows]]
    pixels = original.reshape(-1, *shape)[:, 0]
    low, high = float(pixels.min()), float(pixels.max())
    return PicturesOverview((pixels - low) / ((high - low) or 1.0), labels[rows])


def _years(column: Any) -> npt.NDArray[np.float64]:
    """Dates as years with their share that has gone by (2024.5 for July), so that they have a histogram; NaN where they are missing."""
    import numpy as np

    day = column.dt.day_of_year.to_numpy(dtype=np.float64)
    years: npt.NDArray[np.float64] = column.dt.year.to_numpy(dtype=np.float64) + (day - 1) / 366
    return years
