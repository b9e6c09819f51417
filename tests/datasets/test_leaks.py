"""What gives the target away is pointed out, with words that are true; strong honest features are not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr
from sklearn import datasets as made

from playground.datasets.dataset import Loaded
from playground.datasets.leaks import NEARLY, called_alike, find_leaks
from tests.datasets.conftest import PrepareText

ROWS = 400


def loaded_of(frame: pd.DataFrame, target: str, task: str = "regression") -> Loaded:
    """A table as it is loaded: numbers as float64, texts as categories, a class as its number."""
    table, classes = frame.copy(), ()
    if task != "regression":
        kinds = pd.Categorical(table[target])
        table[target], classes = kinds.codes.astype("float64"), tuple(str(kind) for kind in kinds.categories)
    types = {}
    for name in table.columns.drop(target):
        numeric = pd.api.types.is_numeric_dtype(table[name]) or pd.api.types.is_bool_dtype(table[name])
        table[name] = table[name].astype("float64" if numeric else "category")
        types[name] = "number" if numeric else "category"
    return Loaded(table, tuple(types), target, task, fixed=False, classes=classes, types=types)


def leaks(frame: pd.DataFrame, target: str, task: str = "regression") -> dict[str, str]:
    return find_leaks(loaded_of(frame, target, task), np.arange(len(frame)))


def energy(seed: int, rows: int = ROWS) -> pd.DataFrame:
    """A table like that of the energy efficiency of buildings: two loads that correlate with 0.96 to 0.98, and two heights."""
    chance = np.random.default_rng(seed)
    height = chance.choice([3.5, 7.0], rows)
    area, glass = chance.uniform(500, 800, rows), chance.uniform(0, 0.4, rows)
    shared = 3.5 * height - 0.02 * area + 20 * glass + 12
    heating, cooling = shared + chance.normal(0, 1.0, rows), 0.95 * shared + 3 + chance.normal(0, 1.3, rows)
    return pd.DataFrame({"height": height, "area": area, "glass": glass, "heating load": heating, "cooling load": cooling})


MONOTONE: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "copy": lambda y: y.copy(),
    "line": lambda y: -3 * y + 7,
    "exp": np.exp,
    "steep exp": lambda y: np.exp(4 * y),
    "cube": lambda y: y**3,
    "logistic": lambda y: 1 / (1 + np.exp(-y)),
    "rank": lambda y: np.argsort(np.argsort(y)).astype(float),
    "log": lambda y: np.log(y - y.min() + 1),
    "falling": lambda y: -np.exp(y),
}


@pytest.mark.parametrize("name", MONOTONE)
@pytest.mark.parametrize("seed", range(3))
def test_what_rises_with_the_target_follows_from_it(name: str, seed: int) -> None:
    chance = np.random.default_rng(seed)
    y = chance.normal(size=ROWS)
    x = MONOTONE[name](y)
    assert abs(spearmanr(x, y).statistic) == pytest.approx(1)
    found = leaks(pd.DataFrame({"a": chance.normal(size=ROWS), "thing": x, "y": y}), "y")
    assert list(found) == ["thing"]
    assert "follows from the target" in found["thing"]


@pytest.mark.parametrize("digits", [0, 1, 2])
def test_what_is_nearly_the_same_is_called_so(digits: int) -> None:
    chance = np.random.default_rng(digits)
    y = chance.normal(50, 10, ROWS)
    found = leaks(
        pd.DataFrame({"a": chance.normal(size=ROWS), "thing": np.round(y, digits) + (chance.normal(size=ROWS) * 0.2), "y": y}),
        "y",
    )
    assert list(found) == ["thing"]
    assert "is nearly the same as" in found["thing"]


@pytest.mark.parametrize("r", [0.5, 0.9, 0.95, 0.97, 0.98])
@pytest.mark.parametrize("seed", range(5))
def test_an_honest_feature_may_be_strong(r: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    x, other, noise = chance.normal(size=(3, ROWS))
    y = r * x + np.sqrt(1 - r * r) * noise
    assert max(abs(spearmanr(x, y).statistic), abs(np.corrcoef(x, y)[0, 1])) < NEARLY
    assert leaks(pd.DataFrame({"x": x, "other": other, "flag": x > 0.5, "exp": np.exp(x), "y": y}), "y") == {}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("target", ["heating load", "cooling load"])
def test_a_second_target_and_its_flags_are_found(seed: int, target: str) -> None:
    frame = energy(seed)
    other = "cooling load" if target == "heating load" else "heating load"
    frame["large"] = (frame[target] > 25).astype(int)
    frame["also large"] = np.where(frame[other] > 28, "yes", "no")
    frame["grade"] = pd.cut(frame[target], [-np.inf, 20, 30, np.inf], labels=["low", "middle", "high"]).astype(str)
    found = leaks(frame, target)
    assert set(found) == {other, "large", "also large", "grade"}
    assert "looks like a second target" in found[other]
    assert f"follows from '{other}'" in found["also large"]


def test_a_strong_feature_of_another_name_is_none() -> None:
    frame = energy(0).rename(columns={"cooling load": "outside"})
    assert leaks(frame, "heating load") == {}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["numbers", "texts", "booleans"])
def test_a_flag_of_the_target_follows_from_it(share: float, kind: str) -> None:
    chance = np.random.default_rng(1)
    y = chance.lognormal(size=ROWS)
    flag = y > np.quantile(y, share)
    frame = pd.DataFrame({"a": chance.normal(size=ROWS), "flag": flag, "y": y})
    frame["flag"] = {"numbers": flag.astype(int), "texts": np.where(flag, "big", "small"), "booleans": flag}[kind]
    assert list(leaks(frame, "y")) == ["flag"]
    frame["flag"] = np.where(
        chance.random(ROWS) < 0.05, 1 - flag.astype(int), flag.astype(int)
    )  # one in twenty is wrong: merely strong
    assert leaks(frame, "y") == {}


def test_two_groups_that_lie_apart_are_no_leak() -> None:
    chance = np.random.default_rng(2)
    height = chance.choice([3.5, 7.0], ROWS)
    frame = pd.DataFrame({"height": height, "a": chance.normal(size=ROWS), "y": 10 * height + 4 * chance.normal(size=ROWS)})
    assert leaks(frame, "y") == {}


def test_classes_under_another_name_and_what_they_follow_from() -> None:
    chance = np.random.default_rng(3)
    score = np.round(chance.normal(60, 15, ROWS), 1)
    grade = pd.cut(score, [-np.inf, 50, 60, 75, np.inf], labels=list("DCBA")).astype(str)
    frame = pd.DataFrame({"hours": score / 10 + chance.normal(size=ROWS), "score": score, "grade": grade})
    frame["passed"] = np.where(score > 60, "yes", "no")
    frame["alive"] = (score > 60).astype(int)
    found = leaks(frame, "passed", "binary")
    assert set(found) == {"score", "grade", "alive"}
    assert "is the same as the target" in found["alive"]
    assert "follows from 'score': its classes are ranges of it" in found["score"]
    assert "follows from 'grade'" in found["grade"]
    several = leaks(frame, "grade", "multiclass")
    assert set(several) == {"score", "passed", "alive"}
    assert "'passed' follows from the target" in several["passed"]


@pytest.mark.parametrize("load", [made.load_iris, made.load_wine, made.load_breast_cancer, made.load_digits, made.load_diabetes])
def test_well_known_tables_have_no_leaks(load: Callable[..., object]) -> None:
    x, y = load(return_X_y=True)  # type: ignore[misc]
    frame = pd.DataFrame(x).add_prefix("x")
    frame["answer"] = y if load is made.load_diabetes else [f"kind {kind}" for kind in y]
    task = "regression" if load is made.load_diabetes else "multiclass"
    assert leaks(frame, "answer", task) == {}


def test_a_single_feature_is_no_leak() -> None:
    x = np.arange(100.0)
    assert leaks(pd.DataFrame({"x": x, "y": 3 * x + 2}), "y") == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("heating load", "cooling load", True),
        ("Heating_Load", "CoolingLoad", True),
        ("Y1", "Y2", True),
        ("난방부하", "냉방부하", True),
        ("Temperature (C)", "Apparent temperature (C)", True),
        ("x1", "x2", False),
        ("x1", "y", False),
        ("radius mean", "area mean", False),
        ("length cm", "width cm", False),
        ("", "12", False),
    ],
)
def test_names_that_are_alike(one: str, other: str, alike: bool) -> None:
    assert called_alike(one, other) == called_alike(other, one) == alike


def test_gaps_infinite_steps_and_few_rows_raise_nothing() -> None:
    y = np.concatenate([np.full(50, 1e300), np.full(50, -1e300)])
    frame = pd.DataFrame(
        {"a": np.where(np.arange(100) % 3 == 0, np.nan, y), "b": np.full(100, np.nan), "c": np.zeros(100), "y": y}
    )
    assert set(leaks(frame, "y")) <= {"a"}
    assert leaks(frame[:5], "y") == {}
    assert find_leaks(loaded_of(frame, "y"), np.array([], dtype=np.int64)) == {}


def test_a_leak_is_offered_and_not_left_out_unasked(prepare_text: PrepareText) -> None:
    chance = np.random.default_rng(5)
    y = chance.normal(size=80)
    text = "a,grown,target\n" + "".join(f"{chance.normal():.3f},{np.exp(v):.6f},{v:.6f}\n" for v in y)
    prepared = prepare_text(text)
    (step,) = [step for step in prepared.info.steps if step.key == "leak:grown"]
    assert (step.on, step.kind) == (False, "warning")
    assert "follows from the target" in step.words
    assert prepared.info.signature.features == ("a", "grown")
