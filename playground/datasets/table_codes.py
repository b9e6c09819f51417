"""Digits that name something, such as ``007`` or ``+821012345678``: as numbers they would be something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.datasets.identifiers import are_whole
from playground.datasets.table_exact import EXACT
from playground.datasets.table_letters import holds, only_digits
from playground.datasets.table_writing import DIALLED, PLAIN_CODE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_HEAD = 1000
"""Texts that mostly show whether all of them are digits."""


def code_in(values: Any, numbers: npt.NDArray[np.float64]) -> str:
    """A text that its number would not give back, where all are digits and nothing else; empty if there is none.

    Args:
        values: Texts, null where a cell is empty.
        numbers: What they are as numbers, NaN where they are none.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not are_whole(numbers):
        return ""
    known = np.isfinite(numbers)
    if not known.any():
        return ""
    values = values if known.all() else values.filter(pa.array(known))
    if not only_digits(values) and not all(
        pc.all(pc.match_substring_regex(some, r"^-?\d+$")).as_py() for some in (values[:_HEAD], values)
    ):
        return _dialled(values)
    zeros = values.filter(pc.starts_with(values, "0"))
    zeros = zeros.filter(pc.match_substring_regex(zeros, PLAIN_CODE))
    if len(zeros):
        return str(zeros[0].as_py())
    large = values.filter(pa.array(np.abs(numbers[known]) >= EXACT)).unique().to_pylist()
    return next((text for text in large if int(float(text)) != int(text)), "")


def _dialled(values: Any) -> str:
    """A number to be dialled, if there is one and no other text has more than digits, blanks and a plus: no amount is below zero."""
    import pyarrow.compute as pc

    if not holds(values, "+"):
        return ""
    found = values.filter(pc.match_substring_regex(values, DIALLED))
    return "" if not len(found) or pc.any(pc.match_substring_regex(values, r"[^\d+ ]")).as_py() else str(found[0].as_py())


def too_long(values: pa.ChunkedArray, numbers: npt.NDArray[np.float64]) -> str:
    """A whole number that float64 would change, if there is one."""
    import numpy as np
    import pyarrow as pa

    large = np.abs(numbers) >= EXACT
    if not large.any():
        return ""
    exact = values.filter(pa.array(large)).unique().to_pylist()
    return next((str(value) for value in exact if int(float(value)) != int(value)), "")


def unwrapped(values: Any) -> Any:
    """Texts as they are in ``="007"``, which is how programs tell Excel that a cell is a text."""
    import pyarrow.compute as pc

    if not pc.any(pc.starts_with(values, '="')).as_py():
        return values
    return pc.replace_substring_regex(values, r'^="([^"]*)"$', r"\1")
