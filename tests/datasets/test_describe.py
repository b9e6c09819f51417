"""What is seen of the data is compared with pandas on the table itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_selection import f_classif

from playground.datasets import DATASETS, DatasetConfig, PreparationConfig
from playground.datasets.dataset import Loaded
from playground.datasets.describe import BINS, MOST_POINTS, describe
from playground.datasets.overview import DataOverview
from playground.datasets.prepare import Prepared, prepare, prepare_loaded
from playground.datasets.rows import part_of_rows
from playground.runs.messages import DataDescribed, Unpacker, pack


def look(name: str, **preparation: object) -> tuple[Prepared, DataOverview]:
    prepared = prepare(DatasetConfig(name), PreparationConfig(**preparation), Path())  # type: ignore[arg-type]  # its fields
    return prepared, describe(prepared)


OFFLINE = [name for name in DATASETS if name not in ("csv", "california_housing")]


@pytest.mark.parametrize("name", OFFLINE)
def test_every_dataset_can_be_looked_at_and_crosses(name: str) -> None:
    split = "time" if DATASETS[name].task == "forecast" else "random"
    prepared, seen = look(name, split=split, test=0.1)
    assert sum(seen.sizes) == seen.rows == prepared.info.rows
    assert [column.role for column in seen.columns].count("target") == 1
    for column in seen.columns:
        assert column.counts.sum() == seen.rows - column.missing - seen.sizes[3]
        assert np.isnan(column.minimum) or column.minimum <= column.mean <= column.maximum
    assert len(seen.correlations.names) == len(seen.correlations.values) == np.prod(prepared.info.signature.input_shape)
    assert np.abs(seen.correlations.values).max() <= 1 + 1e-9
    assert [seen.series is not None, seen.pictures is not None, seen.points is not None].count(True) == 1
    (report,) = Unpacker(reports=True).feed(pack(DataDescribed(request=1, look=seen)))
    assert report.look.sizes == seen.sizes
    np.testing.assert_array_equal(report.look.columns[0].counts, seen.columns[0].counts)


def test_histograms_before_and_after_scaling() -> None:
    prepared, seen = look("diabetes", scaling="minmax", test=0.1)
    assert prepared.loaded is not None
    bmi = prepared.loaded.table["bmi"]
    column = next(column for column in seen.columns if column.name == "bmi")
    assert (column.mean, column.minimum, column.maximum) == (pytest.approx(bmi.mean()), bmi.min(), bmi.max())
    for number, part in enumerate((prepared.train, prepared.validation, prepared.test)):
        expected = np.histogram(bmi.iloc[part.rows], bins=BINS, range=(bmi.min(), bmi.max()))[0]
        assert np.abs(column.counts[number] - expected).sum() <= 2  # a value on the border of two bins
        assert column.scaled_counts[number].sum() == len(part.rows)
    train = bmi.iloc[prepared.train.rows]
    assert column.scaled_maximum == pytest.approx((bmi.max() - train.min()) / (train.max() - train.min()), rel=1e-6)
    target = seen.columns[-1]
    assert target.role == "target"
    assert target.scaled_counts.shape == (3, 0)  # it is not scaled


def test_pearson_and_point_biserial_are_those_of_pandas_over_the_training_part() -> None:
    for name, measure in (("diabetes", "pearson"), ("xor", "point_biserial")):
        prepared, seen = look(name)
        assert prepared.loaded is not None
        table = prepared.loaded.table.iloc[prepared.train.rows]
        expected = table[list(seen.correlations.names)].corrwith(table[prepared.loaded.target])
        assert seen.correlations.measure == measure
        np.testing.assert_allclose(seen.correlations.values, expected, atol=1e-6)


def test_the_correlation_ratio_is_the_share_of_variance_between_the_classes() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 200)
    table = pd.DataFrame({"apart": labels * 2.0 + rng.normal(size=200), "alike": rng.normal(size=200), "y": labels.astype(float)})
    loaded = Loaded(table=table, features=("apart", "alike"), target="y", task="multiclass", classes=("a", "b", "c"))
    prepared = prepare_loaded("csv", loaded, PreparationConfig(test=0.2))
    seen = describe(prepared)
    train = table.iloc[prepared.train.rows]
    for name, value in zip(seen.correlations.names, seen.correlations.values, strict=True):
        means = train.groupby("y")[name].transform("mean")
        assert value == pytest.approx(np.sqrt(means.var() / train[name].var()), rel=1e-5)
    assert seen.correlations.measure == "correlation_ratio"
    assert f_classif(train[["apart"]], train["y"])[0][0] > 10
    for number, part in enumerate((prepared.train, prepared.validation, prepared.test)):
        np.testing.assert_array_equal(seen.balance[number], np.bincount(labels[part.rows], minlength=3))


def test_the_past_of_a_series_and_its_windows() -> None:
    prepared, seen = look("air_passengers", split="time", test=0.1)
    series = seen.series
    assert series is not None
    assert prepared.series is not None
    train = pd.Series(series.values[: series.bounds[0]])
    for name, value in zip(seen.correlations.names, seen.correlations.values, strict=True):
        later, earlier = train[12:], train.shift(-int(name))[12:]
        assert value == pytest.approx(later.corr(earlier), abs=1e-5)
    for (first, count), part in zip(series.windows, (prepared.train, prepared.validation, prepared.test), strict=True):
        np.testing.assert_array_equal(np.arange(first, first + count), part.rows)
    assert series.bounds == (100, 129)
    assert seen.scaled_range[1] > seen.columns[0].scaled_maximum * 0.9  # the years after training are within the axis
    assert series.times[0] == "1949-01"
    assert np.bincount(part_of_rows(prepared)).tolist() == [100, 29, 15]


def test_texts_and_gaps() -> None:
    table = pd.DataFrame({"kind": ["a", "b", "a", "", "a", "c"] * 4, "n": [1.0, np.nan] * 12, "y": np.arange(24.0)})
    loaded = Loaded(table=table, features=("kind", "n"), target="y", task="regression")
    seen = describe(prepare_loaded("csv", loaded, PreparationConfig()))
    kind, number, _target = seen.columns
    assert kind.labels == ("a", "b", "c")
    assert kind.counts.sum(axis=0).tolist() == [12, 4, 4]
    assert (kind.missing, number.missing) == (4, 12)
    assert number.counts.sum() == 12
    assert {"n", "kind = a"} <= set(seen.correlations.names)


def test_pictures_show_each_class() -> None:
    rng = np.random.default_rng(0)
    pixels = {f"p{place}": rng.uniform(0, 16, 60) for place in range(16)}
    table = pd.DataFrame({**pixels, "digit": np.arange(60.0) % 3})
    loaded = Loaded(
        table=table,
        features=tuple(pixels),
        target="digit",
        task="multiclass",
        classes=("0", "1", "2"),
        input_shape=(1, 4, 4),
    )
    prepared = prepare_loaded("digits", loaded, PreparationConfig())
    seen = describe(prepared)
    assert seen.pictures is not None
    assert seen.points is None
    assert seen.pictures.pixels.shape == (30, 4, 4)
    assert np.bincount(seen.pictures.labels.astype(int)).tolist() == [10, 10, 10]
    first = table.iloc[prepared.train.rows].query("digit == 0").iloc[0, :16].to_numpy(dtype=float).reshape(4, 4)
    shown = seen.pictures.pixels[0]  # as it is in the table, whatever the scaling
    np.testing.assert_allclose((shown - shown.min()) / np.ptp(shown), (first - first.min()) / np.ptp(first), atol=1e-6)


def test_many_samples_become_few_points() -> None:
    prepared = prepare(DatasetConfig("xor", samples=20_000), PreparationConfig(), Path())
    points = describe(prepared).points
    assert points is not None
    assert len(points.x) == MOST_POINTS
    assert (points.x_name, points.y_name) == ("x1", "x2")


def test_dates_have_a_histogram_of_years(tmp_path: Path) -> None:
    days = pd.date_range("2020-01-01", periods=400, freq="D")
    table = pd.DataFrame({"day": days.strftime("%Y-%m-%d"), "x": np.arange(400) % 7, "y": np.arange(400) * 0.5})
    table.loc[3, "day"] = ""
    table.to_csv(tmp_path / "days.csv", index=False)
    config = DatasetConfig("csv", path="days.csv", target="y", task="regression")
    seen = describe(prepare(config, PreparationConfig(), tmp_path))
    column = next(column for column in seen.columns if column.name == "day")
    assert not column.labels
    assert column.missing == 1
    assert column.counts.sum() == 399
    assert (column.minimum, column.maximum) == pytest.approx((2020.0, 2021.09), abs=0.01)


def test_a_column_that_the_network_does_not_get_is_left_out(tmp_path: Path) -> None:
    days = pd.date_range("2020-01-01", periods=60, freq="D").strftime("%Y-%m-%d")
    names = [f"name {number * 7919 % 100_003}" for number in range(60)]
    table = pd.DataFrame(
        {"row_id": range(60), "who": names, "day": days, "kind": ["a", "b", "c"] * 20, "y": np.arange(60) % 11 * 0.5}
    )
    table.to_csv(tmp_path / "t.csv", index=False)
    seen = describe(prepare(DatasetConfig("csv", path="t.csv", target="y", task="regression"), PreparationConfig(), tmp_path))
    roles = {column.name: column.role for column in seen.columns}
    assert roles == {"row_id": "left_out", "who": "left_out", "day": "feature", "kind": "feature", "y": "target"}
