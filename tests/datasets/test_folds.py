from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from playground.datasets import DatasetConfig, DatasetError, Folds, PreparationConfig, check_folds, suitable_folds
from playground.datasets.folds import KINDS, fold_rows
from playground.datasets.prepare import prepare
from playground.datasets.split import split_rows
from playground.fields import SettingError

RANDOM = PreparationConfig(target_scaling="standard", seed=3)
TIME = PreparationConfig(split="time", scaling="minmax")


def test_shuffled_folds_are_those_of_scikit_learn() -> None:
    made = fold_rows(103, Folds(5, "shuffled"), RANDOM)
    expected = KFold(5, shuffle=True, random_state=3).split(np.arange(103))
    for split, (train, validation) in zip(made, expected, strict=True):
        np.testing.assert_array_equal(split.train, train)
        np.testing.assert_array_equal(split.validation, validation)


def test_stratified_folds_are_those_of_scikit_learn() -> None:
    labels = np.repeat([0, 1, 2], [60, 30, 13])
    made = fold_rows(103, Folds(4, "stratified"), RANDOM, labels)
    expected = StratifiedKFold(4, shuffle=True, random_state=3).split(labels, labels)
    for split, (train, validation) in zip(made, expected, strict=True):
        np.testing.assert_array_equal(split.train, train)
        np.testing.assert_array_equal(split.validation, validation)
        assert np.abs(np.bincount(labels[validation]) - np.array([15, 7.5, 3.25])).max() < 1


def test_walk_forward_is_that_of_scikit_learn_and_never_trains_on_later_rows() -> None:
    made = fold_rows(103, Folds(6, "time"), TIME)
    for split, (train, validation) in zip(made, TimeSeriesSplit(6).split(np.arange(103)), strict=True):
        np.testing.assert_array_equal(split.train, train)
        np.testing.assert_array_equal(split.validation, validation)
        assert split.train.max() < split.validation.min()


@given(
    rows=st.integers(95, 300),
    k=st.integers(2, 20),
    kind=st.sampled_from([kind for kind, _label in KINDS]),
    test=st.floats(0, 0.3),
    split=st.sampled_from(["random", "time"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_the_test_part_stays_out_of_all_folds(rows: int, k: int, kind: str, test: float, split: str, seed: int) -> None:
    preparation = PreparationConfig(split=split, validation=0.2, test=test, seed=seed)
    labels = np.arange(rows) % 3
    kept_apart = split_rows(rows, preparation, labels).test
    made = fold_rows(rows, Folds(k, kind), preparation, labels)
    assert len(made) == k
    seen = np.concatenate([part.validation for part in made])
    assert len(np.unique(seen)) == len(seen)
    for part in made:
        assert len(part.test) == 0
        used = np.concatenate([part.train, part.validation])
        assert len(np.unique(used)) == len(used)
        assert not np.intersect1d(used, kept_apart).size
        assert len(part.train) >= 2
        assert len(part.validation) >= 1
    if kind != "time":
        np.testing.assert_array_equal(np.sort(np.concatenate([seen, kept_apart])), np.arange(rows))


def test_too_few_rows_are_said() -> None:
    with pytest.raises(DatasetError, match="Too few rows for 9 folds: 8"):
        fold_rows(8, Folds(9, "shuffled"), RANDOM)
    with pytest.raises(DatasetError, match="only 3 rows, too few for 5 stratified folds"):
        fold_rows(33, Folds(5, "stratified"), RANDOM, np.repeat([0, 1], [30, 3]))


@pytest.mark.parametrize(("kind", "task"), [("shuffled", "forecast"), ("stratified", "regression"), ("stratified", "forecast")])
def test_kinds_that_do_not_suit_are_refused(kind: str, task: str) -> None:
    with pytest.raises(SettingError, match=r"\$\.training\.folds\.kind"):
        check_folds(Folds(5, kind), task)


@pytest.mark.parametrize(
    ("task", "preparation", "kind"),
    [
        ("regression", RANDOM, "shuffled"),
        ("binary", RANDOM, "stratified"),
        ("multiclass", RANDOM, "stratified"),
        ("forecast", TIME, "time"),
        ("regression", TIME, "time"),
    ],
)
def test_the_proposed_kind_suits(task: str, preparation: PreparationConfig, kind: str) -> None:
    folds = suitable_folds(task, preparation)
    assert folds == Folds(5, kind)
    check_folds(folds, task)


def test_every_fold_is_fitted_on_its_own_training_rows(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "a": rng.normal(size=60),
            "b": rng.exponential(size=60),
            "colour": rng.choice(["red", "green"], 60),
            "y": rng.normal(size=60),
        }
    )
    table.loc[::7, "b"] = np.nan
    table.to_csv(tmp_path / "t.csv", index=False)
    folds = Folds(4, "shuffled")
    prepared = prepare(DatasetConfig("csv", path="t.csv", target="y", task="regression"), RANDOM, tmp_path, folds=folds)
    assert len(prepared.folds) == 4
    for fold, rows in zip(prepared.folds, fold_rows(60, folds, RANDOM), strict=True):
        b = table["b"].fillna(table["b"].iloc[rows.train].median()).to_numpy()
        numbers = np.column_stack([table["a"], b])
        scaler = StandardScaler().fit(numbers[rows.train])
        names = fold.info.signature.features
        columns = [names.index("a"), names.index("b")]
        np.testing.assert_array_equal(fold.train.rows, rows.train)
        np.testing.assert_allclose(fold.train.x[:, columns], scaler.transform(numbers[rows.train]), rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(
            fold.validation.x[:, columns], scaler.transform(numbers[rows.validation]), rtol=1e-4, atol=1e-5
        )
        target = StandardScaler().fit(table[["y"]].to_numpy()[rows.train])
        assert fold.target_scale == pytest.approx(target.scale_[0])
        assert (fold.info.train, fold.info.validation, fold.info.test) == (45, 15, 0)


def test_a_series_is_scaled_by_the_rows_before_its_fold() -> None:
    prepared = prepare(DatasetConfig("air_passengers", context=6), replace(TIME, test=0.1), Path(), folds=Folds(3, "time"))
    assert prepared.series is not None
    values = prepared.series.values
    splits = fold_rows(len(values), Folds(3, "time"), replace(TIME, test=0.1))
    for fold, rows in zip(prepared.folds, splits, strict=True):
        assert fold.series is not None
        scaler = MinMaxScaler().fit(values[rows.train, None])
        np.testing.assert_allclose(fold.series.scaled[:, 0], scaler.transform(values[:, None])[:, 0], rtol=1e-5)
        assert fold.train.rows.max() < fold.validation.rows.min()
        assert fold.validation.rows.min() == rows.validation[0]
        assert fold.validation.rows.max() == rows.validation[-1]
        assert len(fold.test.x) == 0


def test_a_series_too_short_for_its_folds_is_said() -> None:
    with pytest.raises(DatasetError, match="training part of the series"):
        prepare(DatasetConfig("air_passengers", context=40), TIME, Path(), folds=Folds(20, "time"))


def test_folds_that_do_not_suit_the_data_are_said() -> None:
    with pytest.raises(DatasetError, match="only classes can be stratified"):
        prepare(DatasetConfig("diabetes"), RANDOM, Path(), folds=Folds(3, "stratified"))
