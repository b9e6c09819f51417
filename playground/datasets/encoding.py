"""From the columns of a table to numbers, as steps that can be switched: all of it is fitted on the training rows alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.datasets.config import PreparationConfig
from playground.datasets.dataset import DatasetError, Loaded, Progress, ignore
from playground.datasets.dates import date_features
from playground.datasets.leaks import find_leaks
from playground.datasets.steps import Step, Steps
from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Rows = npt.NDArray[np.int64]
    FeatureColumn = npt.NDArray[np.float64] | npt.NDArray[np.float32]

MOST_CATEGORIES = 30
"""Categories of a column that become features of their own; the others share one."""
_FIRST_LOOK = 20_000
_FIRST_NUMBERS = 2_000
_MANY = 2 * MOST_CATEGORIES
RARE = 0.01
"""Share of the training rows below which a category counts as rare."""


@dataclass(frozen=True)
class Features:
    """The features as numbers.

    Attributes:
        columns: One per feature, ``(rows,)``: numbers in original units, float64; all else 0 to 1, float32 where it is 0 or 1. No gaps.
        names: One per feature; ``colour = red`` for a one-hot encoded category.
        numeric: ``(features,)`` True where the feature was a number: only these are scaled.
        kept: ``(rows,)`` False for the rows that are left out because of a gap.
        steps: What was done, or could be.
    """

    columns: tuple[FeatureColumn, ...]
    names: tuple[str, ...]
    numeric: tuple[bool, ...]
    kept: npt.NDArray[np.bool_]
    steps: tuple[Step, ...]


@dataclass
class _Encoding:
    """What the columns share while they are encoded: features of ``(rows,)`` and their names are collected."""

    loaded: Loaded
    preparation: PreparationConfig
    steps: Steps
    train: Rows
    kept: npt.NDArray[np.bool_]
    columns: list[FeatureColumn] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    numeric: list[bool] = field(default_factory=list)
    leaks: dict[str, str] = field(default_factory=dict)

    def type_of(self, name: str) -> str:
        """The type of a column: as the table says, or by its values."""
        return self.loaded.types.get(name) or ("number" if self.loaded.table[name].dtype.kind in "fbiu" else "category")

    def put(self, column: FeatureColumn, name: str, numeric: bool) -> None:
        self.columns.append(column)
        self.names.append(name)
        self.numeric.append(numeric)


def encode(loaded: Loaded, train: Rows, preparation: PreparationConfig, progress: Progress = ignore) -> Features:
    """The features of a table as numbers.

    Args:
        loaded: The data.
        train: The training rows.
        preparation: What is done about missing values, and which steps were switched.
        progress: Told how far it is, before each column.

    Raises:
        DatasetError: no feature is left.
        Cancelled: ``progress`` said so.
    """
    import numpy as np

    steps = Steps(dict(preparation.steps))
    kept: npt.NDArray[np.bool_] = np.ones(len(loaded.table), dtype=bool)
    work = _Encoding(loaded, preparation, steps, train, kept)
    if loaded.types:
        progress(None, _("Looking for features that give the target away"))
        work.leaks = find_leaks(loaded, train)
    useful: list[str] = []
    for place, name in enumerate(loaded.features):
        progress(place / len(loaded.features), _("Preparing the column '{name}'").format(name=name))
        if _is_useful(work, name):
            useful.append(name)
    for name in useful:
        _drop_gaps(work, name)
    work.train = train[work.kept[train]]
    for place, name in enumerate(useful):
        progress(place / len(useful), _("Preparing the column '{name}'").format(name=name))
        column, kind = loaded.table[name], work.type_of(name)
        if kind == "date":
            _put_date(work, name, column)
        elif kind == "category" or column.dtype.kind not in "fbiu":
            _put_categories(work, name, column)
        else:
            _put_number(work, name, column.to_numpy(dtype=np.float64))
    if not work.columns:
        reasons = " ".join(step.words for step in (*loaded.steps, *steps.taken()) if step.on)
        raise DatasetError(_("No column is left to learn from. {reasons}").format(reasons=reasons).strip())
    return Features(tuple(work.columns), tuple(work.names), tuple(work.numeric), work.kept, steps.taken())


def _is_useful(work: _Encoding, name: str) -> bool:
    """Whether a column is to be learned from; says why not, and points out one that gives the target away."""
    column, kind = work.loaded.table[name], work.type_of(name)
    known = column.iloc[work.train[: _FIRST_LOOK if column.dtype.kind != "f" else _FIRST_NUMBERS]].dropna()
    if known.nunique() < _MANY:  # a first look at some rows does not settle it
        known = column.iloc[work.train].dropna()
    if len(known) == 0:
        work.steps.add(_("'{name}' is left out: it has no values in the training part.").format(name=name))
        return False
    if kind == "id":
        words = _("'{name}' is left out: it numbers or names the rows.").format(name=name)
        return not work.steps.offer(f"id:{name}", words)
    kinds = 2 if kind == "date" or column.dtype.kind == "f" else int(known.nunique())
    if kind == "text" or (not work.loaded.types and kind != "number" and 2 < kinds > len(known) / 2):
        words = _("'{name}' is left out: it has {n} different texts.").format(name=name, n=kinds)
        return not work.steps.offer(f"text:{name}", words)
    if (
        not work.loaded.fixed
        and (known == known.iloc[0]).all()
        and (column.dtype.kind == "f" or kind == "date" or not _marks(column))
    ):
        words = _("'{name}' is left out: it has the same value throughout the training part.").format(name=name)
        return not work.steps.offer(f"constant:{name}", words)
    if leak := work.leaks.get(name):
        words = f"{leak} {_('Tick this to leave it out.')}"
        return not work.steps.offer(f"leak:{name}", words, proposed=False, kind="warning")
    return True


def _marks(column: pd.Series) -> bool:
    """Whether gaps tell two kinds of rows apart."""
    return bool(column.isna().any())


def _drop_gaps(work: _Encoding, name: str) -> None:
    """Marks the rows that are left out because this column has a gap there, where that is the policy."""
    column = work.loaded.table[name]
    gaps = column.isna().to_numpy()
    count = int(gaps.sum())
    if not count:
        return
    if work.preparation.missing == "drop":
        text = ngettext(
            "{n} row without a value of '{name}' is left out.", "{n} rows without a value of '{name}' are left out.", count
        )
        work.steps.add(text.format(n=count, name=name))
        work.kept &= ~gaps
        return
    if work.type_of(name) in ("number", "date", "id") and column.dtype.kind in "fM":
        text = ngettext(
            "{n} missing value of '{name}' is filled with the median of the training part.",
            "{n} missing values of '{name}' are filled with the median of the training part.",
            count,
        )
    else:
        text = ngettext(
            "{n} missing value of '{name}' is a category of its own.",
            "{n} missing values of '{name}' are a category of their own.",
            count,
        )
    if not work.steps.offer(f"missing:{name}", text.format(n=count, name=name)):
        work.kept &= ~gaps
        text = ngettext("{n} row with such a gap is left out instead.", "{n} rows with such a gap are left out instead.", count)
        work.steps.add(text.format(n=count))


def _put_number(work: _Encoding, name: str, values: npt.NDArray[np.float64]) -> None:
    """A column of numbers, its gaps filled by the median of training and perhaps marked."""
    import numpy as np
    from sklearn.impute import SimpleImputer

    gaps = np.isnan(values)
    if not gaps.any():
        work.put(values, name, True)
        return
    column = values.reshape(-1, 1)
    filled = SimpleImputer(strategy="median", keep_empty_features=True).fit(column[work.train]).transform(column)
    work.put(np.asarray(filled, dtype=np.float64)[:, 0], name, True)
    if work.preparation.missing == "mark" and gaps[work.train].any():
        work.put(gaps.astype(np.float32), _("{name} is missing").format(name=name), False)


def _put_categories(work: _Encoding, name: str, column: pd.Series) -> None:
    """Categories as one column of 0 and 1 each; rare ones, and those that training does not hold, share one."""
    import numpy as np
    import pandas as pd
    from sklearn.preprocessing import OneHotEncoder

    gap = _("(missing)")
    kinds = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    labels = np.array([str(label) for label in kinds.cat.categories] + [gap], dtype=object)
    codes = kinds.cat.codes.to_numpy().astype(np.int64)  # -1 where it is missing
    codes[codes < 0] = len(labels) - 1
    trained = codes[work.train]
    every = np.bincount(trained)
    found = np.flatnonzero(every)
    counts = every[found]
    least = max(int(RARE * len(work.train)), 1)
    rare = len(found) > MOST_CATEGORIES or bool((counts < least).any())
    if len(found) < 2:
        return
    words = _("'{name}' becomes {n} features, one per text.").format(name=name, n=min(len(found), MOST_CATEGORIES))
    if not work.steps.offer(f"onehot:{name}", words):
        return
    together = rare and work.steps.offer(
        f"rare:{name}", _("Rare texts of '{name}' share one feature, “{other}”.").format(name=name, other=_("other"))
    )
    limits: dict[str, Any] = {"min_frequency": least, "max_categories": MOST_CATEGORIES} if together else {}
    unknown = "infrequent_if_exist" if together else "ignore"
    encoder: Any = OneHotEncoder(handle_unknown=unknown, sparse_output=False, dtype=np.float32, **limits)
    encoder.fit((trained if together else found).reshape(-1, 1))  # only what is rare needs to be counted
    becomes = encoder.transform(np.arange(len(labels)).reshape(-1, 1))
    for place, text in enumerate(encoder.get_feature_names_out(["c"])):
        shown = _("other") if text.endswith("infrequent_sklearn") else str(labels[int(text.rpartition("_")[2])])
        work.put(becomes[:, place][codes], f"{name} = {shown}", False)


def _put_date(work: _Encoding, name: str, column: pd.Series) -> None:
    """A date as days since the first of training, and as places in the year, the week and the day."""
    if not work.steps.offer(
        f"date:{name}", _("'{name}' becomes the number of days since the first of training.").format(name=name)
    ):
        return
    days, cycles = date_features(column, work.train)
    _put_number(work, name, days)
    if cycles:
        parts = ", ".join(_(label) for label in dict.fromkeys(label for label, _wave, _values in cycles))
        words = _("The place of '{name}' in the cycle ({cycles}) becomes features as well.").format(name=name, cycles=parts)
        if work.steps.offer(f"cycle:{name}", words):
            for label, wave, values in cycles:
                work.put(values, f"{name}: {_(label)} ({wave})", False)
