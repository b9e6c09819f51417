"""What the window can see of data before training: histograms, correlations, classes, samples.

These values cross between the processes, so their arrays are float64; ``describe`` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.datasets.floats import Floats as Floats

PARTS = ("train", "validation", "test")
"""The parts of a split, in the order of every row of counts."""


@dataclass(frozen=True)
class ColumnOverview:
    """One column of the table. ``B`` bins; rows of ``counts`` are training, validation and test.

    Attributes:
        name: Name of the column.
        role: ``feature``, ``target``, or ``left_out``: the network does not get it.
        missing: Rows without a value.
        mean: Mean of the known values; so are the next three. NaN for a text.
        std: Standard deviation.
        minimum: Least value.
        maximum: Largest value.
        labels: Of a text or a class: what it may be, the most frequent first for a text; else empty.
        counts: ``(3, B)`` how many values are in each bin from ``minimum`` to ``maximum``; ``(3, labels)`` for a text or a class.
        scaled_minimum: Least value after scaling; NaN where the network does not get the column as it is.
        scaled_maximum: Largest value after scaling.
        scaled_counts: ``(3, B)`` how many scaled values are in each bin of ``DataOverview.scaled_range``; those beyond it are in its end
            bins. ``(3, 0)`` where the network does not get the column as it is.
        dates: Its values are dates; all figures of them are years with the share that has gone by (2024.5 for July).
    """

    name: str
    role: str
    missing: int
    mean: float
    std: float
    minimum: float
    maximum: float
    labels: tuple[str, ...]
    counts: Floats
    scaled_minimum: float
    scaled_maximum: float
    scaled_counts: Floats
    dates: bool = False


@dataclass(frozen=True)
class Correlations:
    """How each input of the network goes together with the target, over the training part.

    Attributes:
        measure: ``pearson`` (numbers), ``point_biserial`` (Pearson's with the second of two classes as 1), ``correlation_ratio`` (eta, the
            root of the share of the variance that lies between several classes) or ``lag`` (Pearson's of a value and one before it).
        names: Names of the inputs; of a series: how many steps before, as ``-12``.
        values: One per name, from -1 to 1; a correlation ratio from 0 to 1.
    """

    measure: str
    names: tuple[str, ...]
    values: Floats


@dataclass(frozen=True)
class PointsOverview:
    """Samples as points, evenly chosen where there are many, in original units.

    Attributes:
        x_name: Name of the feature to the right.
        y_name: Name of the feature, or of the target, upwards.
        x: ``(n,)``.
        y: ``(n,)``.
        value: ``(n,)`` the target: a number, or the number of the class.
        part: ``(n,)`` 0 training, 1 validation, 2 test.
    """

    x_name: str
    y_name: str
    x: Floats
    y: Floats
    value: Floats
    part: Floats


@dataclass(frozen=True)
class SeriesOverview:
    """A series and how it is cut.

    Attributes:
        values: ``(N,)`` in original units.
        time_rows: ``(T,)`` rows whose label is told.
        times: Their labels.
        bounds: First row of the validation part, and of the test part.
        windows: Of each part: row of the first window's first target value, and number of windows; they follow row by row.
        context: Past values in a window.
        horizon: Future values in a window.
    """

    values: Floats
    time_rows: Floats
    times: tuple[str, ...]
    bounds: tuple[int, int]
    windows: tuple[tuple[int, int], ...]
    context: int
    horizon: int


@dataclass(frozen=True)
class PicturesOverview:
    """Samples as pictures: the first of each class.

    Attributes:
        pixels: ``(n, height, width)`` of the first channel, from 0 (the least value of all) to 1.
        labels: ``(n,)`` number of the class, or the target.
    """

    pixels: Floats
    labels: Floats


@dataclass(frozen=True)
class DataOverview:
    """What can be seen of a dataset before training.

    Attributes:
        rows: Rows of the table.
        columns: Its columns, in the order of the table's pages (the first 400 at most).
        has_times: The pages begin with a column of times.
        sizes: Rows in training, validation, test, and in none of them.
        scaled_range: The common axis of all scaled values.
        correlations: Of the inputs with the target.
        classes: Labels of the classes.
        balance: ``(3, classes)`` samples of each class in each part.
        points: Samples as points; None where they are pictures or windows.
        series: The series; None for other data.
        pictures: Samples as pictures; None for other data.
    """

    rows: int
    columns: tuple[ColumnOverview, ...]
    has_times: bool
    sizes: tuple[int, int, int, int]
    scaled_range: tuple[float, float]
    correlations: Correlations
    classes: tuple[str, ...]
    balance: Floats
    points: PointsOverview | None
    series: SeriesOverview | None
    pictures: PicturesOverview | None
