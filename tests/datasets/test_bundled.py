"""The tables of scikit-learn, and which tasks their targets allow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sklearn.datasets

from playground.datasets import DATASETS, DatasetConfig, DatasetError, PreparationConfig
from playground.datasets.prepare import prepare


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits"])
def test_values_and_classes_are_those_of_scikit_learn(name: str) -> None:
    bunch = getattr(sklearn.datasets, f"load_{name}")()
    prepared = prepare(DatasetConfig(name), PreparationConfig(scaling="none", split="time", validation=0), Path())
    np.testing.assert_allclose(prepared.train.x.reshape(len(bunch.data), -1), bunch.data, rtol=1e-6)
    np.testing.assert_array_equal(prepared.train.y.ravel(), bunch.target)
    if name != "wine":  # scikit-learn calls the growers class_0 and so on
        assert list(prepared.classes) == [str(label) for label in bunch.target_names]


def test_names_of_the_columns_are_in_the_order_of_scikit_learn() -> None:
    for name in ("iris", "breast_cancer"):
        bunch = getattr(sklearn.datasets, f"load_{name}")()
        columns = DATASETS[name].columns  # type: ignore[attr-defined]
        for ours, theirs in zip(columns, bunch.feature_names, strict=True):
            assert set(ours.split()) <= set(theirs.replace("(cm)", "").split()), (ours, theirs)


def test_digits_are_pictures() -> None:
    prepared = prepare(DatasetConfig("digits"), PreparationConfig(split="stratified"), Path())
    assert prepared.info.signature.input_shape == (1, 8, 8)
    assert prepared.info.signature.output_shape == (10,)
    with pytest.raises(DatasetError, match="learned whole"):
        prepare(DatasetConfig("digits", features=("pixel 0,0",)), PreparationConfig(), Path())


def test_two_classes_can_be_learned_as_several_or_as_a_number() -> None:
    for task, outputs, kind in (("binary", (1,), np.float32), ("multiclass", (2,), np.int64), ("regression", (1,), np.float32)):
        prepared = prepare(DatasetConfig("breast_cancer", task=task), PreparationConfig(), Path())
        assert prepared.info.signature.task == task
        assert prepared.info.signature.output_shape == outputs
        assert prepared.train.y.dtype == kind


def test_another_target_is_a_regression_on_the_measurements() -> None:
    config = DatasetConfig("iris", target="petal width")
    prepared = prepare(config, PreparationConfig(), Path())
    assert prepared.info.signature.task == "regression"
    assert prepared.info.signature.features == ("sepal length", "sepal width", "petal length")
    assert prepared.info.signature == DATASETS["iris"].signature(config)
    with pytest.raises(DatasetError, match="does not allow the task 'Several classes'"):
        prepare(DatasetConfig("iris", target="petal width", task="multiclass"), PreparationConfig(), Path())


def test_a_stratified_split_keeps_the_shares_and_wants_classes() -> None:
    prepared = prepare(DatasetConfig("wine"), PreparationConfig(split="stratified", validation=0.3), Path())
    whole = np.bincount(sklearn.datasets.load_wine().target) / 178
    np.testing.assert_allclose(np.bincount(prepared.validation.y) / len(prepared.validation.y), whole, atol=0.02)
    plain = prepare(DatasetConfig("wine"), PreparationConfig(split="random", validation=0.3), Path())
    assert not np.array_equal(np.sort(plain.validation.rows), np.sort(prepared.validation.rows))
    with pytest.raises(DatasetError, match="keeps the shares of classes"):
        prepare(DatasetConfig("diabetes"), PreparationConfig(split="stratified"), Path())
