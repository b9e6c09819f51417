"""Finds features that give the target away: what is nearly the same as it, what follows from it, and what it follows from.

How strong is too strong was tried out (``tests/datasets/test_leaks.py``): honest features reach correlations of 0.98 with the target, so
numbers must go beyond that, unless their names say that both are answers to the same question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playground.datasets.dataset import Loaded
from playground.datasets.target_guess import is_cut
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

NEARLY = 0.995
"""Correlation with the target, of the values or of their ranks, from which a feature is called nearly the same."""

ALIKE = 0.95
"""The same for a feature whose name is alike: ``cooling load`` beside ``heating load``."""

MONOTONE = 0.999999
"""Correlation of the ranks from which one is said to rise or fall with the other throughout."""

_FEWEST = 10
_ENOUGH = 50
"""Rows from which kinds that go along with the target cannot be chance."""
_FIRST_LOOK = 1_000
_MOST = 10_000
_MOST_KINDS = 30
_SAY_NOTHING = {
    "mean",
    "avg",
    "average",
    "min",
    "max",
    "sum",
    "std",
    "se",
    "worst",
    "median",
    "cm",
    "mm",
    "m",
    "kg",
    "g",
    "pct",
    "percent",
    "ratio",
    "rate",
    "size",
    "index",
    "value",
    "number",
    "count",
    "x",
}
"""Last words of names that are alike by them and are not about the same."""


def find_leaks(loaded: Loaded, train: npt.NDArray[np.int64]) -> dict[str, str]:
    """The features that give the target away on (up to 10,000 evenly chosen of) the training rows, each with why, as a sentence.

    A feature does if

    * it is nearly the same as a numeric target: their values or ranks correlate above 0.995, or above 0.95 where both are called alike;
    * it follows from the target: each value of the target goes with one value of the feature, as the ranges of a number do, or a flag that
      says whether it is above a limit;
    * a class follows from it: each of its values goes with one class, or the classes are ranges of it, one cut close to the next;
    * the same is true of it and another feature that gives the target away.

    A table with a single feature has none: there is nothing else to learn from.
    """
    if len(loaded.features) < 2:
        return {}
    names = [name for name in loaded.features if loaded.types.get(name) in ("number", "category")]
    suspected = _among(loaded, names, _evenly(train, _FIRST_LOOK))
    return _among(loaded, list(suspected), _evenly(train, _MOST)) if suspected and len(train) > _FIRST_LOOK else suspected


def _evenly(rows: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """Evenly chosen rows."""
    import numpy as np

    return rows[np.linspace(0, len(rows) - 1, min(len(rows), most)).round().astype(np.int64)]


def _among(loaded: Loaded, names: list[str], rows: npt.NDArray[np.int64]) -> dict[str, str]:
    """Which of some features give the target away on some rows, and why."""
    table = loaded.table[[*names, loaded.target]].iloc[rows]
    answers, target = table[loaded.target], loaded.target
    found: dict[str, str] = {}
    for name in names:
        words = (
            _given_away(table[name], name, answers, target) if loaded.classes else _follows(table[name], name, answers, target)
        )
        if words:
            found[name] = words
    for source in [name for name in found if table[name].dtype.kind == "f"]:
        for name in names:
            if name not in found and _step_of(table[name], table[source]):
                words = _("'{name}' follows from '{source}', which gives the target away.")
                found[name] = words.format(name=name, source=source)
    return found


def _follows(feature: pd.Series, name: str, answers: pd.Series, target: str) -> str:
    """Why a feature gives a numeric target away, in words; empty if it does not."""
    import numpy as np

    if feature.dtype.kind == "f":
        known = feature.notna().to_numpy()
        x, y = (values.to_numpy(dtype=np.float64)[known] for values in (feature, answers))
        if len(x) < _FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
            return ""
        straight, ranks = _correlations(x, y)
        if ranks >= MONOTONE and len(np.unique(x)) > 2:
            return _("'{name}' follows from the target: it rises or falls with '{target}' throughout.").format(
                name=name, target=target
            )
        if max(straight, ranks) >= NEARLY:
            text = _("'{name}' is nearly the same as the target '{target}': their correlation is {r:.4f}.")
            return text.format(name=name, target=target, r=max(straight, ranks))
        if max(straight, ranks) >= ALIKE and called_alike(name, target):
            text = _("'{name}' looks like a second target: it is called like '{target}', and their correlation is {r:.3f}.")
            return text.format(name=name, target=target, r=max(straight, ranks))
    if _step_of(feature, answers):
        return _("'{name}' follows from the target: each of its values is a range of '{target}'.").format(
            name=name, target=target
        )
    return ""


def _given_away(feature: pd.Series, name: str, answers: pd.Series, target: str) -> str:
    """Why a feature gives a class away, in words; empty if it does not."""
    known = feature.notna().to_numpy()
    kinds, classes = feature[known], answers[known]
    if len(kinds) < _FEWEST or classes.nunique() < 2:
        return ""
    values, labels = int(kinds.nunique()), int(classes.nunique())
    if 1 < values <= _MOST_KINDS:
        pairs = int(kinds.astype("category").cat.codes.astype("int64").mul(1000).add(classes.astype("int64")).nunique())
        if pairs == values == labels:
            return _("'{name}' is the same as the target '{target}' under another name.").format(name=name, target=target)
        if pairs == values and len(kinds) >= max(_ENOUGH, 5 * values):
            return _("The target '{target}' follows from '{name}': each of its values goes with one class.").format(
                name=name, target=target
            )
        if pairs == labels and len(kinds) >= _ENOUGH:
            return _("'{name}' follows from the target: each class of '{target}' has one value of it.").format(
                name=name, target=target
            )
    if kinds.dtype.kind == "f" and len(kinds) >= _ENOUGH and is_cut(kinds, classes):
        return _("The target '{target}' follows from '{name}': its classes are ranges of it.").format(name=name, target=target)
    return ""


def _step_of(feature: pd.Series, numbers: pd.Series) -> bool:
    """Whether the few values of a feature are ranges of numbers: a flag above a limit, a low, a middle and a high class."""
    import numpy as np

    known = feature.notna().to_numpy() & numbers.notna().to_numpy()
    kinds = feature[known]
    count = int(kinds.nunique())
    if not 2 <= count <= min(_MOST_KINDS, known.sum() / 5) or known.sum() < _ENOUGH:
        return False
    if kinds.dtype.kind == "f" and set(np.unique(kinds)) != {0.0, 1.0}:
        return is_cut(numbers[known], kinds)  # two heights are no flag: they may lie apart for a reason
    order = np.argsort(numbers[known].to_numpy(), kind="stable")
    values: Any = numbers[known].to_numpy()[order]
    codes: Any = kinds.astype("category").cat.codes.to_numpy()[order]
    cuts = np.flatnonzero(codes[1:] != codes[:-1])
    return bool(len(cuts) == count - 1 and (values[cuts + 1] > values[cuts]).all() and np.bincount(codes).max() <= len(codes) - 5)


def called_alike(one: str, other: str) -> bool:
    """Whether two names differ in a number alone (``Y1``, ``Y2``), or end with the same thing (``heating load``, ``cooling load``)."""
    first, second = (
        re.findall(r"[A-Za-z]?[a-z]+|[A-Z]+|[가-힣]+", re.sub(r"[(\[{].*", "", name) or name) for name in (one, other)
    )
    if not first or not second:
        return False
    last, other_last = first[-1].lower(), second[-1].lower()
    if last == other_last:
        return last not in _SAY_NOTHING
    return bool(re.fullmatch(r"[가-힣]{3,}", last) and re.fullmatch(r"[가-힣]{3,}", other_last) and last[-2:] == other_last[-2:])


def _correlations(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The absolute correlation of values (Pearson) and of ranks (Spearman); 0 where there is none."""
    import numpy as np
    import pandas as pd

    result = []
    for one, other in ((x, y), (pd.Series(x).rank().to_numpy(), pd.Series(y).rank().to_numpy())):
        a, b = one - one.mean(), other - other.mean()
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            value = abs(float((a * b).sum() / (np.sqrt((a * a).sum()) * np.sqrt((b * b).sum()))))
        result.append(value if np.isfinite(value) else 0.0)
    return result[0], result[1]
