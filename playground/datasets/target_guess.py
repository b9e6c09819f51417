"""Which column of a table is probably the one to predict: a score from its name, its place, what it holds, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.datasets.target_names import ENDINGS, FEATURES, OUTCOMES, QUANTITIES, TARGETS, WEAKENING, WHOLE_ONLY
from playground.language import _

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from playground.datasets.table_columns import Column

MOST_CLASSES = 30
"""Different texts of a column that can still be classes."""

LOOKED_AT = 1000
"""Rows that a guess is made from, whether the whole table or its beginning is known: both must guess the same."""

_FIRST_ROWS = 100
"""Rows that show of most columns that they have nothing to do with each other."""
_LAST, _FIRST = 3.0, 1.0
_FOLLOWS = -3.5
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[가-힣]+|\d+")


@dataclass(frozen=True)
class TargetGuess:
    """The column that is probably to be predicted.

    Attributes:
        name: Its name.
        score: How much speaks for it.
        reason: Why it, in words.
    """

    name: str
    score: float
    reason: str


def guess_target(columns: Iterable[Column]) -> TargetGuess:
    """The likeliest target of a table, of its columns in their order.

    Only a column that can be predicted is proposed: numbers, or texts with few values, and more than one value; a column of ids, dates or
    long texts only where there is nothing else. What is scored, in points:

    * the name: 10 for what only a target is called (``target``, ``survived``, ``정답``), 7 for what is mostly one (``class``, ``churn``), 5 for
      quantities that people like to predict (``price``, ``판매량``), less where it is but a part of the name; -3 for what hardly ever is one
      (``year``, ``latitude``);
    * the place: 3 for the last column, 1 for the first;
    * what follows from it: a flag that says only whether another number is above a limit loses 3.5, and that number takes over its place.
    """
    every = list(columns)
    able = [column for column in every if _can_be_predicted(column)]
    if not able:
        return TargetGuess(every[-1].name if every else "", 0.0, _("it is the last column"))
    names = [column.name for column in able]
    known = {tuple(_words(column.name)) for column in every}
    scores = {name: _score_of_name(name, known, place in (0, len(names) - 1)) for place, name in enumerate(names)}
    reasons = {name: _("its name says so") for name, score in scores.items() if score > 0}
    sources = [column for column in able if column.type == "number"]
    first = _first_rows(sources)
    flags = {flag: source for flag in able if (source := _source_of(flag, sources, first)) is not None}
    places = {names[0]: _FIRST} | {names[-1]: _LAST}
    for flag, source in flags.items():
        scores[flag.name] += _FOLLOWS
        if flag.name in places and places[flag.name] >= places.get(source.name, 0.0):
            places[source.name] = places[flag.name]
            reasons.setdefault(source.name, _("'{name}' follows from it").format(name=flag.name))
    for name, points in places.items():
        scores[name] += points
        reasons.setdefault(name, _("it is the last column") if name == names[-1] else _("it is the first column"))
    best = max(reversed(names), key=lambda name: scores[name])
    return TargetGuess(best, scores[best], reasons.get(best, _("nothing speaks for another one")))


def _can_be_predicted(column: Column) -> bool:
    """Whether a column holds several numbers, or two to thirty texts."""
    if column.type not in ("number", "category"):
        return False
    kinds = int(column.values.iloc[:LOOKED_AT].nunique())
    if kinds < 2:
        kinds = int(column.values.nunique())
    return kinds >= 2 and (column.type == "number" or kinds <= MOST_CLASSES)


def _words(name: str) -> list[str]:
    """``SalePrice (USD)`` as ``sale``, ``price``: the words of a name, without what stands in brackets."""
    return [word.lower() for word in _WORD.findall(re.sub(r"[(\[{].*", "", name) or name)]


def _score_of_name(name: str, known: set[tuple[str, ...]], at_an_end: bool) -> float:
    """What the name of a column says, in points; ``known``: the names of all columns, as words."""
    words = _words(name)
    whole = "".join(words)
    if re.fullmatch(r"y\d*", whole):
        return 10.0 if _is_answer(words, known, at_an_end) else 0.0
    if whole in FEATURES:
        return -3.0
    found = 0.0
    for points, listed in ((10.0, TARGETS), (7.0, OUTCOMES), (5.0, QUANTITIES)):
        if whole in listed:
            found = max(found, points)
        for place, word in enumerate(words):
            if word in listed - WHOLE_ONLY:
                found = max(found, points * (0.8 if place == len(words) - 1 else 0.5))
        if any(whole.endswith(ending) for ending in ENDINGS & listed):
            found = max(found, points * 0.8)
    return found / 2 if found and WEAKENING & set(words) and whole not in TARGETS | OUTCOMES | QUANTITIES else found


def _is_answer(words: list[str], known: set[tuple[str, ...]], at_an_end: bool) -> bool:
    """Whether a column called ``y``, or ``y1``, is an answer to ``x`` and no coordinate beside it."""
    if ("z", *words[1:]) in known or ("z",) in known:
        return False
    return at_an_end or ("x",) not in known


def _first_rows(columns: Sequence[Column]) -> npt.NDArray[np.float64]:
    """``(rows, columns)`` the first values of columns of numbers."""
    import numpy as np

    rows = [column.values.iloc[:_FIRST_ROWS].to_numpy(dtype=np.float64) for column in columns]
    return np.stack(rows, axis=1) if rows else np.empty((0, 0))


def _source_of(flag: Column, sources: Sequence[Column], first: npt.NDArray[np.float64]) -> Column | None:
    """The column of numbers of which a flag says only whether they are above a limit; None if there is none, or it is no flag.

    Most sources overlap in their first rows already, which is asked of all of them at once: a table may have a thousand flags.
    """
    import numpy as np

    values = flag.values.iloc[:LOOKED_AT]
    if int(values.iloc[:_FIRST_ROWS].nunique()) > 2 or int(values.nunique()) != 2:
        return None
    codes = values.iloc[: len(first)].astype("category").cat.remove_unused_categories().cat.codes.to_numpy()
    low = [np.fmin.reduce(first[codes == code], axis=0, initial=np.inf) for code in (0, 1)]
    high = [np.fmax.reduce(first[codes == code], axis=0, initial=-np.inf) for code in (0, 1)]
    apart = np.flatnonzero((high[0] < low[1]) | (high[1] < low[0]))
    able = (sources[int(place)] for place in apart)
    return next((other for other in able if other is not flag and is_cut(other.values.iloc[:LOOKED_AT], values)), None)


def is_cut(numbers: pd.Series, kinds: pd.Series) -> bool:
    """Whether kinds are nothing but ranges of numbers, cut without regard to gaps between them.

    Kinds that merely go along with the numbers overlap, or lie apart; so each cut must lie between numbers that are close together (a
    twelfth of the range, or ten times the median step between different numbers), and each kind must be there five times.
    """
    import numpy as np

    both = numbers.notna().to_numpy() & kinds.notna().to_numpy()
    values: Any = numbers.to_numpy(dtype=np.float64)[both]
    codes: Any = kinds[both].astype("category").cat.codes.to_numpy()
    if len(values) < 20:
        return False
    counts = np.bincount(codes)
    if len(counts) < 2 or counts.min() < 5 or len(np.unique(values)) <= len(counts):
        return False
    order = np.argsort(values, kind="stable")
    values, codes = values[order], codes[order]
    cuts = np.flatnonzero(codes[1:] != codes[:-1])
    if len(cuts) != len(counts) - 1:
        return False
    steps = np.diff(values)
    rising = steps[steps > 0]
    close = max(10 * float(np.median(rising)), float(np.ptp(values)) / 12)
    return bool((steps[cuts] > 0).all() and (steps[cuts] <= close).all())
