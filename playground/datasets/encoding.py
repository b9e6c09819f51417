"""From the columns of a table to numbers: missing values filled, texts one-hot encoded, all fitted on the training rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.dataset import DatasetError, Loaded
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MOST_CATEGORIES = 30
"""Different texts of a column that are still encoded; more than these, or than one per two rows, are names and not kinds."""


@dataclass(frozen=True)
class Features:
    """The features as numbers.

    Attributes:
        values: ``(rows, features)`` in original units, without gaps.
        names: One per feature; ``colour = red`` for a one-hot encoded text.
        numeric: ``(features,)`` True where the feature was a number: only these are scaled.
        notes: What was done, in words.
    """

    values: npt.NDArray[np.float64]
    names: tuple[str, ...]
    numeric: npt.NDArray[np.bool_]
    notes: tuple[str, ...]


def encode(loaded: Loaded, train: npt.NDArray[np.int64]) -> Features:
    """The features of a table as numbers.

    Raises:
        DatasetError: no feature is left.
    """
    import numpy as np

    blocks: list[npt.NDArray[np.float64]] = []
    names: list[str] = []
    numeric: list[bool] = []
    notes: list[str] = []
    for name in loaded.features:
        column = loaded.table[name]
        if column.dtype == np.float64 or column.dtype.kind in "biu":
            block = _filled(name, column.to_numpy(dtype=np.float64), train, loaded.fixed, notes)
            labels = [name]
        else:
            block, labels = _one_hot(name, column.to_numpy(dtype=object), train, notes)
        if block is not None:
            blocks.append(block)
            names += labels
            numeric += [labels == [name]] * len(labels)
    if not blocks:
        reasons = " ".join((*loaded.notes, *notes))
        raise DatasetError(_("No column is left to learn from. {reasons}").format(reasons=reasons).strip())
    return Features(np.hstack(blocks), tuple(names), np.array(numeric), tuple(notes))


def _filled(
    name: str, values: npt.NDArray[np.float64], train: npt.NDArray[np.int64], fixed: bool, notes: list[str]
) -> npt.NDArray[np.float64] | None:
    """A column of numbers with its gaps filled by the median of training; None if there is nothing to learn from it."""
    import numpy as np
    from sklearn.impute import SimpleImputer

    column = values.reshape(-1, 1)
    known = column[train][~np.isnan(column[train])]
    if known.size == 0:
        notes.append(_("'{name}' is left out: it has no values in the training part.").format(name=name))
        return None
    if not fixed and known.min() == known.max():
        notes.append(_("'{name}' is left out: it has the same value throughout the training part.").format(name=name))
        return None
    gaps = int(np.isnan(column).sum())
    if gaps == 0:
        return column
    notes.append(
        ngettext(
            "{n} missing value of '{name}' is filled with the median of the training part.",
            "{n} missing values of '{name}' are filled with the median of the training part.",
            gaps,
        ).format(n=gaps, name=name)
    )
    filled: npt.NDArray[np.float64] = SimpleImputer(strategy="median").fit(column[train]).transform(column)
    return filled


def _one_hot(name: str, texts: Any, train: npt.NDArray[np.int64], notes: list[str]) -> tuple[Any, list[str]]:
    """A column of texts as one column of 0 and 1 per text of the training part, and their names; None if they are of no use."""
    import numpy as np
    from sklearn.preprocessing import OneHotEncoder

    column = texts.reshape(-1, 1)
    kinds = len(set(texts[train]))
    if kinds < 2:
        notes.append(_("'{name}' is left out: it has the same value throughout the training part.").format(name=name))
        return None, []
    if kinds > MOST_CATEGORIES or 2 < kinds > len(train) / 2:
        notes.append(_("'{name}' is left out: it has {n} different texts.").format(name=name, n=kinds))
        return None, []
    encoder: Any = OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float64).fit(column[train])
    shown = [str(text) if text else _("(missing)") for text in encoder.categories_[0]]
    notes.append(_("'{name}' becomes {n} features, one per text.").format(name=name, n=kinds))
    return encoder.transform(column), [f"{name} = {text}" for text in shown]
