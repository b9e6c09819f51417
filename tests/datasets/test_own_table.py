"""A table of the user's own: its task, its steps and their switches, and that nothing is learned from validation and test rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS, DatasetConfig, DatasetError, PreparationConfig, Step
from playground.datasets.prepare import Prepared, prepare

PrepareText = Callable[..., Prepared]
BY_TIME = PreparationConfig(split="time", validation=0.0, scaling="none")


def by_time(**choices: object) -> PreparationConfig:
    return PreparationConfig(split="time", validation=0.0, scaling="none", **choices)  # type: ignore[arg-type]  # keywords of tests


def words(prepared: Prepared) -> list[str]:
    return [step.words for step in prepared.info.steps]


def test_nothing_is_known_before_it_is_read() -> None:
    assert DATASETS["csv"].signature(DatasetConfig(name="csv", path="a.csv")) is None


MIXED = (
    "키,색,날짜,같음,가격\n1,red,2024-01-01,7,10\n2,blue,2024-01-02,7,20\n,red,2024-01-03,7,30\n4,blue,2024-01-04,7,\n"
    "5,red,2024-01-05,7,50\n"
)


def test_numbers_categories_dates_and_gaps_in_ordered_steps(prepare_text: PrepareText) -> None:
    prepared = prepare_text(MIXED, BY_TIME)
    signature = prepared.info.signature
    assert (signature.task, signature.target) == ("regression", "가격")
    assert signature.features == ("키", "색 = blue", "색 = red", "날짜")
    np.testing.assert_array_equal(prepared.train.x, [[1, 0, 1, 0], [2, 1, 0, 1], [2, 0, 1, 2], [5, 0, 1, 4]])
    np.testing.assert_array_equal(prepared.train.y[:, 0], [10, 20, 30, 50])
    assert prepared.info.steps == (
        Step("1 row without a value of '가격' is left out."),
        Step("'같음' is left out: it has the same value throughout the training part.", "constant:같음"),
        Step("1 missing value of '키' is filled with the median of the training part.", "missing:키"),
        Step("'색' becomes 2 features, one per text.", "onehot:색"),
        Step("'날짜' becomes the number of days since the first of training.", "date:날짜"),
    )


@pytest.mark.parametrize(
    ("switch", "features", "rows"),
    [
        ("constant:같음", ("키", "색 = blue", "색 = red", "날짜", "같음"), 4),
        ("missing:키", ("키", "색 = blue", "색 = red", "날짜"), 3),
        ("onehot:색", ("키", "날짜"), 4),
        ("date:날짜", ("키", "색 = blue", "색 = red"), 4),
    ],
)
def test_each_step_can_be_switched_off(switch: str, features: tuple[str, ...], rows: int, prepare_text: PrepareText) -> None:
    prepared = prepare_text(MIXED, by_time(steps=((switch, False),)))
    assert (prepared.info.signature.features, prepared.info.train) == (features, rows)
    assert [step.on for step in prepared.info.steps if step.key == switch] == [False]


def test_missing_values_are_filled_marked_or_their_rows_left_out(prepare_text: PrepareText) -> None:
    text = "a,c,y\n1,x,1\n,x,2\n3,,3\n5,z,4\n5,z,5\n"
    filled = prepare_text(text, by_time())
    assert filled.info.signature.features == ("a", "c = x", "c = z", "c = (missing)")
    np.testing.assert_array_equal(filled.train.x[1:3], [[4, 1, 0, 0], [3, 0, 0, 1]])
    marked = prepare_text(text, by_time(missing="mark"))
    assert marked.info.signature.features == ("a", "a is missing", "c = x", "c = z", "c = (missing)")
    np.testing.assert_array_equal(marked.train.x[:, 1], [0, 1, 0, 0, 0])
    dropped = prepare_text(text, by_time(missing="drop"))
    np.testing.assert_array_equal(dropped.train.rows, [0, 3, 4])
    assert words(dropped)[:2] == ["1 row without a value of 'a' is left out.", "1 row without a value of 'c' is left out."]


def test_rare_and_unknown_texts_share_a_feature(prepare_text: PrepareText) -> None:
    kinds = ["red"] * 150 + ["blue"] * 148 + ["pink", "grey"] + ["never seen"]
    text = "c,n,y\n" + "".join(f"{kind},{row % 7},{row}\n" for row, kind in enumerate(kinds))
    prepared = prepare_text(text, PreparationConfig(split="time", validation=1 / 301, scaling="none"))
    assert prepared.info.signature.features == ("c = blue", "c = red", "c = other", "n")
    np.testing.assert_array_equal(prepared.validation.x[0, :3], [0, 0, 1])
    apart = prepare_text(text, PreparationConfig(split="time", validation=1 / 301, steps=(("rare:c", False),)))
    assert len(apart.info.signature.features) == 5


def test_a_leaking_column_is_pointed_out_and_can_be_left_out(prepare_text: PrepareText) -> None:
    rows = "".join(f"{row % 5},{row * 10 + 3},{['no', 'yes'][row % 2]},{row}\n" for row in range(40))
    prepared = prepare_text("a,copy,b,y\n" + rows, by_time())
    leaks = [step for step in prepared.info.steps if step.key.startswith("leak:")]
    assert [(step.key, step.on, step.kind) for step in leaks] == [("leak:copy", False, "warning")]
    without = prepare_text("a,copy,b,y\n" + rows, by_time(steps=(("leak:copy", True),)))
    assert without.info.signature.features == ("a", "b = no", "b = yes")
    rows = "".join(f"{row % 5},{'NY'[row % 2]},{row},{['no', 'yes'][row % 2]}\n" for row in range(40))
    classes = prepare_text("a,copy,y,b\n" + rows, target="b")
    assert "leak:copy" in [step.key for step in classes.info.steps]


def test_ids_and_texts_are_left_out_until_they_are_wanted(prepare_text: PrepareText) -> None:
    text = "id,memo,a,y\n" + "".join(f"{row + 1},a memo {row},{row % 5},{row}\n" for row in range(40))
    assert prepare_text(text, by_time()).info.signature.features == ("a",)
    wanted = prepare_text(text, by_time(steps=(("id:id", False), ("text:memo", False))))
    assert wanted.info.signature.features[0] == "id"
    assert len(wanted.info.signature.features) == 32  # 30 texts, the others together


def test_dates_far_apart_give_cycles(prepare_text: PrepareText) -> None:
    text = "when,y\n" + "".join(f"{2000 + row // 12}-{row % 12 + 1:02}-{row % 28 + 1:02},{row % 9}\n" for row in range(60))
    prepared = prepare_text(text, by_time(), task="regression")
    names = prepared.info.signature.features
    assert names == ("when", "when: month (sin)", "when: month (cos)", "when: weekday (sin)", "when: weekday (cos)")
    np.testing.assert_allclose(prepared.train.x[:, 1] ** 2 + prepared.train.x[:, 2] ** 2, 1, atol=1e-6)


@pytest.mark.parametrize(
    ("answers", "task", "found", "classes"),
    [
        (("yes", "no", "yes", "no"), None, "binary", ("no", "yes")),
        (("0", "1", "1", "0"), None, "binary", ("0", "1")),
        (("2.5", "1", "1", "2.5"), None, "binary", ("1", "2.5")),
        (("c", "a", "b", "a"), None, "multiclass", ("a", "b", "c")),
        (("1", "2", "3", "1"), None, "regression", ()),
        (("10", "9", "3", "9"), "multiclass", "multiclass", ("3", "9", "10")),
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


def test_one_column_and_one_beside_dates_are_series(prepare_text: PrepareText) -> None:
    alone = prepare_text("n\n" + "".join(f"{row}\n" for row in range(30)), by_time(), context=3)
    assert (alone.info.signature.task, alone.info.signature.input_shape) == ("forecast", (3, 1))
    months = [f"{1949 + row // 12}-{row % 12 + 1:02}" for row in range(30)]
    lines = list(zip(months, range(30), strict=True))
    mixed = prepare_text(
        "n,month\n" + "".join(f"{n},{month}\n" for month, n in reversed(lines)), by_time(), time="month", target="n"
    )
    assert mixed.series is not None
    assert (mixed.series.times[:2], mixed.series.season) == (("1949-01", "1949-02"), 0)  # a line repeats nothing
    np.testing.assert_array_equal(mixed.series.values, range(30))


@pytest.mark.parametrize(
    ("text", "choices", "message"),
    [
        ("a,b\n1,2\n", {"target": "z"}, "no column 'z'"),
        ("a,b\n1,2\n", {"features": ("z",)}, "no column 'z'"),
        ("a,b\n1,2\n3,4\n", {"time": "z"}, "no column 'z' to order"),
        ("a,b\n1,x\n2,y\n", {"task": "regression"}, "'b' holds no numbers"),
        ("a,b\n1,1\n2,2\n3,3\n", {"task": "binary"}, "3 different values; two classes need two"),
        ("a,b\n1,x\n2,x\n3,x\n", {"target": "b"}, "same value in every row"),
        ("a,b\n1,\n2,\n", {"target": "b"}, "has no values"),
        (
            "a,b\n" + "".join(f"{row},word number {row}\n" for row in range(50)),
            {"target": "b"},
            "50 different values, more than the 30",
        ),
        ("a,b\n1,2024-01-01\n2,2024-01-02\n", {"target": "b"}, "cannot be predicted"),
    ],
)
def test_what_cannot_be_learned_is_said_in_words(
    text: str, choices: dict[str, object], message: str, prepare_text: PrepareText
) -> None:
    with pytest.raises(DatasetError, match=message):
        prepare_text(text, **choices)


CELLS = st.sampled_from(["", "1", "2.5", "-3", "1e31", "inf", "abc", "가", "2024-01-31", "1949", "NA", "x y"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=14),
    task=st.sampled_from([None, "regression", "binary", "multiclass", "forecast"]),
    scaling=st.sampled_from(["standard", "minmax", "none"]),
    missing=st.sampled_from(["fill", "mark", "drop"]),
    validation=st.sampled_from([0.0, 0.3]),
    off=st.sets(
        st.sampled_from([f"{step}:{name}" for step in ("missing", "onehot", "date", "constant", "text") for name in "ab"])
    ),
)
def test_any_table_is_prepared_or_refused_in_one_line(
    rows: list[list[str]],
    task: str | None,
    scaling: str,
    missing: str,
    validation: float,
    off: set[str],
    prepare_text: PrepareText,
) -> None:
    text = "\n".join(";".join(row) for row in [["a", "b", "c"], *rows])
    preparation = PreparationConfig(
        split="time",
        scaling=scaling,
        target_scaling=scaling,
        validation=validation,
        missing=missing,
        steps=tuple((key, False) for key in sorted(off)),
    )
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
    assert "\n" not in refused


VALUES = {
    "n": st.floats(-1e5, 1e5).map(lambda value: f"{value:.3f}") | st.just(""),
    "c": st.sampled_from(["red", "blue", "pink", "never seen", ""]),
    "d": st.dates().map(lambda day: day.replace(year=1900 + day.year % 200).isoformat()) | st.just(""),
    "y": st.floats(-1e5, 1e5).map(lambda value: f"{value:.3f}"),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 1000),
    split=st.sampled_from(["random", "time"]),
    scaling=st.sampled_from(["standard", "minmax"]),
    missing=st.sampled_from(["fill", "mark", "drop"]),
    data=st.data(),
)
def test_nothing_is_learned_from_validation_and_test_rows(
    seed: int, split: str, scaling: str, missing: str, data: st.DataObject, prepare_text: PrepareText
) -> None:
    """Whatever stands in the other rows, the training arrays stay the same, bit for bit: medians, categories, dates and scales."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "n": "" if rng.random() < 0.1 else f"{rng.normal():.3f}",
            "c": str(rng.choice(["red", "blue", ""])),
            "d": f"20{rng.integers(10, 24):02}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}",
            "y": f"{rng.normal():.3f}",
        }
        for _row in range(40)
    ]
    preparation = PreparationConfig(
        split=split, scaling=scaling, target_scaling=scaling, validation=0.25, test=0.2, missing=missing, seed=seed
    )
    types = (("c", "category"), ("d", "date"), ("n", "number"), ("y", "number"))

    def made() -> Prepared:
        text = "n,c,d,y\n" + "".join(",".join(row.values()) + "\n" for row in rows)
        return prepare_text(text, preparation, types=types, target="y", task="regression")

    before = made()
    train = set(before.train.rows.tolist())
    whole = [row for row in range(40) if row not in train and (missing != "drop" or "" not in rows[row].values())]
    for row in whole:
        name = data.draw(st.sampled_from(sorted(VALUES)))
        rows[row][name] = data.draw(VALUES[name])
    after = made()
    np.testing.assert_array_equal(before.train.x, after.train.x)
    np.testing.assert_array_equal(before.train.y, after.train.y)
    np.testing.assert_array_equal(before.train.rows, after.train.rows)
    assert before.info.signature == after.info.signature
    assert (before.target_scale, before.target_offset) == (after.target_scale, after.target_offset)


def test_a_path_is_needed_and_may_be_absolute(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="Choose a file"):
        prepare(DatasetConfig(name="csv"), PreparationConfig(), tmp_path)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n2,3\n3,5\n4,4\n")
    prepared = prepare(DatasetConfig(name="csv", path=str(tmp_path / "a.csv")), PreparationConfig(), Path("elsewhere"))
    assert prepared.info.rows == 4
