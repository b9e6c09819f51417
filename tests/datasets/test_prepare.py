"""Preparing: scikit-learn as the oracle, and nothing of the validation part in what is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from playground.datasets import Cancelled, DatasetConfig, DatasetError, Loaded, PreparationConfig
from playground.datasets.prepare import Prepared, prepare, prepare_loaded

KINDS = np.array(["", "red", "green", "blue"], dtype=object)


def made_table(rows: int, seed: int, gaps: float) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    a = chance.normal(5, 3, rows)
    a[chance.random(rows) < gaps] = np.nan
    return pd.DataFrame(
        {"a": a, "b": chance.exponential(1e4, rows), "c": KINDS[chance.integers(0, 4, rows)], "y": chance.normal(0, 9, rows)}
    )


def as_loaded(table: pd.DataFrame) -> Loaded:
    return Loaded(table=table, features=("a", "b", "c"), target="y", task="regression", fixed=False)


def fitted(prepared: Prepared) -> tuple[object, ...]:
    return (
        prepared.train.x.tobytes(),
        prepared.train.y.tobytes(),
        prepared.train.rows.tobytes(),
        prepared.target_scale,
        prepared.target_offset,
        prepared.info.signature,
    )


@given(
    rows=st.integers(12, 40),
    seed=st.integers(0, 2**32 - 1),
    gaps=st.sampled_from([0.0, 0.3]),
    scaling=st.sampled_from(["standard", "minmax", "none"]),
    split=st.sampled_from(["random", "time"]),
    data=st.data(),
)
def test_a_change_in_validation_or_test_changes_nothing_that_is_trained_on(
    rows: int, seed: int, gaps: float, scaling: str, split: str, data: st.DataObject
) -> None:
    table = made_table(rows, seed, gaps)
    preparation = PreparationConfig(scaling=scaling, target_scaling=scaling, split=split, validation=0.2, test=0.15, seed=seed)
    before = prepare_loaded("csv", as_loaded(table), preparation)
    changed = table.copy()
    for row in np.concatenate([before.validation.rows, before.test.rows]):
        column = data.draw(st.sampled_from(["a", "b", "c", "y"]))
        number = st.floats(-1e6, 1e6)
        value = data.draw(
            st.sampled_from([*KINDS, "never seen"]) if column == "c" else number if column == "y" else number | st.just(np.nan)
        )
        changed.loc[int(row), column] = value
    after = prepare_loaded("csv", as_loaded(changed), preparation)
    assert fitted(before) == fitted(after)


MEASURED = st.floats(-1e6, 1e6).map(lambda value: round(value, 6))
"""Numbers as they are measured: a spread of 1e-50 beside them is refused in words."""


@given(
    values=st.lists(MEASURED, min_size=8, max_size=60),
    context=st.integers(1, 5),
    horizon=st.integers(1, 3),
    scaling=st.sampled_from(["standard", "minmax", "none"]),
    data=st.data(),
)
def test_windows_never_leak(values: list[float], context: int, horizon: int, scaling: str, data: st.DataObject) -> None:
    def prepared(numbers: list[float]) -> Prepared:
        loaded = Loaded(table=pd.DataFrame({"s": numbers}), features=("s",), target="s", task="forecast")
        preparation = PreparationConfig(scaling=scaling, split="time", validation=0.3, test=0.1)
        return prepare_loaded("csv", loaded, preparation, context, horizon)

    assume(len(set(values)) > 1)
    try:
        before = prepared(values)
    except DatasetError:
        return  # too short for its windows: said in words, tested below
    assert before.series is not None
    train_rows = before.series.train_rows
    changed = [
        *values[:train_rows],
        *data.draw(st.lists(MEASURED, min_size=len(values) - train_rows, max_size=len(values) - train_rows)),
    ]
    assume(len(set(changed)) > 1)
    after = prepared(changed)
    assert fitted(before) == fitted(after)
    assert before.series.scaled[:train_rows].tobytes() == after.series.scaled[:train_rows].tobytes()  # type: ignore[union-attr]  # a forecast
    assert before.train.rows.max() + horizon <= train_rows
    assert before.validation.rows.min() >= train_rows


@pytest.mark.parametrize(("name", "scaler"), [("standard", StandardScaler()), ("minmax", MinMaxScaler())])
def test_scaling_is_that_of_scikit_learn_fitted_on_training(name: str, scaler: StandardScaler | MinMaxScaler) -> None:
    raw = prepare(DatasetConfig(), PreparationConfig(scaling="none"), Path())
    done = prepare(DatasetConfig(), PreparationConfig(scaling=name, target_scaling=name), Path())
    np.testing.assert_array_equal(raw.train.rows, done.train.rows)
    scaler.fit(raw.train.x.astype(np.float64))
    np.testing.assert_allclose(done.train.x, scaler.transform(raw.train.x.astype(np.float64)), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(done.validation.x, scaler.transform(raw.validation.x.astype(np.float64)), rtol=1e-4, atol=1e-5)
    target = scaler.fit(raw.train.y.astype(np.float64))
    np.testing.assert_allclose(done.validation.y, target.transform(raw.validation.y.astype(np.float64)), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(done.in_units(done.validation.y), raw.validation.y, rtol=1e-5)
    assert done.target_scale == pytest.approx(target.inverse_transform([[1.0]])[0, 0] - target.inverse_transform([[0.0]])[0, 0])


def test_sizes_and_stratification_are_those_of_scikit_learn() -> None:
    prepared = prepare(
        DatasetConfig(name="xor", samples=101), PreparationConfig(split="stratified", validation=0.2, test=0.1), Path()
    )
    rest, test = train_test_split(np.arange(101), test_size=0.1, random_state=0)
    assert (prepared.info.test, prepared.info.validation, prepared.info.train) == (len(test), 21, len(rest) - 21)
    for part in (prepared.train, prepared.validation, prepared.test):
        assert abs(part.y.mean() - 0.5) <= 0.5 / len(part.y) + 0.01


def test_air_passengers_gives_the_known_windows() -> None:
    prepared = prepare(DatasetConfig(name="air_passengers"), PreparationConfig(scaling="minmax", split="time"), Path())
    series = prepared.series
    assert series is not None
    assert (len(prepared.train.x), len(prepared.validation.x), series.train_rows) == (103, 29, 115)
    assert (prepared.target_scale, prepared.target_offset) == (series.values[:115].max() - 104, 104)
    assert (series.times[0], series.times[-1], series.season) == ("1949-01", "1960-12", 12)
    assert series.future_times(2) == ("1961-01", "1961-02")
    np.testing.assert_allclose(prepared.in_units(series.scaled[:, 0]), series.values, rtol=1e-6)
    np.testing.assert_array_equal(prepared.validation.x[0, :, 0], series.scaled[103:115, 0])  # the last year of training
    np.testing.assert_array_equal(prepared.validation.y[:, 0], series.scaled[115:, 0])
    np.testing.assert_array_equal(prepared.train.x[1:, -1, 0], prepared.train.y[:-1, 0])


def test_context_and_horizon_are_honoured() -> None:
    config = DatasetConfig(name="air_passengers", context=24, horizon=3)
    prepared = prepare(config, PreparationConfig(split="time"), Path())
    assert prepared.train.x.shape == (115 - 24 - 3 + 1, 24, 1)
    assert prepared.validation.y.shape == (29 - 3 + 1, 3)


@pytest.mark.parametrize(
    ("preparation", "choices", "message"),
    [
        (PreparationConfig(split="time"), {"context": 200}, "training part of the series has 115 rows, but one window needs 201"),
        (PreparationConfig(split="time", validation=0.01), {"horizon": 3}, "validation part of the series has 2 rows"),
        (PreparationConfig(split="time", validation=0.9, test=0.9), {}, "validation and test together"),
    ],
)
def test_a_series_too_short_is_said_in_words(preparation: PreparationConfig, choices: dict[str, int], message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        prepare(DatasetConfig(name="air_passengers", **choices), preparation, Path())  # type: ignore[arg-type]  # context, horizon


def test_without_a_validation_part() -> None:
    prepared = prepare(DatasetConfig(name="xor"), PreparationConfig(validation=0.0), Path())
    assert (prepared.validation.x.shape, prepared.validation.y.shape) == ((0, 2), (0, 1))
    assert len(prepared.train.x) == 200


def table_of(**columns: list[float]) -> Loaded:
    features = tuple(name for name in columns if name != "y")
    return Loaded(table=pd.DataFrame(columns, dtype=float), features=features, target="y", task="regression", fixed=False)


@pytest.mark.parametrize(
    ("loaded", "message"),
    [
        (table_of(x=[], y=[]), "no rows"),
        (table_of(x=[1], y=[1]), "the data has 1 row, of which 0 would be left"),
        (table_of(x=[1, 2], y=[1, 2]), "the data has 2 rows, of which 1"),
        (table_of(x=[1, 2, 3, 4], y=[5, 5, 5, 5]), "same value in every row"),
        (table_of(x=[np.nan] * 4, y=[1, 2, 3, 4]), "No column is left.*'x' is left out: it has no values"),
        (table_of(x=[1, 1, 1, 9], y=[1, 2, 3, 4]), "No column is left.*same value throughout"),
        (table_of(x=[1, 2, 3, 1e31], y=[1, 2, 3, 4]), "'x' holds values beyond 1e30"),
        (table_of(x=[0, 1e-10, 2e-10, 1e30], y=[1, 2, 3, 4]), "'x' holds values that scaling makes too large"),
    ],
)
def test_data_that_cannot_be_learned_from_is_said_in_words(loaded: Loaded, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        prepare_loaded("csv", loaded, PreparationConfig(split="time"))


def test_gaps_take_the_median_of_training_and_unknown_texts_are_zeros() -> None:
    texts = np.array(["red", "blue", "red", "red", "blue", "red", "red", "pink"], dtype=object)
    table = pd.DataFrame({"n": [1.0, 2.0, 9.0, np.nan, 2.0, 1.0, np.nan, 50.0], "c": texts, "y": np.arange(8.0)})
    loaded = Loaded(table=table, features=("n", "c"), target="y", task="regression", fixed=False)
    prepared = prepare_loaded("csv", loaded, PreparationConfig(split="time", scaling="none", validation=0.25))
    assert prepared.info.signature.features == ("n", "c = blue", "c = red")
    np.testing.assert_array_equal(prepared.train.x[3], [2, 0, 1])
    np.testing.assert_array_equal(prepared.validation.x, [[2, 0, 1], [50, 0, 0]])
    assert tuple(step.words for step in prepared.info.steps) == (
        "2 missing values of 'n' are filled with the median of the training part.",
        "'c' becomes 2 features, one per text.",
    )


def test_a_class_that_training_never_sees_is_noted() -> None:
    table = pd.DataFrame({"x": np.arange(10.0), "y": [0.0] * 4 + [1.0] * 4 + [2.0] * 2})
    loaded = Loaded(table=table, features=("x",), target="y", task="multiclass", classes=("low", "mid", "high"))
    prepared = prepare_loaded("csv", loaded, PreparationConfig(split="time"))
    assert [step.words for step in prepared.info.steps] == ["No training sample belongs to: high."]
    assert prepared.info.class_counts == (4, 4, 2)
    assert (prepared.train.y.dtype, prepared.info.signature.output_shape) == (np.int64, (3,))
    rare = prepare_loaded("csv", loaded, PreparationConfig(validation=0.2, seed=3))  # too few rows for a share of each class
    assert rare.info.validation == 2


def test_preparing_tells_how_far_it_is_and_can_be_cancelled_at_every_column() -> None:
    loaded = as_loaded(made_table(40, 0, 0.3))
    told: list[str] = []
    whole = prepare_loaded("csv", loaded, PreparationConfig(), progress=lambda _share, text: told.append(text))
    assert fitted(whole) == fitted(prepare_loaded("csv", loaded, PreparationConfig()))
    assert [text for text in told if "'b'" in text]
    for calls in range(len(told)):
        left = iter(range(calls))

        def cancel(_share: float | None, _text: str, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            prepare_loaded("csv", loaded, PreparationConfig(), progress=cancel)
