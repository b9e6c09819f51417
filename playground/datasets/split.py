"""Which rows are for training, which for validation and which for the test."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetError
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LEAST_TRAINING = 2
"""Rows; from a single one neither a spread nor a slope can be learned."""


@dataclass(frozen=True)
class Split:
    """Row numbers of the three parts: disjoint, and together all rows."""

    train: npt.NDArray[np.int64]
    validation: npt.NDArray[np.int64]
    test: npt.NDArray[np.int64]


def sizes(rows: int, preparation: PreparationConfig) -> tuple[int, int, int]:
    """Rows for training, validation and test; shares are rounded up, as scikit-learn does.

    Raises:
        DatasetError: too little is left for training.
    """
    validation = math.ceil(preparation.validation * rows)
    test = math.ceil(preparation.test * rows)
    train = rows - validation - test
    if train < LEAST_TRAINING:
        have = ngettext("the data has {n} row", "the data has {n} rows", rows).format(n=rows)
        raise DatasetError(
            _("Too few rows: {have}, of which {train} would be left for training; at least {least} are needed.").format(
                have=have, train=max(train, 0), least=LEAST_TRAINING
            )
        )
    return train, validation, test


def split_rows(rows: int, preparation: PreparationConfig, labels: npt.NDArray[np.int64] | None = None) -> Split:
    """Splits by time (training first, test last), by chance, or by chance with the same share of every class where that is possible.

    Args:
        rows: Number of rows.
        preparation: Kind of split, shares and seed.
        labels: ``(rows,)`` class of each row; None where the target is a number.

    Raises:
        DatasetError: too few rows.
    """
    import numpy as np

    train, validation, test = sizes(rows, preparation)
    everything: npt.NDArray[np.int64] = np.arange(rows, dtype=np.int64)
    if preparation.split != "stratified":
        labels = None
    if preparation.split == "time":
        return Split(everything[:train], everything[train : train + validation], everything[train + validation :])
    rest, tested = _parted(everything, test, labels, preparation.seed)
    trained, validated = _parted(rest, validation, labels, preparation.seed)
    return Split(trained, validated, tested)


def _parted(rows: npt.NDArray[np.int64], second: int, labels: npt.NDArray[np.int64] | None, seed: int) -> Any:
    """``rows`` in two shuffled parts, of which the second has ``second`` rows."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    if second == 0:
        return np.random.default_rng(seed).permutation(rows), rows[:0]
    classes = None if labels is None else labels[rows]
    if classes is not None:
        counts = np.bincount(classes)
        present = counts[counts > 0]
        if present.min() < 2 or min(second, len(rows) - second) < len(present):
            classes = None  # a class too rare to be in both parts
    return train_test_split(rows, test_size=second, random_state=seed, shuffle=True, stratify=classes)
