"""What the texts of a column are: numbers, kinds, or times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playground.language import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "?", ".", "inf", "-inf", "+inf", "infinity"})
"""Texts, in small letters, that stand for a missing value."""
_MOSTLY = 0.9
"""Share of the values of a column that must be numbers for the others to count as missing."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")


def missing(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """``(n,)`` True where a value is missing."""
    import numpy as np

    return np.fromiter((text.lower() in MISSING for text in texts), dtype=bool, count=len(texts))


def numbers(texts: npt.NDArray[np.object_], separator: str) -> npt.NDArray[np.float64] | None:
    """A column as numbers, NaN where they are missing; None if it holds no numbers, or too many other texts.

    ``1,234`` is read as a thousand, and ``1,5`` as one and a half where the cells are not separated by commas.
    """
    import numpy as np

    gaps = missing(texts)
    known = texts[~gaps]
    if len(known) == 0:
        return np.full(len(texts), np.nan)
    values = _parse(known)
    if np.isnan(values).any():
        values = np.where(np.isnan(values), _parse(_plain(known, separator)), values)
    if np.isfinite(values).mean() < _MOSTLY:
        return None
    column = np.full(len(texts), np.nan)
    column[~gaps] = np.where(np.isfinite(values), values, np.nan)
    return column


def _parse(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    import numpy as np
    import pandas as pd

    result: npt.NDArray[np.float64] = np.asarray(pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), dtype=np.float64)
    return result


def _plain(texts: npt.NDArray[np.object_], separator: str) -> npt.NDArray[np.object_]:
    """Numbers written with commas, without them."""
    import numpy as np

    plain = np.empty(len(texts), dtype=object)
    for position, text in enumerate(texts):
        if separator != "," and _DECIMAL_COMMA.fullmatch(text):
            plain[position] = text.replace(",", ".")
        else:
            plain[position] = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    return plain


def column(name: str, table: pd.DataFrame, separator: str, notes: list[str]) -> npt.NDArray[np.float64] | npt.NDArray[np.object_]:
    """A column as numbers with NaN for gaps, or as texts with "" for gaps."""
    import numpy as np

    texts: npt.NDArray[np.object_] = table[name].to_numpy(dtype=object)
    values = numbers(texts, separator)
    gaps = missing(texts)
    if values is None:
        return np.where(gaps, "", texts).astype(object)
    strange = int(np.isnan(values[~gaps]).sum())
    if strange:
        notes.append(
            ngettext(
                "{n} value of '{name}' is no number and counts as missing.",
                "{n} values of '{name}' are no numbers and count as missing.",
                strange,
            ).format(n=strange, name=name)
        )
    return values


def class_labels(values: npt.NDArray[np.float64] | npt.NDArray[np.object_]) -> tuple[str, ...]:
    """The different values of a column without gaps, as labels in their order."""
    return tuple(f"{value:.10g}" if isinstance(value, float) else str(value) for value in sorted(set(values.tolist())))


def too_many(name: str, count: int, most: int) -> str:
    """Why a column cannot give the classes."""
    return _("'{name}' has {n} different values, more than the {most} that can be classes.").format(name=name, n=count, most=most)
