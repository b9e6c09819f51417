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


def numbers(texts: npt.NDArray[np.object_], separator: str) -> tuple[npt.NDArray[np.float64], int] | None:
    """A column as numbers, NaN where they are missing, and how many other texts it holds; None if those are too many.

    ``1,234`` is read as a thousand, and ``1,5`` as one and a half where the cells are not separated by commas.
    """
    import numpy as np

    values = _parse(texts)
    odd = np.flatnonzero(~np.isfinite(values))  # gaps, and what is not written as a plain number
    values[odd] = np.nan
    odd = odd[~missing(texts[odd])]
    if len(odd):
        values[odd] = _parse(_plain(texts[odd], separator))
        values[~np.isfinite(values)] = np.nan
    strange = int(np.isnan(values[odd]).sum())
    given = len(texts) - int(np.isnan(values).sum()) + strange
    return None if strange > (1 - _MOSTLY) * given + 1e-9 else (values, strange)


def _parse(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    import numpy as np
    import pandas as pd

    result: npt.NDArray[np.float64] = np.asarray(
        pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce"), dtype=np.float64
    ).copy()
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
    found = numbers(texts, separator)
    if found is None:
        return np.where(missing(texts), "", texts).astype(object)
    values, strange = found
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
