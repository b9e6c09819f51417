"""A table of the user's own: what its columns are, which task it is, and what is said when it does not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS, DatasetConfig, DatasetError, PreparationConfig
from playground.datasets.csv_columns import numbers
from playground.datasets.prepare import Prepared, prepare

PrepareText = Callable[..., Prepared]


def column(*texts: str) -> np.ndarray:
    return np.array(texts, dtype=object)


def test_nothing_is_known_before_it_is_read() -> None:
    assert DATASETS["csv"].signature(DatasetConfig(name="csv", path="a.csv")) is None


@pytest.mark.parametrize(
    ("texts", "separator", "values"),
    [
        (("1", "-2.5", "1e3"), ",", [1, -2.5, 1000]),
        (("1", "", "NaN"), ",", [1, np.nan, np.nan]),
        (("1", "n/a", "-inf"), ",", [1, np.nan, np.nan]),
        (("1,234", "5"), ",", [1234, 5]),
        (("1,5", "2"), ";", [1.5, 2]),
        (("1,234,567.5", "2"), ";", [1234567.5, 2]),
        (("", ""), ",", [np.nan, np.nan]),
        ((*["1"] * 9, "many"), ",", [*[1] * 9, np.nan]),
        (("1e999", *["1"] * 9), ",", [np.nan, *[1] * 9]),
        (("red", "1"), ",", None),
        (("1,5", "2"), ",", None),
        (("0x10", "1_000"), ",", None),
    ],
)
def test_numbers(texts: tuple[str, ...], separator: str, values: list[float] | None) -> None:
    found = numbers(column(*texts), separator)
    if values is None:
        assert found is None
    else:
        assert found is not None
        np.testing.assert_array_equal(found[0], values)


def test_a_regression_with_numbers_texts_and_gaps(prepare_text: PrepareText) -> None:
    prepared = prepare_text(
        "키,색,날짜,같음,가격\n1,red,2024-01-01,7,10\n2,blue,2024-01-02,7,20\n,red,2024-01-03,7,30\n4,blue,2024-01-04,7,\n5,red,2024-01-05,7,50\n",
        PreparationConfig(split="time", validation=0.0, scaling="none"),
    )
    signature = prepared.info.signature
    assert (signature.task, signature.target) == ("regression", "가격")
    assert signature.features == ("키", "색 = blue", "색 = red")
    np.testing.assert_array_equal(prepared.train.x, [[1, 0, 1], [2, 1, 0], [2, 0, 1], [5, 0, 1]])
    np.testing.assert_array_equal(prepared.train.y[:, 0], [10, 20, 30, 50])
    assert prepared.info.notes == (
        "1 row without a value of '가격' is left out.",
        "'날짜' is left out: it holds dates.",
        "1 missing value of '키' is filled with the median of the training part.",
        "'색' becomes 2 features, one per text.",
        "'같음' is left out: it has the same value throughout the training part.",
    )


def test_target_and_features_are_chosen(prepare_text: PrepareText) -> None:
    prepared = prepare_text("a,b,c\n1,2,3\n4,6,9\n5,7,8\n", target="b", features=("c", "c"))
    assert (prepared.info.signature.features, prepared.info.signature.target) == (("c",), "b")
    np.testing.assert_array_equal(prepared.train.y[:, 0], [2, 6, 7])


@pytest.mark.parametrize(
    ("answers", "task", "found", "classes"),
    [
        (("yes", "no", "yes", "no"), None, "binary", ("no", "yes")),
        (("0", "1", "1", "0"), None, "binary", ("0", "1")),
        (("2.5", "1", "1", "2.5"), None, "binary", ("1", "2.5")),
        (("c", "a", "b", "a"), None, "multiclass", ("a", "b", "c")),
        (("1", "2", "3", "1"), None, "regression", ()),
        (("10", "9", "3", "9"), "multiclass", "multiclass", ("3", "9", "10")),
        (("0", "1", "1", "0"), "multiclass", "multiclass", ("0", "1")),
        (("0", "1", "1", "0"), "regression", "regression", ()),
    ],
)
def test_the_task_is_inferred_or_given(
    answers: tuple[str, ...], task: str | None, found: str, classes: tuple[str, ...], prepare_text: PrepareText
) -> None:
    rows = "".join(f"{position},{answer}\n" for position, answer in enumerate(answers))
    prepared = prepare_text("x,y\n" + rows, task=task)
    assert (prepared.info.signature.task, prepared.classes) == (found, classes)
    shown = prepared.train.y.astype(int).reshape(-1)[np.argsort(prepared.train.rows)]
    if classes:
        assert tuple(classes[number] for number in shown) == answers
        assert sum(prepared.info.class_counts) == 4
    assert prepared.info.signature.output_shape == ((len(classes),) if found == "multiclass" else (1,))


def test_a_series_with_gaps_and_dates(prepare_text: PrepareText) -> None:
    prepared = prepare_text(
        "when;sold\n2024-01-01;\n2024-02-01;1,5\n2024-03-01;\n2024-04-01;3\n2024-05-01;4\n", task="forecast", context=2
    )
    series = prepared.series
    assert series is not None
    np.testing.assert_array_equal(series.values, [1.5, 1.5, 3, 4])
    assert series.times == ("2024-02", "2024-03", "2024-04", "2024-05")
    assert (series.season, series.future_times(1)) == (12, ("2024-06",))
    assert prepared.info.notes == (
        "The first 1 row has no value and is left out.",
        "1 missing value is replaced by the value before it.",
    )


def test_a_series_without_dates_and_one_out_of_order(prepare_text: PrepareText) -> None:
    plain = prepare_text("n,s\n" + "".join(f"x,{k}\n" for k in range(6)), task="forecast", context=2)
    assert plain.series is not None
    assert (plain.series.times, plain.series.future_times(2)) == (("1", "2", "3", "4", "5", "6"), ("7", "8"))
    assert plain.info.signature.input_shape == (2, 1)
    mixed = prepare_text("d,s\n2024-01-02,1\n2024-01-05,2\n2024-01-03,3\n", task="forecast", context=1)
    assert mixed.info.notes == ("The times do not rise from row to row; the order of the file is kept.",)


@pytest.mark.parametrize(
    ("content", "choices", "message"),
    [
        ("a,b\n", {}, "no rows below its header"),
        ("a,b\n1,2\n2,3\n", {"target": "c"}, "There is no column 'c'; the columns are: a, b"),
        ("a,b\n1,2\n2,3\n", {"target": "c", "task": "forecast"}, "There is no column 'c'"),
        ("a,b\n1,2\n2,3\n", {"features": ("c",)}, "There is no column 'c'"),
        ("a,b\n1,2\n2,3\n", {"features": ("b",)}, "is the target and cannot be a feature"),
        ("a\n1\n2\n", {}, "no column to predict 'a' from"),
        ("a,b\n1,\n2,\n", {}, "target 'b' has no values"),
        ("a,b\n1,\n2,\n", {"task": "forecast"}, "target 'b' has no values"),
        ("a,b\n1,x\n2,x\n3,x\n", {}, "same value in every row"),
        ("a,b\n1,5\n2,5\n3,5\n", {}, "same value in every row"),
        ("a,b\n1,x\n2,y\n3,z\n", {"task": "binary"}, "'b' has 3 different values; two classes need two"),
        ("a,b\n1,x\n2,y\n3,z\n", {"task": "regression"}, "'b' holds texts; a regression needs numbers"),
        ("a,b\n1,x\n2,y\n3,z\n", {"task": "forecast"}, "'b' holds texts; a series needs numbers"),
        ("a,b\n" + "".join(f"{k},name{k}\n" for k in range(40)), {}, "40 different values, more than the 30"),
        ("a,b\n" + "".join(f"{k},{k}\n" for k in range(40)), {"task": "multiclass"}, "40 different values"),
        (
            "a,b\n" + "".join(f"name{k},{k}\n" for k in range(40)),
            {},
            "No column is left.*'a' is left out: it has 40 different texts",
        ),
        ("a,b\n1,2\n", {}, "the data has 1 row"),
    ],
)
def test_tables_that_do_not_do_are_said_in_words(
    content: str, choices: dict[str, object], message: str, prepare_text: PrepareText
) -> None:
    with pytest.raises(DatasetError, match=message):
        prepare_text(content, **choices)


CELLS = st.sampled_from(["1", "2.5", "-3", "1e300", "1e-300", "", "NaN", "inf", "red", "blue", "2024-01-01", "1,5", "가"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=12),
    task=st.sampled_from([None, "regression", "binary", "multiclass", "forecast"]),
    scaling=st.sampled_from(["standard", "minmax", "none"]),
    validation=st.sampled_from([0.0, 0.3]),
)
def test_any_table_is_prepared_or_refused_in_one_line(
    rows: list[list[str]], task: str | None, scaling: str, validation: float, prepare_text: PrepareText
) -> None:
    text = "\n".join(";".join(row) for row in [["a", "b", "c"], *rows])
    preparation = PreparationConfig(split="time", scaling=scaling, target_scaling=scaling, validation=validation)
    try:
        prepared = prepare_text(text, preparation, task=task, context=2)
    except DatasetError as error:
        refused = str(error)
    else:
        refused = ""
        for part in (prepared.train, prepared.validation, prepared.test):
            assert np.isfinite(part.x).all()
            assert np.isfinite(part.y).all()
            assert part.x.shape[1:] == prepared.info.signature.input_shape
        assert len(prepared.info.signature.features) in (part.x.shape[-1], 0)
    assert "\n" not in refused


def test_a_path_is_needed_and_may_be_absolute(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Choose a file"):
        prepare(DatasetConfig(name="csv"), PreparationConfig(), tmp_path)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n2,3\n3,5\n4,4\n")
    prepared = prepare(DatasetConfig(name="csv", path=str(tmp_path / "a.csv")), PreparationConfig(), Path("elsewhere"))
    assert prepared.info.rows == 4
