"""Columns that give back every text letter for letter: what a value is has not been decided yet when a file is read.

``007`` and ``7`` are two codes, and ``1.10`` and ``1.1`` two versions, until it is known that their column holds numbers. So what is
read from a text stays text here, but for whole numbers and days that are written in one way alone.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.datasets.table_guesses import MISSING
from playground.datasets.table_letters import have_more_zeros, holds, without_missing
from playground.datasets.table_writing import group_only

if TYPE_CHECKING:
    import pyarrow as pa

EXACT = 2**53
"""Whole numbers up to here are told apart in float64."""
_AS_WRITTEN = frozenset(written for word in MISSING if word for written in (word, word.upper(), word.capitalize(), word.title()))
"""Words for missing values in all usual ways of writing them."""
_HEAD = 1000
"""Texts that mostly show whether all of them are what they are taken for."""


def exact_columns(table: pa.Table) -> pa.Table:
    """A table of texts with the columns as whole numbers and days that give back every text; the others as they are."""
    import pyarrow as pa

    with ThreadPoolExecutor(max(pa.cpu_count(), 1)) as pool:  # pyarrow lets the other threads go on
        columns = list(pool.map(exact, table.columns))
    return pa.table(columns, names=table.column_names)


@dataclass(frozen=True)
class Decimals:
    """Columns that can be read as float64 at once.

    Attributes:
        names: Their names.
        missing: Words that stand for a missing number in them; none if there are none in their first rows.
    """

    names: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def columns_of_decimals(first: pa.Table, sign: str) -> Decimals:
    """The columns of texts that are numbers with a decimal sign and parts, by their first rows: such a column never holds codes.

    They can be read as float64 at once, without a text in between; where a later row says otherwise, the table is read again as texts.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found, words = set(), False
    for name, column in zip(first.column_names, first.columns, strict=True):
        texts = without_missing(column)
        if sign == ",":
            with_sign = texts.filter(pc.match_substring(texts, sign))
            if pc.all(pc.match_substring_regex(with_sign, group_only(sign))).as_py() or holds(texts, "."):
                continue
            texts = pc.replace_substring(texts, sign, ".")
        numbers = cast(texts, pa.float64())
        if (
            numbers is not None
            and pc.any(pc.not_equal(numbers, pc.floor(numbers))).as_py()
            and pc.all(pc.is_finite(numbers)).as_py()
        ):
            found.add(name)
            words |= texts.null_count > column.null_count
    return Decimals(frozenset(found), frozenset(_AS_WRITTEN if words else ()))


def exact(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as int64 or days if the texts follow from those again, letter for letter; else, and what is no text, as it is."""
    import pyarrow as pa

    if not pa.types.is_string(texts.type):
        return texts
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), pa.null())
    if (made := cast(texts, pa.int64())) is not None:
        return texts if have_more_zeros(texts) else made  # 7 is not 007
    if (made := cast(texts, pa.date32())) is not None:
        return made if made.cast(pa.string()).equals(texts) else texts
    return texts


def cast(texts: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """Texts as something else; None if one of them is nothing of the kind, which mostly the first ones show."""
    import pyarrow as pa

    try:
        texts.slice(0, _HEAD).cast(kind)
        return texts.cast(kind)
    except pa.ArrowInvalid:
        return None


def label_of(value: float) -> str:
    """A number as a person would write it: all the digits that tell it from others, ``7`` and not ``7.0``."""
    text = str(value)  # of a float32 the digits of a float32
    return text.removesuffix(".0") if value else "0"
