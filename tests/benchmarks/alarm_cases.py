"""The runs that ``false_alarms`` judges: healthy and sick ones, lessons with their solutions, datasets with their starts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import datasets as made

from playground.datasets import DATASETS
from playground.lessons import find_lessons, solved
from playground.places import resources

Plain = dict[str, Any]
Frame = Callable[[int], pd.DataFrame]


@dataclass(frozen=True)
class Case:
    """One run.

    Attributes:
        kind: ``start``, ``solution``, ``healthy`` or ``sick``.
        name: What it is.
        plain: The project as plain values.
        frame: Makes the table from a seed, target last; None: the project names a dataset.
        expected: Of a sick run: the finding that must be there at its end.
        start: The network and the settings are those that the app proposes.
    """

    kind: str
    name: str
    plain: Plain
    frame: Frame | None = None
    expected: str = ""
    start: bool = False


def linear(*widths: int, activation: str = "ReLU", between: Sequence[Plain] = ()) -> list[Plain]:
    """Linear layers with an activation (and more) after each but the last."""
    layers: list[Plain] = []
    for width in widths[:-1]:
        layers += [{"layer": "Linear", "out_features": width}, {"layer": activation}, *between]
    return [*layers, {"layer": "Linear", "out_features": widths[-1]}]


def framed(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({**{f"x{place}": x[:, place] for place in range(x.shape[1])}, "target": y})


def regression(rows: int, features: int = 8, noise: float = 10.0, scale: float = 1.0, offset: float = 0.0) -> Frame:
    def make(seed: int) -> pd.DataFrame:
        x, y = made.make_regression(rows, features, noise=noise, random_state=seed)
        return framed(x, y * scale + offset)

    return make


def friedman(rows: int, scale: float = 1.0, spread: Sequence[float] = (1,) * 10, noise: float = 1.0) -> Frame:
    def make(seed: int) -> pd.DataFrame:
        x, y = made.make_friedman1(rows, noise=noise, random_state=seed)
        return framed(x * np.array(spread), y * scale)

    return make


def classes(rows: int, kinds: int = 2, features: int = 10, apart: float = 1.0, shares: Any = None, wrong: float = 0.0) -> Frame:
    def make(seed: int) -> pd.DataFrame:
        x, y = made.make_classification(
            rows,
            features,
            n_informative=features - 2,
            n_classes=kinds,
            class_sep=apart,
            weights=shares,
            flip_y=wrong,
            random_state=seed,
        )
        return framed(x, np.array([f"class {label}" for label in y]))

    return make


def bundled(load: Callable[..., Any]) -> Frame:
    def make(_seed: int) -> pd.DataFrame:
        x, y = load(return_X_y=True)
        return framed(x, np.array([f"class {label}" for label in y]))

    return make


def scaled_diabetes(seed: int) -> pd.DataFrame:
    x, y = made.load_diabetes(return_X_y=True, scaled=False)
    return framed(x, y)


def training(
    loss: str | Plain = "MSELoss",
    optimizer: str | Plain = "Adam",
    lr: float = 0.003,
    epochs: int = 60,
    batch: int | None = 32,
    **more: Any,
) -> Plain:
    chosen = {"name": optimizer} if isinstance(optimizer, str) else optimizer
    return {"loss": loss, "optimizer": {**chosen, "lr": lr}, "epochs": epochs, "batch_size": batch, **more}


def own(
    kind: str, name: str, frame: Frame, task: str, network: list[Plain], settings: Plain, expected: str = "", **preparation: Any
) -> Case:
    default = {"target_scaling": "standard"} if task == "regression" else {"split": "stratified"}
    plain = {
        "format": 1,
        "dataset": {"name": "csv", "path": "table.csv", "target": "target", "task": task},
        "preparation": {**default, **preparation},
        "network": network,
        "training": settings,
    }
    return Case(kind, name, plain, frame, expected)


def listed(
    kind: str, name: str, network: list[Plain], settings: Plain, expected: str = "", task: str = "", **preparation: Any
) -> Case:
    """A run on one of the app's datasets; a text after a colon in its name tells several apart."""
    dataset = name.partition(":")[0]
    plain = {"format": 1, "dataset": {"name": dataset}, "preparation": preparation, "network": network, "training": settings}
    return Case(kind, name, plain, None, expected)


BCE, CE = "BCEWithLogitsLoss", "CrossEntropyLoss"


def healthy() -> Iterator[Case]:
    """40 runs as people make them: tables small and large, scaled or not, many losses, optimizers and networks."""
    r, b, m = "regression", "binary", "multiclass"

    def h(*words: Any, **more: Any) -> Case:
        return own("healthy", *words, **more)

    yield h("10,000 rows, learnt at once", regression(10_000), r, linear(32, 1), training(epochs=30))
    yield h("10,000 rows, Friedman", friedman(10_000), r, linear(64, 64, 1), training(epochs=30, lr=0.001))
    yield h(
        "large target, unscaled",
        regression(500, scale=1e3, offset=5e5),
        r,
        linear(64, 1),
        training(lr=0.1, epochs=150),
        target_scaling="none",
    )
    yield h(
        "larger target, unscaled",
        regression(500, scale=1e4),
        r,
        linear(64, 64, 1),
        training(lr=0.1, epochs=150),
        target_scaling="none",
    )
    yield h(
        "house prices",
        regression(1000, scale=800, offset=2e5),
        r,
        linear(64, 1),
        training(lr=0.1, epochs=300),
        target_scaling="none",
    )
    yield h(
        "tiny target, unscaled",
        regression(500, scale=1e-3),
        r,
        linear(32, 1),
        training(lr=0.01, epochs=100),
        target_scaling="none",
    )
    yield h(
        "unscaled features, Friedman",
        friedman(1000, spread=[300, 2, 1, 5, 1, 5, 1, 1, 1, 1]),
        r,
        linear(32, 1),
        training(lr=0.01, epochs=300),
        scaling="none",
    )
    yield h("unscaled features, diabetes", scaled_diabetes, r, linear(16, 1), training(lr=0.003, epochs=300), scaling="none")
    yield h(
        "unscaled features and target",
        scaled_diabetes,
        r,
        linear(16, 1),
        training(lr=0.003, epochs=200),
        scaling="none",
        target_scaling="none",
    )
    yield h("min-max", friedman(500), r, linear(32, 32, 1), training(epochs=100), scaling="minmax", target_scaling="minmax")
    yield h("SGD", friedman(500), r, linear(32, 1), training(optimizer="SGD", lr=0.05, epochs=100))
    yield h("one neuron", regression(300), r, linear(1), training(optimizer="SGD", lr=0.01, epochs=60))
    yield h("much noise", regression(2000, noise=150), r, linear(8, 1), training(epochs=40, lr=0.001))
    yield h("L1 loss", friedman(500), r, linear(32, 1), training("L1Loss", epochs=80))
    yield h(
        "Huber loss, unscaled target",
        regression(500, scale=10),
        r,
        linear(32, 1),
        training("HuberLoss", lr=0.05, epochs=150),
        target_scaling="none",
    )
    yield h("smooth L1 loss", friedman(500), r, linear(32, 1), training("SmoothL1Loss", epochs=80))
    yield h("full batch", friedman(400), r, linear(32, 1), training(batch=None, lr=0.01, epochs=300))
    yield h("batches of 4", friedman(400), r, linear(16, 1), training(batch=4, lr=0.001, epochs=40))
    yield h("dropout", friedman(1000), r, linear(64, 64, 1, between=[{"layer": "Dropout", "p": 0.5}]), training(epochs=80))
    yield h("batch norm", friedman(600), r, linear(32, 32, 1, between=[{"layer": "BatchNorm1d"}]), training(epochs=60))
    yield h("deep tanh", friedman(800), r, linear(*(32,) * 6, 1, activation="Tanh"), training(lr=0.001, epochs=60))
    yield h("deep ReLU", friedman(800), r, linear(*(32,) * 8, 1), training(lr=0.001, epochs=50, init="kaiming"))
    yield h("sigmoid, three layers", friedman(800), r, linear(32, 32, 1, activation="Sigmoid"), training(lr=0.01, epochs=100))
    yield h("two classes, far apart", classes(500, apart=2.5), b, linear(32, 1), training(BCE, epochs=100))
    yield h("two classes, 97.5 %", classes(1000, apart=1.6), b, linear(32, 1), training(BCE, lr=0.003, epochs=60))
    yield h("breast cancer", bundled(made.load_breast_cancer), b, linear(30, 1), training(BCE, lr=0.003, epochs=60))
    yield h("breast cancer, long", bundled(made.load_breast_cancer), b, linear(16, 1), training(BCE, lr=0.001, epochs=150))
    yield h(
        "breast cancer, unscaled",
        bundled(made.load_breast_cancer),
        b,
        linear(16, 1),
        training(BCE, lr=0.0003, epochs=100),
        scaling="none",
    )
    yield h("logistic regression", classes(600, apart=1.0), b, linear(1), training(BCE, "SGD", 0.1, epochs=80))
    yield h("probabilities", classes(600, apart=1.5), b, [*linear(16, 1), {"layer": "Sigmoid"}], training("BCELoss", epochs=50))
    yield h("imbalanced", classes(2000, shares=[0.9]), b, linear(16, 1), training(BCE, lr=0.001, epochs=40))
    yield h(
        "imbalanced, balanced",
        classes(2000, shares=[0.9]),
        b,
        linear(16, 1),
        training({"name": BCE, "pos_weight": "balanced"}, lr=0.001, epochs=40),
    )
    yield h("labels with errors", classes(2000, wrong=0.2), b, linear(8, 1), training(BCE, lr=0.001, epochs=40))
    yield h("wine", bundled(made.load_wine), m, linear(16, 3), training(CE, epochs=100))
    yield h("wine, unscaled", bundled(made.load_wine), m, linear(16, 3), training(CE, lr=0.003, epochs=300), scaling="none")
    yield h("iris, long", bundled(made.load_iris), m, linear(16, 3), training(CE, lr=0.01, epochs=200))
    yield h("four classes", classes(1500, 4, apart=1.5), m, linear(64, 4), training(CE, lr=0.002, epochs=50))
    yield h(
        "label smoothing",
        classes(1000, 3, apart=1.5),
        m,
        linear(32, 3),
        training({"name": CE, "label_smoothing": 0.1}, epochs=60),
    )
    yield h(
        "log-softmax", classes(800, 3, apart=1.5), m, [*linear(32, 3), {"layer": "LogSoftmax"}], training("NLLLoss", epochs=40)
    )
    yield h("digits", bundled(made.load_digits), m, linear(64, 10), training(CE, lr=0.002, epochs=60))


def sick() -> Iterator[Case]:
    """Runs with an illness that has a name."""
    r, b = "regression", "binary"

    def s(*words: Any, **more: Any) -> Case:
        return own("sick", *words, **more)

    deep = linear(*(32,) * 10, 1, activation="Sigmoid")
    yield s("deep sigmoid", friedman(500), r, deep, training(epochs=40), "vanishing")
    yield s("deep sigmoid, two classes", classes(500), b, deep, training(BCE, epochs=40), "vanishing")
    yield s(
        "deep sigmoid, unscaled target",
        regression(500, scale=1e3),
        r,
        deep,
        training(epochs=40),
        "vanishing",
        target_scaling="none",
    )
    yield s(
        "learning by heart: noise",
        regression(300, 20, noise=300),
        r,
        linear(128, 128, 1),
        training(lr=0.003, epochs=150),
        "overfitting",
    )
    yield s("learning by heart: diabetes", scaled_diabetes, r, linear(128, 128, 1), training(lr=0.003, epochs=150), "overfitting")
    yield s(
        "learning by heart: labels with errors",
        classes(300, wrong=0.4),
        b,
        linear(128, 128, 1),
        training(BCE, epochs=100),
        "overfitting",
    )
    yield s(
        "learning by heart: four classes",
        classes(300, 4, wrong=0.3),
        "multiclass",
        linear(128, 128, 4),
        training(CE, epochs=100),
        "overfitting",
    )
    yield s(
        "learning by heart: unscaled target",
        regression(300, 20, noise=300, scale=100),
        r,
        linear(256, 256, 1),
        training(lr=0.01, epochs=300),
        "overfitting",
        target_scaling="none",
    )
    yield s("Adam, rate 100", scaled_diabetes, r, linear(16, 16, 1), training(lr=100, epochs=40), "rate_too_high")
    yield s(
        "Adam, rate 10, tanh", friedman(500), r, linear(32, 32, 1, activation="Tanh"), training(lr=10, epochs=40), "rate_too_high"
    )
    yield s(
        "Adam, rate 10, classes",
        classes(500),
        b,
        linear(32, 32, 1, activation="Sigmoid"),
        training(BCE, lr=10, epochs=40),
        "rate_too_high",
    )
    yield s("ReLU at the end", friedman(500), r, [*linear(32, 1), {"layer": "ReLU"}], training(epochs=40), "cannot_answer")
    yield s(
        "one class alone",
        classes(1000, shares=[0.97], apart=0.3),
        b,
        linear(4, 1),
        training(BCE, "SGD", 0.01, epochs=30),
        "one_class",
    )
    yield s("rate far too small", friedman(500), r, linear(32, 1), training("MSELoss", "SGD", 1e-7, epochs=40), "not_learning")
    yield s("rate too small, classes", classes(500), b, linear(32, 1), training(BCE, "SGD", 1e-7, epochs=40), "not_learning")
    yield s(
        "rate too small for a large target",
        regression(500, scale=1e3, offset=1e5),
        r,
        linear(32, 1),
        training(lr=1e-4, epochs=40),
        "unscaled_target",
        target_scaling="none",
    )
    yield s(
        "nothing to learn",
        lambda seed: framed(
            np.random.default_rng(seed).normal(size=(2000, 5)), np.random.default_rng(seed + 1).normal(size=2000)
        ),
        r,
        linear(2, 1),
        training(lr=1e-3, epochs=40),
        "not_learning",
    )
    yield s(
        "SGD on a large target",
        regression(500, scale=10),
        r,
        linear(32, 1),
        training("MSELoss", "SGD", 3e-3, epochs=40, batch=None),
        "exploding",
        target_scaling="none",
    )
    yield s(
        "SGD, rate at the edge",
        regression(500),
        r,
        linear(1),
        training("MSELoss", "SGD", 1.05, epochs=30, batch=None),
        "exploding",
    )
    yield from sick_data()
    yield from sick_ends()


def sick_data() -> Iterator[Case]:
    """Runs that suffer from their data, or from a last layer that cannot give the target."""
    b, m = "binary", "multiclass"
    wide = [1, 10, 100, 1000, 1, 0.01, 5, 20, 1, 1]
    unscaled, large = {"scaling": "none"}, {"target_scaling": "none"}

    def s(*words: Any, **more: Any) -> Case:
        return own("sick", *words, **more)

    yield s(
        "logits after ReLU",
        classes(500),
        b,
        [*linear(16, 1), {"layer": "ReLU"}],
        training(BCE, lr=0.01, epochs=40),
        "cannot_answer",
    )
    yield s(
        "ReLU before the loss of classes",
        bundled(made.load_iris),
        m,
        [*linear(16, 3), {"layer": "ReLU"}],
        training(CE, lr=0.01, epochs=40),
        "cannot_answer",
    )
    yield s("wine, unscaled", bundled(made.load_wine), m, linear(16, 3), training(CE, epochs=30), "unscaled_features", **unscaled)
    yield s(
        "wine by heart, unscaled",
        bundled(made.load_wine),
        m,
        linear(128, 128, 3),
        training(CE, lr=0.003, epochs=60),
        "unscaled_features",
        **unscaled,
    )
    yield s(
        "Friedman, unscaled",
        friedman(500, spread=wide),
        "regression",
        linear(32, 1),
        training(epochs=40),
        "unscaled_features",
        **unscaled,
    )
    yield s(
        "exploding with a large target, unscaled",
        regression(500, scale=1e3),
        "regression",
        linear(32, 1),
        training("MSELoss", "SGD", 1e-7, epochs=40, batch=None),
        "unscaled_target",
        **large,
    )
    yield s(
        "one class alone, the other way round",
        classes(1000, shares=[0.03], apart=0.3),
        b,
        linear(4, 1),
        training(BCE, "SGD", 0.01, epochs=30),
        "one_class",
    )
    yield s(
        "LBFGS on small batches",
        scaled_diabetes,
        "regression",
        linear(16, 1),
        training("MSELoss", {"name": "LBFGS", "max_iter": 4}, 1000, epochs=20),
        "small_batches",
    )


def sick_ends() -> Iterator[Case]:
    """Runs that end at a loss above that of a constant answer."""
    yield listed(
        "sick",
        "air_passengers",
        [{"layer": "LSTM", "hidden_size": 8}, {"layer": "Linear", "out_features": 1}],
        training(lr=0.001, epochs=30),
        "worse_than_naive",
        split="time",
        target_scaling="standard",
    )
    for rate in (10, 100):
        for share in (0.2, 0.0):
            yield listed(
                "sick",
                f"diabetes: Adam, rate {rate}, validation {share:.0%}",
                linear(32, 16, 1),
                training(lr=rate, epochs=30),
                "rate_too_high",
                target_scaling="standard",
                validation=share,
            )


def starts() -> Iterator[Case]:
    """Every dataset as the app begins with it."""
    for name, dataset in DATASETS.items():
        if name not in ("csv", "drawn", "california_housing"):
            yield Case("start", name, {"format": 1, "dataset": {"name": dataset.name}}, start=True)


def solutions() -> Iterator[Case]:
    """Every lesson with its solution; the table that must be fetched only where it is."""
    for lesson in find_lessons(resources() / "lessons"):
        plain = json.loads(lesson.project_path.read_text(encoding="utf-8"))
        if plain["dataset"]["name"] != "california_housing" or os.environ.get("SCIKIT_LEARN_DATA"):
            yield Case("solution", lesson.name, solved(plain, lesson.solution))


KINDS = {"start": starts, "solution": solutions, "healthy": healthy, "sick": sick}
