"""k-fold cross-validation: which rows each fold trains on, and which it is validated on. scikit-learn's splitters make them.

The test part stays out of all folds. What is declared here needs the standard library alone; the rows are drawn in the engine.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetError
from playground.datasets.split import LEAST_TRAINING, Split, split_rows
from playground.fields import Choice, Integer, SettingError, setting
from playground.language import N_, _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

KINDS = (
    ("shuffled", N_("shuffled")),
    ("stratified", N_("stratified by class")),
    ("time", N_("walk-forward in time")),
)


@dataclass(frozen=True)
class Folds:
    """How data is cut into folds: the section ``training.folds`` of a project file."""

    k: int = setting(
        Integer(
            label=N_("Folds"),
            help=N_("How many networks are trained, each validated on another part of the data."),
            minimum=2,
            maximum=20,
        ),
        5,
    )
    kind: str = setting(
        Choice(
            label=N_("Kind"),
            help=N_(
                "Shuffled: rows by chance. Stratified: every class with the same share in each fold. "
                "Walk-forward: trains on earlier rows, validates on the next ones."
            ),
            options=KINDS,
        ),
        "shuffled",
    )


def suitable_folds(task: str, preparation: PreparationConfig) -> Folds:
    """The folds that are proposed: walk-forward where the split is by time, stratified for classes, else shuffled."""
    if task == "forecast" or preparation.split == "time":
        return Folds(kind="time")
    return Folds(kind="stratified" if task in ("binary", "multiclass") else "shuffled")


def check_folds(folds: Folds, task: str, path: str = "$.training.folds") -> None:
    """Checks that the kind of folds suits the task.

    Raises:
        SettingError: it does not.
    """
    if task == "forecast" and folds.kind != "time":
        raise SettingError(
            f"{path}.kind", _("a series is cross-validated walk-forward in time: other folds would train on the future")
        )
    if folds.kind == "stratified" and task not in ("binary", "multiclass"):
        raise SettingError(f"{path}.kind", _("only classes can be stratified; the target is a number: take shuffled folds"))


def suits(folds: Folds | None, task: str) -> bool:
    """Whether folds suit the task; what the data itself suggests (None) always does."""
    try:
        check_folds(folds or suitable_folds(task, PreparationConfig()), task)
    except SettingError:
        return False
    return True


def fold_rows(
    rows: int, folds: Folds, preparation: PreparationConfig, labels: npt.NDArray[np.int64] | None = None
) -> tuple[Split, ...]:
    """The rows of every fold, ascending: ``KFold``, ``StratifiedKFold`` or ``TimeSeriesSplit`` of scikit-learn without the test part.

    Args:
        rows: Number of rows.
        folds: How many, and of which kind.
        preparation: The test part and the seed.
        labels: ``(rows,)`` class of each row; None where the target is a number.

    Raises:
        DatasetError: too few rows, or too few of one class.
    """
    import numpy as np

    kept_apart = split_rows(rows, replace(preparation, validation=0.0), labels)
    rest = np.sort(kept_apart.train)
    if len(rest) < max(folds.k + (folds.kind == "time"), LEAST_TRAINING + 1):
        message = _("Too few rows for {k} folds: {n} are left beside the test part. Take fewer folds.")
        raise DatasetError(message.format(k=folds.k, n=len(rest)))
    classes = None if labels is None else labels[rest]
    splitter: Any = _splitter(folds, preparation.seed, classes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a rare class; said in our own words where it matters
        parts = list(splitter.split(rest, classes))
    none = rest[:0]
    made = tuple(Split(rest[train], rest[validation], none) for train, validation in parts)
    if min(len(split.train) for split in made) < LEAST_TRAINING:
        message = _("Too few rows for {k} folds: one of them would train on a single row. Take fewer folds.")
        raise DatasetError(message.format(k=folds.k))
    return made


def _splitter(folds: Folds, seed: int, classes: npt.NDArray[np.int64] | None) -> Any:
    import numpy as np
    from sklearn.model_selection import KFold, StratifiedKFold, TimeSeriesSplit

    if folds.kind == "time":
        return TimeSeriesSplit(folds.k)
    if folds.kind == "shuffled" or classes is None:
        return KFold(folds.k, shuffle=True, random_state=seed)
    counts = np.bincount(classes)
    rarest = int(counts[counts > 0].min())
    if rarest < folds.k:
        message = _("A class has only {n} rows, too few for {k} stratified folds. Take at most {n}, or shuffled folds.")
        raise DatasetError(message.format(n=rarest, k=folds.k))
    return StratifiedKFold(folds.k, shuffle=True, random_state=seed)
