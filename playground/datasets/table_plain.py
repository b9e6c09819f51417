"""Texts that are nothing but numbers, as numbers, fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playground.datasets.table_exact import cast
from playground.datasets.table_letters import has_word_letters, holds, without, without_missing
from playground.datasets.table_writing import DOTTED_MONEY, MONEY, group_only

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

HEAD = 1000
"""Rows that tell whether it is worth while to take all for plain numbers."""
_SAMPLE = 10_000


def values_of(values: pa.ChunkedArray, decimal: str, chosen: bool) -> npt.NDArray[np.float64] | None:
    """Numbers that a computer wrote, with a point or with a comma, fast; None if there is anything else, or a doubt."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    commas = holds(values, ",")
    if commas and holds(values, "."):
        return None
    found = cast(pc.replace_substring(values, ",", ".") if commas else values, pa.float64())
    if found is None:
        return None
    sign = "," if commas else "."
    if (commas or decimal != sign) and holds(values, sign):
        with_sign = values.filter(pc.match_substring(values, sign)).slice(0, _SAMPLE)
        told = pc.any(pc.invert(pc.match_substring_regex(with_sign, group_only(sign)))).as_py()
        if not told or (chosen and sign != decimal):
            return None
    numbers = np.array(found.to_numpy(), dtype=np.float64)
    endless = ~np.isfinite(numbers)
    many = int(endless.sum())
    if many > values.null_count and without_missing(values.filter(pa.array(endless))).null_count < many:
        return None  # 1e400, which is no word for a missing value
    numbers[endless] = np.nan
    return numbers


def numbers_of(texts: pa.Array, sign: str, unit: str) -> npt.NDArray[np.float64]:
    """Texts that are numbers as numbers."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if unit:
        texts = pc.replace_substring(texts, unit, "")
    words = has_word_letters(texts)
    if words or any(holds(texts, word) for word in DOTTED_MONEY):
        texts = pc.replace_substring_regex(texts, MONEY, "")
    texts = without(texts, "$%+ '_" + ("." if sign == "," else ","))
    if words and has_word_letters(texts):  # 1.5D+03, as Fortran writes it
        texts = pc.replace_substring_regex(texts, "[dD]", "e")
    below = np.zeros(len(texts), dtype=bool)
    if holds(texts, "-") or holds(texts, "("):
        below = np.asarray(pc.match_substring_regex(texts, r"^-|-$|^\("), dtype=bool)
        texts = pc.replace_substring_regex(texts, r"^-|-$|[()]", "")
    if sign == ",":
        texts = pc.replace_substring(texts, ",", ".")
    numbers = np.array(texts.cast(pa.float64()), dtype=np.float64)
    return np.where(below, -numbers, numbers)
